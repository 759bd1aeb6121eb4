r"""Records of a delimited text file as clean CSV blocks for COPY, in constant memory.

PostgreSQL's own parser does the work; this stream only makes sure that it may. Blocks whose quotes are in order and
whose records all have the right number of cells pass unchanged. A record that is blank or has too many or too few
cells is replaced by a row of the right width: empty, or with the whole record in its first cell behind a mark, so
that every record keeps its number. Where quotes are out of order the block is read record by record, as Excel reads
it, and written anew.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from directorate.core.importers.feeds import MEGABYTE
from directorate.core.importers.file_kinds import unreadable

BLOCK = 128 * 1024
LONGEST_RECORD = MEGABYTE
DELIMITERS = (",", ";", "\t", "|")
# Before a record with the wrong number of cells: mark, number of cells, mark, the record as it stood.
RAGGED_MARK = "\x01"
# Without this the csv module gives up at 131,072 letters, which the wrong delimiter makes of many a header.
csv.field_size_limit(2 * LONGEST_RECORD)
_QUOTED = re.compile(rb'"[^"]*(?:""[^"]*)*"')
_NEWLINE = b"\n"


def text_chunks(path: Path, *, encoding: str) -> Iterator[bytes]:
    """Yield the file as UTF-8 without byte-order mark, every line ended by a line feed."""
    decoder = None if encoding in {"utf-8", "utf-8-sig"} else codecs.getincrementaldecoder(encoding)()
    held = b""
    with path.open("rb") as file:
        if encoding == "utf-8-sig":
            file.seek(len(codecs.BOM_UTF8))
        while chunk := file.read(BLOCK):
            raw = held + (chunk if decoder is None else decoder.decode(chunk).encode())
            held = b"\r" if raw.endswith(b"\r") else b""
            yield _with_line_feeds(raw.removesuffix(b"\r"))
    if held:
        yield _NEWLINE


def _with_line_feeds(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", _NEWLINE).replace(b"\r", _NEWLINE) if b"\r" in raw else raw


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands, its line end included; an open one ends inside a quoted cell."""

    raw: bytes
    is_open: bool


def split_records(text: bytes, *, delimiter: bytes) -> Iterator[Record]:
    """Yield records the way Excel reads them: a quote opens a cell only at its beginning."""
    start = 0
    while start < len(text):
        end, is_open = _end_of_record(text, start=start, delimiter=delimiter)
        yield Record(raw=text[start:end], is_open=is_open)
        start = end


def _end_of_record(text: bytes, *, start: int, delimiter: bytes) -> tuple[int, bool]:
    place = start
    while True:
        if text[place : place + 1] == b'"':
            place = _end_of_quoted(text, start=place)
            if place < 0:
                return len(text), True
        line_end = text.find(_NEWLINE, place)
        line_end = len(text) if line_end < 0 else line_end
        cell_end = text.find(delimiter, place, line_end)
        if cell_end < 0:
            return min(line_end + 1, len(text)), False
        place = cell_end + 1


def _end_of_quoted(text: bytes, *, start: int) -> int:
    """Return the place after the closing quote, -1 when there is none."""
    place = start + 1
    while (place := text.find(b'"', place)) >= 0:
        if text[place + 1 : place + 2] != b'"':
            return place + 1
        place += 2
    return -1


def cells_of(raw: bytes, *, delimiter: str) -> list[str]:
    """Return the cells of one record."""
    return next(csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=delimiter), [])


