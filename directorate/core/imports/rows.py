"""Rows as an import would leave them, beside how they stand: new, changed or as before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Model
from psycopg.types.range import DateRange

from directorate.core.importers.documents import Change, RejectedLine
from directorate.core.importers.grids import FoundTable

ONE_DAY = timedelta(days=1)


def values_of(row: Model) -> tuple[Any, ...]:
    """Return what is stored of a row, to see whether it has changed."""
    return tuple(getattr(row, found.attname) for found in row._meta.concrete_fields if not found.generated)


def days(first: date, last: date | None) -> DateRange:
    """Return a period with both days in it; no last day means still."""
    return DateRange(first, last + ONE_DAY if last else None)


@dataclass
class Rows:
    """Rows of one model: `before` holds the values of those that are stored, by key."""

    what: str
    before: dict[Any, tuple[Any, ...]] = field(default_factory=dict)
    rows: dict[Any, Any] = field(default_factory=dict)
    given: set[Any] = field(default_factory=set)

    @classmethod
    def of(cls, what: str, stored: Iterable[tuple[Any, Model]]) -> "Rows":
        """Return the stored rows by their keys."""
        rows = dict(stored)
        return cls(what=what, before={key: values_of(row) for key, row in rows.items()}, rows=rows)

    def give(self, key: Any, *, make: type[Model], fields: dict[str, Any]) -> Any:
        """Return the row of a key with these fields, a new one where there is none."""
        row = self.rows.get(key)
        if row is None:
            row = make(**fields)
            self.rows[key] = row
        else:
            for name, value in fields.items():
                setattr(row, name, value)
        self.given.add(key)
        return row

    @property
    def new(self) -> Sequence[Any]:
        """Return the rows that are not stored yet."""
        return [row for key, row in self.rows.items() if key not in self.before]

    @property
    def changed(self) -> Sequence[Any]:
        """Return the stored rows that are another than before."""
        return [row for key, row in self.rows.items() if key in self.before and values_of(row) != self.before[key]]

    @property
    def change(self) -> Change:
        """Return how many of the file's rows are new, changed and as before; others may have to give way."""
        new, changed = len(self.new), len(self.changed)
        return Change(self.what, new=new, changed=changed, same=max(len(self.given) - new - changed, 0))

    def save(self) -> None:
        """Store what has changed, then what is new: what gives way does so before something takes its place."""
        for row in self.changed:
            row.save()
        new = self.new
        if new:
            type(new[0])._default_manager.bulk_create(new)


def end_before_the_next(rows: Sequence[Any]) -> None:
    """Let each of these rows (with `valid`, of one thing) end at the latest where the next one begins."""
    for row, following in pairwise(sorted(rows, key=lambda row: row.valid.lower)):
        if row.valid.upper is None or row.valid.upper > following.valid.lower:
            row.valid = DateRange(row.valid.lower, following.valid.lower)


def returned_rows(tables: Iterable[FoundTable], *, rejected: Iterable[RejectedLine]) -> Sequence[tuple[str, int]]:
    """Return the rows of an earlier file that came back with these tables and are in order now."""
    wrong = {(line.sheet, line.row) for line in rejected}
    lines = (line for table in tables for line in table.lines())
    return [
        (line.sheet, line.row_in_list) for line in lines if line.row_in_list and (line.sheet, line.row) not in wrong
    ]
