"""One attempt to send one message of reports; how it is made stands in `directorate.core.actions.delivering`."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from directorate.core.actions import delivering
from directorate.core.actions.delivering import Sender, longest_attempt, longest_hand_over, new_message_id
from directorate.core.models.outgoing import Outgoing
from directorate.core.querysets import OutgoingQuerySet
from directorate.core.render.mail import hand_over
from reports.actions.steps import SYSTEM

__all__ = ["attempt", "call_uncertain", "longest_attempt", "longest_hand_over", "new_message_id"]


def call_uncertain(messages: OutgoingQuerySet[Any], *, action: str) -> None:
    """Say of messages handed over without a recorded answer that nobody knows; only a person sends them again."""
    delivering.call_uncertain(messages, system=SYSTEM, action=action)


def attempt(
    item: Outgoing,
    *,
    action: str,
    recipient: str,
    obstacle: Callable[[], str],
    compose: Callable[[], bytes],
    is_last: Callable[[datetime], bool],
) -> None:
    """Make one attempt for one message, if it is still waiting and nobody else makes it."""
    sender = Sender(system=SYSTEM, action=action, hand_over=hand_over)
    delivering.attempt(item, sender=sender, recipient=recipient, obstacle=obstacle, compose=compose, is_last=is_last)
