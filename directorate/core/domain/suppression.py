"""Small numbers in tables that leave the app: primary and secondary suppression.

Source: reports rule book; the method of primary suppression with complementary cells (NHS England, disclosure
control for small numbers).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from directorate.core.domain.rounding import percentage

HIDDEN = "*"
SMALLEST_SHOWN = 5
FEWEST_HIDDEN_IN_A_LINE = 2


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by row and column; `totals_shown` prints row, column and grand totals where they say something."""

    counts: tuple[tuple[int, ...], ...]
    totals_shown: bool


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """The table as text; None for totals that are not printed."""

    cells: tuple[tuple[str, ...], ...]
    row_totals: tuple[str, ...] | None
    column_totals: tuple[str, ...] | None
    grand_total: str | None


@dataclass(slots=True)
class _Entry:
    """One printed number while it is being decided whether it is shown."""

    value: int
    mark: str | None = None

    def text(self) -> str:
        return str(self.value) if self.mark is None else self.mark

    def bounds(self, *, smallest_shown: int) -> tuple[float, float]:
        return (smallest_shown, inf) if self.mark == HIDDEN else (1, smallest_shown - 1)


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed row or column: its cells and their total."""

    cells: Sequence[_Entry]
    total: _Entry

    def is_safe(self, *, smallest_shown: int) -> bool:
        """Return whether nobody can work out a hidden number from the ones that are shown."""
        hidden = [entry for entry in self.cells if entry.mark]
        if not hidden and not self.total.mark:
            return True
        if len(hidden) + bool(self.total.mark) < FEWEST_HIDDEN_IN_A_LINE:
            return False
        bounds = [entry.bounds(smallest_shown=smallest_shown) for entry in hidden]
        value: int = sum(entry.value for entry in hidden)
        low, high = sum(low for low, _ in bounds), sum(high for _, high in bounds)
        if self.total.mark:
            total_low, total_high = self.total.bounds(smallest_shown=smallest_shown)
            value, low, high = value - self.total.value, low - total_high, high - total_low
        return low < value < high

    def hide_one_more(self) -> bool:
        """Hide the smallest number still shown, the total last; return False when all is hidden."""
        shown = [entry for entry in self.cells if entry.value and not entry.mark]
        if not shown and self.total.mark:
            return False
        entry = min(shown, key=lambda entry: entry.value) if shown else self.total
        entry.mark = HIDDEN
        return True


@dataclass(frozen=True, slots=True)
class _Grid:
    """All printed numbers of a table."""

    cells: tuple[tuple[_Entry, ...], ...]
    row_totals: tuple[_Entry, ...] | None
    column_totals: tuple[_Entry, ...] | None
    grand_total: _Entry | None

    def entries(self) -> Iterator[_Entry]:
        """Yield every printed number."""
        for row in self.cells:
            yield from row
        yield from self.row_totals or ()
        yield from self.column_totals or ()
        if self.grand_total:
            yield self.grand_total

    def lines(self) -> Iterator[_Line]:
        """Yield the lines in the order they are made safe: rows, totals row, columns, totals column."""
        for row, total in zip(self.cells, self.row_totals or (), strict=False):
            yield _Line(cells=row, total=total)
        if self.column_totals and self.grand_total:
            yield _Line(cells=self.column_totals, total=self.grand_total)
        columns = tuple(zip(*self.cells, strict=True))
        for column, total in zip(columns, self.column_totals or (), strict=False):
            yield _Line(cells=column, total=total)
        if self.row_totals and self.grand_total:
            yield _Line(cells=self.row_totals, total=self.grand_total)


def suppress(table: Table, *, smallest_shown: int = SMALLEST_SHOWN) -> PrintedTable:
    """Return the table as it may leave: 1 to smallest_shown - 1 as "<k", and "*" where one could be worked out."""
    grid = _grid(table)
    for entry in grid.entries():
        if 0 < entry.value < smallest_shown:
            entry.mark = f"<{smallest_shown}"
    while _hide_partners(grid, smallest_shown=smallest_shown):
        pass
    return _printed(grid)


def suppressed_count(count: int, *, smallest_shown: int = SMALLEST_SHOWN) -> str:
    """Return a single count as it may leave, for one that stands in no table."""
    return f"<{smallest_shown}" if 0 < count < smallest_shown else str(count)


def suppressed_rate(
    numerator: Fraction, *, denominator: Fraction, people: int, smallest_shown: int = SMALLEST_SHOWN
) -> str:
    """Return a percentage with 2 decimals, "-" for fewer than k people, "n/a" without a denominator."""
    if people < smallest_shown:
        return "-"
    rate = percentage(numerator, denominator=denominator)
    return "n/a" if rate is None else str(rate)


def _grid(table: Table) -> _Grid:
    cells = tuple(tuple(_Entry(count) for count in row) for row in table.counts)
    columns = tuple(zip(*table.counts, strict=True))
    many_rows, many_columns = len(cells) > 1, len(columns) > 1
    row_totals = tuple(_Entry(sum(row)) for row in table.counts)
    column_totals = tuple(_Entry(sum(column)) for column in columns)
    grand_total = _Entry(sum(entry.value for entry in row_totals))
    shown = table.totals_shown
    return _Grid(
        cells=cells,
        row_totals=row_totals if shown and many_columns else None,
        column_totals=column_totals if shown and many_rows else None,
        grand_total=grand_total if shown and many_rows and many_columns else None,
    )


def _hide_partners(grid: _Grid, *, smallest_shown: int) -> bool:
    """Make every line safe in order; return whether anything more was hidden."""
    changed = False
    for line in grid.lines():
        while not line.is_safe(smallest_shown=smallest_shown) and line.hide_one_more():
            changed = True
    return changed


def _printed(grid: _Grid) -> PrintedTable:
    return PrintedTable(
        cells=tuple(_texts(row) for row in grid.cells),
        row_totals=_texts(grid.row_totals) if grid.row_totals else None,
        column_totals=_texts(grid.column_totals) if grid.column_totals else None,
        grand_total=grid.grand_total.text() if grid.grand_total else None,
    )


def _texts(entries: Sequence[_Entry]) -> tuple[str, ...]:
    return tuple(entry.text() for entry in entries)
