"""Points, statements and notes of a case."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from complaints.actions.cases import locked
from complaints.actions.problems import CaseRefused
from complaints.facts.entries import Ask
from complaints.models import Case, Note, NoteKind, Point, StatementRequest
from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User


def add_points(case: Case, texts: Sequence[str], *, by: User) -> list[Point]:
    """More points, behind those that are there."""
    with transaction.atomic(), acting(by=by, action="Add points"):
        row = locked(case, by=by)
        last = row.points.aggregate(last=Max("number"))["last"] or 0
        return Point.objects.bulk_create(
            Point(case=row, number=place, text=text) for place, text in enumerate(texts, start=last + 1)
        )


def set_finding(point: Point, *, finding: str, by: User) -> None:
    """What was found about a point; empty takes it back."""
    with transaction.atomic(), acting(by=by, action="Enter finding"):
        row = locked(point.case, by=by)
        Point.objects.filter(case=row, pk=point.pk).update(finding=finding)


def ask_for_statements(case: Case, asks: Sequence[Ask], *, by: User) -> list[StatementRequest]:
    """Ask people about points; who was asked before about a point is not asked any more.

    Raises:
        CaseRefused: a statement on a point has come already, or a day is past.
    """
    with transaction.atomic(), acting(by=by, action="Ask for statements"):
        row = locked(case, by=by)
        return [_ask(ask, case=row, by=by) for ask in asks]


def _ask(ask: Ask, *, case: Case, by: User) -> StatementRequest:
    today = clock.today()
    if ask.point.case_id != case.pk:
        raise CaseRefused("The point belongs to another complaint.")
    if ask.due < today:
        raise CaseRefused("The statement cannot be due before it is asked for.", field=f"due_{ask.point.pk}")
    before = StatementRequest.objects.standing().select_for_update().filter(point=ask.point).first()
    if before is not None and before.received_date:
        raise CaseRefused(f"The statement on point {ask.point.number} has come already.")
    if before is not None:
        before.ended_date, before.ended_by = today, by
        before.save(update_fields=["ended_date", "ended_by"])
    return StatementRequest.objects.create(
        point=ask.point, person=ask.person, due_date=ask.due, asked_date=today, asked_by=by
    )


def receive_statement(request: StatementRequest, *, received: date, by: User) -> None:
    """A statement came.

    Raises:
        CaseRefused: it came already, is not asked for any more, or the day cannot be.
    """
    with transaction.atomic(), acting(by=by, action="Receive statement"):
        locked(request.point.case, by=by)
        row = StatementRequest.objects.select_for_update().get(pk=request.pk)
        if row.received_date or row.ended_date:
            raise CaseRefused("This statement is not waited for any more.")
        if not row.asked_date <= received <= clock.today():
            raise CaseRefused("Enter a day from the day it was asked for to today.", field="received")
        row.received_date, row.received_by = received, by
        row.save(update_fields=["received_date", "received_by"])


def add_note(case: Case, *, text: str, by: User, kind: str = NoteKind.NOTE) -> Note:
    """A line of the contact log."""
    with transaction.atomic(), acting(by=by, action="Add note"):
        row = locked(case, by=by)
        return Note.objects.create(case=row, kind=kind, text=text, created_by=by, created_at=clock.now())


def record_chase(request: StatementRequest, *, by: User) -> Note:
    """That somebody was reminded of a statement."""
    with transaction.atomic(), acting(by=by, action="Chase a statement"):
        row = locked(request.point.case, by=by)
        text = f"Chased {request.person.display_name} about point {request.point.number}"
        return Note.objects.create(
            case=row, kind=NoteKind.CHASE, text=text, request=request, created_by=by, created_at=clock.now()
        )
