"""Receive a file, check it, use it: each step one transaction, so that a killed process leaves nothing half done.

While a step runs it holds an advisory lock of the batch: who finds a batch "being checked" without its lock held
knows that the process died, and may simply run the step again.
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from directorate.core import clock
from directorate.core.domain.full_disk import SENTENCE as DISK_IS_FULL
from directorate.core.domain.full_disk import is_disk_full
from directorate.core.domain.import_states import NEXT, may_become
from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.importers.dates import date_in_file_name, date_in_titles
from directorate.core.importers.feeds import Checked, DocumentFeed, Staged, StagedFeed, Store, feed_of, staged_feed_of
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.headings import ColumnMapping, map_columns
from directorate.core.importers.reading import Shape, drop_staging, shape_of, stage
from directorate.core.importers.workbooks import LAST_XLS_ROW
from directorate.core.imports.documents import check_document, use_document
from directorate.core.imports.file_store import path_of
from directorate.core.imports.progress import report
from directorate.core.models import FeedMapping, ImportBatch, ImportWarning, RejectedRow, User
from directorate.core.models.imports import BatchState, RowOutcome

logger = logging.getLogger(__name__)
LOCK_OF_BATCHES = 7301
LOCK_OF_FEEDS = 7302
FAILED = (
    "Something went wrong on our side and nothing was stored. Try again; if it happens again, tell the administrator."
)
ROW_IN_LIST = "Row in list"
NOT_SAID = "The file does not say of which day it is."


class NotPossibleError(Exception):
    """The step cannot be taken from where the batch stands; the message is for people."""


class ImportFailedError(Exception):
    """A step broke off; nothing of it was stored."""


@dataclass(frozen=True)
class Answers:
    """What a person said about a file: its day, which heading is which field, and that it is right all the same."""

    as_at: date | None = None
    mapping: Mapping[str, str] | None = None
    is_confirmed: bool = False

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Answers":
        """Return what `to_json` wrote, for a task."""
        as_at = given.get("as_at")
        return cls(
            as_at=date.fromisoformat(as_at) if as_at else None,
            mapping=given.get("mapping"),
            is_confirmed=bool(given.get("is_confirmed")),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the answers in plain values, for a task."""
        return {
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "mapping": dict(self.mapping) if self.mapping else None,
            "is_confirmed": self.is_confirmed,
        }


def check_batch(batch_id: int, *, by: User, answers: Answers | None = None) -> ImportBatch:
    """Check a file as a dry run and return its batch; nothing counts until it is used.

    Raises: NotPossibleError: the batch is being worked on, or has been used.
    """
    _begin(batch_id, by=by, state=BatchState.CHECKING, action="check an import")
    try:
        with transaction.atomic(), acting(by=by, action="check an import"), connection.cursor() as cursor:
            batch = _locked(batch_id, cursor=cursor)
            _check(batch, cursor=cursor, answers=answers or Answers(), by=by)
    except NotPossibleError:
        raise
    except Exception as error:
        raise _failed(batch_id, error=error, by=by) from None
    return batch


def use_batch(batch_id: int, *, by: User) -> ImportBatch:
    """Put a checked file into use in one transaction and return its batch.

    Raises: NotPossibleError: it is not checked, or somebody else is on it.
    """
    _begin(batch_id, by=by, state=BatchState.COMMITTING, action="use an import")
    try:
        with transaction.atomic(), acting(by=by, action="use an import"), connection.cursor() as cursor:
            batch = _locked(batch_id, cursor=cursor)
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_OF_FEEDS, feed_of(batch.feed).lock])
            _use(batch, cursor=cursor, by=by)
    except FileRefusedError as error:
        batch = _refuse_late(batch_id, error=error, by=by)
    except IntegrityError as error:
        if isinstance(feed_of(batch.feed), DocumentFeed):
            raise _failed(batch_id, error=error, by=by) from None
        batch = _refuse_late(
            batch_id, error=FileRefusedError("duplicate_file", "The same file was used meanwhile."), by=by
        )
    except NotPossibleError:
        raise
    except Exception as error:
        raise _failed(batch_id, error=error, by=by) from None
    finish_feed(batch.feed)
    return batch


