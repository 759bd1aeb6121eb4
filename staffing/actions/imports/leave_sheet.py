"""Leave from the spreadsheet that secretaries keep. Its sick days are listed for a person to decide, never stored."""

from collections.abc import Sequence
from datetime import date

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.models import BankHoliday, Person, User
from staffing.actions.imports.absence_store import store_absences
from staffing.actions.imports.absences import Statement, plan_absences
from staffing.actions.imports.known import sickness_said_by
from staffing.importers import leave_sheet
from staffing.importers.leave_sheet import Known, KnownPerson, LeaveGrid, Run
from staffing.importers.words import CODES
from staffing.models import SourceName


def check(sheets: Sequence[LeaveGrid], as_at: date) -> Found:
    """Return what stands in the sheets and what it would change."""
    known = _known()
    judged = leave_sheet.judge(sheets, known=known)
    runs = leave_sheet.runs_of(judged.days, bank_holidays=known.bank_holidays)
    plan = plan_absences([_statement(run) for run in runs], source=SourceName.SHEET, as_at=as_at)
    return Found(
        rows_read=judged.read,
        rows_accepted=judged.accepted,
        rejected=judged.rejected,
        warnings=judged.warnings,
        changes=plan.changes,
        totals=leave_sheet.totals_of(judged),
        content=plan,
        headings={sheet.grid.name: ("Name",) for sheet in sheets},
    )


def _known() -> Known:
    people = Person.objects.exclude(staff_number=None).values_list("staff_number", "surname", "forenames", "known_as")
    return Known(
        by_name=leave_sheet.people_by_name([KnownPerson(number or "", *names) for number, *names in people]),
        bank_holidays=frozenset(BankHoliday.objects.values_list("date", flat=True)),
        sickness=sickness_said_by([SourceName.ESR, SourceName.ROSTER]),
    )


def _statement(run: Run) -> Statement:
    return Statement(
        number=f"{run.staff_no}|{run.part}",
        staff_no=run.staff_no,
        kind=run.kind,
        first=run.first,
        last=run.last,
        part="pm" if run.part == "pm" else "am" if run.part in {"am", "half"} else "all",
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the leave and what the sheet says of it."""
    return store_absences(found.content, by=User.objects.get(pk=order.user_id))


LEAVE_SHEET = DocumentFeed(
    key="leave_sheet",
    name="Leave spreadsheet",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.SICKNESS_DATES,
    words=Words(
        noun="leave spreadsheet",
        opens=("staffing:team_calendar", "Open the team calendar"),
        source="the spreadsheet",
    ),
    codes=CODES,
    recognise=leave_sheet.recognise,
    read=leave_sheet.read,
    check=check,
    store=store,
    takes_corrections=False,
)
