"""Where somebody is in a half day: of leave, on call and a session the strongest is shown.

Source: product book, 3.5 (week sheet): leave, then on call, then session, then nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Part = Literal["am", "pm", "night", "day"]
CellKind = Literal["leave", "duty", "session", "shift", ""]
# Minutes of the day by the local clock; night and weekend days end the next morning.
HOURS: dict[Part, tuple[int, int]] = {
    "am": (8 * 60, 12 * 60 + 30),
    "pm": (12 * 60 + 30, 17 * 60),
    "night": (17 * 60, 32 * 60),
    "day": (8 * 60, 32 * 60),
}
WEEKDAY_PARTS: tuple[Part, ...] = ("am", "pm", "night")
WEEKEND_PARTS: tuple[Part, ...] = ("day",)
# A shift is a normal day of a rota: what is done in it stands in the sessions.
STRENGTH: tuple[CellKind, ...] = ("leave", "duty", "session", "shift")
CONSULTANTS, MIDDLE, RESIDENTS = "Consultants", "Registrars and specialty doctors", "Residents"
GROUPS = (CONSULTANTS, MIDDLE, RESIDENTS)
_MIDDLE_WORDS = ("registrar", "specialty doctor", "specialist", "st3", "st4", "st5", "st6", "st7", "st8")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that takes a half day of somebody. `site` is the letter of the hospital, `duty` the key of a duty."""

    kind: CellKind
    text: str
    site: str = ""
    is_asked: bool = False
    duty: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown; `hidden_duty` is the key of a duty that the person has while away.

    `hides_session` is the session, with its site, that the person would do if they were not away; empty for none.
    """

    claim: Claim
    hidden_duty: int | None = None
    hides_session: str = ""

    @property
    def hides_duty(self) -> bool:
        """Return whether the person is away and on call at once."""
        return self.hidden_duty is not None

    def words(self, part: Part) -> str:
        """Return what stands in the grid, where room is scarce."""
        return short_duty(self.claim.text, part=part) if self.claim.kind == "duty" else self.claim.text


def short_duty(text: str, *, part: Part) -> str:
    """Return a duty in few words: Cons. for consultant, and no "on call" beneath the head that says so."""
    short = text.replace("Consultant", "Cons.")
    return short.replace(" on call", "", 1) if part == "night" else short


NOTHING = Cell(claim=Claim(kind="", text="–"))


def strongest(claims: Sequence[Claim]) -> Cell:
    """Return the cell of a half day: leave over on call over session over a normal day."""
    if not claims:
        return NOTHING
    first = min(claims, key=lambda claim: STRENGTH.index(claim.kind))
    if first.kind != "leave" or first.is_asked:
        return Cell(claim=first)
    sessions = [f"{claim.text} {claim.site}".strip() for claim in claims if claim.kind == "session"]
    return Cell(
        claim=first,
        hidden_duty=next((claim.duty for claim in claims if claim.kind == "duty"), None),
        hides_session=sessions[0] if sessions else "",
    )


def mark_of(cell: Cell) -> str:
    """Return what is kept of a cell when a sheet is published: where somebody is, of leave never the kind."""
    claim = cell.claim
    if claim.kind == "leave":
        return "asked" if claim.is_asked else "away"
    return f"{claim.text} {claim.site}".strip() if claim.kind else ""


def changed_columns(published: Sequence[str], *, now: Sequence[str]) -> frozenset[int]:
    """Return the places, from 0, at which a person's week is not what was published; somebody new had an empty week."""
    before = [*published, *[""] * (len(now) - len(published))]
    return frozenset(place for place, mark in enumerate(now) if mark != before[place])


def group_of(grade: str, *, is_consultant: bool) -> str:
    """Return the heading under which a doctor stands."""
    words = grade.casefold()
    if is_consultant or "consultant" in words:
        return CONSULTANTS
    return MIDDLE if any(word in words for word in _MIDDLE_WORDS) else RESIDENTS


def parts_of(weekday: int) -> tuple[Part, ...]:
    """Return the columns of an ISO weekday."""
    return WEEKDAY_PARTS if weekday <= 5 else WEEKEND_PARTS
