"""What a file is, by its content: text, workbook, or something that is refused with a sentence that helps."""

import codecs
import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from directorate.core.importers.feeds import LARGEST_WORKBOOK, MEGABYTE

Kind = Literal["csv", "xlsx", "xls"]
CHUNK = MEGABYTE
HEAD = 64 * 1024
LARGEST_UNZIPPED = 400 * MEGABYTE
MOST_CELLS = 8_000_000
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_ROW = re.compile(rb"""<(?:\w{1,20}:)?row[^>]{0,200}?\sr=["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w{1,20}:)?c[^>]{0,50}?\sr=["']([A-Z]{1,3})\d+["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class FileRefusedError(Exception):
    """A file that cannot be used: a file-level code and a sentence that says what to do."""

    def __init__(self, code: str, explanation: str) -> None:
        super().__init__(explanation)
        self.code = code
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class FileKind:
    """What the file is; `encoding` is for text only."""

    kind: Kind
    encoding: str = ""


def unreadable(explanation: str) -> FileRefusedError:
    """Return the error of a file that cannot be read."""
    return FileRefusedError("unreadable", explanation)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kind_of(path: Path, *, largest_text_file: int) -> FileKind:
    """Return what a file is.

    Raises: FileRefusedError: empty, too large, with macros or a password, a picture, a zip bomb.
    """
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError("empty_file", "The file is empty. Export the list again.")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(ZIP_SIGNATURES):
        _check_zip(path, size=size)
        return FileKind("xlsx")
    if head.startswith(OLE_SIGNATURE):
        _check_ole(path, size=size)
        return FileKind("xls")
    if size > largest_text_file:
        raise unreadable(f"The file is larger than {largest_text_file // MEGABYTE:,} MB.")
    return FileKind("csv", encoding=_encoding_of(path, head=head))


def encoding_of_beginning(path: Path) -> str | None:
    """Return the encoding that the beginning of a file has, None when it is no text or empty."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if not head or head.startswith((*ZIP_SIGNATURES, OLE_SIGNATURE)) or _CONTROL.search(head):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _check_size(size: int) -> None:
    if size > LARGEST_WORKBOOK:
        raise unreadable("The workbook is larger than 25 MB. Save the list as a CSV file and use that.")


def _check_zip(path: Path, *, size: int) -> None:
    """Refuse what is no plain .xlsx, or would not fit into memory once unpacked."""
    _check_size(size)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if any(name.casefold().endswith("vbaproject.bin") for name in names) or "xl/workbook.bin" in names:
                raise unreadable("The workbook can hold macros. Save it as .xlsx and use that.")
            if "xl/workbook.xml" not in names:
                raise unreadable("The file is not a workbook. Use a .xlsx, .xls or CSV file.")
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNZIPPED:
                raise unreadable("The workbook is far too large once unpacked. Save only the list, as a CSV file.")
            for name in sorted(names):
                _check_sheet(archive, name=name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise unreadable("The workbook is damaged. Open it in Excel, save it as .xlsx and use that.") from error


def _check_sheet(archive: zipfile.ZipFile, *, name: str) -> None:
    """Unpack an entry bit by bit: damaged ones fail here, and a sheet may not span too many cells."""
    is_sheet = name.startswith("xl/worksheets/")
    last_row, columns, tail = 0, set[bytes](), b""
    with archive.open(name) as entry:
        while chunk := entry.read(CHUNK):
            if not is_sheet:
                continue
            text = tail + chunk
            tail = text[-300:]
            if rows := _ROW.findall(text):
                last_row = max(last_row, int(rows[-1]))
            columns.update(_CELL.findall(text))
    if last_row * max(map(_column_number, columns), default=1) > MOST_CELLS:
        raise unreadable("A sheet spans too many cells. Delete the empty rows and columns, or save it as a CSV file.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _check_ole(path: Path, *, size: int) -> None:
    _check_size(size)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise unreadable("The workbook has a password. Save it as .xlsx without a password.")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise unreadable("The workbook can hold macros. Save it as .xlsx and use that.")
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise unreadable("The file is not a workbook. Use a .xlsx, .xls or CSV file.")


def _encoding_of(path: Path, *, head: bytes) -> str:
    """Return the encoding: by byte-order mark, else UTF-8, else Windows-1252."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            _check_decodes(path, encoding=encoding)
            return encoding
    if _CONTROL.search(head):
        raise unreadable("The file is not text. Use a .xlsx, .xls or CSV file, not a picture or a PDF.")
    try:
        _check_decodes(path, encoding="utf-8")
    except FileRefusedError:
        _check_decodes(path, encoding="cp1252")
        return "cp1252"
    return "utf-8"


def _check_decodes(path: Path, *, encoding: str) -> None:
    """Refuse a file that is not in this encoding throughout, or holds NUL characters."""
    decoder = codecs.getincrementaldecoder(encoding)()
    row = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                row += chunk[: error.start].count(b"\n")
                raise unreadable(
                    f"The text cannot be read from about line {row:,} on. Export the list again as CSV UTF-8."
                ) from error
            if "\0" in text:
                row += text[: text.index("\0")].count("\n")
                raise unreadable(f"The file holds characters that are not text, at about line {row:,}.")
            row += text.count("\n")
        if decoder.getstate()[0]:
            raise unreadable("The file ends in the middle of a character. Export the list again.")
