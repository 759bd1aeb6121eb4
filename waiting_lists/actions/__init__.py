"""What users do to a pathway: one act, one function, one transaction, with its history.

Each takes a pathway that the caller found through `visible_to` and asks again whether this user may write on it,
so that no other way in (a workbook, a task) can go round the rule.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import connection, transaction

from directorate.core import clock
from directorate.core.access import WRITE, Reach, reach
from directorate.core.domain.access import Subject
from directorate.core.history import acting
from directorate.core.models import Action, PolicyNumber, User
from directorate.core.models.action import ActionState
from waiting_lists.domain.returned_rows import ReturnedRow, digest_of
from waiting_lists.facts.returned import JudgedRow, action_title, has_dates, judged_rows, stored_row
from waiting_lists.models import (
    CensusPathway,
    Comment,
    ListExport,
    PathwayAction,
    PlannedDate,
    ReturnedWorkbook,
    SavedView,
    ValidationQuery,
)
from waiting_lists.models.pathway_work import CommentKind, ExportState
from waiting_lists.querysets.census import consultant_codes


class ViewNameTakenError(Exception):
    """The user keeps a view under this name already."""


class AlreadyAskedError(Exception):
    """The pathway has an open question for validation already."""


class DifferencesChangedError(Exception):
    """What the workbook would add is not what was shown any more."""


# Within how many days an owner sees to a row, where no policy number is in force.
OWNER_DAYS, DEFAULT_OWNER_DAYS = "waiting_list_owner_days", 7


@dataclass(frozen=True)
class Writer:
    """How far a user may write on pathways; asked of the database once, then of each row."""

    reached: Reach
    codes: frozenset[str]

    def may_write_on(self, pathway: CensusPathway) -> bool:
        """Whether the user may write on this pathway."""
        if self.reached.everything or pathway.specialty_id in self.reached.specialty_ids:
            return True
        return bool(pathway.consultant_code) and pathway.consultant_code in self.codes


def writer_of(user: User) -> Writer:
    """How far this user may write: everything, own specialties, or the consultants worked for and covered."""
    reached = reach(user=user, subject=Subject.PATHWAY_WORK, operation=WRITE)
    return Writer(reached=reached, codes=frozenset(consultant_codes(reached)))


def refuse_unless_writable(pathway: CensusPathway, *, by: User) -> None:
    """Stop unless this user may write on this pathway.

    Raises:
        PermissionDenied: the user reads this pathway at most.
    """
    if not writer_of(by).may_write_on(pathway):
        raise PermissionDenied


@transaction.atomic
def add_comment(pathway: CensusPathway, *, by: User, text: str, kind: CommentKind = CommentKind.COMMENT) -> Comment:
    """Say something about a pathway: in words, or that it was validated, a date was offered and so on.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
    """
    refuse_unless_writable(pathway, by=by)
    with acting(by=by, action="Add comment"):
        return Comment.objects.create(
            pathway_key=pathway.pathway_key, kind=kind, text=text, created_by=by, created_at=clock.now()
        )


@transaction.atomic
def withdraw_comment(comment: Comment, *, by: User) -> None:
    """Take back a comment of one's own; it stays readable in the history.

    Raises:
        PermissionDenied: somebody else wrote it.
    """
    if comment.created_by_id != by.pk:
        raise PermissionDenied
    with acting(by=by, action="Withdraw comment"):
        Comment.objects.filter(pk=comment.pk, withdrawn_at=None).update(withdrawn_by=by, withdrawn_at=clock.now())


@transaction.atomic
def plan_date(pathway: CensusPathway, *, by: User, day: date, kind: str, note: str = "") -> PlannedDate:
    """Set the planned date of a pathway; the one that stood until now is ended.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
    """
    refuse_unless_writable(pathway, by=by)
    _lock(pathway)
    with acting(by=by, action="Set planned date"):
        _end_planned_date(pathway, by=by)
        return PlannedDate.objects.create(
            pathway_key=pathway.pathway_key, date=day, kind=kind, note=note, created_by=by, created_at=clock.now()
        )


@transaction.atomic
def remove_planned_date(pathway: CensusPathway, *, by: User) -> None:
    """End the planned date of a pathway without a new one.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
    """
    refuse_unless_writable(pathway, by=by)
    with acting(by=by, action="Remove planned date"):
        _end_planned_date(pathway, by=by)


def _end_planned_date(pathway: CensusPathway, *, by: User) -> None:
    PlannedDate.objects.standing().filter(pathway_key=pathway.pathway_key).update(ended_by=by, ended_at=clock.now())


def _lock(pathway: CensusPathway) -> None:
    """Two people setting a date at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(pathway.pathway_key)])


