"""What a feed is: a kind of file, who may load it, and how it is recognised, checked and stored.

There are two sorts. A *staged* feed is a long list: it goes into a staging table and SQL checks and stores it. A
*document* feed is a small file, perhaps with several sheets, titles and colours: it is read whole.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order, Recognised
from directorate.core.importers.grids import ROWS_OF_LONG_HEADER, Column, Grid, Table, score_of_tables

MEGABYTE = 1024 * 1024
LARGEST_WORKBOOK = 25 * MEGABYTE
LARGEST_TEXT_FILE = 2048 * MEGABYTE
# The share of a check, out of 100, that is done when a step begins; shown as the progress bar.
Progress = Callable[[int, str], None]
# The rights that let somebody load files of one feed or another; a feed of another subject needs an entry here.
IMPORT_SUBJECTS = (Subject.WAITING_LIST_IMPORT, Subject.ESTABLISHMENT, Subject.COMPLAINT_INDEX, Subject.MEDICAL_STAFF)


@dataclass(frozen=True, slots=True)
class Staged:
    """A file in its staging table: text columns c1 to cN, `row_number` as people count rows of the file."""

    batch_id: int
    table: str
    headings: tuple[str, ...]
    positions: dict[str, int]
    as_at: date | None
    from_workbook: bool = False
    starts_1904: bool = False
    # Rows brought back after correction join what an earlier file became.
    adds_to: int | None = None
    # A manager has confirmed what would hold or refuse the file.
    is_confirmed: bool = False


@dataclass(slots=True)
class Checked:
    """What the check of a file found; `faults` are file-level codes in the order of their rules."""

    target_id: int | None = None
    as_at: date | None = None
    faults: list[str] = field(default_factory=list)
    rows_read: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    counts: dict[str, Any] = field(default_factory=dict)
    # what was seen, in words, when the codes alone do not say it
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Store:
    """A checked batch that is to be stored, and on whose behalf."""

    batch_id: int
    target_id: int
    as_at: date
    user_id: int
    adds_to: int | None = None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """How the pages speak of a feed.

    `noun` follows "Looks like:"; `day` stands before its day ("census", "data to"); `day_question` asks for it;
    `ours` says of rejected rows whose they probably are; `opens` is the page that shows what was loaded, with the
    words of its link; `source` is where rows are put right for good; `row` is what is counted: rows, or cells of a grid.
    """

    noun: str
    day: str = "data to"
    day_question: str = "Day of the data"
    day_hint: str = "The day up to which the file is complete, for example 31/1/2026"
    ours: str = "look like our staff"
    opens: tuple[str, str] | None = None
    source: str = "the system the file comes from"
    row: str = "row"


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A kind of file.

    `subject` is the right (to write) that loading it needs, `reads` the data that its rows show, for the access log.
    `codes` and `file_codes` say of each code what is wrong and what to do; of the file-level ones, `holds` hold a
    file for a manager instead of refusing it, and a manager may say of those in `confirmable` that the file is right.
    """

    key: str
    name: str
    subject: Subject
    reads: Subject
    words: Words
    codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    file_codes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    holds: frozenset[str] = frozenset()
    confirmable: frozenset[str] = frozenset()

    @property
    def lock(self) -> str:
        """Return what only one import at a time may hold while it stores."""
        return self.key

    @property
    def largest_file(self) -> int:
        """Return the most bytes of a text file."""
        raise NotImplementedError

    def score(self, grids: Sequence[Grid]) -> Recognised:
        """Return how well the beginnings of a file's sheets fit this feed."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class StagedFeed(Feed):
    """A long list, checked and stored in SQL.

    `date_of(cursor, staged)` is the day the file itself speaks of, None when it does not say; `check` fills the
    feed's own table and writes rejected rows and warnings; `store` makes it count; `discard` drops what a check made.
    """

    columns: Sequence[Column]
    date_of: Callable[[CursorWrapper, Staged], date | None]
    check: Callable[[CursorWrapper, Staged, Progress], Checked]
    store: Callable[[CursorWrapper, Store, Progress], dict[str, Any]]
    discard: Callable[[CursorWrapper, int], None]
    # What may be done after a file has come into use (indexes of a long list); done twice it is harmless.
    finish: Callable[[CursorWrapper], int]

    @property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which a file is refused."""
        return tuple(column for column in self.columns if column.required)

    @property
    def largest_file(self) -> int:
        """Return the most bytes of a text file."""
        return LARGEST_TEXT_FILE

    def score(self, grids: Sequence[Grid]) -> Recognised:
        """Return how well the beginnings of a file's sheets fit this feed."""
        table = Table(key=self.key, columns=tuple(self.columns))
        return score_of_tables(grids, tables=[table], rows=ROWS_OF_LONG_HEADER)


@dataclass(frozen=True, kw_only=True)
class DocumentFeed(Feed):
    """A small file, read whole.

    `read` is pure: the file's bytes in, frozen dataclasses out. `day_of` is the day the file says it is of, None when
    it does not say; `asks_day` asks a person then, otherwise the day in its name counts, else that of its arrival.
    `check` compares with what is stored; `store` writes what was accepted, through the actions of the app, inside the
    engine's transaction, and returns what it changed. `recognise` is for files that have no table with headings.
    """

    read: Callable[[Path], Any]
    check: Callable[[Any, date], Found]
    store: Callable[[Found, Order], Sequence[Change]]
    tables: Sequence[Table] = ()
    recognise: Callable[[Sequence[Grid]], Recognised] | None = None
    day_of: Callable[[Any], date | None] = lambda _: None
    asks_day: bool = False
    takes_corrections: bool = True

    @property
    def lock(self) -> str:
        """Return what only one import at a time may hold: feeds of one subject write the same tables."""
        return self.subject.value

    @property
    def largest_file(self) -> int:
        """Return the most bytes of a text file."""
        return LARGEST_WORKBOOK

    def score(self, grids: Sequence[Grid]) -> Recognised:
        """Return how well the beginnings of a file's sheets fit this feed."""
        return self.recognise(grids) if self.recognise else score_of_tables(grids, tables=self.tables)


_feeds: dict[str, Feed] = {}


def register_feed(feed: Feed) -> None:
    """Make a feed known; apps do this in `AppConfig.ready`.

    Raises: ValueError: nobody could open the import pages for it.
    """
    if feed.subject not in IMPORT_SUBJECTS:
        raise ValueError(f"{feed.subject} is missing in IMPORT_SUBJECTS")
    _feeds[feed.key] = feed


def feed_of(key: str) -> Feed:
    """Return a feed.

    Raises: KeyError for one that no app has registered.
    """
    return _feeds[key]


def staged_feed_of(key: str) -> StagedFeed:
    """Return a feed that goes through a staging table.

    Raises: KeyError: there is no such feed. TypeError: it is a document.
    """
    feed = _feeds[key]
    if not isinstance(feed, StagedFeed):
        raise TypeError(f"{key} is no staged feed")
    return feed


def all_feeds() -> tuple[Feed, ...]:
    """Return every feed, in the order the apps registered them."""
    return tuple(_feeds.values())
