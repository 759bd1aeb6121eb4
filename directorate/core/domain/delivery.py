"""The states of one message on its way to one recipient: state -> the states that may follow."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """How far one recipient's copy has come."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


D = DeliveryState

# `uncertain` is left only by a person, or when the mail server's answer arrives after all; `sent` only by a person who
# records that the copy did not arrive.
DELIVERY_TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    D.QUEUED: frozenset({D.SENDING, D.FAILED, D.CANCELLED}),
    D.SENDING: frozenset({D.QUEUED, D.SENT, D.FAILED, D.UNCERTAIN}),
    D.SENT: frozenset({D.FAILED}),
    D.FAILED: frozenset({D.QUEUED, D.CANCELLED}),
    D.UNCERTAIN: frozenset({D.QUEUED, D.SENT}),
    D.CANCELLED: frozenset(),
}

DELIVERY_WORDS: dict[DeliveryState, str] = {
    D.QUEUED: "Waiting",
    D.SENDING: "Being sent",
    D.SENT: "Sent",
    D.FAILED: "Not sent",
    D.UNCERTAIN: "Uncertain",
    D.CANCELLED: "Cancelled",
}


class NotAllowedFromHere(ValueError):
    """The state does not allow this step; the message says what to do instead."""


def check_delivery_step(state: str, *, to: DeliveryState) -> None:
    """Refuse a step that the table of delivery states does not hold.

    Raises: NotAllowedFromHere.
    """
    if to not in DELIVERY_TRANSITIONS[DeliveryState(state)]:
        raise NotAllowedFromHere(
            f"This copy is {DELIVERY_WORDS[DeliveryState(state)].lower()}: it cannot become {DELIVERY_WORDS[to].lower()}."
        )
