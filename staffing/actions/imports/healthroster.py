"""Absences from the extract of HealthRoster."""

from collections.abc import Sequence
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import returned_rows
from directorate.core.models import User
from staffing.actions.imports.absence_store import store_absences
from staffing.actions.imports.absences import Statement, plan_absences
from staffing.actions.imports.known import sickness_said_by, staff_list
from staffing.importers import healthroster
from staffing.importers.words import CODES
from staffing.models import SourceName


def check(table: FoundTable, as_at: date) -> Found:
    """Return what stands in the extract and what it would change."""
    esr = sickness_said_by([SourceName.ESR])
    judged = healthroster.judge(table, staff=staff_list(), esr_sickness=esr, as_at=as_at)
    statements = [
        Statement(number=f"{row.staff_no}|{row.group}", staff_no=row.staff_no, kind=row.kind, first=row.first, last=row.last)
        for row in judged.rows.values()
    ]  # fmt: skip
    plan = plan_absences(statements, source=SourceName.ROSTER, as_at=as_at)
    read, accepted = len(table.below), len(judged.rows)
    left_out = judged.skipped_by_state + len(judged.rejected) + len(judged.duplicates)
    return Found(
        rows_read=read,
        rows_accepted=accepted,
        rows_skipped=read - accepted - left_out,
        skipped_by_state=judged.skipped_by_state,
        rejected=judged.rejected,
        warnings=judged.warnings,
        duplicates=judged.duplicates,
        changes=plan.changes,
        totals=healthroster.totals_of(judged),
        content=plan,
        headings={table.sheet: table.shown_headings},
        returned=returned_rows([table], rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the absences and what HealthRoster says of them."""
    return store_absences(found.content, by=User.objects.get(pk=order.user_id))


HEALTHROSTER = DocumentFeed(
    key="healthroster",
    name="HealthRoster absence extract",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.SICKNESS_DATES,
    words=Words(
        noun="HealthRoster absence extract",
        opens=("staffing:team_calendar", "Open the team calendar"),
        day_hint="The day up to which the roster was submitted, for example 22/11/2026",
        source="HealthRoster",
    ),
    codes=CODES,
    tables=(healthroster.ABSENCES,),
    read=healthroster.read,
    check=check,
    store=store,
    day_of=healthroster.day_of,
    asks_day=True,
)
