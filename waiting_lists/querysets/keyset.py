"""Pages of a list by keyset: next and previous from a row, never by counting rows that were skipped.

Blanks of the first key stand last whichever way the list is sorted, so a list is read in *segments*, one after the
other, each along an index: rows with a value, rows without. A segment may be several *streams* with the same order
(say, rows whose stored date still holds and the few whose date is worked out), merged as they are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
NOTHING = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of an order; a key that may be `blank` has its blanks last, first when `descending`.

    The first key of an order is never blank inside a segment; the others always ascend in a list read forwards.
    """

    field: str
    descending: bool = False
    blank: bool = False

    @property
    def term(self) -> str:
        """What `order_by` is given; PostgreSQL's own places for nulls are those wanted."""
        return f"-{self.field}" if self.descending else self.field

    def reversed(self) -> "SortKey":
        """The same column the other way round."""
        return replace(self, descending=not self.descending)

    def beyond(self, value: object) -> Q:
        """Rows that stand after a value in this key."""
        if value is None:
            return Q(**{f"{self.field}__isnull": False}) if self.descending else NOTHING
        after = Q(**{f"{self.field}__{'lt' if self.descending else 'gt'}": value})
        return after | Q(**{f"{self.field}__isnull": True}) if self.blank and not self.descending else after

    def at(self, value: object) -> Q:
        """Rows that stand at a value in this key."""
        return Q(**{f"{self.field}__isnull": True}) if value is None else Q(**{self.field: value})

    def from_on(self, value: object) -> Q:
        """Rows that stand at a value or after it: what bounds the index scan."""
        if value is None or self.blank:
            return Q()
        return Q(**{f"{self.field}__{'lte' if self.descending else 'gte'}": value})

    def compare(self, one: Any, other: Any) -> int:
        """Compare two values as the database orders them."""
        if one == other:
            return 0
        is_later = one is None if one is None or other is None else one > other
        later = 1 if is_later else -1
        return -later if self.descending else later


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows that stand together in a list, in one order; `place` is the number of the segment in the list."""

    streams: tuple[QuerySet[Any], ...]
    order: tuple[SortKey, ...]
    place: int

    def reversed(self) -> "Segment":
        """The same rows the other way round."""
        return replace(self, order=tuple(key.reversed() for key in self.order))

    def read(self, *, size: int, start: dict[str, Any] | None) -> list[dict[str, Any]]:
        """The first rows beyond `start` (the sort values of a row): sort values and primary key of each."""
        wanted = ["pk", *(key.field for key in self.order if key.field != "pk")]
        terms = [key.term for key in self.order]
        parts = [
            stream.filter(after(self.order, row=start) if start else Q()).order_by(*terms).values(*wanted)[:size]
            for stream in self.streams
        ]
        rows = parts[0] if len(parts) == 1 else parts[0].union(*parts[1:], all=True)
        return sorted(rows, key=cmp_to_key(self._compare))[:size] if len(parts) > 1 else list(rows)

    def _compare(self, one: dict[str, Any], other: dict[str, Any]) -> int:
        for key in self.order:
            if found := key.compare(one[key.field], other[key.field]):
                return found
        return 0


@dataclass(frozen=True, slots=True)
class Page:
    """Primary keys of one page, in order, and whether rows stand before and after it."""

    keys: list[int]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Start:
    """Where a page begins: the sort values of a row, its segment, and whether the page stands before it."""

    values: dict[str, Any]
    place: int
    backwards: bool = False


def page_of(segments: Sequence[Segment], *, size: int, start: Start | None = None) -> Page:
    """The page after (or before) a row, or the first one."""
    if start is None:
        found = _read(segments, size=size + 1, start=None)
        return Page(keys=found[:size], has_previous=False, has_next=len(found) > size)
    if start.backwards:
        found = _read([part.reversed() for part in reversed(segments)], size=size + 1, start=start)
        return Page(keys=found[:size][::-1], has_previous=len(found) > size, has_next=True)
    found = _read(segments, size=size + 1, start=start)
    return Page(keys=found[:size], has_previous=True, has_next=len(found) > size)


def _read(segments: Sequence[Segment], *, size: int, start: Start | None) -> list[int]:
    found: list[int] = []
    begun = start is None
    for segment in segments:
        begins_here = start is not None and segment.place == start.place
        begun = begun or begins_here
        if not begun or len(found) >= size:
            continue
        values = start.values if start and begins_here else None
        found += [row["pk"] for row in segment.read(size=size - len(found), start=values)]
    return found


def after(keys: Sequence[SortKey], *, row: dict[str, Any]) -> Q:
    """Rows beyond this one: the first key bounds the index scan, the rest settles ties."""
    first, *rest = keys
    value = row[first.field]
    if not rest:
        return first.beyond(value)
    return first.from_on(value) & (first.beyond(value) | (first.at(value) & after(rest, row=row)))
