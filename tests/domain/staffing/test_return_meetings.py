"""How the days of a return-to-work meeting are counted."""

from datetime import date

import pytest

from directorate.core.domain.calendar import england_and_wales
from staffing.domain.fit_notes import MeetingDays, meeting_days

LAST_DAY_ABSENT, DUE = date(2026, 12, 23), date(2026, 12, 31)
BACK_ON = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("as_at", "over"),
    [
        pytest.param(date(2026, 12, 31), None, id="on the day it is due"),
        pytest.param(date(2027, 1, 1), 0, id="the day after is a bank holiday"),
        pytest.param(date(2027, 1, 4), 1, id="the first working day after"),
        pytest.param(date(2027, 1, 5), 2, id="the second working day after"),
    ],
)
def test_a_meeting_is_counted_in_working_days_from_the_day_back(as_at: date, over: int | None) -> None:
    found = meeting_days(LAST_DAY_ABSENT, due=DUE, as_at=as_at, calendar=england_and_wales())
    assert found == MeetingDays(back_on=BACK_ON, allowed=3, over=over)
