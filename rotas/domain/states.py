"""The states of requests for a locum, of timesheets and of cancellations: state -> the states that may follow.

Source: product description 2 (rotas); rota rule book, section 10: a tier is reached only when the one before was tried; the directorate tries its own
doctors first (cover now), from the bank on the bank office acts.
"""

from enum import StrEnum


class LocumState(StrEnum):
    """How far a request for a locum has come."""

    SUBMITTED = "submitted"
    BANK = "t2_bank"
    DIRECT_ENGAGEMENT = "t3_direct_engagement"
    FRAMEWORK = "t4_framework"
    ABOVE_CAP = "t5_above_cap"
    OFF_FRAMEWORK = "t6_off_framework"
    FILLED = "filled"
    UNFILLED = "unfilled"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


L = LocumState
_ENDS = frozenset({L.FILLED, L.UNFILLED, L.CANCELLED})

LOCUM_TRANSITIONS: dict[LocumState, frozenset[LocumState]] = {
    L.SUBMITTED: frozenset({L.BANK, L.CANCELLED}),
    L.BANK: _ENDS | {L.DIRECT_ENGAGEMENT},
    L.DIRECT_ENGAGEMENT: _ENDS | {L.FRAMEWORK},
    L.FRAMEWORK: _ENDS | {L.ABOVE_CAP},
    L.ABOVE_CAP: _ENDS | {L.OFF_FRAMEWORK},
    L.OFF_FRAMEWORK: _ENDS,
    L.FILLED: frozenset({L.CANCELLED, L.NO_SHOW}),
    L.UNFILLED: frozenset(),
    L.CANCELLED: frozenset(),
    L.NO_SHOW: frozenset(),
}

LOCUM_WORDS: dict[LocumState, str] = {
    L.SUBMITTED: "Waiting for approval",
    L.BANK: "With the bank office",
    L.DIRECT_ENGAGEMENT: "Direct engagement",
    L.FRAMEWORK: "Agency on the framework",
    L.ABOVE_CAP: "Agency above the cap",
    L.OFF_FRAMEWORK: "Agency off the framework",
    L.FILLED: "Filled",
    L.UNFILLED: "Not filled",
    L.CANCELLED: "Cancelled",
    L.NO_SHOW: "Did not come",
}

OUT_TO_FILL = frozenset({L.BANK, L.DIRECT_ENGAGEMENT, L.FRAMEWORK, L.ABOVE_CAP, L.OFF_FRAMEWORK})
NEEDS_A_NOTE = frozenset({L.OFF_FRAMEWORK, L.CANCELLED, L.NO_SHOW})


class StepRefused(ValueError):
    """The state does not allow this step; the message says what to do instead."""


def check_locum_step(state: str, *, to: LocumState, note: str = "") -> None:
    """Refuse a step that the table does not hold, or one that needs a note and has none.

    Raises: StepRefused.
    """
    if to not in LOCUM_TRANSITIONS[LocumState(state)]:
        now = LOCUM_WORDS[LocumState(state)].lower()
        raise StepRefused(f"This request is {now}: it cannot become {LOCUM_WORDS[to].lower()}.")
    if to in NEEDS_A_NOTE and not note.strip():
        who = "who of the executives approved it, and when" if to is L.OFF_FRAMEWORK else "why"
        raise StepRefused(f"Say {who}.")


class TimesheetState(StrEnum):
    """How far the timesheet of a locum has come."""

    EXPECTED = "expected"
    RECEIVED = "received"
    CODED = "coded"
    SIGNED = "signed"
    SENT = "sent"


T = TimesheetState

# A step may be put right until the sheet is signed; a signed one only goes out.
TIMESHEET_TRANSITIONS: dict[TimesheetState, frozenset[TimesheetState]] = {
    T.EXPECTED: frozenset({T.RECEIVED}),
    T.RECEIVED: frozenset({T.RECEIVED, T.CODED}),
    T.CODED: frozenset({T.RECEIVED, T.CODED, T.SIGNED}),
    T.SIGNED: frozenset({T.SENT}),
    T.SENT: frozenset(),
}

TIMESHEET_WORDS: dict[TimesheetState, str] = {
    T.EXPECTED: "Expected",
    T.RECEIVED: "Received",
    T.CODED: "To sign",
    T.SIGNED: "Signed, to forward",
    T.SENT: "Forwarded",
}


def check_timesheet_step(state: str, *, to: TimesheetState) -> None:
    """Refuse a step that the table does not hold.

    Raises: StepRefused.
    """
    if to not in TIMESHEET_TRANSITIONS[TimesheetState(state)]:
        raise StepRefused(f"This timesheet is {TIMESHEET_WORDS[TimesheetState(state)].lower()}: look at it again.")


class CancellationState(StrEnum):
    """How far a request to cancel or reduce clinics and lists has come."""

    ASKED = "asked"
    DONE = "done"
    REDATED = "redated"
    WITHDRAWN = "withdrawn"


C = CancellationState

CANCELLATION_TRANSITIONS: dict[CancellationState, frozenset[CancellationState]] = {
    C.ASKED: frozenset({C.DONE, C.WITHDRAWN}),
    C.DONE: frozenset({C.REDATED, C.WITHDRAWN}),
    C.REDATED: frozenset(),
    C.WITHDRAWN: frozenset(),
}

CANCELLATION_WORDS: dict[CancellationState, str] = {
    C.ASKED: "Asked",
    C.DONE: "Done in PAS",
    C.REDATED: "Patients re-dated",
    C.WITHDRAWN: "Not needed any more",
}


def check_cancellation_step(state: str, *, to: CancellationState) -> None:
    """Refuse a step that the table does not hold.

    Raises: StepRefused.
    """
    if to not in CANCELLATION_TRANSITIONS[CancellationState(state)]:
        raise StepRefused(f"This request is {CANCELLATION_WORDS[CancellationState(state)].lower()}: look at it again.")
