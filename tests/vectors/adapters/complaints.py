"""Adapters of the families of complaints."""

from dataclasses import asdict
from datetime import date
from typing import Any

from complaints.domain import case_events, clocks
from complaints.domain.clock_facts import ClockEvent, ClockFacts
from complaints.domain.outcome import Issue, outcome
from directorate.core.domain.calendar import CalendarError, england_and_wales, parse_iso_instant
from tests.vectors.adapters.core import calendar_of
from tests.vectors.adapters.json_values import day, day_or_none


def _complaint_clocks(given: Any) -> Any:
    try:
        found = asdict(clocks.clocks(_clock_facts(given)))
    except clocks.ReceivedInFutureError:
        return {"error": "received_in_future"}
    except CalendarError as error:
        return {"error": error.code}
    answer = _as_json(found)
    assert isinstance(answer, dict)
    return answer


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _clock_facts(given: Any) -> ClockFacts:
    policy, restart, candour = given.get("policy") or {}, given.get("restart") or {}, given.get("candour") or {}
    return ClockFacts(
        received_at=parse_iso_instant(given["received_at"]),
        today=day(given["today"]),
        calendar=calendar_of(given.get("calendar", "EW")),
        channel=given["channel"],
        convention=given.get("convention", "day0"),
        ack_working_days=given.get("ack_working_days", 3),
        policy_working_days=policy.get("working_days"),
        is_statutory=given.get("statutory", True),
        oral_resolved_on=day_or_none(given.get("oral_resolved_on")),
        exclusion_ground=given.get("exclusion_ground"),
        restarted_at=parse_iso_instant(restart["at"]) if restart else None,
        occurred_on=day_or_none(given.get("occurred_on")),
        noticed_on=day_or_none(given.get("noticed_on")),
        candour_applies=candour.get("applies", False),
        candour_aware_on=day_or_none(candour.get("aware_on")),
        cqc_requested_on=day_or_none(given.get("cqc_requested_on")),
        events=tuple(map(_clock_event, given.get("events", []))),
    )


def _clock_event(given: Any) -> ClockEvent:
    received = given.get("received_at")
    return ClockEvent(
        type=given["type"],
        on=day(given.get("on") or given["agreed_on"]),
        reason=given.get("reason") or "",
        agreed=bool(given.get("agreed")),
        new_due=day_or_none(given.get("new_due") or given.get("new_last_day")),
        working_days=given.get("working_days"),
        basis=given.get("basis") or "",
        day=day_or_none(given.get("date")),
        received_at=parse_iso_instant(received) if received else None,
    )


def _complaint_state(given: Any) -> Any:
    facts = case_events.CaseFacts(
        findings=tuple(given.get("issue_findings", [])),
        signatories=tuple(
            case_events.Signatory(who["id"], day(who["from"]), day_or_none(who["to"]))
            for who in given.get("signatories", [])
        ),
        check_steps=given.get("check_steps", 1),
    )
    story = case_events.replay([_case_event(event) for event in given["events"]], facts=facts)
    now = story.now
    return {
        "state": now.state,
        "stage": now.stage,
        "acknowledged": now.acknowledged,
        "check_step": now.check_step,
        "paused": now.paused,
        "allowed": list(now.allowed),
        "rejected": [asdict(rejected) for rejected in story.rejected],
        "bucket": case_events.bucket(
            now,
            deadlines=case_events.Deadlines(**{key: day_or_none(text) for key, text in given["deadlines"].items()}),
            today=day(given["today"]),
            calendar=england_and_wales(),
            soon_working_days=given.get("soon_working_days", 3),
        ),
    }


def _case_event(given: Any) -> case_events.CaseEvent:
    return case_events.CaseEvent(
        type=given["type"],
        on=day(given["on"]),
        by=given.get("by"),
        reason=given.get("reason") or "",
        ground=given.get("ground") or "",
        signatory=given.get("signatory"),
        reasons_sent_on=day_or_none(given.get("reasons_sent_on")),
        policy_due=day_or_none(given.get("policy_due")),
    )


def _complaint_outcome(given: Any) -> Any:
    return _as_json(asdict(outcome([Issue(issue["no"], issue["finding"]) for issue in given["issues"]])))


ADAPTERS = {
    "complaint_clocks": _complaint_clocks,
    "complaint_state": _complaint_state,
    "complaint_outcome": _complaint_outcome,
}
