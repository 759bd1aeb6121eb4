"""What must still be typed in ESR, and by when."""

from datetime import date

import pytest

from directorate.core.domain.calendar import england_and_wales
from staffing.domain.esr_entries import Dates, next_cut_off, task_of

MON, FRI, NEXT = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ours", "esr", "task"),
    [
        pytest.param(Dates(MON, FRI), [], "new", id="not in ESR"),
        pytest.param(Dates(MON, FRI), [Dates(MON, FRI)], "nothing", id="the same dates"),
        pytest.param(Dates(MON, None), [Dates(MON, None)], "nothing", id="open in both"),
        pytest.param(Dates(MON, FRI), [Dates(MON, None)], "end", id="still open in ESR"),
        pytest.param(Dates(MON, None), [Dates(MON, FRI)], "dates", id="ended in ESR, open here"),
        pytest.param(Dates(MON, NEXT), [Dates(MON, FRI), Dates(NEXT, NEXT)], "nothing", id="two rows in ESR"),
        pytest.param(
            Dates(MON, FRI), [Dates(MON, NEXT), Dates(MON, FRI)], "nothing", id="an old row beside the right one"
        ),
        pytest.param(Dates(FRI, NEXT), [Dates(MON, NEXT)], "dates", id="another first day"),
    ],
)
def test_what_is_to_be_typed(ours: Dates, esr: list[Dates], task: str) -> None:
    assert task_of(ours, esr=esr) == task


@pytest.mark.parametrize(
    ("on", "day", "expected"),
    [
        pytest.param(date(2026, 11, 9), 10, date(2026, 11, 10), id="this month"),
        pytest.param(date(2026, 11, 10), 10, date(2026, 11, 10), id="today is the cut-off"),
        pytest.param(date(2026, 11, 11), 10, date(2026, 12, 10), id="next month"),
        pytest.param(
            date(2026, 12, 30), 10, date(2027, 1, 8), id="a Sunday is met on the Friday before, in a new year"
        ),
        pytest.param(date(2027, 2, 1), 31, date(2027, 2, 26), id="a short month ends sooner, and on a working day"),
        pytest.param(date(2026, 12, 1), 25, date(2026, 12, 24), id="Christmas Day is met the day before"),
        pytest.param(date(2026, 7, 31), 2, date(2026, 7, 31), id="a cut-off that falls back into the month before"),
    ],
)
def test_the_next_cut_off(on: date, day: int, expected: date) -> None:
    assert next_cut_off(on, day_of_month=day, calendar=england_and_wales()) == expected
