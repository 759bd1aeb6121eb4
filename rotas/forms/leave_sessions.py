"""The part of a leave's preview that rotas add: sessions of work, clinics and lists with their patients, on-call clashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from directorate.core.access import WRITE, reach
from directorate.core.domain.access import Subject
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from rotas.domain.leave_sessions import SessionHit
from rotas.facts.leave_sessions import LeaveHits, is_key, leave_hits
from rotas.models import LeaveSession, SessionChoice
from staffing.facts.effects import Shown
from staffing.facts.leave import Preview

TEMPLATE = "rotas/_leave_sessions.html"
PARTS = {"all": "all day", "am": "am", "pm": "pm"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One clinic or list as it is chosen: what is checked, who does it instead, and whether it was asked for already."""

    hit: SessionHit
    site: str
    choice: str
    covering: int | None
    row: LeaveSession | None = None

    @property
    def day(self) -> str:
        """Return Mon 8 Feb am."""
        return f"{self.hit.date:%a %-d %b} {PARTS[self.hit.part]}"

    @property
    def what(self) -> str:
        """Return ENTAN1 Clinic."""
        return " ".join((*self.hit.codes, self.hit.activity))

    @property
    def booked(self) -> str:
        """Return 14, at least 3, or not known."""
        if self.hit.booked is None:
            return "not known"
        return f"{self.hit.booked}" if self.hit.is_exact else f"at least {self.hit.booked}"

    @property
    def is_asked(self) -> bool:
        """Return whether a request about it is with the booking office or theatres."""
        return self.row is not None and self.row.request_id is not None


def session_lines(
    hits: LeaveHits,
    *,
    posted: Mapping[str, str],
    held: Sequence[LeaveSession] = (),
    default: str = SessionChoice.CANCEL,
) -> Sequence[SessionLine]:
    """Return the lines to choose from: what was posted before what is stored before the default."""
    rows = {f"{row.date.isoformat()}-{row.part}-{row.kind}": row for row in held}
    lines = []
    for hit in hits.hits:
        row = rows.get(hit.key)
        covering = posted.get(f"covering-{hit.key}", "")
        lines.append(
            SessionLine(
                hit=hit,
                site=hits.sites.get(hit.site, hit.site),
                choice=posted.get(f"session-{hit.key}") or (row.choice if row else default),
                covering=int(covering) if is_key(covering) else row.covering_id if row else None,
                row=row,
            )
        )
    return lines


def shows(preview: Preview, user: User, posted: Mapping[str, str]) -> Shown | None:
    """Return the part of a doctor's preview; None for everybody else, and where leave hits nothing."""
    draft = preview.draft
    if draft.person.staff_group != StaffGroup.MEDICAL or preview.clashes:
        return None
    hits = leave_hits(draft.person, dates=draft.dates, holidays=dict(preview.bank_holidays))
    context = leave_context(hits, person=draft.person, user=user, posted=posted, is_open=draft.is_sickness)
    return Shown(TEMPLATE, {**context, "typed": draft.dates})


def leave_context(
    hits: LeaveHits, *, person: Person, user: User, posted: Mapping[str, str], is_open: bool
) -> Mapping[str, Any]:
    """Return what the template reads; `is_open` leaves the choice for later, as of sickness."""
    lines = session_lines(hits, posted=posted)
    chooses = bool(hits.to_choose) and not is_open
    return {
        "hits": hits,
        "lines": lines,
        "choices": SessionChoice.choices,
        "colleagues": hits.colleagues,
        "chooses": chooses,
        "swap_page": _swap_page(person, user=user) if hits.clashes else "",
    }


def _swap_page(person: Person, *, user: User) -> str:
    """Return the name of the page where the user finds a swap for a doctor: as coordinator, as that doctor, or nowhere."""
    found = reach(user=user, subject=Subject.ROTA, operation=WRITE)
    if found.everything or person.specialty_id in found.specialty_ids:
        return "rotas:swap_find"
    return "rotas:own_swap_find" if found.person_id == person.pk else ""
