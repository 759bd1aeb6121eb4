"""What the check of a document found: counts, rows that cannot be loaded, what was noticed, and what would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Recognised:
    """How well a file fits a feed: the share of required columns found (1 is all), and how many columns are known."""

    share: float = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A row that cannot be loaded; `sheet` is blank for files of one sheet, `specialty` the code of whose it may be."""

    row: int
    code: str
    column: str | None = None
    value: str | None = None
    sheet: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something noticed on a row that is loaded all the same."""

    row: int
    column: str
    code: str
    value: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says again what an earlier row of the file says; it is not loaded."""

    row: int
    code: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """How many things of one kind are new, changed and as before; `what` is their plural."""

    what: str
    new: int = 0
    changed: int = 0
    same: int = 0

    @property
    def text(self) -> str:
        """Return it in words: "posts: 12 new, 3 changed, 45 as before"."""
        return f"{self.what}: {self.new:,} new, {self.changed:,} changed, {self.same:,} as before"

    @property
    def rows(self) -> int:
        """Return how many are written."""
        return self.new + self.changed


@dataclass(frozen=True, slots=True)
class Order:
    """A checked document that is to be stored: of which day, and on whose behalf."""

    batch_id: int
    as_at: date
    user_id: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the check of a document found.

    `rows_accepted` counts rows; `skipped_by_state` are rows that their own status rules out (declined, cancelled);
    `duplicates` are left out; `content` is what `store` is given to write; `faults` are file-level codes;
    `returned` are the rows of an earlier file (sheet and row) that came back corrected and in order;
    `notes` are headings with lines to read before the file is used.
    """

    rows_read: int
    rows_accepted: int
    rows_skipped: int = 0
    skipped_by_state: int = 0
    rejected: Sequence[RejectedLine] = ()
    warnings: Sequence[Noticed] = ()
    duplicates: Sequence[Duplicate] = ()
    changes: Sequence[Change] = ()
    totals: Mapping[str, Any] = field(default_factory=dict)
    content: Any = None
    faults: Sequence[str] = ()
    explanation: str = ""
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    returned: Sequence[tuple[str, int]] = ()
    notes: Sequence[tuple[str, Sequence[str]]] = ()

    @property
    def digest(self) -> str:
        """Return what tells whether a later check finds the same: everything that a person was shown."""
        shown = (
            self.rows_read, self.rows_accepted, self.rows_skipped, self.skipped_by_state, tuple(self.faults),
            [(line.sheet, line.row, line.column, line.code) for line in self.rejected],
            [(line.sheet, line.row, line.column, line.code) for line in self.warnings],
            [change.text for change in self.changes],
            sorted(self.totals.items(), key=lambda total: total[0]),
            *((title, tuple(lines)) for title, lines in self.notes),
        )  # fmt: skip
        return sha256(repr(shown).encode()).hexdigest()
