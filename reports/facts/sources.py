"""Where the figures come from and how far each source reaches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from reports.domain.release import Source
from reports.models import SourceConfirmation

SourceMaker = Callable[[], Source | None]

# Sources kept by hand in this application: complete to the day that a manager confirmed.
KEPT_HERE = {"staff-list": "Staff list", "absences": "Absences"}
REMEDY = "confirm that it is entered up to the end of the week"

_imported: list[SourceMaker] = []


def register_source(maker: SourceMaker) -> None:
    """Let a feed say how far its last file reaches, None while it has none; the report waits for it from then on."""
    _imported.append(maker)


# The sources that a monthly report waits for; the weekly one waits for all but Trac.
NEEDED = {"monthly_vacancies": {"staff-list", "timesheets", "trac"}, "monthly_agency": {"timesheets"}}


def sources_now(kind: str) -> tuple[Source, ...]:
    """Return the sources of a kind of report as they are at this moment."""
    found = (source for source in _all() if source.key in NEEDED.get(kind, {source.key} - {"trac"}))
    return tuple(_to_the_next_week(source) if kind in NEEDED else source for source in found)


def _to_the_next_week(source: Source) -> Source:
    """In a month only its Sundays count: timesheets to a Sunday are complete until the day before the next one."""
    if source.key != "timesheets" or source.data_to is None:
        return source
    return replace(source, data_to=source.data_to + timedelta(days=6))


def _all() -> tuple[Source, ...]:
    confirmed = SourceConfirmation.objects.complete_to()
    by_hand = (Source(key, name, confirmed.get(key), REMEDY) for key, name in KEPT_HERE.items())
    imported = (maker() for maker in _imported)
    return (*by_hand, *(source for source in imported if source is not None))
