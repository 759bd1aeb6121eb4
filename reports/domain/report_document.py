"""What a report is made of: figures as printed, cells, tables, blocks and the document that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from reports.domain.release import Source
from reports.domain.source_rows import SourceRow

HR, WIDE = "hr", "wide"
NO_FIGURE = "No data"
# A word or a date is shorter than this.
LONG = 30


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as the snapshot holds it."""

    key: str
    label: str
    unit: str
    value: Decimal | None
    text: str
    suppressed_text: str | None
    definition_id: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed figure; `value` is None where only words are printed (<5, *, -, n/a)."""

    key: str
    text: str
    value: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `is_total` rows are bold."""

    heading: str
    cells: tuple[Cell, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heading over the row headings, and the columns."""

    caption: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: str = ""

    def is_number(self, column: int) -> bool:
        """Return whether a column holds figures, which stand to the right, and not words."""
        return any(row.cells[column].unit != "text" for row in self.rows)

    def is_long(self, column: int) -> bool:
        """Return whether a column holds sentences, which are given room."""
        return any(len(row.cells[column].text) > LONG for row in self.rows)


@dataclass(frozen=True, slots=True)
class Block:
    """A numbered part of the report; `sheet` names its sheet in the workbook."""

    number: int
    title: str
    sheet: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that changed since the version before."""

    key: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class About:
    """What the report is of: period, version, when its data were read, its sources and who released it."""

    title: str
    scope: str
    label: str
    first: date
    last: date
    version: int
    data_as_at: datetime
    copy: str
    smallest_shown: int
    sources: tuple[Source, ...]
    specialties: Mapping[str, str]
    released: str = ""
    version_reason: str = ""
    manager_lines: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    kind: str = "weekly"

    @property
    def heading(self) -> str:
        """What stands at the top of the page: the title without its version."""
        return self.title.removesuffix(f" v{self.version}")

    @property
    def copy_name(self) -> str:
        """What the copy is called at the top of the page."""
        return "HR copy: counts in full, no names" if self.copy == HR else "Wide copy: small counts are not shown"


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report, ready to be printed."""

    about: About
    blocks: tuple[Block, ...]
    definitions: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Printed, ...] = ()
    rows: tuple[SourceRow, ...] = ()

    @property
    def left_out(self) -> str:
        """What a reader may look for and does not find, and why."""
        if self.about.kind == "monthly_agency" or any(figure.key == "agency.total.net" for figure in self.figures):
            return ""
        return "Not in this report: agency and bank, as no agency workbook is loaded."

    @property
    def headline(self) -> tuple[str, ...]:
        """The lines of the first block; also the body of the e-mail."""
        return self.blocks[0].lines
