"""The table of roles, and what it lets a user reach."""

from datetime import date

import pytest

from directorate.core.access import WRITE, Permissions, may, reach
from directorate.core.domain.access import RIGHTS, Operation, Role, Scope, Subject, scopes
from directorate.core.models import User
from tests.factories import CoverFactory, PersonFactory, SecretaryConsultantFactory


def test_every_cell_of_the_table_is_filled() -> None:
    assert len(RIGHTS) == len(Subject) * len(Role)


def test_writing_includes_reading() -> None:
    for subject in Subject:
        for role in Role:
            writes = scopes(subject=subject, role=role, operation=Operation.WRITE)
            assert writes <= scopes(subject=subject, role=role, operation=Operation.READ)


def test_hr_has_no_right_to_the_waiting_list_at_all() -> None:
    assert not scopes(subject=Subject.WAITING_LIST, role=Role.HUMAN_RESOURCES, operation=Operation.READ)


@pytest.mark.django_db
def test_a_secretary_reads_the_list_of_her_specialty_only(amira: User) -> None:
    found = reach(user=amira, subject=Subject.WAITING_LIST)
    assert found.specialty_ids == {amira.person.specialty_id}
    assert not found.everything
    assert not may(user=amira, subject=Subject.WAITING_LIST, operation=WRITE)


@pytest.mark.django_db
def test_covering_a_colleague_brings_her_consultants_while_it_lasts(amira: User) -> None:
    colleague = PersonFactory()
    osborne = SecretaryConsultantFactory(secretary=colleague).consultant
    CoverFactory(covered=colleague, covering=amira.person, valid=(date(2026, 11, 23), date(2026, 11, 28)))
    during = Permissions(user=amira, on=date(2026, 11, 27))
    after = Permissions(user=amira, on=date(2026, 11, 28))
    assert osborne.pk in during.reach(subject=Subject.PATHWAY_WORK, operation=WRITE).consultant_ids
    assert osborne.pk not in after.reach(subject=Subject.PATHWAY_WORK, operation=WRITE).consultant_ids


@pytest.mark.django_db
def test_a_disabled_account_reaches_nothing(chris: User) -> None:
    chris.is_active = False
    assert not may(user=chris, subject=Subject.WAITING_LIST)


def test_scope_words_are_the_six_of_the_table() -> None:
    assert {scope.value for scope in Scope} == {"all", "spec", "team", "cons", "medical", "own"}
