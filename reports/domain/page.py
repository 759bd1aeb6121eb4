"""What every report does with its figures: text, cell, table, and what changed since the version before.

Page, PDF and workbook print the document; none of them works anything out.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reports.domain.report_document import HR, NO_FIGURE, About, Cell, Printed, Row, Table

# Title, sheet of the workbook, lines, tables.
Part = tuple[str, str, tuple[str, ...], tuple[Table, ...]]


class Page:
    """Puts the figures of one copy in their places; a kind of report says which parts it has."""

    def __init__(self, *, figures: Sequence[Printed], about: About) -> None:
        self.by_key = {figure.key: figure for figure in figures}
        self.about = about
        self.full = about.copy == HR
        self.in_tables: set[str] = set()

    def prints(self, key: str) -> bool:
        """Return whether this copy prints a figure."""
        return bool(key)

    def parts(self) -> Iterator[Part | None]:
        """Yield the blocks in their order; None where one has nothing to say."""
        raise NotImplementedError

    def text(self, key: str) -> str:
        """Return what this copy prints for a figure."""
        figure = self.by_key.get(key)
        if figure is None:
            return NO_FIGURE
        return figure.text if self.full else figure.suppressed_text or NO_FIGURE

    def number(self, key: str) -> Decimal:
        """Return the value of a figure, nought where there is none."""
        figure = self.by_key.get(key)
        return figure.value if figure and figure.value is not None else Decimal(0)

    def cell(self, key: str) -> Cell:
        """Return a figure as a cell, a number where the copy prints the number itself."""
        self.in_tables.add(key)
        figure, text = self.by_key.get(key), self.text(key)
        is_number = figure is not None and figure.value is not None and text == figure.text
        return Cell(key, text, figure.value if figure and is_number else None, figure.unit if figure else "text")

    def table(
        self,
        caption: str,
        *,
        rows: Sequence[tuple[str, str]],
        columns: Sequence[tuple[str, str]],
        chart: str = "",
        heading: str = "Specialty",
    ) -> Table:
        """Return a table of the figures `row key`.`column key`; the row called All is the total."""
        return Table(
            caption=caption,
            row_heading=heading,
            columns=tuple(heading for heading, _ in columns),
            rows=tuple(
                Row(name, tuple(self.cell(f"{key}.{column}") for _, column in columns), is_total=name == "All")
                for key, name in rows
            ),
            chart=chart,
        )

    def rows(self, block: str) -> list[tuple[str, str]]:
        """Return the row of each specialty in a block, and its total."""
        return [
            *((f"{block}.{code}", name) for code, name in self.about.specialties.items()),
            (f"{block}.total", "All"),
        ]

    def percent(self, key: str) -> str:
        """Return a rate with its sign, or the words that stand for it."""
        text = self.text(key)
        return f"{text}%" if text[:1].isdigit() or text[1:2].isdigit() else text

    def changes(self) -> Part | None:
        """Return what differs from the version before, None for a first version."""
        about = self.about
        if about.version == 1:
            return None
        lines = tuple(
            f"{change.label}: {change.old} became {change.new}."
            for change in about.differences
            if self.prints(change.key)
        )
        said = lines or ("No printed figure changed.",)
        reason = f"Why version {about.version} was made: {about.version_reason}"
        return f"Changes since version {about.version - 1}", "Changes", (reason, *said), ()
