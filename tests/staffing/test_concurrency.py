"""Two people at the same moment, on real connections."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from directorate.core.domain.access import Role
from directorate.core.models import User
from staffing.actions.decisions import approve_leave, end_leave
from staffing.actions.leave import log_leave
from staffing.actions.problems import AlreadyDecided, LeaveRefused
from staffing.models import Absence, LeaveLedger
from tests.at_once import at_once as every_act_at_once
from tests.factories import person_with_account
from tests.staffing.conftest import employ, leave

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 11)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or why it was refused."""
    return every_act_at_once(*acts, refusals=(LeaveRefused, PermissionError))


@pytest.fixture
def other_leader(reference: None) -> User:
    return person_with_account(forename="Lee", surname="Lock", role=Role.TEAM_LEADER, team="ENT secretaries")


def test_two_approvers_at_once_make_one_ledger_entry(
    monday: datetime, dawn: User, other_leader: User, amira: User
) -> None:
    employ(amira.person)
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    found = at_once(lambda: approve_leave(absence.pk, by=dawn), lambda: approve_leave(absence.pk, by=other_leader))
    assert sorted(type(result).__name__ for result in found) == ["Absence", "AlreadyDecided"]
    assert LeaveLedger.objects.filter(absence=absence, kind="taken").count() == 1


def test_approving_and_withdrawing_at_once_end_in_one_state(monday: datetime, dawn: User, amira: User) -> None:
    employ(amira.person)
    absence = log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
    at_once(lambda: approve_leave(absence.pk, by=dawn), lambda: end_leave(absence.pk, by=amira))
    absence.refresh_from_db()
    kinds = list(LeaveLedger.objects.order_by("pk").values_list("kind", flat=True))
    assert (absence.state, kinds) in [("withdrawn", []), ("cancelled", ["taken", "reversal"])]


def test_the_same_leave_logged_twice_at_once_is_one_absence(
    monday: datetime, dawn: User, other_leader: User, amira: User
) -> None:
    employ(amira.person)
    found = at_once(
        lambda: log_leave(leave(amira.person, MONDAY, FRIDAY), by=dawn),
        lambda: log_leave(leave(amira.person, FRIDAY), by=other_leader),
    )
    assert sum(isinstance(result, LeaveRefused) for result in found) == 1
    assert Absence.objects.count() == 1
    assert not any(isinstance(result, AlreadyDecided) for result in found)