class RecordStream:
    """The data records of a file: `blocks` yields CSV in which every record has `columns` cells."""

    def __init__(self, path: Path, *, encoding: str, delimiter: str, columns: int, header_row: int) -> None:
        self.path = path
        self.encoding = encoding
        self.delimiter = delimiter
        self.mark = delimiter.encode()
        self.columns = columns
        self.header_row = header_row
        self.records = header_row

    def blocks(self) -> Iterator[bytes]:
        """Yield clean CSV.

        Raises: FileRefusedError: a quotation mark is opened and never closed.
        """
        rest = b""
        header_is_open = True
        for chunk in text_chunks(self.path, encoding=self.encoding):
            text = rest + chunk
            if header_is_open:
                text, header_is_open = self._without_header(text)
                if header_is_open:
                    rest = text
                    continue
            clean, rest = self._clean(text)
            self._refuse_endless(rest)
            yield clean
        if not header_is_open and rest.strip():
            clean, rest = self._clean(rest + _NEWLINE)
            yield clean
            if rest:
                self._refuse_endless(rest, longest=0)

    def _without_header(self, text: bytes) -> tuple[bytes, bool]:
        """Return what follows the header, and whether the header is not complete yet."""
        end = 0
        records = split_records(text, delimiter=self.mark)
        for _ in range(self.header_row):
            record = next(records, None)
            if record is None or record.is_open or not record.raw.endswith(_NEWLINE):
                return text, True
            end += len(record.raw)
        return text[end:], False

    def _refuse_endless(self, rest: bytes, *, longest: int = LONGEST_RECORD) -> None:
        if len(rest) > longest:
            if b'"' not in rest:
                raise unreadable(f"Row {self.records + 1:,} is longer than a row can be. Export the list again as CSV.")
            raise unreadable(
                f"In row {self.records + 1:,} a quotation mark is opened and never closed. Correct that row."
            )

    def _clean(self, text: bytes) -> tuple[bytes, bytes]:
        """Return the whole records of a block, cleaned, and the rest that has begun."""
        end = text.rfind(_NEWLINE) + 1
        body, rest = text[:end], text[end:]
        if b'"' not in body:
            return self._counted(body, bare=body), rest
        parts = _QUOTED.split(body)
        if not self._in_order(parts):
            return self._record_by_record(body, rest=rest)
        bare = b"".join(parts)
        if bare.count(_NEWLINE) == body.count(_NEWLINE):
            return self._counted(body, bare=bare), rest
        if all(line.count(self.mark) == self.columns - 1 for line in bare.split(_NEWLINE)[:-1]):
            self.records += bare.count(_NEWLINE)
            return body, rest
        return self._record_by_record(body, rest=rest)

    def _in_order(self, parts: list[bytes]) -> bool:
        """Whether every quoted part is a whole cell."""
        before, after = (b"", self.mark, _NEWLINE), (self.mark, _NEWLINE)
        return b'"' not in parts[-1] and all(
            left[-1:] in before and right[:1] in after and (left or place == 0)
            for place, (left, right) in enumerate(pairwise(parts))
        )

    def _counted(self, body: bytes, *, bare: bytes) -> bytes:
        """Return a block in which every line is a record, its ragged and blank ones replaced."""
        wanted = self.columns - 1
        mark = self.mark
        counts = [line.count(mark) for line in bare.split(_NEWLINE)]
        counts.pop()
        self.records += len(counts)
        if counts.count(wanted) == len(counts):
            return body
        lines = body.split(_NEWLINE)
        for place, count in enumerate(counts):
            if count != wanted:
                lines[place] = self._replaced(lines[place]).removesuffix(_NEWLINE)
        return _NEWLINE.join(lines)

    def _record_by_record(self, body: bytes, *, rest: bytes) -> tuple[bytes, bytes]:
        written: list[bytes] = []
        for record in split_records(body, delimiter=self.mark):
            if record.is_open:
                return b"".join(written), record.raw + rest
            self.records += 1
            cells = cells_of(record.raw, delimiter=self.delimiter)
            written.append(self._line(cells) if len(cells) == self.columns else self._replaced(record.raw))
        return b"".join(written), rest

    def _replaced(self, raw: bytes) -> bytes:
        """Return a row of the right width for a record that has another."""
        line = raw.removesuffix(_NEWLINE)
        if not line.strip():
            return self._line([""] * self.columns)
        cells = len(cells_of(raw, delimiter=self.delimiter))
        marked = f"{RAGGED_MARK}{cells}{RAGGED_MARK}{line.decode()}"
        return self._line([marked, *[""] * (self.columns - 1)])

    def _line(self, cells: list[str]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerow(cells)
        return text.getvalue().encode()