@transaction.atomic
def add_action(pathway: CensusPathway, *, by: User, title: str, owner: User, due_date: date) -> PathwayAction:
    """Give somebody something to do about a pathway by a day.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
    """
    refuse_unless_writable(pathway, by=by)
    with acting(by=by, action="Add action"):
        action = Action.objects.create(
            title=title, owner=owner, due_date=due_date, specialty_id=pathway.specialty_id, created_by=by
        )
        return PathwayAction.objects.create(pathway_key=pathway.pathway_key, action=action)


@transaction.atomic
def close_action(pathway: CensusPathway, *, by: User, action: PathwayAction, state: ActionState) -> None:
    """Mark an action done or cancelled; its owner may, and whoever may write on the pathway.

    Raises:
        PermissionDenied: neither the owner nor a writer.
    """
    if action.action.owner_id != by.pk:
        refuse_unless_writable(pathway, by=by)
    with acting(by=by, action=f"Action {state.label.lower()}"):
        Action.objects.filter(pk=action.action_id, state=ActionState.OPEN).update(
            state=state, closed_by=by, closed_at=clock.now()
        )


@transaction.atomic
def ask_for_validation(pathway: CensusPathway, *, by: User, question: str) -> ValidationQuery:
    """Ask whoever validates the list to check this row.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
        AlreadyAskedError: a question is open already.
    """
    refuse_unless_writable(pathway, by=by)
    _lock(pathway)
    if ValidationQuery.objects.open().filter(pathway_key=pathway.pathway_key).exists():
        raise AlreadyAskedError
    with acting(by=by, action="Ask for validation"):
        return ValidationQuery.objects.create(
            pathway_key=pathway.pathway_key, question=question, created_by=by, created_at=clock.now()
        )


@transaction.atomic
def answer_query(pathway: CensusPathway, *, by: User, query: ValidationQuery, answer: str) -> None:
    """Answer the open question for validation.

    Raises:
        PermissionDenied: see `refuse_unless_writable`.
    """
    refuse_unless_writable(pathway, by=by)
    with acting(by=by, action="Answer validation query"):
        ValidationQuery.objects.open().filter(pk=query.pk).update(
            answer=answer, answered_by=by, answered_at=clock.now()
        )


