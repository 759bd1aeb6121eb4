"""Clinics and lists that a doctor's leave hits, and the patients booked in them.

A session of the week is half a day; a morning and an afternoon of the same work at the same place are one whole day.
Patients come from the clinic bookings, exactly, or from the waiting list, which knows the day and the place but no
half of the day: then it is "at least n".
Source: product description 2 (rotas) and 3.4 (leave quick-add).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Half = Literal["am", "pm"]
Part = Literal["all", "am", "pm"]
SessionKind = Literal["clinic", "theatre", "other"]
HALVES: tuple[Half, Half] = ("am", "pm")
_CLINIC_WORDS = ("clinic", "outpatient")
_THEATRE_WORDS = ("theatre", "minor op", "operating", "surgery", "list")
NOT_IN_WEEK: Mapping[SessionKind, str] = {
    "clinic": "Clinic, not in the weekly timetable",
    "theatre": "List, not in the weekly timetable",
}


@dataclass(frozen=True, slots=True)
class WeekSession:
    """Half a day of the week on a date; `site` is the code of the hospital, empty when it is not known."""

    date: date
    half: Half
    activity: str
    site: str = ""


@dataclass(frozen=True, slots=True)
class Patients:
    """Patients of the waiting list with a date on a day, by kind and place.

    `over_40` have waited more than 40 weeks on that day; `in_cohort` would be over 52 weeks on the next 31 March.
    """

    date: date
    kind: SessionKind
    site: str
    booked: int
    over_40: int = 0
    in_cohort: int = 0


@dataclass(frozen=True, slots=True)
class ClinicCount:
    """One clinic of the bookings: patients booked in it; `is_cancelled` when the PAS holds it as cancelled already."""

    date: date
    half: Half
    code: str
    site: str
    booked: int
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class SessionHit:
    """A clinic or list on which the doctor is away.

    `booked` None is not known, as for a doctor whom the waiting list does not name. `is_exact` says that it comes from
    the clinic bookings; of the rest at least so many are booked. `is_cancelled` says that the PAS has cancelled it.
    """

    date: date
    part: Part
    activity: str
    kind: SessionKind
    site: str = ""
    codes: tuple[str, ...] = ()
    booked: int | None = None
    over_40: int = 0
    in_cohort: int = 0
    is_exact: bool = False
    is_cancelled: bool = False

    @property
    def key(self) -> str:
        """Return what names the session among those of one absence."""
        return f"{self.date.isoformat()}-{self.part}-{self.kind}"


def kind_of(activity: str) -> SessionKind:
    """Return whether patients are booked into an activity, and by whom: clinics by the booking office, lists by theatres."""
    words = activity.casefold()
    if any(word in words for word in _CLINIC_WORDS):
        return "clinic"
    return "theatre" if any(word in words for word in _THEATRE_WORDS) else "other"


def hits_of(
    sessions: Iterable[WeekSession],
    *,
    patients: Sequence[Patients] | None,
    clinics: Sequence[ClinicCount] = (),
) -> list[SessionHit]:
    """Return the clinics and lists among the sessions with their patients, in order; `patients` None is not known.

    What is booked on a day without such a session in the week stands in a line of its own, so that nobody is lost.
    """
    hits = _merged(session for session in sessions if kind_of(session.activity) != "other")
    hits = _with_clinics(hits, clinics=clinics)
    if patients is not None:
        hits = _with_patients(hits, patients=patients)
    return sorted(_once(hits), key=_order)


def _once(hits: Sequence[SessionHit]) -> list[SessionHit]:
    """Say a half day once, also where the week says two things of it."""
    found: dict[str, SessionHit] = {}
    for hit in hits:
        first = found.get(hit.key)
        found[hit.key] = hit if first is None else _both(first, other=hit)
    return list(found.values())


def _both(hit: SessionHit, *, other: SessionHit) -> SessionHit:
    known = [item.booked for item in (hit, other) if item.booked is not None]
    return replace(
        hit,
        activity=f"{hit.activity}, {other.activity}",
        codes=tuple(dict.fromkeys((*hit.codes, *other.codes))),
        booked=sum(known) if known else None,
        over_40=hit.over_40 + other.over_40,
        in_cohort=hit.in_cohort + other.in_cohort,
        is_exact=hit.is_exact and other.is_exact,
    )


def _order(hit: SessionHit) -> tuple[date, bool, str]:
    return hit.date, hit.part == "pm", hit.kind


def _merged(sessions: Iterable[WeekSession]) -> list[SessionHit]:
    halves: dict[tuple[date, str, str], list[Half]] = defaultdict(list)
    for session in sessions:
        halves[session.date, session.activity, session.site].append(session.half)
    return [
        SessionHit(date=day, part=_part(found), activity=activity, kind=kind_of(activity), site=site)
        for (day, activity, site), found in halves.items()
    ]


def _part(halves: Collection[Half]) -> Part:
    return "all" if len(set(halves)) > 1 else next(iter(halves))


def _with_clinics(hits: Sequence[SessionHit], *, clinics: Sequence[ClinicCount]) -> list[SessionHit]:
    """Put the bookings into the clinics of their half day; those of no such clinic become one."""
    of_half: dict[tuple[date, Half], list[ClinicCount]] = defaultdict(list)
    for clinic in clinics:
        of_half[clinic.date, clinic.half].append(clinic)
    found = []
    for hit in hits:
        halves = HALVES if hit.part == "all" else (hit.part,)
        mine = [c for half in halves for c in of_half.pop((hit.date, half), ())] if hit.kind == "clinic" else []
        found.append(_counted(hit, clinics=mine) if mine else hit)
    for (day, half), rest in of_half.items():
        bare = SessionHit(date=day, part=half, activity=NOT_IN_WEEK["clinic"], kind="clinic", site=rest[0].site)
        found.append(_counted(bare, clinics=rest))
    return found


def _counted(hit: SessionHit, *, clinics: Sequence[ClinicCount]) -> SessionHit:
    running = [clinic for clinic in clinics if not clinic.is_cancelled]
    return replace(
        hit,
        codes=tuple(dict.fromkeys(clinic.code for clinic in clinics)),
        site=hit.site or clinics[0].site,
        booked=sum(clinic.booked for clinic in running),
        is_exact=True,
        is_cancelled=not running,
    )


def _with_patients(hits: Sequence[SessionHit], *, patients: Sequence[Patients]) -> list[SessionHit]:
    """Give the patients of a day to its first session of their kind, one at their own hospital before others."""
    found = [hit if hit.is_exact else replace(hit, booked=0) for hit in hits]
    for waiting in patients:
        place = _place_of(waiting, hits=found)
        if place is None:
            found.append(_bare(waiting))
            continue
        hit = found[place]
        found[place] = replace(
            hit,
            booked=hit.booked if hit.is_exact else (hit.booked or 0) + waiting.booked,
            over_40=hit.over_40 + waiting.over_40,
            in_cohort=hit.in_cohort + waiting.in_cohort,
        )
    return found


def _place_of(waiting: Patients, *, hits: Sequence[SessionHit]) -> int | None:
    places = [
        place for place, hit in enumerate(hits) if (hit.date, hit.kind) == (waiting.date, waiting.kind)
    ]  # fmt: skip
    return min(places, key=lambda place: (hits[place].site != waiting.site, _order(hits[place])), default=None)


def _bare(waiting: Patients) -> SessionHit:
    return SessionHit(
        date=waiting.date,
        part="all",
        activity=NOT_IN_WEEK[waiting.kind],
        kind=waiting.kind,
        site=waiting.site,
        booked=waiting.booked,
        over_40=waiting.over_40,
        in_cohort=waiting.in_cohort,
    )
