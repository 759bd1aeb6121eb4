"""Cohorts, breaches week by week, and the choices that an address carries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waiting_lists.domain.bands import wait_between
from waiting_lists.domain.cohorts import (
    CohortChange,
    CohortCount,
    breaches_by_week,
    cohort_days,
    first_day_over,
    latest_start,
    month_end,
    next_31_march,
)
from waiting_lists.domain.list_choices import SORTS, STEPS, TABS, ListChoices, token_of

CENSUS = date(2026, 1, 31)


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), weeks=st.sampled_from([52, 65, 78]))
def test_the_first_day_over_is_the_first_day_that_the_bands_call_over(start: date, weeks: int) -> None:
    first = first_day_over(start, weeks=weeks)
    assert wait_between(start, as_of=first).over(weeks)
    assert not wait_between(start, as_of=first - timedelta(days=1)).over(weeks)
    assert latest_start(first, weeks=weeks) == start


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2027, 3, 31)),
    ],
)
def test_the_nhs_year_ends_on_the_next_31_march(day: date, expected: date) -> None:
    assert next_31_march(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(2026, 4, 30), date(2026, 4, 30)),
    ],
)
def test_month_end(day: date, expected: date) -> None:
    assert month_end(day) == expected


def test_tiles_stand_in_order_and_once() -> None:
    assert cohort_days(CENSUS) == [date(2026, 2, 28), date(2026, 3, 31)]
    assert cohort_days(CENSUS, chosen=date(2026, 6, 30))[-1] == date(2026, 6, 30)
    assert len(cohort_days(CENSUS, chosen=date(2026, 3, 31))) == 2
    assert cohort_days(date(2026, 2, 14)) == [date(2026, 3, 31)]


@given(st.lists(st.tuples(st.none() | st.dates(date(2024, 1, 1), CENSUS), st.integers(1, 50)), max_size=30))
def test_each_first_day_over_counts_in_one_week(starts: list[tuple[date | None, int]]) -> None:
    weeks = breaches_by_week(starts, as_at=CENSUS, how_many=8, limits=(18, 52))
    assert weeks[0].first == CENSUS + timedelta(days=1)
    assert weeks[-1].last == CENSUS + timedelta(days=56)
    for week in weeks:
        for limit, counted in week.counts.items():
            expected = sum(
                n for start, n in starts if start and week.first <= first_day_over(start, weeks=limit) <= week.last
            )
            assert counted == expected


def test_counts_add_up_and_the_rest_has_another_date() -> None:
    total = CohortCount(10, 2, 3, 6) + CohortCount(5, 1, 0, 2)
    assert (total.pathways, total.in_time, total.no_date, total.other_date, total.untreated) == (15, 3, 3, 9, 8)
    assert CohortChange(1, 4, 2, 0) + CohortChange(2, 1, 1, 3) == CohortChange(3, 5, 3, 3)


CHOICES = st.builds(
    ListChoices,
    tab=st.sampled_from(list(TABS)),
    specialty=st.sampled_from(["", "ent", "omfs"]),
    band=st.none() | st.integers(0, 104),
    step=st.sampled_from(["", *STEPS]),
    over=st.none() | st.sampled_from([18, 52, 65, 78, 104]),
    by=st.none() | st.dates(),
    at=st.none() | st.dates(),
    mine=st.booleans(),
    cancer=st.booleans(),
    act=st.none() | st.integers(0, 366),
    sort=st.sampled_from(["", *SORTS]),
    down=st.booleans(),
)


@given(CHOICES)
def test_an_address_gives_back_the_choices_it_was_written_from(choices: ListChoices) -> None:
    assert ListChoices.read(choices.written()) == choices


@given(
    st.dictionaries(
        st.sampled_from(["tab", "band", "over", "by", "sort", "specialty", "act", "consultant"]), st.text(max_size=30)
    )
)
def test_any_address_is_read(address: dict[str, str]) -> None:
    ListChoices.read(address)


def test_a_token_says_nothing_about_whose_it_is() -> None:
    assert token_of("C9001206") != token_of("C9001205")
    assert "9001206" not in token_of("C9001206")
