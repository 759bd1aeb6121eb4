"""What stands on the list "To enter in ESR": what to type, for whom, and whether it was seen back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet, Subquery
from django.db.models.expressions import Combinable

from directorate.core.domain.calendar import CalendarError, england_and_wales
from directorate.core.domain.words import plural
from directorate.core.figures import HowMany
from directorate.core.models import BankHoliday, ImportBatch, PolicyNumber, User
from staffing.domain.esr_entries import Dates, next_cut_off, task_of
from staffing.facts.words import of_absence
from staffing.models import Absence, AbsenceSource, EsrEntry, SourceName

ESR_FEED = "esr_absence"
CUT_OFF_DAY = "esr_cut_off_day"
WORDS = {"new": "Enter the absence", "end": "Enter the last day", "dates": "Correct the dates"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One absence on the list; `typed` is who said to have typed it with these dates, None while nobody has.

    `is_missed` says that an extract made since does not hold it.
    """

    absence: Absence
    task: str
    in_esr: str
    typed: EsrEntry | None
    is_missed: bool

    @property
    def days(self) -> str:
        """First to last day in words."""
        return of_absence(self.absence)


@dataclass(frozen=True, slots=True)
class TeamEntries:
    """What one team has to type."""

    team: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class EsrList:
    """The whole list of a user: to type by team, and typed but not seen back yet."""

    cut_off: date | None
    extract_as_at: date | None
    teams: Sequence[TeamEntries]
    waiting: Sequence[Entry]

    @property
    def count(self) -> int:
        """How many absences still have to be typed."""
        return sum(len(team.entries) for team in self.teams)


def entry_figures(user: User, *, today: date) -> dict[str, Combinable]:
    """How many absences the user has to type, and what the next cut-off follows from, as figures for one query."""
    rows = Absence.objects.managed_by(user).to_enter_in_esr(today=today)
    return {
        "esr_to_enter": HowMany(rows.not_entered_yet()),
        "esr_as_at": Subquery(_extracts().values("as_at")[:1]),
        "esr_cut_off_day": Subquery(PolicyNumber.objects.on(today).filter(key=CUT_OFF_DAY).values("value")[:1]),
        "bank_holidays": ArraySubquery(BankHoliday.objects.values("date")),
    }


def _extracts() -> QuerySet[ImportBatch]:
    """Return the extracts in use, the one that speaks of the latest day first."""
    return ImportBatch.objects.filter(feed=ESR_FEED, state="accepted").order_by("-as_at")


def cut_off_of(figures: Mapping[str, Any], *, today: date) -> date | None:
    """The next payroll cut-off; None where no day is set or the bank holidays are not known that far."""
    if figures["esr_cut_off_day"] is None:
        return None
    calendar = england_and_wales(figures["bank_holidays"])
    try:
        return next_cut_off(today, day_of_month=int(figures["esr_cut_off_day"]), calendar=calendar)
    except CalendarError:
        return None


def esr_list(user: User, *, today: date) -> EsrList:
    """The list of the people whose absences the user manages (a constant number of queries)."""
    rows = (
        Absence.objects.managed_by(user)
        .to_enter_in_esr(today=today)
        .select_related("person__team", "person__specialty")
        .prefetch_related("sources", "esr_entries__entered_by")
        .order_by("person__team__name", "person__specialty__name", "first_date", "person__sort_name")
    )
    extract = _extracts().first()
    as_at = extract.as_at if extract else None
    day = User.objects.filter(pk=user.pk).values(**entry_figures(user, today=today)).get()
    entries = [_entry(row, extract_as_at=as_at) for row in rows]
    to_type = [entry for entry in entries if entry.typed is None]
    return EsrList(
        cut_off=cut_off_of(day, today=today),
        extract_as_at=as_at,
        teams=[TeamEntries(team, list(found)) for team, found in groupby(to_type, key=_team)],
        waiting=[entry for entry in entries if entry.typed is not None],
    )


def _team(entry: Entry) -> str:
    person = entry.absence.person
    return person.team.name if person.team else person.specialty.name


def _entry(absence: Absence, *, extract_as_at: date | None) -> Entry:
    said = [row for row in absence.sources.all() if row.source == SourceName.ESR]
    dates = (absence.first_date, absence.last_date)
    typed = next((row for row in absence.esr_entries.all() if (row.first_date, row.last_date) == dates), None)
    return Entry(
        absence=absence,
        task=WORDS[task_of(Dates(*dates), esr=(Dates(row.first_date, row.last_date) for row in said))],
        in_esr=_in_words(said),
        typed=typed,
        is_missed=bool(typed and extract_as_at and typed.entered_at.date() <= extract_as_at),
    )


def _in_words(said: Iterable[AbsenceSource]) -> str:
    found = sorted(said, key=lambda row: row.first_date)
    if not found:
        return "not there"
    last = max(row.last_date or date.max for row in found)
    until = "open" if last == date.max else f"to {last:%-d %b %Y}"
    more = f" ({plural(len(found), 'row')})" if len(found) > 1 else ""
    return f"{found[0].first_date:%-d %b %Y} {until}{more}"
