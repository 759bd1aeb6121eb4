"""States of a complaint: which event leads from which state to which.

Source: complaints rule book, section 5; SI 2009/309 regulations 13 and 14.
"""

from collections.abc import Mapping
from typing import Literal, get_args

State = Literal[
    "logged", "awaiting_consent", "acknowledged", "plan_agreed", "investigating", "drafting", "checking",
    "awaiting_signature", "response_sent", "closed", "reopened", "phso", "withdrawn", "not_considered", "transferred",
]  # fmt: skip

WORKING: frozenset[State] = frozenset(
    {
        "logged", "awaiting_consent", "acknowledged", "plan_agreed", "investigating", "drafting", "checking",
        "awaiting_signature", "reopened",
    }
)  # fmt: skip
ENDED: frozenset[State] = frozenset({"withdrawn", "not_considered", "transferred"})
NOT_OPEN: frozenset[State] = ENDED | {"closed"}
Leads = Mapping[State, tuple[State, ...]]

# Each event, the states it may happen in, and where it leads from there; a pause leaves the state as it is.
EVENTS: Mapping[str, Leads] = {
    "acknowledge": {"logged": ("acknowledged",), "awaiting_consent": ("awaiting_consent",)},
    "request_consent": {"logged": ("awaiting_consent",), "acknowledged": ("awaiting_consent",)},
    "consent_received": {"awaiting_consent": ("acknowledged", "logged")},
    "consent_refused": {"awaiting_consent": ("not_considered",)},
    "agree_plan": {"acknowledged": ("plan_agreed",), "reopened": ("plan_agreed",)},
    "start_investigation": {"plan_agreed": ("investigating",), "reopened": ("investigating",)},
    "start_draft": {"investigating": ("drafting",)},
    "edit_draft": {"drafting": ("drafting",), "checking": ("drafting",), "awaiting_signature": ("drafting",)},
    "submit_for_check": {"drafting": ("checking",)},
    "approve_check": {"checking": ("checking", "awaiting_signature")},
    "return_draft": {"checking": ("drafting",), "awaiting_signature": ("drafting",)},
    "send_response": {"awaiting_signature": ("response_sent",)},
    "close": {"response_sent": ("closed",)},
    "reopen": {"response_sent": ("reopened",), "closed": ("reopened",)},
    "phso_enquiry": {"response_sent": ("phso",), "closed": ("phso",)},
    "phso_decision": {"phso": ("closed",)},
    "withdraw": dict.fromkeys(WORKING, ("withdrawn",)),
    "not_consider": dict.fromkeys(WORKING, ("not_considered",)),
    "transfer_out": dict.fromkeys(WORKING, ("transferred",)),
    "reinstate": dict.fromkeys(ENDED, ("acknowledged", "logged")),
    "pause": dict.fromkeys(WORKING, ()),
    "resume": dict.fromkeys(WORKING, ()),
}


def _may_follow(before: State) -> tuple[State, ...]:
    found = (after for leads in EVENTS.values() for after in leads.get(before, ()))
    return tuple(dict.fromkeys(found))


COMPLAINT: Leads = {state: _may_follow(state) for state in get_args(State)}
