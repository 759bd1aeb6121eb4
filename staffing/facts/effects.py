"""What apps above add to somebody's leave: they register it in AppConfig.ready, and staffing knows none of them.

The line of leave shows it before it is saved, and the same transaction that changes an absence carries it out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directorate.core.models import User
from staffing.facts.leave import Preview
from staffing.models import Absence


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of the preview: its template and what that reads."""

    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LeaveEffect:
    """What leave does beyond leave itself.

    `shows(preview, user, posted)` is its part of the preview, None when there is none. `carry_out(absence, by, posted)`
    makes everything agree with the row as it is now, and twice changes nothing. `posted` is what was chosen in the
    part, by field name; empty when nothing was. `says(absence)` is what whoever decides must know, in sentences without
    a reason or a patient.
    """

    shows: Callable[[Preview, User, Mapping[str, str]], Shown | None]
    carry_out: Callable[[Absence, User, Mapping[str, str]], None]
    says: Callable[[Absence], Sequence[str]]


_effects: list[LeaveEffect] = []


def register_leave_effect(effect: LeaveEffect) -> None:
    """Let leave do this as well; apps do so in `AppConfig.ready`."""
    _effects.append(effect)


def shown_effects(preview: Preview, *, user: User, posted: Mapping[str, str]) -> Sequence[Shown]:
    """Return the parts of a preview that apps above add."""
    found = (effect.shows(preview, user, posted) for effect in _effects)
    return [part for part in found if part is not None]


def said_effects(absence: Absence) -> Sequence[str]:
    """Return what apps above tell whoever decides about an absence."""
    return [text for effect in _effects for text in effect.says(absence)]


def carry_out(absence: Absence, *, by: User, posted: Mapping[str, str] | None = None) -> None:
    """Make what follows from an absence agree with the row as it is now, inside the caller's transaction."""
    for effect in _effects:
        effect.carry_out(absence, by, posted or {})
