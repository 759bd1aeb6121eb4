"""Rules in SQL equal the rules of the domain, row by row; pages by keyset miss and repeat nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directorate.core.models import User
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import (
    CENSUS_DATE,
    CensusFactory,
    CensusPathwayFactory,
    OpenPathwaySummaryFactory,
    PlannedDateFactory,
)
from waiting_lists.domain.bands import band_index
from waiting_lists.domain.breaches import PRIORITY_ORDER, breaches_of
from waiting_lists.domain.list_choices import SORTS, ListChoices
from waiting_lists.domain.standards import DEFAULT_LIMITS
from waiting_lists.models import CensusPathway, OpenPathwaySummary, PlannedDate, ValidationQuery
from waiting_lists.querysets.keyset import Start, page_of
from waiting_lists.querysets.patient_list import ListDay, facts_of
from waiting_lists.querysets.searching import find_patients, taken_apart

pytestmark = pytest.mark.django_db
AT_MOST = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def maybe(days_before: int, days_after: int) -> st.SearchStrategy[date | None]:
    return st.none() | st.integers(-days_before, days_after).map(lambda days: CENSUS_DATE + timedelta(days=days))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "waiting_list_type": st.sampled_from(["IRTT", "ORTT", "PLTI", "INON"]),
            "rtt_period_start_date": maybe(800, 0),
            "referral_received_date": maybe(400, 0),
            "decision_to_admit_date": maybe(400, 0),
            "tci_date": maybe(30, 300),
            "outpatient_future_appointment_date": maybe(30, 300),
            "diagnostic_date": maybe(30, 300),
            "date_last_attended": maybe(300, 0),
            "is_on_cancer_ptl": st.booleans(),
            "cancer_listed_date": st.sampled_from([None, CENSUS_DATE]),
            "fds28_start_date": maybe(60, 0),
            "cwt62_start_date": maybe(90, 0),
            "cwt31_start_date": maybe(60, 0),
            "procedure_priority_code": st.sampled_from(["", *PRIORITY_ORDER]),
        }
    ),
    min_size=1,
    max_size=12,
)
PLANS = st.lists(
    st.none() | st.tuples(st.integers(-10, 200), st.sampled_from(["treatment", "clinic"])), min_size=12, max_size=12
)


def day_of(on: date) -> ListDay:
    return ListDay(on=on, census_date=CENSUS_DATE, limits=DEFAULT_LIMITS)


@given(rows=ROWS, plans=PLANS, age=st.integers(0, 500))
@AT_MOST
def test_breach_and_next_step_in_sql_equal_the_domain(
    reference: None, rows: list[dict[str, Any]], plans: list[tuple[int, str] | None], age: int
) -> None:
    on = CENSUS_DATE + timedelta(days=age)
    with transaction.atomic():
        census = CensusFactory()
        made = [CensusPathwayFactory(census=census, **row) for row in rows]
        planned: dict[tuple[int, str], date] = {}
        for row, plan in zip(made, plans, strict=False):
            if plan is not None:
                days, kind = plan
                planned[row.pk, kind] = on + timedelta(days=days)
                PlannedDateFactory(pathway_key=row.pathway_key, date=planned[row.pk, kind], kind=kind)
        found = {
            row.pk: breaches_of(
                facts_of(row, planned_on=planned.get((row.pk, "treatment")), visit_on=planned.get((row.pk, "clinic"))),
                on=on,
                limits=DEFAULT_LIMITS,
            )
            for row in made
        }
        base = CensusPathway.objects.filter(census=census)
        in_sql = dict(base.with_breach_on(day_of(on)).values_list("pk", "breach_on"))
        states = {
            step: set(base.chosen(ListChoices(tab="all", step=step), day=day_of(on)).values_list("pk", flat=True))
            for step in ("in-time", "late", "none")
        }
        act = ListChoices(act=28)
        to_act = set(base.chosen(act, day=day_of(on)).values_list("pk", flat=True))
        transaction.set_rollback(True)
    assert in_sql == {pk: one.next_breach.first_breach if one.next_breach else None for pk, one in found.items()}
    assert states["in-time"] == {pk for pk, one in found.items() if one.next_step.is_in_time}
    # A visit that only the secretary has typed is a date, though no booked one.
    visits = {pk for pk, kind in planned if kind == "clinic" and planned[pk, kind] >= on}
    dated = {pk for pk, one in found.items() if one.next_step.state != "no_date"} | visits
    assert states["none"] == found.keys() - dated
    assert states["late"] == dated - states["in-time"]
    assert to_act == {
        pk
        for pk, one in found.items()
        if one.next_breach and one.next_breach.first_breach <= on + timedelta(days=28) and not one.next_step.is_in_time
    }


@given(rows=ROWS, age=st.integers(0, 200), size=st.integers(1, 5), down=st.booleans())
@AT_MOST
def test_pages_hold_every_row_once_in_both_directions(
    reference: None, rows: list[dict[str, Any]], age: int, size: int, down: bool
) -> None:
    day = day_of(CENSUS_DATE + timedelta(days=age))
    with transaction.atomic():
        census = CensusFactory()
        for row in rows:
            CensusPathwayFactory(census=census, **row)
        base = CensusPathway.objects.filter(census=census)
        for sort in SORTS:
            choices = ListChoices(tab="all", sort=sort, down=down)
            forwards, last = walk(base, choices=choices, day=day, size=size)
            assert sorted(forwards) == sorted(base.values_list("pk", flat=True)), sort
            back = walk_back(base, choices=choices, day=day, size=size, last=last)
            assert [*back, *last] == forwards, sort
        transaction.set_rollback(True)


def walk(rows: Any, *, choices: ListChoices, day: ListDay, size: int) -> tuple[list[int], list[int]]:
    segments, found, page = rows.segments(choices, day=day), [], None
    start: Start | None = None
    while page is None or page.has_next:
        page = page_of(segments, size=size, start=start)
        found += page.keys
        start = rows.start_at(page.keys[-1], choices=choices, day=day, backwards=False)
    return found, page.keys


def walk_back(rows: Any, *, choices: ListChoices, day: ListDay, size: int, last: list[int]) -> list[int]:
    segments, found, has_previous, first = rows.segments(choices, day=day), [], True, last[0]
    while has_previous:
        start = rows.start_at(first, choices=choices, day=day, backwards=True)
        page = page_of(segments, size=size, start=start)
        if not page.keys:
            break
        found, has_previous, first = [*page.keys, *found], page.has_previous, page.keys[0]
    return found


def test_blanks_stand_last_both_ways(reference: None) -> None:
    census = CensusFactory()
    blank = CensusPathwayFactory(census=census, rtt_period_start_date=None)
    early = CensusPathwayFactory(census=census, rtt_period_start_date=date(2026, 1, 5))
    late = CensusPathwayFactory(census=census, rtt_period_start_date=date(2026, 10, 5))
    rows = CensusPathway.objects.filter(census=census)
    orders = {
        down: page_of(
            rows.segments(ListChoices(tab="all", sort="wait", down=down), day=day_of(CENSUS_DATE)), size=9
        ).keys
        for down in (False, True)
    }
    assert orders == {False: [early.pk, late.pk, blank.pk], True: [late.pk, early.pk, blank.pk]}


@given(days=st.lists(st.integers(0, 900), min_size=1, max_size=20))
@AT_MOST
def test_bands_in_sql_equal_the_domain(reference: None, days: list[int]) -> None:
    with transaction.atomic():
        census = CensusFactory(partition=False)
        for number, waited in enumerate(days):
            OpenPathwaySummaryFactory(
                census=census,
                clock_start_date=CENSUS_DATE - timedelta(days=waited),
                pathways=1,
                treatment_function_code=f"{number:03}",
            )
        found = OpenPathwaySummary.objects.statistics_by_line([census.pk])[census.pk, "120"]
        transaction.set_rollback(True)
    assert [index for index, count in enumerate(found.bands) for _ in range(count)] == sorted(map(band_index, days))


def test_a_cohort_by_states_adds_up_to_the_rows_of_its_links(small_list: SmallList, chris: User) -> None:
    by = date(2027, 3, 31)
    rows = CensusPathway.objects.filter(census=small_list.census)
    counts = rows.cohorts_by_specialty(days=[by], weeks=52, census_date=CENSUS_DATE)[by]
    here = ListChoices(tab="all", over=52, by=by)
    day = day_of(date(2026, 11, 23))
    assert sum(one.pathways for one in counts.values()) == rows.chosen(here, day=day).count() == 4
    states = [rows.chosen(here.with_choice(step=step), day=day).count() for step in ("in-time", "late", "none")]
    assert sum(states) == 4
    assert rows.chosen(here.with_choice(step="not-in-time"), day=day).count() == sum(states[1:])
    untreated = rows.chosen(here.with_choice(step="untreated"), day=day).count()
    assert sum(one.untreated for one in counts.values()) == untreated


def test_a_tab_of_queries_holds_rows_with_an_open_question(small_list: SmallList, sam: User) -> None:
    ValidationQuery.objects.create(
        pathway_key=small_list.hers.pathway_key, question="Right?", created_by=sam, created_at="2026-11-23T09:00Z"
    )
    keys = ValidationQuery.objects.open().values("pathway_key")
    rows = CensusPathway.objects.filter(census=small_list.census).on_tab(
        "queries", day=day_of(CENSUS_DATE), query_keys=keys
    )
    assert list(rows) == [small_list.hers]


def test_one_planned_date_stands_at_a_time(small_list: SmallList, sam: User) -> None:
    from django.db import IntegrityError

    PlannedDateFactory(pathway_key=small_list.hers.pathway_key)
    with pytest.raises(IntegrityError, match="pathway_has_one_planned_date_at_a_time"), transaction.atomic():
        PlannedDateFactory(pathway_key=small_list.hers.pathway_key)
    assert PlannedDate.objects.standing().count() == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("{hospital}", "hers", id="hospital number"),
        pytest.param("  {hospital}  ", "hers", id="hospital number with spaces around"),
        pytest.param("999 090 1937", "colleagues", id="NHS number with spaces"),
        pytest.param("9990901937", "colleagues", id="NHS number"),
        pytest.param("fotheringhay", "cancer", id="part of a name"),
        pytest.param("MAXIMILIANA zapata", "cancer", id="forename and surname"),
        pytest.param("Bhatti 15/09/1976", "skin", id="name and birth date"),
    ],
)
def test_a_patient_is_found_by(small_list: SmallList, typed: str, found: str) -> None:
    rows = CensusPathway.objects.filter(census=small_list.census)
    text = typed.format(hospital=small_list.hers.local_patient_identifier.lower())
    assert find_patients(rows, text=text, most=10) == [getattr(small_list, found)]


@pytest.mark.parametrize("typed", ["zzz", "Bhatti 1/1/1950", "%", "'; DROP TABLE", "{{7*7}}", "12", "15/09/1976"])
def test_nobody_is_found_by(small_list: SmallList, typed: str) -> None:
    assert find_patients(CensusPathway.objects.filter(census=small_list.census), text=typed, most=10) == []


def test_a_name_and_a_birth_date_are_told_apart() -> None:
    asked = taken_apart("O'Neill-Smith Ann 1.9.1976")
    assert asked.words == ("O'Neill-Smith", "Ann")
    assert asked.born == date(1976, 9, 1)
