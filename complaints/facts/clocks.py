"""The clocks of a case from its rows: its steps, the calendar, the timescales in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from complaints.domain.case_events import Bucket, CaseEvent, CaseFacts, CaseState, Deadlines, Signatory, bucket, replay
from complaints.domain.clocks import ClockEvent, ClockFacts, Clocks, clocks
from complaints.models import Case, CaseStep, Kind
from directorate.core.domain.calendar import WorkingCalendar, add_working_days, england_and_wales, local_date
from directorate.core.models import BankHoliday, PolicyNumber

ACKNOWLEDGEMENT = "complaint_acknowledgement_working_days"
STATEMENT = "complaint_statement_working_days"
DEFAULT_STATEMENT_DAYS = 8
DEFAULT_ACKNOWLEDGEMENT_DAYS = 3
TIMESCALE_OF_KIND: Mapping[str, str] = {
    Kind.FORMAL: "complaint_response_working_days",
    Kind.PALS: "complaint_pals_working_days",
    Kind.MP: "complaint_mp_working_days",
}
STATUTORY_KINDS = frozenset({Kind.FORMAL, Kind.MP})
CLOCK_NAMES = {"acknowledge": "acknowledged", "send_response": "response_sent"}
CLOCK_STEPS = frozenset({"acknowledge", "send_response", "pause", "resume", "extend", "reopen"})
# Who signed when the complaints team sent the response and has not said who.
TEAM = "complaints team"
SEEN_TO = ("seen to",)


@dataclass(frozen=True, slots=True)
class Timing:
    """The working calendar and the timescales of one day, read once for a page."""

    today: date
    calendar: WorkingCalendar
    numbers: Mapping[str, Decimal]

    def days(self, key: str, *, otherwise: int) -> int:
        """A timescale in working days."""
        return int(self.numbers.get(key, otherwise))

    def timescale(self, kind: str) -> int | None:
        """The Trust's policy clock of a kind of contact; None when it has none."""
        value = self.numbers.get(TIMESCALE_OF_KIND.get(kind, ""))
        return None if value is None else int(value)

    def statement_due(self, asked: date, *, draft_wanted: date | None) -> date:
        """The day a statement is due: working days after it is asked for, and before the draft is wanted."""
        due = add_working_days(asked, n=self.days(STATEMENT, otherwise=DEFAULT_STATEMENT_DAYS), calendar=self.calendar)
        if draft_wanted is None or draft_wanted - timedelta(days=1) <= asked:
            return due
        return min(due, add_working_days(draft_wanted, n=-1, calendar=self.calendar))


def timing_on(today: date) -> Timing:
    """Bank holidays as entered, and the policy numbers in force; two queries."""
    days = set(BankHoliday.objects.values_list("date", flat=True))
    if not days:
        return Timing(today, england_and_wales(), PolicyNumber.objects.values_on(today))
    calendar = england_and_wales(days, first=date(min(days).year, 1, 1), last=date(max(days).year, 12, 31))
    return Timing(today, calendar, PolicyNumber.objects.values_on(today))


def standing_steps(steps: Sequence[CaseStep]) -> list[CaseStep]:
    """The steps in their order, without those that were taken back."""
    kept: list[CaseStep] = []
    for step in sorted(steps, key=lambda found: found.number):
        if step.type == "undo":
            kept.pop()
        else:
            kept.append(step)
    return kept


def state_of(steps: Sequence[CaseStep]) -> CaseState:
    """What the steps add up to; that every point had its finding was seen to when each was recorded."""
    events = [event_of(step) for step in standing_steps(steps) if step.type != "extend"]
    return replay(events, facts=facts_of(SEEN_TO)).now


def facts_of(findings: Sequence[str | None]) -> CaseFacts:
    """What the rules of states need; the complaints team knows itself who may sign."""
    return CaseFacts(findings=tuple(findings), signatories=(Signatory(TEAM, date.min, None),))


def event_of(step: CaseStep) -> CaseEvent:
    """One step as the rules of states see it."""
    return CaseEvent(
        type=step.type,
        on=step.on_date,
        by=None if step.is_outside else str(step.recorded_by_id),
        reason=step.reason,
        ground=step.ground,
        signatory=TEAM,
        reasons_sent_on=step.new_date,
    )


def clock_facts(case: Case, *, steps: Sequence[CaseStep], timing: Timing) -> ClockFacts:
    """What the clocks of a case are worked out from."""
    events = tuple(_clock_event(step) for step in standing_steps(steps) if step.type in CLOCK_STEPS)
    return ClockFacts(
        received_at=case.received_at,
        today=timing.today,
        calendar=timing.calendar,
        channel=case.channel,
        ack_working_days=timing.days(ACKNOWLEDGEMENT, otherwise=DEFAULT_ACKNOWLEDGEMENT_DAYS),
        policy_working_days=case.timescale_working_days,
        is_statutory=case.kind in STATUTORY_KINDS,
        oral_resolved_on=case.oral_resolved_date,
        events=events,
    )


def _clock_event(step: CaseStep) -> ClockEvent:
    return ClockEvent(
        type=CLOCK_NAMES.get(step.type, step.type),
        on=step.on_date,
        reason=step.reason,
        agreed=bool(step.agreed_with),
        new_due=step.new_date,
        working_days=step.working_days,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands today: its clocks, its state, and the one list it is in."""

    clocks: Clocks
    state: CaseState
    bucket: Bucket

    @property
    def days_late(self) -> int | None:
        """Working days past the policy date; None when it is not late."""
        return self.clocks.policy_days_late

    @property
    def before_response(self) -> tuple[str, date] | None:
        """The deadline by which the bucket goes where that is not the response date: its name and day."""
        running = [
            ("Acknowledgement", None if self.state.acknowledged else self.clocks.ack_due),
            ("Six months", None if self.state.has_responded else self.clocks.six_month_last_day),
            ("", None if self.clocks.policy_paused else self.clocks.policy_due),
        ]
        found = min(((day, name) for name, day in running if day), default=None)
        return (found[1], found[0]) if found and found[1] else None


def standing_of(case: Case, *, steps: Sequence[CaseStep], timing: Timing) -> Standing:
    """Where a case stands today.

    Raises:
        CalendarError: a date past the last bank holiday that is entered is needed.
    """
    found = clocks(clock_facts(case, steps=steps, timing=timing))
    state = replace(state_of(steps), policy_due=found.policy_due)
    deadlines = Deadlines(ack=found.ack_due, policy=found.policy_due, six_month=found.six_month_last_day)
    return Standing(found, state, bucket(state, deadlines=deadlines, today=timing.today, calendar=timing.calendar))


def received_date(case: Case) -> date:
    """The London date on which the case reached the Trust."""
    return local_date(case.received_at)
