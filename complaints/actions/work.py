"""Points, statements and notes of a case."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max

from complaints.actions.cases import locked
from complaints.actions.problems import CaseRefused
from complaints.actions.statement_links import keep_needless_mail_back, revoke_links, send_links, send_reminder
from complaints.facts.entries import Ask
from complaints.facts.statement_links import latest_link, went_today, why_no_link
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


def reword_point(point: Point, *, text: str, was: str, by: User) -> None:
    """Say a point otherwise; whoever is asked reads it so from now on.

    Raises:
        CaseRefused: a statement answers it as it stands, it is gone, or it no longer says what it `was`.
    """
    with transaction.atomic(), acting(by=by, action="Change point"):
        row = _held(point, by=by)
        if row.text.split() != was.split():
            raise CaseRefused(f"Somebody else changed the point meanwhile. It now says: {row.text}", field="text")
        if StatementRequest.objects.filter(point=row).exclude(received_date=None).exists():
            raise CaseRefused("A statement answers the point as it stands. Add another point instead.", field="text")
        row.text = text
        row.save(update_fields=["text"])


def remove_point(point: Point, *, by: User) -> None:
    """Take a point away that should not be there; the others keep their numbers.

    Raises: CaseRefused: somebody was asked about it, or it is gone.
    """
    with transaction.atomic(), acting(by=by, action="Remove point"):
        row = _held(point, by=by)
        if StatementRequest.objects.filter(point=row).exists():
            raise CaseRefused("Somebody was asked about the point, so it stays. Change what it says instead.")
        row.delete()


def _held(point: Point, *, by: User) -> Point:
    row = Point.objects.filter(case=locked(point.case, by=by), pk=point.pk).first()
    if row is None:
        raise CaseRefused("The point is gone: somebody else removed it.")
    return row


def set_finding(point: Point, *, finding: str, by: User) -> None:
    """What was found about a point; empty takes it back."""
    with transaction.atomic(), acting(by=by, action="Enter finding"):
        row = locked(point.case, by=by)
        Point.objects.filter(case=row, pk=point.pk).update(finding=finding)


def ask_for_statements(case: Case, asks: Sequence[Ask], *, by: User) -> list[StatementRequest]:
    """Ask people about points, each by one e-mail with a link where one may go; who was asked before is not any more.

    Raises:
        CaseRefused: a statement on a point has come already, the same is asked already, or a day is past.
    """
    with transaction.atomic(), acting(by=by, action="Ask for statements"):
        row = locked(case, by=by)
        made = [_ask(ask, case=row, by=by) for ask in asks]
        send_links(row, made, by=by)
        return made


def _ask(ask: Ask, *, case: Case, by: User) -> StatementRequest:
    today = clock.today()
    if ask.point.case_id != case.pk:
        raise CaseRefused("The point belongs to another complaint.")
    if ask.due < today:
        raise CaseRefused("The statement cannot be due before it is asked for.", field=f"due_{ask.point.pk}")
    standing = StatementRequest.objects.standing().filter(point=ask.point).select_related("person")
    before = standing.select_for_update(of=("self",)).first()
    if before is not None:
        _end(before, ask=ask, case=case, by=by)
    return StatementRequest.objects.create(
        point=ask.point, person=ask.person, due_date=ask.due, asked_date=today, asked_by=by
    )


def _end(before: StatementRequest, *, ask: Ask, case: Case, by: User) -> None:
    """End what was asked before about a point, so that somebody else, or the same person anew, can be asked."""
    if before.received_date:
        raise CaseRefused(f"The statement on point {ask.point.number} has come already.")
    if before.waits and (before.person_id, before.due_date) == (ask.person.pk, ask.due):
        name = before.person.display_name
        raise CaseRefused(f"{name} is asked about point {ask.point.number} already, by this day. Chase instead.")
    before.ended_date, before.ended_by = clock.today(), by
    before.save(update_fields=["ended_date", "ended_by"])
    keep_needless_mail_back(case, person=before.person)


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
        keep_needless_mail_back(request.point.case, person=row.person)


def add_note(case: Case, *, text: str, by: User, kind: str = NoteKind.NOTE) -> Note:
    """A line of the contact log."""
    with transaction.atomic(), acting(by=by, action="Add note"):
        row = locked(case, by=by)
        return Note.objects.create(case=row, kind=kind, text=text, created_by=by, created_at=clock.now())


def record_chase(request: StatementRequest, *, by: User) -> Note:
    """That somebody was reminded of a statement, by telephone or by a text of one's own.

    Raises:
        CaseRefused: the statement is not waited for any more.
    """
    with transaction.atomic(), acting(by=by, action="Chase a statement"):
        row = _chased(request, by=by)
        return _chase_note(row, how="", by=by)


def chase_by_mail(request: StatementRequest, *, by: User) -> Note:
    """Remind somebody of a statement by e-mail; its link takes the place of the one before.

    Raises:
        CaseRefused: the statement is not waited for any more, no link may go, or one went out today already.
    """
    with transaction.atomic(), acting(by=by, action="Chase a statement"):
        row = _chased(request, by=by)
        case, person = row.point.case, row.person
        problem = why_no_link(case, person=person)
        if not problem and went_today(latest_link(case, person=person)):
            problem = (
                f"An e-mail with the link went to {person.display_name} today already. Telephone, or chase tomorrow."
            )
        if problem:
            raise CaseRefused(problem)
        send_reminder(row, by=by)
        return _chase_note(row, how=" by e-mail", by=by)


def _chased(request: StatementRequest, *, by: User) -> StatementRequest:
    """The request with its case held, as it stands now."""
    case = locked(request.point.case, by=by)
    row = StatementRequest.objects.select_related("person", "point").get(pk=request.pk)
    if row.ended_date or not row.waits:
        raise CaseRefused("This statement is not waited for any more.")
    row.point.case = case
    return row


def _chase_note(row: StatementRequest, *, how: str, by: User) -> Note:
    text = f"Chased {row.person.display_name} about point {row.point.number}{how}"
    return Note.objects.create(
        case=row.point.case, kind=NoteKind.CHASE, text=text, request=row, created_by=by, created_at=clock.now()
    )


def take_link_back(request: StatementRequest, *, by: User) -> None:
    """Let the link of whoever was asked open nothing any more; the statement is still waited for.

    Raises:
        CaseRefused: no link works.
    """
    with transaction.atomic(), acting(by=by, action="Take a statement link back"):
        case = locked(request.point.case, by=by)
        if not revoke_links(case, people=[request.person], by=by):
            raise CaseRefused("No link works any more.")
