"""Where the figures come from and how far each source reaches."""

from collections.abc import Callable

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


def sources_now() -> tuple[Source, ...]:
    """Return every source as it is at this moment."""
    confirmed = SourceConfirmation.objects.complete_to()
    by_hand = (Source(key, name, confirmed.get(key), REMEDY) for key, name in KEPT_HERE.items())
    imported = (maker() for maker in _imported)
    return (*by_hand, *(source for source in imported if source is not None))
