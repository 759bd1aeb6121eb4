"""Absences from the extract of ESR."""

from collections.abc import Sequence
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import returned_rows
from directorate.core.models import User
from staffing.actions.imports.absence_store import store_absences
from staffing.actions.imports.absences import Statement, Why, plan_absences
from staffing.actions.imports.known import staff_list
from staffing.importers import esr_absence
from staffing.importers.esr_absence import AbsenceLine
from staffing.importers.words import CODES
from staffing.models import SourceName


def check(table: FoundTable, as_at: date) -> Found:
    """Return what stands in the extract and what it would change."""
    judged = esr_absence.judge(table, staff=staff_list(), as_at=as_at)
    statements = [_statement(row) for row in judged.rows.values()]
    plan = plan_absences(statements, source=SourceName.ESR, as_at=as_at)
    read = len(table.below)
    return Found(
        rows_read=read,
        rows_accepted=judged.accepted,
        rows_skipped=read - judged.accepted - len(judged.rejected) - len(judged.duplicates),
        rejected=judged.rejected,
        warnings=judged.warnings,
        duplicates=judged.duplicates,
        changes=plan.changes,
        totals=esr_absence.totals_of(judged, table=table, as_at=as_at),
        content=plan,
        headings={table.sheet: table.shown_headings},
        returned=returned_rows([table], rejected=judged.rejected),
    )


def _statement(row: AbsenceLine) -> Statement:
    why = Why(row.reason_code, row.level_2, row.related, row.is_work_related, row.is_notifiable)
    return Statement(
        number=f"{row.assignment}|{row.type_text.casefold()}",
        staff_no=row.staff_no,
        kind=row.kind,
        first=row.first,
        last=row.last,
        why=why if row.kind == esr_absence.SICKNESS else None,
        meeting=row.rtw,
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the absences, what ESR says of them, reasons and meetings."""
    return store_absences(found.content, by=User.objects.get(pk=order.user_id))


ESR_ABSENCE = DocumentFeed(
    key="esr_absence",
    name="ESR absence extract",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.SICKNESS_DATES,
    words=Words(
        noun="ESR absence extract",
        opens=("staffing:team_calendar", "Open the team calendar"),
        day_hint="The day up to which ESR was read, for example 22/11/2026",
        source="ESR",
    ),
    codes=CODES,
    tables=(esr_absence.ABSENCES,),
    read=esr_absence.read,
    check=check,
    store=store,
    asks_day=True,
)
