"""Cases from the complaints log that was kept in a spreadsheet.

A case that is here already, by its reference, stays as it is: what was done here since is worth more than the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from complaints.actions.steps import add_history
from complaints.facts.clocks import Timing, timing_on
from complaints.facts.entries import Step, midday_of
from complaints.importers import complaints_log
from complaints.importers.complaints_log import OUR_SPECIALTY, JudgedLog, LogFile, LogLine
from complaints.importers.log_words import CODES
from complaints.models import Case, CaseStep, Channel, Finding, Kind, Point
from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order, RejectedLine
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.models import Site, Specialty, User

OUR_SITE = {"WRH": "RWP50", "ALX": "RWP01", "KTC": "RWP31"}
FINDINGS = {
    "upheld": Finding.UPHELD,
    "partially_upheld": Finding.PARTLY_UPHELD,
    "not_upheld": Finding.NOT_UPHELD,
}
NOT_IN_THE_LOG = "The log does not say on which day"
AS_IN_THE_LOG = "As in the log"
ALSO_WRONG = "Also wrong"
LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Plan:
    """The cases to make, and how many are here already."""

    new: Sequence[LogLine]
    same: int


def check(file: LogFile, as_at: date) -> Found:
    """Return what stands in the log and what it would change."""
    judged = complaints_log.judge(file, as_at=as_at, calendar=timing_on(as_at).calendar)
    plan = _plan(judged)
    return Found(
        rows_read=len(file.rows),
        rows_accepted=len(judged.accepted),
        rows_skipped=sum(file.skipped.values()),
        rejected=_one_a_row(judged.rejected),
        warnings=judged.warnings,
        changes=[Change("complaints", new=len(plan.new), same=plan.same)],
        totals=judged.totals,
        content=plan,
        headings={file.sheet: (*file.headings, ALSO_WRONG)},
    )


def _one_a_row(faults: Sequence[RejectedLine]) -> list[RejectedLine]:
    """Each row once, with its first fault; what else is wrong stands among its cells."""
    rows: dict[int, list[RejectedLine]] = {}
    for fault in faults:
        rows.setdefault(fault.row, []).append(fault)
    return [_with_others(found) for found in rows.values()]


def _with_others(found: Sequence[RejectedLine]) -> RejectedLine:
    first, *others = found
    if not others:
        return first
    also = "; ".join(f"{fault.column}: {CODES[fault.code][0]}" for fault in others)
    return replace(first, cells={**first.cells, ALSO_WRONG: also})


def _plan(judged: JudgedLog) -> Plan:
    here = {"".join(found.upper().split()) for found in Case.objects.values_list("reference", flat=True)}
    new = [line for line in judged.accepted if line.key not in here]
    return Plan(new, len(judged.accepted) - len(new))


def store(found: Found, order: Order) -> Sequence[Change]:
    """Make the cases that are not here, each with what the log says happened to it."""
    plan: Plan = found.content
    by, timing = User.objects.get(pk=order.user_id), timing_on(order.as_at)
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    sites = {site.code: site for site in Site.objects.all()}
    taken = {found.upper() for found in Case.objects.exclude(datix_ref="").values_list("datix_ref", flat=True)}
    for line in plan.new:
        case = _case(line, by=by, timing=timing, specialties=specialties, sites=sites, taken=taken)
        case.save(force_insert=True)
        taken.add(case.datix_ref.upper())
        _history(case, line=line, by=by, timing=timing)
    return found.changes


def _case(
    line: LogLine,
    *,
    by: User,
    timing: Timing,
    specialties: dict[str, Specialty],
    sites: dict[str, Site],
    taken: set[str],
) -> Case:
    values = line.values
    datix = values["datix_ref"] or ""
    is_oral = values["kind"] == Kind.ORAL_NEXT_DAY
    timescale = timing.timescale(values["kind"])
    return Case(
        reference=values["ref"],
        datix_ref="" if datix.upper() in taken else datix,
        kind=values["kind"],
        channel=Channel.ORAL if is_oral else values["channel"] or Channel.ELECTRONIC,
        specialty=specialties[OUR_SPECIALTY[values["specialty"]]],
        site=sites.get(OUR_SITE.get(values["site"] or "", "")),
        nhs_number=values["nhs_number"] or "",
        received_at=midday_of(values["received_on"]),
        subject=(values["subject"] or "")[:LONGEST_SUBJECT],
        summary=values["summary"] or "",
        timescale_working_days=values["timescale"] or timescale if timescale else None,
        oral_resolved_date=values["sent_on"] if is_oral else None,
        lead=by,
        created_by=by,
        created_at=clock.now(),
    )


def _history(case: Case, *, line: LogLine, by: User, timing: Timing) -> None:
    """The point of the case, and the steps the log knows: logged, acknowledged, extended, sent and closed."""
    values = line.values
    CaseStep.objects.create(
        case=case, number=1, type="log", on_date=values["received_on"], recorded_by=by, recorded_at=clock.now(),
        reason=AS_IN_THE_LOG,
    )  # fmt: skip
    finding = FINDINGS.get(values["outcome"] or "", "")
    text = values["subject"] or values["summary"]
    if text:
        Point.objects.create(case=case, number=1, text=text, finding=finding)
    add_history(case, _steps(line, timing=timing), by=by)


def _steps(line: LogLine, *, timing: Timing) -> list[Step]:
    values, sent = line.values, line.values["sent_on"]
    steps = []
    if values["ack_on"]:
        steps.append(Step("acknowledge", values["ack_on"], reason=AS_IN_THE_LOG))
    elif sent:
        steps.append(Step("acknowledge", sent, reason=NOT_IN_THE_LOG))
    due = line.due(calendar=timing.calendar)
    if line.is_formal and values["extended_to"] and values["extended_to"] > due:
        agreed = min(due, sent or due, timing.today)
        steps.append(
            Step("extend", agreed, reason=NOT_IN_THE_LOG, new_date=values["extended_to"], agreed_with=AS_IN_THE_LOG)
        )
    if sent:
        steps += [Step("send_response", sent, reason=AS_IN_THE_LOG), Step("close", sent, reason=AS_IN_THE_LOG)]
    return steps


COMPLAINTS_LOG = DocumentFeed(
    key="complaints_log",
    name="Complaints log",
    subject=Subject.COMPLAINT_INDEX,
    reads=Subject.COMPLAINT_NARRATIVE,
    words=Words(
        noun="complaints log",
        ours="look like our complaints",
        opens=("complaints:case_list", "Open the complaints"),
        source="the log",
    ),
    codes=CODES,
    recognise=complaints_log.recognise,
    read=complaints_log.read,
    check=check,
    store=store,
    takes_corrections=False,
)
