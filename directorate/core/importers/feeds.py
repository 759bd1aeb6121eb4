"""What a feed is: its columns as data, and the SQL that checks and stores it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

MEGABYTE = 1024 * 1024
LARGEST_WORKBOOK = 25 * MEGABYTE
LARGEST_TEXT_FILE = 2048 * MEGABYTE
# The share of a check, out of 100, that is done when a step begins; shown as the progress bar.
Progress = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a feed, the headings it goes by (the first is its proper name), and whether it must be there."""

    field: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def name(self) -> str:
        """Return the heading by which messages call it."""
        return self.names[0]


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
class Feed:
    """A kind of file.

    `date_of(cursor, staged)` is the day the file itself speaks of, None when it does not say; `check` fills the
    feed's own table and writes rejected rows and warnings; `store` makes it count; `discard` drops what a check made.
    """

    key: str
    name: str
    columns: Sequence[Column]
    date_question: str
    date_of: Callable[[CursorWrapper, Staged], date | None]
    check: Callable[[CursorWrapper, Staged, Progress], Checked]
    store: Callable[[CursorWrapper, Store, Progress], dict[str, Any]]
    discard: Callable[[CursorWrapper, int], None]
    # What may be done after a file has come into use (indexes of a long list); done twice it is harmless.
    finish: Callable[[CursorWrapper], int]
    largest_text_file: int = LARGEST_TEXT_FILE
    # file-level codes that hold a file for a manager instead of refusing it
    holds: frozenset[str] = frozenset()
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def required(self) -> tuple[Column, ...]:
        """Return the columns without which a file is refused."""
        return tuple(column for column in self.columns if column.required)


_feeds: dict[str, Feed] = {}


def register_feed(feed: Feed) -> None:
    """Make a feed known; apps do this in `AppConfig.ready`."""
    _feeds[feed.key] = feed


def feed_of(key: str) -> Feed:
    """Return a feed.

    Raises: KeyError for one that no app has registered.
    """
    return _feeds[key]


def all_feeds() -> tuple[Feed, ...]:
    """Return every feed, in the order the apps registered them."""
    return tuple(_feeds.values())
