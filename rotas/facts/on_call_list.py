"""Who is on call from today: by day for those who sign in, and what the switchboard needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directorate.core.domain.calendar import LONDON
from directorate.core.models import User
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.switchboard import ListedDuty
from rotas.facts.swaps import swaps_done
from rotas.models import Duty, SwitchboardLink
from rotas.models.switchboard import hash_of
from rotas.querysets import DutyQuerySet

NOBODY = "Nobody yet: ring the rota coordinator"


@dataclass(frozen=True, slots=True)
class OnCallLine:
    """One duty as it is read out on a day.

    `person` is empty when nobody does it, `doctor` the key of a doctor of ours who does; `swapped_with` is who had it before a swap, `swap_note` what the rota's file says of one; `runs`: it began before the day.
    """

    duty: int
    rota: str
    tier: str
    person: str
    bleep: str
    start: datetime
    end: datetime
    doctor: int | None = None
    is_locum: bool = False
    swapped_with: str = ""
    swap_note: str = ""
    is_ahead: bool = False
    runs: bool = False

    @property
    def whole_hours(self) -> str:
        """Return 17:00 to 08:00."""
        return f"{self.start.astimezone(LONDON):%H:%M} to {self.end.astimezone(LONDON):%H:%M}"

    @property
    def hours(self) -> str:
        """Return 17:00 to 08:00, or until 08:00 of a duty of the night before: two of a rota can stand on one day."""
        return f"until {self.end.astimezone(LONDON):%H:%M}" if self.runs else self.whole_hours


@dataclass(frozen=True, slots=True)
class OnCallDay:
    """The duties that begin on a day, and on the first day those that run already."""

    date: date
    lines: Sequence[OnCallLine]


def has_duties() -> bool:
    """Return whether any duty was entered yet, for the list of first steps."""
    return Duty.objects.exists()


def on_call_days(
    duties: DutyQuerySet, *, today: date, days: int, now: datetime, says_swaps: bool = False
) -> list[OnCallDay]:
    """Return the on-call of some days from today; one query, and one for who had a swapped duty before."""
    first, last = (instant_of(LONDON_CLOCK.elapsed(day_of(day) * DAY)) for day in (today, today + timedelta(days=days)))
    rows = duties.standing().on_call().touching(first, last=last).filter(during__endswith__gt=now)
    rows = rows.filter(rota__is_active=True).select_related("rota__specialty", "person")
    listed = list(rows.order_by("rota__specialty__sort_order", "rota__tier", "rota__name", "during"))
    had = swaps_done([duty.pk for duty in listed]) if listed and says_swaps else {}
    lines = [_line(duty, had=had, today=today, now=now, says_swaps=says_swaps) for duty in listed]
    found = [
        OnCallDay(date=day, lines=[line for line in lines if max(today, _first_day(line)) == day])
        for day in (today + timedelta(days=offset) for offset in range(days))
    ]
    return [day for day in found if day.lines]


def _first_day(line: OnCallLine) -> date:
    return line.start.astimezone(LONDON).date()


def _line(duty: Duty, *, had: Mapping[int, str], today: date, now: datetime, says_swaps: bool) -> OnCallLine:
    return OnCallLine(
        duty=duty.pk,
        rota=duty.rota.name,
        tier=duty.rota.get_tier_display(),
        person=duty.done_by,
        bleep=duty.rota.bleep,
        start=duty.during.lower,
        end=duty.during.upper,
        doctor=duty.person_id,
        is_locum=bool(duty.locum_name),
        swapped_with=had.get(duty.pk, ""),
        swap_note=duty.swap_note if says_swaps else "",
        is_ahead=duty.during.lower > now,
        runs=duty.during.lower.astimezone(LONDON).date() < today,
    )


def duties_visible_to(user: User) -> DutyQuerySet:
    """Duties of the rotas that the user reads."""
    return Duty.objects.visible_to(user)


def duties_of(_link: SwitchboardLink) -> DutyQuerySet:
    """Duties that the holder of a working link reads: those of every rota; the link itself is the right."""
    return Duty.objects.all()


def link_of(token: str) -> SwitchboardLink | None:
    """Return the working link of a token, None when it is unknown or revoked."""
    return SwitchboardLink.objects.working().filter(token_hash=hash_of(token)).first()


def mail_text(days: Sequence[OnCallDay]) -> str:
    """Return the text of the e-mail to the switchboard: who, which bleep, from when to when."""
    parts = []
    for day in days:
        lines = [f"{day.date:%A %-d %B %Y}"]
        for line in day.lines:
            bleep = f", {line.bleep}" if line.bleep else ""
            lines.append(f"  {line.rota}: {line.person or NOBODY}{bleep}, {line.hours}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def listed(days: Sequence[OnCallDay]) -> dict[str, ListedDuty]:
    """Return each duty as the list says it, by its key, to see later what has changed."""
    found = {}
    for line in (line for day in days for line in day.lines):
        bleep = f", {line.bleep}" if line.bleep else ""
        begins = line.start.astimezone(LONDON)
        words = f"{line.rota}, {begins:%a %-d %b}: {line.person or NOBODY}{bleep}, {line.whole_hours}"
        found[str(line.duty)] = ListedDuty(words=words, end=line.end)
    return found
