"""Which row is the header and which heading is which field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from directorate.core.importers.feeds import StagedFeed

FEWEST_KNOWN = 5
_GAPS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The header record: its number in the file (first is 1), its cells, and what stood above it."""

    row_number: int
    headings: tuple[str, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Field to position (0 is the first column), and what could not be decided."""

    positions: dict[str, int]
    missing: tuple[str, ...]
    ambiguous: tuple[str, ...]


def plain(heading: str) -> str:
    """Return a heading for comparison: lower case, underscores and runs of blanks are one space."""
    return _GAPS.sub(" ", heading).strip().casefold()


def known_names(feed: StagedFeed) -> dict[str, str]:
    """Return every name of every column, as compared, to its field."""
    return {plain(name): column.field for column in feed.columns for name in column.names}


def find_header(records: Iterable[tuple[int, Sequence[str]]], *, feed: StagedFeed) -> Header | None:
    """Return the first record in which at least five column names are known, None when there is none."""
    names = known_names(feed)
    titles: list[str] = []
    for number, cells in records:
        if len({names[plain(cell)] for cell in cells if plain(cell) in names}) >= FEWEST_KNOWN:
            return Header(row_number=number, headings=tuple(cells), titles=tuple(titles))
        titles += [cell for cell in cells if cell.strip()]
    return None


def map_columns(headings: Sequence[str], *, feed: StagedFeed, chosen: Mapping[str, str] | None = None) -> ColumnMapping:
    """Return where each field stands. `chosen` (field to heading) is what somebody decided before; it wins."""
    names = known_names(feed)
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if field := names.get(plain(heading)):
            places.setdefault(field, []).append(place)
    for field, heading in (chosen or {}).items():
        found = [place for place, text in enumerate(headings) if plain(text) == plain(heading)]
        if found:
            places[field] = found
    return ColumnMapping(
        positions={field: found[0] for field, found in places.items()},
        missing=tuple(column.name for column in feed.required if column.field not in places),
        ambiguous=tuple(column.name for column in feed.columns if len(places.get(column.field, ())) > 1),
    )
