"""What stands around a week sheet: when it was published, what changed since, and work whose doctor is away."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet

from directorate.core.access import WRITE
from directorate.core.domain.delivery import DELIVERY_WORDS, DeliveryState
from directorate.core.models import Specialty, User
from rotas.domain.leave_sessions import kind_of
from rotas.domain.week_sheet import Part, changed_columns, mark_of
from rotas.facts.week_sheet import SheetRow, WeekSheet, is_wide
from rotas.models import LeaveSession, SessionChoice, WeekPublication
from rotas.querysets import rota_reach

DONE = {
    SessionChoice.CANCEL: "is cancelled",
    SessionChoice.REDUCE: "is reduced",
    SessionChoice.KEEP: "is kept",
}
UNDECIDED = "nothing is decided"
PART_WORDS: Mapping[Part, str] = {"am": "am", "pm": "pm", "night": "from 17:00", "day": "all day"}


@dataclass(frozen=True, slots=True)
class Unattended:
    """A clinic or list whose doctor is away: when, which, whose (name and key), and what becomes of it."""

    day: date
    part: str
    work: str
    name: str
    person: int
    becomes: str

    @property
    def is_decided(self) -> bool:
        """Return whether somebody said what becomes of it."""
        return self.becomes != UNDECIDED

    @property
    def half(self) -> str:
        """Return the half day in which it is changed; of a day of the weekend the morning."""
        return self.part if self.part in {"am", "pm"} else "am"


@dataclass(frozen=True, slots=True)
class Published:
    """The last publication of the week, and for each person's key the columns that are different now.

    `told` counts its e-mails to doctors by what became of them, in words; `was_told`: doctors had some of this week before.
    """

    publication: WeekPublication
    changed: Mapping[int, frozenset[int]]
    told: Mapping[str, int]
    was_told: bool

    @property
    def changes(self) -> int:
        """Return how many half days are different."""
        return sum(len(columns) for columns in self.changed.values())


def may_publish(user: User, *, specialty: Specialty) -> bool:
    """Whether the user makes the rotas of a specialty."""
    found = rota_reach(user, operation=WRITE)
    return is_wide(found) or specialty.pk in found.specialty_ids


def not_published(user: User, *, monday: date) -> QuerySet[Specialty]:
    """Return the specialties that publish their weeks and have not published this one."""
    found = rota_reach(user, operation=WRITE)
    rows = Specialty.objects.in_order().filter(
        Exists(WeekPublication.objects.filter(specialty=OuterRef("pk"))),
        ~Exists(WeekPublication.objects.filter(specialty=OuterRef("pk"), monday_date=monday)),
    )
    return rows if is_wide(found) else rows.filter(pk__in=found.specialty_ids)


def marks_of(sheet: WeekSheet) -> dict[str, list[str]]:
    """Return what is kept of a sheet: a mark a column, by the person's key; of those whose leave the viewer sees."""
    return {str(row.person.pk): _marks(row) for row in sheet.rows if row.is_whole}


def _marks(row: SheetRow) -> list[str]:
    return [mark_of(cell) for cell in row.cells]


def own_week(row: SheetRow, *, sheet: WeekSheet, changed: Collection[int]) -> str:
    """Return one doctor's week in lines of text, a day a line; what changed since it was published has a star."""
    days: dict[date, list[str]] = {}
    for place, ((day, part), mark) in enumerate(zip(sheet.places(), _marks(row), strict=True)):
        if mark or place in changed:
            star = "*" if place in changed else ""
            days.setdefault(day, []).append(f"{PART_WORDS[part]} {mark or 'nothing'}{star}")
    return "\n".join(f"{day:%A %-d %B}: {', '.join(found)}" for day, found in days.items())


def published_week(sheet: WeekSheet, *, specialty: Specialty, monday: date) -> Published | None:
    """Return the last publication beside the sheet of now, None when the week was never published; one query."""
    told = WeekPublication.mails.through.objects.filter(weekpublication=OuterRef("pk")).values("outgoingmail__state")
    week = WeekPublication.objects.of_week(specialty, monday=monday)
    rows = week.select_related("published_by").annotate(told=ArraySubquery(told), was_told=Exists(week.that_told()))
    publication = rows.first()
    if publication is None:
        return None
    words = Counter(DELIVERY_WORDS[DeliveryState(state)].lower() for state in publication.told)  # type: ignore[attr-defined]
    return Published(
        publication=publication,
        changed=changes_since(publication, sheet=sheet),
        told=words,
        was_told=publication.was_told,  # type: ignore[attr-defined]
    )


def changes_since(publication: WeekPublication, *, sheet: WeekSheet) -> dict[int, frozenset[int]]:
    """Return for each person's key the columns that are not as they were published."""
    return {
        row.person.pk: changed_columns(publication.marks.get(str(row.person.pk), []), now=_marks(row))
        for row in sheet.rows
        if row.is_whole
    }


def unattended(sheet: WeekSheet) -> list[Unattended]:
    """Return the clinics and lists of doctors who are away, in order of time; one query when there are any."""
    found = [
        (row, day, part, cell.hides_session)
        for row in sheet.rows
        for (day, part), cell in zip(sheet.places(), row.cells, strict=True)
        if kind_of(cell.hides_session) != "other"
    ]
    chosen = _chosen([row.person.pk for row, *_ in found], days=[day for _, day, *_ in found])
    lines = [
        Unattended(day, part, work, row.name, row.person.pk, becomes=_becomes(chosen, row=row, day=day, part=part))
        for row, day, part, work in found
    ]
    return sorted(lines, key=lambda line: (line.day, line.part, line.name))


def _becomes(chosen: Mapping[tuple[int, date, str], str], *, row: SheetRow, day: date, part: str) -> str:
    key = row.person.pk
    return chosen.get((key, day, part)) or chosen.get((key, day, "all")) or UNDECIDED


def _chosen(people: Sequence[int], *, days: Sequence[date]) -> dict[tuple[int, date, str], str]:
    if not people:
        return {}
    rows = LeaveSession.objects.filter(absence__person__in=people, date__range=(min(days), max(days)))
    rows = rows.filter(absence__state="approved").select_related("absence", "covering")
    return {(row.absence.person_id, row.date, row.part): _words(row) for row in rows}


def _words(row: LeaveSession) -> str:
    if row.covering is not None:
        return f"{row.covering.display_name} does it"
    return DONE.get(SessionChoice(row.choice), "somebody else does it")
