"""From a file to its staging table: what it is, where its header is, and its records as text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.db.backends.utils import CursorWrapper

from directorate.core.importers.feeds import MEGABYTE, Progress, StagedFeed
from directorate.core.importers.file_kinds import FileKind, Kind, kind_of, unreadable
from directorate.core.importers.headings import Header, find_header
from directorate.core.importers.text_records import DELIMITERS, RecordStream, cells_of, split_records, text_chunks
from directorate.core.importers.workbooks import ROWS_SEARCHED, Sheet, starts_1904

MOST_COLUMNS = 500
HEAD_CHUNKS = 2


@dataclass(frozen=True)
class Shape:
    """How a file is built; `sheet` is for workbooks, `encoding` and `delimiter` for text."""

    kind: Kind
    header: Header
    encoding: str = ""
    delimiter: str = ""
    sheet: Sheet | None = None
    starts_1904: bool = False

    @property
    def may_be_cut_off(self) -> bool:
        """Return whether the list ends exactly where an .xls file ends."""
        return self.kind == "xls" and self.sheet is not None and self.sheet.is_full


def shape_of(path: Path, *, feed: StagedFeed) -> Shape:
    """Return how a file is built.

    Raises: FileRefusedError.
    """
    kind = kind_of(path, largest_text_file=feed.largest_file)
    shape = _text_shape(path, kind=kind, feed=feed) if kind.kind == "csv" else _workbook_shape(path, kind, feed)
    if len(shape.header.headings) > MOST_COLUMNS:
        raise unreadable(f"The file has more than {MOST_COLUMNS} columns. Save only the list.")
    return shape


def _workbook_shape(path: Path, kind: FileKind, feed: StagedFeed) -> Shape:
    sheet = Sheet(path, feed=feed)
    return Shape(kind=kind.kind, header=sheet.header, sheet=sheet, starts_1904=starts_1904(path))


def _text_shape(path: Path, *, kind: FileKind, feed: StagedFeed) -> Shape:
    """Return the delimiter under which a header is found soonest, else the one that stands most often in line one."""
    head = b"".join(islice(text_chunks(path, encoding=kind.encoding), HEAD_CHUNKS))
    found = {mark: find_header(_records(head, delimiter=mark), feed=feed) for mark in DELIMITERS}
    headers = {mark: header for mark, header in found.items() if header}
    if headers:
        mark = min(headers, key=lambda mark: headers[mark].row_number)
        return Shape(kind="csv", header=headers[mark], encoding=kind.encoding, delimiter=mark)
    first_line = head.partition(b"\n")[0].decode()
    mark = (
        Counter(letter for letter in first_line if letter in DELIMITERS).most_common(1)[0][0]
        if any(letter in DELIMITERS for letter in first_line)
        else ","
    )
    first = next(_records(head, delimiter=mark), (1, []))
    return Shape(kind="csv", header=Header(1, tuple(first[1])), encoding=kind.encoding, delimiter=mark)


def _records(head: bytes, *, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    records = split_records(head, delimiter=delimiter.encode())
    for number, record in enumerate(islice(records, ROWS_SEARCHED), 1):
        yield number, cells_of(record.raw, delimiter=delimiter)


def stage(path: Path, *, shape: Shape, batch_id: int, cursor: CursorWrapper, progress: Progress) -> str:
    """Read the records into a new staging table of the batch and return its name.

    Raises: FileRefusedError: a quotation mark is never closed.
    """
    columns = len(shape.header.headings)
    cursor.execute("SELECT core_make_staging(%s, %s, %s)", [batch_id, columns, shape.header.row_number + 1])
    (table,) = cursor.fetchone() or ("",)
    names = ", ".join(f"c{place}" for place in range(1, columns + 1))
    if shape.sheet is not None:
        _copy_sheet(shape.sheet, table=table, names=f"row_number, {names}", cursor=cursor)
    else:
        _copy_text(path, shape=shape, table=table, names=names, cursor=cursor, progress=progress)
    return str(table)


def drop_staging(batch_id: int, *, cursor: CursorWrapper) -> None:
    """Drop the staging table of a batch; twice is harmless."""
    cursor.execute("SELECT core_drop_staging(%s)", [batch_id])


def _copy_text(path: Path, *, shape: Shape, table: str, names: str, cursor: CursorWrapper, progress: Progress) -> None:
    stream = RecordStream(
        path,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        columns=len(shape.header.headings),
        header_row=shape.header.row_number,
    )
    mark = "E'\\t'" if shape.delimiter == "\t" else f"'{shape.delimiter}'"
    size, done, shown = path.stat().st_size, 0, 0
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, DELIMITER {mark}, FORCE_NULL *)") as copy:
        for block in stream.blocks():
            copy.write(block)
            done += len(block)
            if done - shown > 8 * MEGABYTE:
                shown = done
                progress(min(30, 30 * done // size), "Reading the file")


def _copy_sheet(sheet: Sheet, *, table: str, names: str, cursor: CursorWrapper) -> None:
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for number, cells in sheet.data_rows():
            copy.write_row([number, *(text or None for text in cells)])
