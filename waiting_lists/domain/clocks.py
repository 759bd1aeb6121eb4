"""Events of one patient to referral-to-treatment periods, with every step explained.

Pure replay: the same events give the same periods whatever order they arrive in; corrections are new events.
Source: NHS England, RTT guidance v5.0, 11 February 2025; waiting-list rule book, section 2.6.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from waiting_lists.domain.bands import Wait
from waiting_lists.domain.clock_events import (
    ACTIVE_CODES,
    AFTER_OR_DURING_MONITORING,
    COMMUNICATED_CODES,
    DIED,
    NOT_YET_KNOWN,
    NULLIFIED,
    TREATED,
    PathwayEvent,
    Role,
)

Effect = Literal["starts", "restarts", "stops", "nullifies", "ticks", "no clock", "not on our return", "ignored"]
IssueCode = Literal[
    "start_while_open",
    "stop_without_open",
    "restart_not_applicable",
    "dna_not_evidenced",
    "dna_discharge_conditions_not_met",
    "decision_not_communicated",
    "code_contradicts_event",
    "code_contradicts_state",
    "status_not_yet_known",
    "admin_event_code_not_allowed",
    "self_referral_not_ratified",
    "unknown_clock_start",
    "thinking_time_over_14_days",
]
THINKING_DAYS = 14
WHEN_NOTHING_IS_OPEN: tuple[Role, ...] = ("start", "restart", "other", "stop")
WHEN_OPEN: tuple[Role, ...] = ("start", "other", "stop", "restart")
SECTIONS: dict[Effect, str] = {
    "starts": "clock start rules, sections 2.2 and 3.2 to 3.4",
    "restarts": "a new clock at 0, sections 3.4.5, 5 and 8",
    "stops": "clock stop rules 4 and 5, section 4",
    "nullifies": "missed first activity, section 3.4.5",
    "ticks": "nothing stops the clock, sections 4.4 and 8",
    "no clock": "no clock runs",
    "not on our return": "transfer of responsibility, section 11",
    "ignored": "has no effect on the clock that runs",
}


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """Local readings: which date stops the clock when a missed appointment leads to discharge."""

    dna_discharge_stop_date: Literal["discharge_date", "dna_date"] = "discharge_date"


@dataclass(frozen=True, slots=True)
class RttPeriod:
    """One clock; start None is unknown, stop None is running."""

    pathway: str
    start: date | None
    stop: date | None = None
    stop_code: str | None = None
    admitted_stop: bool = False
    nullified: bool = False
    reported: bool = True
    decision_to_admit: bool = False
    had_activity: bool = False
    last_dna: date | None = None

    @property
    def part(self) -> str | None:
        """Return the part of the return: 1A, 1B, 2, 2A; None when it is on none."""
        if self.nullified or not self.reported:
            return None
        if self.stop is not None:
            return "1A" if self.admitted_stop else "1B"
        return "2A" if self.decision_to_admit else "2"

    def wait(self, *, as_of: date) -> Wait | None:
        """Return the length of the clock, None when nullified or the start is unknown."""
        if self.nullified or self.start is None:
            return None
        return Wait(days=((self.stop or as_of) - self.start).days)


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """A doubt about the data that somebody must settle."""

    date: date
    pathway: str
    code: IssueCode


@dataclass(frozen=True, slots=True)
class Step:
    """What one event did, and under which rule."""

    event: PathwayEvent
    effect: Effect

    @property
    def section(self) -> str:
        """Return where the rule stands."""
        return f"RTT guidance v5.0: {SECTIONS[self.effect]}"


@dataclass(frozen=True, slots=True)
class ClockHistory:
    """Periods by pathway and start, issues by date, and the steps that led there."""

    periods: tuple[RttPeriod, ...]
    issues: tuple[Issue, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _Moment:
    """An event on the date it acts; a decision told later acts as activity first and stops when told."""

    on: date
    event: PathwayEvent
    role: Role


def clock_history(
    events: Sequence[PathwayEvent], *, as_of: date, settings: ClockSettings | None = None
) -> ClockHistory:
    """Return the periods, issues and steps known on a day; later events are not seen."""
    seen = [event for event in events if event.event_date <= as_of]
    pathways = sorted({event.pathway for event in seen})
    replays = [
        _Replay(
            [event for event in seen if event.pathway == pathway], as_of=as_of, settings=settings or ClockSettings()
        )
        for pathway in pathways
    ]
    return ClockHistory(
        periods=tuple(period for replay in replays for period in sorted(replay.periods, key=_by_start)),
        issues=tuple(sorted({issue for replay in replays for issue in replay.issues})),
        steps=tuple(step for replay in replays for step in replay.steps),
    )


class _Replay:
    """One pathway while its events are played in order."""

    def __init__(self, events: Sequence[PathwayEvent], *, as_of: date, settings: ClockSettings) -> None:
        self.events = events
        self.as_of = as_of
        self.settings = settings
        self.periods: list[RttPeriod] = []
        self.issues: list[Issue] = []
        self.steps: list[Step] = []
        moments = sorted(_moments(events, as_of=as_of), key=lambda moment: moment.on)
        for _, same_date in groupby(moments, key=lambda moment: moment.on):
            for moment in _in_order(list(same_date), is_open=self.open is not None):
                self._play(moment)
        self._flag_long_thinking()

    @property
    def open(self) -> RttPeriod | None:
        return self.periods[-1] if self.periods and self.periods[-1].stop is None else None

    def _play(self, moment: _Moment) -> None:
        event = moment.event
        if moment.on == event.event_date:
            self._check_codes(event)
        act = {"start": self._start, "restart": self._restart, "stop": self._stop, "other": self._other}[moment.role]
        effect = act(event)
        if event.is_activity:
            self._change(had_activity=True)
        self.steps.append(Step(event=event, effect=effect))

    def _raise(self, code: IssueCode, *, event: PathwayEvent) -> None:
        self.issues.append(Issue(date=event.event_date, pathway=event.pathway, code=code))

    def _change(self, **changes: object) -> None:
        """Change the open period, if there is one."""
        if self.open:
            self.periods[-1] = replace(self.periods[-1], **changes)  # type: ignore[arg-type]

    def _check_codes(self, event: PathwayEvent) -> None:
        """Raise what is wrong with the codes of an event, whatever it does to the clock."""
        if event.is_forbidden_administrative_code:
            self._raise("admin_event_code_not_allowed", event=event)
        if event.contradicts_itself or self._is_later_dna_called_first(event):
            self._raise("code_contradicts_event", event=event)
        if event.is_attended_activity and event.rtt_status == NOT_YET_KNOWN:
            self._raise("status_not_yet_known", event=event)
        if self._contradicts_state(event):
            self._raise("code_contradicts_state", event=event)

    def _is_later_dna_called_first(self, event: PathwayEvent) -> bool:
        later = self.open is not None and self.open.had_activity
        return event.is_dna and event.rtt_status == NULLIFIED and later

    def _contradicts_state(self, event: PathwayEvent) -> bool:
        if self.open is None:
            return event.is_attended_activity and event.rtt_status in ACTIVE_CODES
        seen = event.is_attended_activity or (event.kind == "admitted" and not event.is_treating_admission)
        return seen and event.rtt_status in AFTER_OR_DURING_MONITORING

    def _start(self, event: PathwayEvent) -> Effect:
        if event.kind == "self_referral_received" and not event.ratified:
            self._raise("self_referral_not_ratified", event=event)
            return "ignored"
        if event.kind == "planned_due_passed":
            return self._start_planned(event)
        if event.kind == "transfer_in_received":
            return self._transfer_in(event)
        return self._open(event, start=event.event_date)

    def _start_planned(self, event: PathwayEvent) -> Effect:
        """Start at the due date, also when it was found later, for treatment of a patient who is ready."""
        planned = [
            earlier
            for earlier in self.events
            if earlier.kind == "added_to_planned_list" and earlier.event_date <= event.event_date
        ]
        latest = max(planned, key=lambda earlier: earlier.event_date, default=event)
        diagnostic = "diagnostic" in {latest.planned_kind, event.planned_kind}
        if latest.due is None or latest.due > self.as_of or diagnostic or not event.ready:
            return "ignored"
        return self._open(event, start=latest.due)

    def _transfer_in(self, event: PathwayEvent) -> Effect:
        if self.open and self.open.start == event.clock_start:
            self._change(reported=True)
            return "ticks"
        if self.open is None and event.clock_start is None:
            self._raise("unknown_clock_start", event=event)
        return self._open(event, start=event.clock_start)

    def _open(self, event: PathwayEvent, *, start: date | None) -> Effect:
        if self.open:
            self._raise("start_while_open", event=event)
            return "ignored"
        self.periods.append(RttPeriod(pathway=event.pathway, start=start))
        return "starts"

    def _restart(self, event: PathwayEvent) -> Effect:
        if self.open:
            return "ticks"
        last_code = self.periods[-1].stop_code if self.periods else None
        if last_code is None or last_code not in (event.restarts_after or ()):
            self._raise("restart_not_applicable", event=event)
            return "ignored"
        self.periods.append(RttPeriod(pathway=event.pathway, start=event.event_date))
        return "restarts"

    def _other(self, event: PathwayEvent) -> Effect:
        if self.open is None:
            return "no clock"
        if event.is_dna:
            return self._missed(event)
        if event.kind == "decision_to_admit":
            self._change(decision_to_admit=True)
        if event.kind == "transfer_out" and event.responsibility_transferred:
            self._change(reported=False)
            return "not on our return"
        return "ticks"

    def _missed(self, event: PathwayEvent) -> Effect:
        """Nullify on a clearly communicated missed first activity; any other missed activity lets the clock tick."""
        if self.open is None:
            return "no clock"
        if self.open.had_activity:
            self._change(last_dna=event.event_date)
            return "ticks"
        if not event.clearly_communicated:
            self._raise("dna_not_evidenced", event=event)
            self._change(last_dna=event.event_date)
            return "ticks"
        self._change(stop=event.event_date, stop_code=NULLIFIED, nullified=True, reported=False)
        return "nullifies"

    def _stop(self, event: PathwayEvent) -> Effect:
        if event.is_dna:
            return self._missed(event)
        if self.open is None:
            self._raise("stop_without_open", event=event)
            return "ignored"
        code = event.stop_code
        if code in COMMUNICATED_CODES and not event.communicated:
            self._raise("decision_not_communicated", event=event)
            return "ticks"
        after_dna = event.kind == "discharged_to_gp" and event.reason == "dna"
        if after_dna and not (event.clinician_decision and event.dna_conditions.all_hold):
            self._raise("dna_discharge_conditions_not_met", event=event)
            return "ticks"
        stop = self._stop_date(event, period=self.open, after_dna=after_dna)
        self._change(stop=max(stop, self.open.start or stop), stop_code=code, admitted_stop=event.kind == "admitted")
        return "stops"

    def _stop_date(self, event: PathwayEvent, *, period: RttPeriod, after_dna: bool) -> date:
        if after_dna and self.settings.dna_discharge_stop_date == "dna_date" and period.last_dna:
            return period.last_dna
        told = event.communicated_on if event.stop_code in COMMUNICATED_CODES else None
        return told or event.event_date

    def _flag_long_thinking(self) -> None:
        """Raise an issue on day 15 of thinking time without any next step."""
        if self.open is None:
            return
        last = max(event.event_date for event in self.events)
        flag_on = last + timedelta(days=THINKING_DAYS + 1)
        for event in self.events:
            thinking = event.kind == "surgery_offered_patient_thinking" and event.event_date == last
            if thinking and flag_on <= self.as_of:
                self.issues.append(Issue(date=flag_on, pathway=event.pathway, code="thinking_time_over_14_days"))


def _by_start(period: RttPeriod) -> date:
    return period.start or date.min


def _moments(events: Iterable[PathwayEvent], *, as_of: date) -> Iterator[_Moment]:
    """Yield each event on the date it acts; a decision not yet told on `as_of` acts as activity only."""
    for event in events:
        told = event.communicated_on if event.stop_code in COMMUNICATED_CODES else None
        if told is None or told <= event.event_date or not event.communicated:
            yield _Moment(on=event.event_date, event=event, role=event.role)
            continue
        yield _Moment(on=event.event_date, event=event, role="other")
        if told <= as_of:
            yield _Moment(on=told, event=event, role="stop")


def _in_order(moments: Sequence[_Moment], *, is_open: bool) -> list[_Moment]:
    """Return the events of one date in the order in which they act: treatment before other stops."""
    roles = WHEN_OPEN if is_open else WHEN_NOTHING_IS_OPEN
    stops = {TREATED: 0, DIED: 1}
    return sorted(
        moments,
        key=lambda moment: (
            roles.index(moment.role),
            stops.get(moment.event.stop_code or "", 2) if moment.role == "stop" else 0,
        ),
    )
