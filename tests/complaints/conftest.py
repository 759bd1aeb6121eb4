"""A complaint with three points, and the people in it."""

from collections.abc import Callable

import pytest

from complaints.actions.cases import log_case
from complaints.facts.entries import NewCase
from complaints.models import Case, Point
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Person, Specialty, User
from directorate.core.models.people import StaffGroup
from tests.factories import PersonFactory, person_with_account

POINTS = ("Wait for surgery", "Cancelled on the day", "Attitude at the desk")


@pytest.fixture
def hana(reference: None) -> User:
    """Complaints handler."""
    return person_with_account(forename="Hana", surname="Hall", role=Role.COMPLAINTS_HANDLER)


@pytest.fixture
def osborne(reference: None) -> Person:
    """ENT consultant without an account."""
    return PersonFactory(
        surname="Osborne", title="Mr", staff_group=StaffGroup.MEDICAL, job_title="Consultant", forenames="Paul"
    )


@pytest.fixture
def log(reference: None, sam: User, monday: object) -> Callable[..., Case]:
    """Logs a complaint of a specialty received on 9 November 2026."""

    def make(*, specialty: str = "ent", by: User = sam, **fields: object) -> Case:
        day = clock.today().replace(day=9)
        wanted = {"draft_wanted_date": day.replace(day=24), "complainant_name": "Mrs V", "timescale_working_days": 25}
        new = NewCase(
            kind=str(fields.pop("kind", "formal")),
            channel=str(fields.pop("channel", "electronic")),
            specialty=Specialty.objects.get(code=specialty),
            received=day,
            fields=wanted | fields,
            points=POINTS,
        )
        return log_case(new, by=by)

    return make


@pytest.fixture
def case(log: Callable[..., Case]) -> Case:
    """ENT/26/001, logged on Monday 23 November by the assistant manager."""
    return log()


def point(case: Case, number: int) -> Point:
    return Point.objects.get(case=case, number=number)