def finish_feed(feed: str) -> None:
    """Do in a transaction of its own what a feed leaves for after a file has come into use."""
    found = feed_of(feed)
    if isinstance(found, StagedFeed):
        with transaction.atomic(), connection.cursor() as cursor:
            found.finish(cursor)


def give_up_batch(batch_id: int, *, by: User) -> None:
    """Drop what the check of a file made; the file and what was found in it stay on record.

    Raises: NotPossibleError: it has been used.
    """
    with transaction.atomic(), acting(by=by, action="give up an import"), connection.cursor() as cursor:
        batch = _locked(batch_id, cursor=cursor)
        if not may_become(batch.state, then=BatchState.SUPERSEDED) or batch.state == BatchState.ACCEPTED:
            raise NotPossibleError("This file is in use or has been refused.")
        _discard(batch, cursor=cursor)
        batch.state = BatchState.SUPERSEDED
        batch.save()


def is_being_worked_on(batch_id: int) -> bool:
    """Return whether a process holds the lock of a batch."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_OF_BATCHES, batch_id])
        return not (cursor.fetchone() or (False,))[0]


def _begin(batch_id: int, *, by: User, state: BatchState, action: str) -> None:
    """Say in a transaction of its own that a step begins, so that everybody sees it."""
    before = [first for first, following in NEXT.items() if state in following]
    with transaction.atomic(), acting(by=by, action=action):
        if not ImportBatch.objects.filter(pk=batch_id, state__in=before).update(state=state):
            raise NotPossibleError("This file cannot be taken further: it is in use already, or was replaced.")
    report(batch_id, 1, "Starting")


def _locked(batch_id: int, *, cursor: CursorWrapper) -> ImportBatch:
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_OF_BATCHES, batch_id])
    if not (cursor.fetchone() or (False,))[0]:
        raise NotPossibleError("This file is being worked on. Wait until that is done.")
    return ImportBatch.objects.select_for_update().get(pk=batch_id)


def _check(batch: ImportBatch, *, cursor: CursorWrapper, answers: Answers, by: User) -> None:
    feed = feed_of(batch.feed)
    _discard(batch, cursor=cursor)
    batch.file_issues, batch.missing_columns, batch.explanation, batch.counts = [], [], "", {}
    if answers.is_confirmed:
        batch.confirmed_by, batch.confirmed_at = by, clock.now()
    try:
        refuse_duplicate(batch)
        with transaction.atomic():
            if isinstance(feed, DocumentFeed):
                if not check_document(batch, feed=feed, as_at=answers.as_at):
                    _ask_for_day(batch, otherwise=clock.local(batch.uploaded_at).date())
            else:
                _check_staged(batch, cursor=cursor, answers=answers)
    except FileRefusedError as error:
        batch.file_issues = [*batch.file_issues, error.code]
        batch.explanation = error.explanation
        batch.state = BatchState.REFUSED
    batch.save()
    report(batch.pk, 100, "Checked")


def _check_staged(batch: ImportBatch, *, cursor: CursorWrapper, answers: Answers) -> None:
    feed = staged_feed_of(batch.feed)
    shape = shape_of(path_of(batch), feed=feed)
    mapping = _map(batch, shape=shape, feed=feed, answers=answers)
    _read_and_check(batch, shape=shape, mapping=mapping, cursor=cursor, answers=answers)


def refuse_duplicate(batch: ImportBatch) -> None:
    """Refuse a file whose content is in use already, whatever its name.

    Raises: FileRefusedError.
    """
    same = ImportBatch.objects.filter(feed=batch.feed, sha256=batch.sha256, state=BatchState.ACCEPTED).first()
    if same is not None and same.accepted_at is not None:
        day = long_date(clock.local(same.accepted_at).date())
        raise FileRefusedError("duplicate_file", f"This file was already imported on {day}.")


def _map(batch: ImportBatch, *, shape: Shape, feed: StagedFeed, answers: Answers) -> ColumnMapping:
    """Return which column is which field, by what was answered now, else by what was decided before."""
    batch.kind, batch.encoding, batch.delimiter = shape.kind, shape.encoding, shape.delimiter
    batch.sheet = shape.sheet.name if shape.sheet else ""
    batch.header_row, batch.headings = shape.header.row_number, list(shape.header.headings)
    remembered = FeedMapping.objects.filter(feed=feed.key).first()
    chosen = answers.mapping or (remembered.mapping if remembered else None)
    mapping = map_columns(shape.header.headings, feed=feed, chosen=chosen)
    batch.mapping = {field: shape.header.headings[place] for field, place in mapping.positions.items()}
    batch.missing_columns = list(mapping.missing)
    if mapping.missing:
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(mapping.missing) + ".")
    return mapping


def _read_and_check(
    batch: ImportBatch, *, shape: Shape, mapping: ColumnMapping, cursor: CursorWrapper, answers: Answers
) -> None:
    feed = staged_feed_of(batch.feed)
    progress = partial(report, batch.pk)
    table = stage(path_of(batch), shape=shape, batch_id=batch.pk, cursor=cursor, progress=progress)
    staged = Staged(
        batch_id=batch.pk,
        table=table,
        headings=shape.header.headings,
        positions=mapping.positions,
        as_at=None,
        from_workbook=shape.sheet is not None,
        starts_1904=shape.starts_1904,
        adds_to=batch.corrects.target_id if batch.corrects else None,
        is_confirmed=batch.confirmed_at is not None,
    )
    as_at = _day_of(batch, staged=staged, shape=shape, answers=answers, cursor=cursor)
    staged = _with_day(staged, as_at=as_at)
    checked = feed.check(cursor, staged, progress)
    if as_at is None and not checked.faults:
        _ask_for_day(batch)
    else:
        _take_over(batch, checked=checked, feed=feed)
        if staged.adds_to is not None:
            batch.counts["rows_of_list"] = _rows_of_list(staged, cursor=cursor)
    if shape.may_be_cut_off:
        batch.counts["cut_off_at"] = LAST_XLS_ROW
    drop_staging(batch.pk, cursor=cursor)


def _rows_of_list(staged: Staged, *, cursor: CursorWrapper) -> list[int]:
    """Return which rows of the list came back in order, by the column of the workbook of rejected rows."""
    if ROW_IN_LIST not in staged.headings:
        return []
    column = f"c{staged.headings.index(ROW_IN_LIST) + 1}"
    cursor.execute(
        f"SELECT {column}::integer FROM {staged.table} WHERE pg_input_is_valid({column}, 'integer') AND row_number NOT IN"
        " (SELECT row_number FROM core_rejectedrow WHERE batch_id = %s)",
        [staged.batch_id],
    )
    return [row[0] for row in cursor.fetchall()]


def _with_day(staged: Staged, *, as_at: date | None) -> Staged:
    values = {name: getattr(staged, name) for name in Staged.__slots__}
    return Staged(**(values | {"as_at": as_at}))


def _day_of(
    batch: ImportBatch, *, staged: Staged, shape: Shape, answers: Answers, cursor: CursorWrapper
) -> date | None:
    """Return the day of the file: as answered, of the list it corrects, in its rows, or in a title above them."""
    if answers.as_at is not None:
        return answers.as_at
    if batch.corrects is not None:
        return batch.corrects.as_at
    return staged_feed_of(batch.feed).date_of(cursor, staged) or date_in_titles(shape.header.titles)


def _ask_for_day(batch: ImportBatch, *, otherwise: date | None = None) -> None:
    batch.state = BatchState.NEEDS_ANSWERS
    suggested = date_in_file_name(batch.original_name) or otherwise
    batch.counts = {"suggested_date": suggested.isoformat() if suggested else ""}
    batch.explanation = NOT_SAID


def _take_over(batch: ImportBatch, *, checked: Checked, feed: StagedFeed) -> None:
    batch.as_at, batch.target_id, batch.counts = checked.as_at, checked.target_id, checked.counts
    batch.rows_read, batch.rows_accepted = checked.rows_read, checked.rows_accepted
    batch.rows_rejected, batch.file_issues = checked.rows_rejected, checked.faults
    batch.explanation = checked.explanation
    if set(checked.faults) - feed.holds:
        batch.state = BatchState.REFUSED
    else:
        batch.state = BatchState.HELD if checked.faults else BatchState.CHECKED


def _discard(batch: ImportBatch, *, cursor: CursorWrapper) -> None:
    """Drop what an earlier check of the batch made."""
    if batch.target_id is not None and batch.accepted_at is None:
        staged_feed_of(batch.feed).discard(cursor, batch.target_id)
        batch.target_id = None
    RejectedRow.objects.filter(batch=batch).delete()
    ImportWarning.objects.filter(batch=batch).delete()


def _use(batch: ImportBatch, *, cursor: CursorWrapper, by: User) -> None:
    refuse_duplicate(batch)
    feed = feed_of(batch.feed)
    if not isinstance(feed, DocumentFeed):
        _use_staged(batch, cursor=cursor, by=by)
    elif use_document(batch, feed=feed, by=by):
        _settle_returned(batch, by=by)
    else:
        batch.save()
        return
    batch.state, batch.accepted_by, batch.accepted_at = BatchState.ACCEPTED, by, clock.now()
    batch.save()
    report(batch.pk, 100, "Done")


def _use_staged(batch: ImportBatch, *, cursor: CursorWrapper, by: User) -> None:
    feed = staged_feed_of(batch.feed)
    if batch.target_id is None or batch.as_at is None:
        raise NotPossibleError("This file has not been checked.")
    adds_to = batch.corrects.target_id if batch.corrects else None
    order = Store(
        batch_id=batch.pk,
        target_id=batch.target_id,
        as_at=batch.as_at,
        user_id=by.pk,
        adds_to=adds_to,
        is_confirmed=batch.confirmed_at is not None,
    )
    batch.counts |= feed.store(cursor, order, partial(report, batch.pk))
    if adds_to is not None:
        batch.target_id = adds_to
        _settle_corrected(batch, by=by)
    else:
        others = ImportBatch.objects.filter(feed=batch.feed, as_at=batch.as_at, state=BatchState.ACCEPTED)
        others.exclude(pk=batch.pk).update(state=BatchState.SUPERSEDED)
        _remember_mapping(batch, by=by)


def _settle_returned(batch: ImportBatch, *, by: User) -> None:
    """Settle the rejected rows of a document that came back in order, sheet by sheet."""
    for sheet, row in batch.counts.get("returned", []) if batch.corrects else []:
        RejectedRow.objects.filter(batch=batch.corrects, sheet=sheet, row_number=row, outcome="").update(
            outcome=RowOutcome.CORRECTED, settled_by=by, settled_at=clock.now()
        )


def _settle_corrected(batch: ImportBatch, *, by: User) -> None:
    """Settle the rejected rows that came back in order; those that were rejected again stay open."""
    RejectedRow.objects.filter(
        batch=batch.corrects, row_number__in=batch.counts.get("rows_of_list", []), outcome=""
    ).update(outcome=RowOutcome.CORRECTED, settled_by=by, settled_at=clock.now())


def _remember_mapping(batch: ImportBatch, *, by: User) -> None:
    FeedMapping.objects.update_or_create(
        feed=batch.feed,
        defaults={
            "headings": batch.headings,
            "mapping": batch.mapping,
            "decided_by": by,
            "decided_at": clock.now(),
        },
    )


def _refuse_late(batch_id: int, *, error: FileRefusedError, by: User) -> ImportBatch:
    """Refuse a file that was in order when it was checked, but not any more."""
    with transaction.atomic(), acting(by=by, action="refuse an import"), connection.cursor() as cursor:
        batch = _locked(batch_id, cursor=cursor)
        _discard(batch, cursor=cursor)
        batch.file_issues, batch.explanation, batch.state = [error.code], error.explanation, BatchState.REFUSED
        batch.save()
    return batch


def _failed(batch_id: int, *, error: Exception, by: User) -> ImportFailedError:
    """Mark a batch as failed and return the error to raise: without the original's text, which can hold patients' data."""
    place = "".join(traceback.format_tb(error.__traceback__))
    logger.error("import batch %s failed: %s\n%s", batch_id, type(error).__name__, place)
    full = is_disk_full(error)
    with transaction.atomic(), acting(by=by, action="import failed"):
        ImportBatch.objects.filter(pk=batch_id, state__in=[BatchState.CHECKING, BatchState.COMMITTING]).update(
            state=BatchState.FAILED, explanation=f"Nothing was stored. {DISK_IS_FULL}" if full else FAILED
        )
    return ImportFailedError(f"import batch {batch_id} failed: {type(error).__name__}")