@transaction.atomic
def save_view(*, by: User, name: str, choices: dict[str, str], replace: bool = False) -> SavedView:
    """Keep filters and order under a name of one's own; `replace` writes over the view that has the name.

    Raises:
        ViewNameTakenError: the name is in use, and the user did not ask to replace that view.
    """
    with acting(by=by, action="Save view"):
        view, is_new = SavedView.objects.select_for_update().get_or_create(
            user=by, name=name, defaults={"choices": choices, "created_by": by, "created_at": clock.now()}
        )
        if is_new:
            return view
        if not replace:
            raise ViewNameTakenError
        view.choices = choices
        view.save(update_fields=["choices"])
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Remove a view of one's own.

    Raises:
        PermissionDenied: it belongs to somebody else.
    """
    if view.user_id != by.pk:
        raise PermissionDenied
    with acting(by=by, action="Delete view"):
        view.delete()


@transaction.atomic
def request_export(*, by: User, choices: dict[str, str], reason: str, rows_total: int) -> ListExport:
    """Ask for a large workbook to be made in the background."""
    with acting(by=by, action="Ask for a workbook", reason=reason):
        return ListExport.objects.create(
            choices=choices, reason=reason, rows_total=rows_total, created_by=by, created_at=clock.now()
        )


@transaction.atomic
def claim_export(pk: int, *, by: User) -> ListExport | None:
    """Take a workbook that is still to be made; None when another worker has it or it is finished."""
    with acting(by=by, action="Make workbook"):
        taken = ListExport.objects.filter(pk=pk, state__in=[ExportState.WAITING, ExportState.RUNNING]).update(
            state=ExportState.RUNNING, rows_done=0
        )
    return ListExport.objects.select_related("created_by").get(pk=pk) if taken else None


@transaction.atomic
def note_export_progress(export: ListExport, *, rows_done: int) -> None:
    """Say how far a workbook is."""
    ListExport.objects.filter(pk=export.pk).update(rows_done=rows_done)


@transaction.atomic
def finish_export(export: ListExport, *, by: User, content: IO[bytes]) -> None:
    """Keep the finished workbook under a name of its own."""
    with acting(by=by, action="Finish workbook"):
        export.file.save(f"{export.key}.xlsx", File(content), save=False)
        ListExport.objects.filter(pk=export.pk).update(
            state=ExportState.READY, file=export.file.name, rows_done=export.rows_total
        )


@transaction.atomic
def fail_export(export: ListExport, *, by: User) -> None:
    """Say that the workbook could not be made."""
    with acting(by=by, action="Workbook failed"):
        ListExport.objects.filter(pk=export.pk).update(state=ExportState.FAILED)


@transaction.atomic
def keep_returned(
    rows: Iterable[ReturnedRow], *, by: User, exported_at: datetime | None, planned_kind: str
) -> ReturnedWorkbook:
    """Keep what came back in a workbook until its owner confirms it; an earlier one that waits gives way."""
    with acting(by=by, action="Bring workbook back"):
        ReturnedWorkbook.objects.filter(created_by=by, taken_at=None).delete()
        return ReturnedWorkbook.objects.create(
            rows=[stored_row(row) for row in rows],
            exported_at=exported_at,
            planned_kind=planned_kind,
            created_by=by,
            created_at=clock.now(),
        )


def say_planned_kind(pk: int, *, kind: str, by: User) -> None:
    """Say what the planned dates of a workbook are for; whoever brought it, until it is taken."""
    with acting(by=by, action="Say what dates are for"):
        ReturnedWorkbook.objects.filter(pk=pk, created_by=by, taken_at=None).update(planned_kind=kind)


@transaction.atomic
def take_returned(pk: int, *, by: User, shown: str) -> ReturnedWorkbook:
    """Write what a workbook adds, each row only where this user may write now; confirmed twice it is written once.

    Raises:
        PermissionDenied: somebody else brought it back.
        DifferencesChangedError: it would not add what was `shown` (see `digest_of`).
    """
    returned = ReturnedWorkbook.objects.select_for_update().get(pk=pk)
    if returned.created_by_id != by.pk:
        raise PermissionDenied
    if returned.taken_at:
        return returned
    if not returned.planned_kind and has_dates(returned):
        raise DifferencesChangedError
    _lock_all(row["key"] for row in returned.rows)
    rows = judged_rows(returned, user=by, may_write=writer_of(by).may_write_on)
    if digest_of(row.verdict for row in rows) != shown:
        raise DifferencesChangedError
    with acting(by=by, action="Take workbook back"):
        _write_returned(returned, rows=[row for row in rows if row.verdict.adds], by=by)
        returned.rows = [stored_row(row.row) for row in rows if row.verdict.refused]
        returned.taken_by, returned.taken_at = by, clock.now()
        returned.save()
    return returned


def _lock_all(keys: Iterable[str]) -> None:
    """As `_lock`, for many pathways at once and always in one order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(%s::text[]) key", [sorted(set(keys))]
        )


def _write_returned(returned: ReturnedWorkbook, *, rows: Sequence[JudgedRow], by: User) -> None:
    """Write comments, planned dates and owners; the rows have been judged writable."""
    written = {"created_by": by, "created_at": clock.now()}
    comments = [
        Comment(pathway_key=row.row.key, text=row.verdict.comment, **written) for row in rows if row.verdict.comment
    ]
    plans = [
        PlannedDate(pathway_key=row.row.key, date=row.verdict.planned_date, kind=returned.planned_kind, **written)
        for row in rows
        if row.verdict.planned_date
    ]
    Comment.objects.bulk_create(comments)
    replaced = PlannedDate.objects.standing().filter(pathway_key__in=[plan.pathway_key for plan in plans])
    replaced.update(ended_by=by, ended_at=clock.now())
    PlannedDate.objects.bulk_create(plans)
    owned = [row for row in rows if row.verdict.owner]
    _give_owners(owned, by=by)
    returned.comments_taken, returned.dates_taken, returned.owners_taken = len(comments), len(plans), len(owned)


def _give_owners(rows: Sequence[JudgedRow], *, by: User) -> None:
    days = PolicyNumber.objects.values_on(clock.today()).get(OWNER_DAYS, DEFAULT_OWNER_DAYS)
    due_date = clock.today() + timedelta(days=int(days))
    found = [(row.row.key, row.pathway, row.verdict.owner) for row in rows if row.pathway and row.verdict.owner]
    actions = Action.objects.bulk_create(
        Action(
            title=action_title(pathway),
            owner_id=owner,
            due_date=due_date,
            specialty_id=pathway.specialty_id,
            created_by=by,
        )
        for _, pathway, owner in found
    )
    PathwayAction.objects.bulk_create(
        PathwayAction(pathway_key=key, action=action) for (key, _, _), action in zip(found, actions, strict=True)
    )
