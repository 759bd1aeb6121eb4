"""The states of a report run and of one delivery: state -> the states that may follow."""

from enum import StrEnum

from directorate.core.domain.delivery import (
    DELIVERY_TRANSITIONS,
    DELIVERY_WORDS,
    DeliveryState,
    NotAllowedFromHere,
    check_delivery_step,
)

__all__ = [
    "BEFORE_RELEASE",
    "DELIVERY_TRANSITIONS",
    "DELIVERY_WORDS",
    "DRAFT",
    "RUN_TRANSITIONS",
    "RUN_WORDS",
    "DeliveryState",
    "NotAllowedFromHere",
    "RunState",
    "check_delivery_step",
    "check_not_released",
    "check_run_step",
    "state_after_deliveries",
]


class RunState(StrEnum):
    """How far a run of a report has come."""

    SCHEDULED = "scheduled"
    BUILDING = "building"
    BUILT = "built"
    HELD = "held"
    RELEASED = "released"
    SENDING = "sending"
    SENT = "sent"
    PARTLY_SENT = "partly_sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


R, D = RunState, DeliveryState

# A draft may be built again until it is released; a released run never changes: a correction is a new version. The
# steps after the release only say how its copies fare: `sent` is left when a copy turns out not to have arrived.
RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    R.SCHEDULED: frozenset({R.BUILDING, R.CANCELLED}),
    R.BUILDING: frozenset({R.BUILT, R.HELD, R.FAILED}),
    R.BUILT: frozenset({R.BUILDING, R.HELD, R.RELEASED, R.CANCELLED}),
    R.HELD: frozenset({R.BUILDING, R.RELEASED, R.CANCELLED}),
    R.RELEASED: frozenset({R.SENDING, R.SENT, R.PARTLY_SENT, R.FAILED}),
    R.SENDING: frozenset({R.SENT, R.PARTLY_SENT, R.FAILED}),
    R.SENT: frozenset({R.PARTLY_SENT, R.FAILED}),
    R.PARTLY_SENT: frozenset({R.SENDING, R.SENT, R.FAILED}),
    R.FAILED: frozenset({R.BUILDING, R.SENDING, R.SENT, R.PARTLY_SENT, R.CANCELLED}),
    R.CANCELLED: frozenset(),
}

DRAFT = frozenset({R.BUILT, R.HELD})
# Where only a report that was never released may stand; `failed` is both, so the release itself is asked there.
BEFORE_RELEASE = frozenset({R.SCHEDULED, R.BUILDING, R.BUILT, R.HELD, R.CANCELLED})

RUN_WORDS: dict[RunState, str] = {
    R.SCHEDULED: "Waiting to be built",
    R.BUILDING: "Being built",
    R.BUILT: "Draft",
    R.HELD: "Held",
    R.RELEASED: "Released",
    R.SENDING: "Being sent",
    R.SENT: "Sent",
    R.PARTLY_SENT: "Partly sent",
    R.FAILED: "Not sent",
    R.CANCELLED: "Cancelled",
}


def check_run_step(state: str, *, to: RunState) -> None:
    """Refuse a step that the table of run states does not hold.

    Raises: NotAllowedFromHere.
    """
    if to not in RUN_TRANSITIONS[RunState(state)]:
        raise NotAllowedFromHere(
            f"This report is {RUN_WORDS[RunState(state)].lower()}: it cannot become {RUN_WORDS[to].lower()}."
        )


def check_not_released(*, released: bool) -> None:
    """Refuse what only a report that has not been released allows: to be built again, to be cancelled.

    Raises: NotAllowedFromHere.
    """
    if released:
        raise NotAllowedFromHere("This report is released: make a new version instead.")


def state_after_deliveries(states: tuple[str, ...]) -> RunState:
    """Return where a released run stands when its deliveries stand like this; cancelled ones do not count."""
    left = [DeliveryState(state) for state in states if state != D.CANCELLED]
    if any(state in {D.QUEUED, D.SENDING} for state in left):
        return R.SENDING
    if left and all(state is D.SENT for state in left):
        return R.SENT
    if any(state in {D.SENT, D.UNCERTAIN} for state in left):
        return R.PARTLY_SENT
    return R.FAILED
