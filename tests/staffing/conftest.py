"""People of a team with hours and patterns, and what tests ask about them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from staffing.facts.half_days import Dates
from staffing.facts.leave import LeaveDraft
from staffing.models import AbsenceKind
from tests.factories import PersonFactory, TeamFactory, person_with_account
from tests.staffing import factories as make

Worker = Callable[..., Person]


def employ(person: Person, **assignment: Any) -> Person:
    """Full-time office hours for somebody."""
    make.AssignmentFactory(person=person, **assignment)
    make.WorkPatternFactory(person=person)
    return person


@pytest.fixture
def worker(reference: None) -> Worker:
    """Makes a full-time member of the ENT secretaries."""

    def hire(surname: str, *, team: str = "ENT secretaries", **person: Any) -> Person:
        return employ(PersonFactory(surname=surname, team=TeamFactory(name=team), **person))

    return hire


@pytest.fixture
def doctor(reference: None) -> Worker:
    """Makes an ENT consultant."""

    def hire(surname: str, **person: Any) -> Person:
        fields = {"title": "Mr", "job_title": "Consultant", "staff_group": StaffGroup.MEDICAL} | person
        return employ(PersonFactory(surname=surname, **fields))

    return hire


@pytest.fixture
def dawn(reference: None) -> User:
    """Team leader of the ENT secretaries."""
    user = person_with_account(forename="Dawn", surname="Dale", role=Role.TEAM_LEADER, team="ENT secretaries")
    employ(user.person)
    return user


@pytest.fixture
def jones(worker: Worker) -> Person:
    """An ENT secretary without an account."""
    return worker("Jones", forenames="Sarah")


def leave(person: Person, first: date, last: date | None = None, *, note: str = "", **dates: Any) -> LeaveDraft:
    """Annual leave to be logged."""
    return LeaveDraft(person, AbsenceKind.ANNUAL_LEAVE, Dates(first, last or first, **dates), note)


def sickness(person: Person, first: date, last: date | None = None, **dates: Any) -> LeaveDraft:
    """Sickness to be logged, open unless a last day is given."""
    return LeaveDraft(person, AbsenceKind.SICKNESS, Dates(first, last, **dates))
