"""PostgreSQL refuses what cannot be, and says which sentence was broken."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from complaints.models import Case, CaseStep
from tests.complaints import factories as make
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def refused(name: str, write: Callable[[], Any]) -> None:
    """The database refuses `write`, naming the constraint."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("complaint_has_a_reference", lambda: make.CaseFactory(reference="")),
        ("complaint_number_belongs_to_a_year", lambda: make.CaseFactory(reference_number=4)),
        ("complaint_resolved_next_day_was_made_orally", lambda: make.CaseFactory(kind="oral_next_day")),
        ("complaint_state_is_in_the_table_of_states", lambda: make.CaseFactory(state="lost")),
        ("nhs_number_of_a_complaint_is_ten_digits", lambda: make.CaseFactory(nhs_number="999 123")),
        ("complaint_timescale_is_a_day_or_more", lambda: make.CaseFactory(timescale_working_days=0)),
        ("response_is_sent_by_a_signatory", lambda: make.CaseStepFactory(type="send_response", is_outside=False)),
        ("extension_says_who_agreed", lambda: make.CaseStepFactory(type="extend", new_date=date(2027, 1, 4))),
        ("pause_of_a_clock_has_a_reason", lambda: make.CaseStepFactory(type="pause")),
        ("point_of_a_complaint_says_something", lambda: make.PointFactory(text="")),
        ("statement_is_due_after_it_is_asked_for", lambda: make.StatementRequestFactory(due_date=date(2026, 11, 9))),
        (
            "statement_comes_after_it_is_asked_for",
            lambda: make.StatementRequestFactory(received_date=date(2026, 11, 9), received_by=UserFactory()),
        ),
        (
            "statement_is_received_by_somebody",
            lambda: make.StatementRequestFactory(received_date=date(2026, 11, 12)),
        ),
        ("statement_request_is_ended_by_somebody", lambda: make.StatementRequestFactory(ended_by=UserFactory())),
        (
            "received_statement_is_not_asked_of_somebody_else",
            lambda: make.StatementRequestFactory(
                received_date=date(2026, 11, 12),
                received_by=UserFactory(),
                ended_date=date(2026, 11, 13),
                ended_by=UserFactory(),
            ),
        ),
        ("statement_given_by_link_is_received", lambda: make.StatementRequestFactory(is_given_by_link=True)),
        ("written_statement_was_given_by_link", lambda: make.StatementRequestFactory(statement_text="I rang her")),
        ("who_cannot_answer_says_when", lambda: make.StatementRequestFactory(cannot_reason="I was away")),
        ("who_cannot_answer_says_when", lambda: make.StatementRequestFactory(cannot_date=date(2026, 11, 12))),
        ("statement_link_expires_later", lambda: make.StatementLinkFactory(expires_at=make.LOGGED_AT)),
        ("statement_link_is_revoked_by_somebody", lambda: make.StatementLinkFactory(revoked_at=make.LOGGED_AT)),
        ("file_of_a_complaint_is_not_empty", lambda: make.CaseFileFactory(size_bytes=0)),
        (
            "statement_file_says_whose_it_is",
            lambda: make.CaseFileFactory(request=make.StatementRequestFactory()),
        ),
        ("note_on_a_complaint_says_something", lambda: make.NoteFactory(text="")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_impossible_row_is_refused(name: str, write: Callable[[], Any]) -> None:
    refused(name, write)


def test_one_link_of_a_person_works_at_a_time() -> None:
    link = make.StatementLinkFactory()
    same = {"case": link.case, "person": link.person}
    refused("statements_are_given_by_one_link_at_a_time", lambda: make.StatementLinkFactory(**same))
    make.StatementLinkFactory(**same, revoked_at=make.LOGGED_AT, revoked_by=link.asked_by)


@pytest.mark.parametrize(
    ("name", "factory", "same"),
    [
        ("complaint_reference_is_used_once", make.CaseFactory, {"reference": "ENT/26/041"}),
        ("datix_reference_is_used_by_one_complaint", make.CaseFactory, {"datix_ref": "W-12345"}),
    ],
    ids=["reference", "Datix"],
)
def test_a_reference_is_used_once_in_capitals_or_not(name: str, factory: Any, same: dict[str, str]) -> None:
    factory(**same)
    refused(name, lambda: factory(**{key: value.lower() for key, value in same.items()}))


def test_many_complaints_have_no_datix_reference() -> None:
    make.CaseFactory()
    make.CaseFactory()
    assert Case.objects.filter(datix_ref="").count() == 2


@pytest.mark.parametrize(
    ("name", "factory", "same"),
    [
        ("complaint_number_is_used_once", make.CaseFactory, ("specialty", "reference_year", "reference_number")),
        ("user_is_named_or_shut_out_of_a_case_once", make.CaseAccessFactory, ("case", "user")),
        ("step_of_a_case_has_its_own_number", make.CaseStepFactory, ("case", "number")),
        ("point_of_a_complaint_has_its_own_number", make.PointFactory, ("case", "number")),
        ("one_person_at_a_time_is_asked_about_a_point", make.StatementRequestFactory, ("point",)),
        ("stored_name", make.CaseFileFactory, ("stored_name",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_second_row_for_the_same_thing_is_refused(name: str, factory: Any, same: tuple[str, ...]) -> None:
    numbered = {"reference_year": 2026, "reference_number": 41} if factory is make.CaseFactory else {}
    first = factory(**numbered)
    refused(name, lambda: factory(**{field: getattr(first, field) for field in same}))


def test_a_step_is_never_changed_or_removed() -> None:
    step = make.CaseStepFactory()
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        CaseStep.objects.filter(pk=step.pk).update(reason="Another")
    with pytest.raises(ProgrammingError), transaction.atomic():
        step.delete()
