"""The running of the clocks: the deadlines at the start, then each recorded event in its order.

A rejected event has no effect. Source: complaints rule book, sections 3.2 to 3.4.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from complaints.domain.clock_facts import (
    CANDOUR_WORKING_DAYS,
    GROUND_C,
    SIX_MONTHS,
    ClockError,
    ClockEvent,
    ClockFacts,
    ClockName,
    Moved,
    Stage,
)
from directorate.core.domain.calendar import (
    WorkingCalendar,
    add_months,
    add_working_days,
    local_date,
    working_days_half_open,
)


def six_month_last_day(start: date) -> date:
    """Return the last day of six months commencing on a day.

    The day before the same day of the month, or the end of a month that has no such day.
    """
    step = add_months(start, n=SIX_MONTHS)
    return step.date if step.clamped else step.date - timedelta(days=1)


@dataclass
class ClockRun:
    """The clocks while the events are played; read its fields afterwards."""

    facts: ClockFacts
    stage: int = 1
    acknowledged_on: date | None = None
    sent_on: date | None = None
    first_sent_on: date | None = None
    candour_letter_on: date | None = None
    paused_from: date | None = None
    pauses: list[tuple[date, date]] = field(default_factory=list)
    promise_due: date | None = None
    is_policy_agreed: bool = False
    is_six_month_agreed: bool = False
    history: list[Stage] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    errors: list[ClockError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Set the deadlines as they stand before any event."""
        facts = self.facts
        self.calendar = facts.calendar
        self.received_on = local_date(facts.received_at)
        self.clock_start = local_date(facts.restarted_at) if facts.restarted_at else self.received_on
        self.oral_next_day_due = self._from_start(1) if facts.channel == "oral" else None
        self.candour_due = self._candour()
        self.excluded = self._is_excluded()
        self.has_statutory = facts.is_statutory and not self.excluded
        self.policy_days = None if self.excluded else facts.policy_working_days
        self.reopened_on: date | None = None
        self.ack_due = self._from_start(facts.ack_working_days) if self.has_statutory else None
        self.policy_due_original = self._policy_original()
        self.policy_due = self.policy_due_original
        self.six_month_original = six_month_last_day(self.clock_start) if self.has_statutory else None
        self.six_month_last_day = self.six_month_original

    def play(self) -> None:
        """Take every event in turn; a rejected one is noted and changes nothing."""
        for index, event in enumerate(self.facts.events):
            code = "event_in_future" if event.on > self.facts.today else HANDLERS[event.type](self, event, index)
            if code:
                self.errors.append(ClockError(index, code))

    # --- the deadlines from their starts ---

    def _from_start(self, days: int) -> date:
        return self._add(self.clock_start, days=days, convention=self.facts.convention)

    def _add(self, start: date, *, days: int, convention: str = "day0") -> date:
        return add_working_days(start, n=days, calendar=self.calendar, convention=convention)

    def _candour(self) -> date | None:
        if not self.facts.candour_applies or self.facts.candour_aware_on is None:
            return None
        return self._add(self.facts.candour_aware_on, days=CANDOUR_WORKING_DAYS)

    def _is_excluded(self) -> bool:
        """Whether the regulations do not ask for it to be dealt with; ground (c) needs an oral complaint resolved in time."""
        ground, resolved, due = self.facts.exclusion_ground, self.facts.oral_resolved_on, self.oral_next_day_due
        in_time = due is not None and resolved is not None and resolved <= due
        if ground == GROUND_C and not in_time:
            code = "ground_c_needs_oral" if due is None else "ground_c_not_met"
            self.errors.append(ClockError(None, code))
            return False
        return in_time or ground is not None

    def _policy_original(self) -> date | None:
        if self.policy_days is None:
            return None
        if self.reopened_on is not None:
            return self._add(self.reopened_on, days=self.policy_days)
        return self._from_start(self.policy_days)

    def _policy_with_pauses(self) -> date | None:
        due = self._policy_original()
        for first, end in self.pauses:
            due = due and self._moved_on(due, first=first, end=end)
        return due

    def _moved_on(self, due: date, *, first: date, end: date) -> date:
        """The due date after a pause: as many working days later as the pause took."""
        return self._add(due, days=working_days_half_open(first, end=end, calendar=self.calendar))

    # --- events of the case ---

    def acknowledged(self, event: ClockEvent, _index: int) -> str | None:
        """The acknowledgement went out; it may be dated before the case was logged, not before receipt."""
        if event.on < self.received_on:
            return "before_receipt"
        if self.acknowledged_on is not None:
            return "already_acknowledged"
        self.acknowledged_on = event.on
        return None

    def response_sent(self, event: ClockEvent, _index: int) -> str | None:
        """The response went out; it ends a pause."""
        if event.on < self.received_on:
            return "before_receipt"
        if self.sent_on is not None:
            return "already_sent"
        if self.paused_from is not None:
            self._end_pause(event.on)
        self.sent_on = event.on
        self.first_sent_on = self.first_sent_on or event.on
        return None

    def pause(self, event: ClockEvent, _index: int) -> str | None:
        """The policy clock stops; the statutory ones run on."""
        refused = {
            "pause_needs_reason": not event.reason,
            "pause_before_receipt": event.on < self.received_on,
            "pause_after_response": self.sent_on is not None,
            "pause_overlap": self.paused_from is not None or any(event.on < end for _, end in self.pauses),
            "no_policy_clock": self.policy_due is None,
            "pause_after_due": self.policy_due is not None and event.on > self.policy_due,
        }
        code = _first(refused)
        if code is None:
            self.paused_from = event.on
        return code

    def resume(self, event: ClockEvent, _index: int) -> str | None:
        """The policy clock runs again, later by the working days of the pause."""
        if self.paused_from is None:
            return "resume_without_pause"
        if event.on < self.paused_from:
            return "resume_before_pause"
        self._end_pause(event.on)
        return None

    def _end_pause(self, day: date) -> None:
        first, self.paused_from = self.paused_from, None
        if first is not None and self.policy_due is not None:
            self.policy_due = self._moved_on(self.policy_due, first=first, end=day)
            self.pauses.append((first, max(first, day)))

    def extend(self, event: ClockEvent, _index: int) -> str | None:
        """Another date was agreed; once the due date has passed it is a new promise, and the due date stays."""
        due = self.policy_due
        refused = {
            "extension_needs_reason": not event.reason,
            "extension_not_agreed": not event.agreed,
            "no_policy_clock": due is None,
            "already_sent": self.sent_on is not None,
            "extension_while_paused": self.paused_from is not None,
        }
        code = _first(refused)
        if code or due is None:
            return code
        new = self._extended(event, due=due)
        has_passed = event.on > due
        if new <= (event.on if has_passed else due):
            return "extension_not_later"
        if has_passed:
            self.promise_due = new
            self.warnings.append("missed_new_promise")
        else:
            self.policy_due, self.is_policy_agreed = new, True
        if self.six_month_last_day is not None and new > self.six_month_last_day:
            self.warnings.append("past_six_month")
        return None

    def _extended(self, event: ClockEvent, *, due: date) -> date:
        """The date agreed: typed, or working days from the due date, the day of agreement or the receipt."""
        if event.new_due is not None:
            return event.new_due
        if event.basis == "receipt":
            return self._from_start(event.working_days or 0)
        return self._add(event.on if event.basis == "today" else due, days=event.working_days or 0)

    def extend_six_month(self, event: ClockEvent, _index: int) -> str | None:
        """A longer time was agreed before the six months were over."""
        last = self.six_month_last_day
        refused = {
            "extension_needs_reason": not event.reason,
            "extension_not_agreed": not event.agreed,
            "no_six_month_clock": last is None,
            "already_sent": self.first_sent_on is not None,
            "six_month_expired": last is not None and event.on > last,
            "extension_not_later": last is not None and (event.new_due is None or event.new_due <= last),
        }
        code = _first(refused)
        if code is None:
            self.six_month_last_day, self.is_six_month_agreed = event.new_due, True
        return code

    def reopen(self, event: ClockEvent, _index: int) -> str | None:
        """A new stage with a policy clock of its own; what was met stays met."""
        if self.sent_on is None or event.on < self.sent_on:
            return "reopen_before_response"
        self.history.append(Stage(self.stage, self.policy_due, self.sent_on))
        self.stage += 1
        self.reopened_on, self.policy_days = event.on, event.working_days
        self.sent_on, self.paused_from, self.promise_due, self.is_policy_agreed = None, None, None, False
        self.pauses.clear()
        self.policy_due_original = self.policy_due = self._policy_original()
        return None

    def candour_letter(self, event: ClockEvent, _index: int) -> str | None:
        """The written notification went out."""
        if self.candour_due is None:
            return "no_candour_clock"
        self.candour_letter_on = self.candour_letter_on or event.on
        return None

    # --- what moves deadlines from outside ---

    def holiday_added(self, event: ClockEvent, index: int) -> str | None:
        """A day became a bank holiday."""
        if event.day is not None:
            self._recount(self.calendar.edited(add=[event.day]), since=event.on, index=index)
        return None

    def holiday_removed(self, event: ClockEvent, index: int) -> str | None:
        """A day is no longer a bank holiday."""
        if event.day is not None:
            self._recount(self.calendar.edited(remove=[event.day]), since=event.on, index=index)
        return None

    def _recount(self, calendar: WorkingCalendar, *, since: date, index: int) -> None:
        """Recompute what is unmet, due on or after the change and not agreed by hand; six months never move."""
        self.calendar = calendar
        old = self._dates()
        if _moves(self.ack_due, met=self.acknowledged_on, since=since):
            self.ack_due = self._from_start(self.facts.ack_working_days)
        if _moves(self.policy_due, met=self.sent_on, since=since) and not self.is_policy_agreed:
            self.policy_due_original, self.policy_due = self._policy_original(), self._policy_with_pauses()
        if _moves(self.candour_due, met=self.candour_letter_on, since=since):
            self.candour_due = self._candour()
        if _moves(self.oral_next_day_due, met=self.facts.oral_resolved_on, since=since):
            self.oral_next_day_due = self._from_start(1)
        self._note_moves(old, index=index)

    def received_corrected(self, event: ClockEvent, index: int) -> str | None:
        """The day of receipt was wrong; dates that follow from it move, also met ones, agreed ones stay."""
        if event.received_at is None or local_date(event.received_at) > event.on:
            return "received_in_future"
        self.received_on = local_date(event.received_at)
        if self.facts.restarted_at is not None:
            return None
        old = self._dates()
        self.clock_start = self.received_on
        if self.ack_due is not None:
            self.ack_due = self._from_start(self.facts.ack_working_days)
        if self.oral_next_day_due is not None:
            self.oral_next_day_due = self._from_start(1)
        self._receipt_moves_policy()
        self._receipt_moves_six_months()
        self._note_moves(old, index=index)
        return None

    def _receipt_moves_policy(self) -> None:
        if self.stage > 1 or self.policy_due_original is None:
            return
        self.policy_due_original = self._policy_original()
        if not self.is_policy_agreed:
            self.policy_due = self._policy_with_pauses()

    def _receipt_moves_six_months(self) -> None:
        if self.six_month_original is None:
            return
        self.six_month_original = six_month_last_day(self.clock_start)
        if not self.is_six_month_agreed:
            self.six_month_last_day = self.six_month_original

    def _dates(self) -> dict[ClockName, date | None]:
        return {
            "ack": self.ack_due,
            "policy": self.policy_due,
            "six_month": self.six_month_last_day,
            "candour": self.candour_due,
            "oral_next_day": self.oral_next_day_due,
        }

    def _note_moves(self, old: dict[ClockName, date | None], *, index: int) -> None:
        new = self._dates()
        self.moved += [Moved(index, clock, old[clock], new[clock]) for clock in old if old[clock] != new[clock]]


def _moves(due: date | None, *, met: date | None, since: date) -> bool:
    return due is not None and met is None and due >= since


def _first(refused: dict[str, bool]) -> str | None:
    return next((code for code, holds in refused.items() if holds), None)


Handler = Callable[[ClockRun, ClockEvent, int], str | None]
HANDLERS: dict[str, Handler] = {
    "acknowledged": ClockRun.acknowledged,
    "response_sent": ClockRun.response_sent,
    "pause": ClockRun.pause,
    "resume": ClockRun.resume,
    "extend": ClockRun.extend,
    "extend_six_month": ClockRun.extend_six_month,
    "holiday_added": ClockRun.holiday_added,
    "holiday_removed": ClockRun.holiday_removed,
    "received_corrected": ClockRun.received_corrected,
    "reopen": ClockRun.reopen,
    "candour_letter": ClockRun.candour_letter,
}
