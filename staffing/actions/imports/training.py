"""Training and appraisal from the export of the learning system."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import Rows, returned_rows
from directorate.core.models import Person
from staffing.actions.imports.known import staff_list
from staffing.domain.training import Rates
from staffing.facts.training import compliance_of
from staffing.importers import training
from staffing.importers.training import Judged
from staffing.importers.words import CODES
from staffing.models import TrainingRecord


def check(table: FoundTable, as_at: date) -> Found:
    """Return what stands in the export and what it would change."""
    judged = training.judge(table, staff=staff_list())
    rows = _records(judged, as_at=as_at)
    read = len(table.below)
    return Found(
        rows_read=read,
        rows_accepted=judged.accepted,
        rows_skipped=read - judged.accepted - len(judged.rejected),
        rejected=judged.rejected,
        warnings=judged.warnings,
        changes=[rows.change],
        totals={**training.totals_of(judged), **_rates(rows, as_at=as_at)},
        content=rows,
        headings={table.sheet: table.shown_headings},
        returned=returned_rows([table], rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the records; the day of the data is noted on those that have changed."""
    rows: Rows = found.content
    for row in (*rows.new, *rows.changed):
        row.data_as_at_date = order.as_at
    rows.save()
    return found.changes


def _records(judged: Judged, *, as_at: date) -> Rows:
    numbers = {staff_no for staff_no, _ in judged.rows}
    people = dict(Person.objects.filter(staff_number__in=numbers).values_list("staff_number", "pk"))
    stored = TrainingRecord.objects.all()
    rows = Rows.of("records", (((row.person_id, row.competence), row) for row in stored))
    for (staff_no, competence), said in judged.rows.items():
        key = (people[staff_no], competence)
        fields: dict[str, Any] = {
            "person_id": people[staff_no],
            "competence": competence,
            "is_complete": said.is_complete,
            "completed_date": said.completed,
            "renewal_months": said.renewal_months,
        }
        if key not in rows.rows:
            fields["data_as_at_date"] = as_at
        rows.give(key, make=TrainingRecord, fields=fields)
    return rows


def _rates(rows: Rows, *, as_at: date) -> Mapping[str, Any]:
    return {key: _in_figures(found) for key, found in compliance_of(rows.rows.values(), day=as_at).items()}


def _in_figures(found: Rates) -> Mapping[str, Any]:
    return {
        "eligible_people": found.eligible.people,
        "required": found.eligible.required,
        "in_date": found.eligible.in_date,
        "rate_percent": _percent(found.eligible.rate_percent),
        "everyone_required": found.everyone.required,
        "everyone_in_date": found.everyone.in_date,
        "everyone_rate_percent": _percent(found.everyone.rate_percent),
    }


def _percent(rate: Any) -> str | None:
    return None if rate is None else str(rate)


TRAINING = DocumentFeed(
    key="training",
    name="Training and appraisal export",
    subject=Subject.ESTABLISHMENT,
    reads=Subject.ESTABLISHMENT,
    words=Words(
        noun="training and appraisal export",
        opens=("staffing:staff_list", "Open the staff list"),
        source="the learning system",
    ),
    codes=CODES,
    tables=(training.RECORDS,),
    read=training.read,
    check=check,
    store=store,
)
