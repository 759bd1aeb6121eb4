"""Files as people really send them, through the upload page: read, or refused with words that say what to do."""

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from directorate.core.models import ImportBatch, User
from tests.core.uploads import SAMPLES, WORKBOOKS, ClientFor, page, upload, used
from waiting_lists.models import CensusPathway

pytestmark = pytest.mark.django_db
SECONDS = 10
MEMORY_KB = 512 * 1024
SHEET = "xl/worksheets/sheet1.xml"
FIRST_ROWS = (SAMPLES / "ptl_2026-01-25.csv").read_bytes().decode("utf-8-sig").splitlines()[:21]
HEADINGS = FIRST_ROWS[0].split(",")
SAME_ROWS = "\r\n".join(FIRST_ROWS) + "\r\n"


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The small sample workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(SAMPLES / "ptl_small.xlsx") as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return file.getvalue()


def sheet_of(rows: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_part(SHEET, lambda _: head + rows + b"</sheetData></worksheet>")


def expanding() -> bytes:
    """The billion laughs: every entity is ten of the one before."""
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'
    return with_part(
        SHEET,
        lambda _: (
            start + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
        ).encode(),
    )


def bomb() -> bytes:
    """Less than a megabyte that unpacks to 464 MB."""
    file, block = io.BytesIO(), bytes(16 * 1024 * 1024)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open(SHEET, "w") as sheet:
            for _ in range(29):
                sheet.write(block)
    return file.getvalue()


def old_workbook_with_a_password() -> bytes:
    content = bytearray((WORKBOOKS / "ptl_small.xls").read_bytes())
    begins = content.index(bytes.fromhex("09081000"))
    length = 4 + 16
    following = begins + length
    content[following : following + 4] = bytes.fromhex("2f00") + content[following + 2 : following + 4]
    return bytes(content)


HEAVY = {
    "a sheet of 1,048,576 rows": lambda: sheet_of(
        b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="AF%d"><v>1</v></c></row>' % (n, n, n) for n in range(1, 1_048_577))
    ),
    "a million empty rows below the list": lambda: with_part(
        SHEET, lambda old: old.replace(b"</sheetData>", b'<row r="1048576"><c r="AD1048576"><v>1</v></c></row></sheetData>')
    ),
    "the same with other quotation marks and a prefix": lambda: sheet_of(
        b"<x:row xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main' r='1048576'><x:c r='XFD1048576'><x:v>1</x:v></x:c></x:row>"
    ),
    "a place written so that only the reader knows it": lambda: sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="&#49;048576"><c r="&#88;FD1048576"><v>1</v></c></row>'
    ),
    "a sheet that unpacks to 450 MB": bomb,
    "16,384 columns": ",".join(f"column {place}" for place in range(16_384)).encode,
    "16,384 columns of a workbook": lambda: sheet_of(
        b'<row r="1">' + b'<c t="inlineStr"><is><t>x</t></is></c>' * 16_384 + b"</row>"
    ),
    "entities that expand": expanding,
    "an old workbook with a password": old_workbook_with_a_password,
    "one cell of a million letters": f"{FIRST_ROWS[0]}\n{'x' * 3_000_000}\n".encode,
    "headings of a million letters": f"{'x' * 3_000_000},{FIRST_ROWS[0]}\n".encode,
    "no line end in two million quotation marks": lambda: b'"' * 2_000_001,
}  # fmt: skip
# A process of its own, so that its memory can be measured: the whole check, the database at the other end.
LOOK = """
import resource, sys, django
django.setup()
from pathlib import Path
from directorate.core.importers.feeds import feed_of
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.reading import shape_of
try:
    shape_of(Path(sys.argv[1]), feed=feed_of("ptl"))
except FileRefusedError:
    pass
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(own.split()[1], resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.parametrize("what", HEAVY)
def test_what_is_too_much_is_refused_in_time_with_words_that_help(what: str, sam: User, client_for: ClientFor) -> None:
    content = HEAVY[what]()
    client = client_for(sam)
    began = time.process_time()
    batch = upload(client, "list.xlsx", content=content, feed="ptl")
    assert time.process_time() - began < SECONDS
    assert (batch.state, batch.file_issues) in [("refused", ["unreadable"]), ("refused", ["missing_columns"])]
    assert "nhsuk-warning-callout" in page(client, batch)


@pytest.mark.parametrize("what", HEAVY)
def test_what_is_too_much_needs_no_more_memory_than_there_is(what: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(HEAVY[what]())
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "directorate.settings", "SECRET_KEY": "x"}
    used_memory = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)],
        cwd=project.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert max(int(used) for used in used_memory) < MEMORY_KB


def changed(change: Callable[[Any], None]) -> bytes:
    """The small sample after somebody has worked on it in Excel."""
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    change(book)
    return saved(book)


def merge_titles(book: Any) -> None:
    book["PTL"].merge_cells("A1:H1")
    book["PTL"].merge_cells("A2:H2")


def hide_another(book: Any) -> None:
    other = book.create_sheet("old list", 0)
    for row in load_workbook(SAMPLES / "ptl_small.xlsx")["PTL"].iter_rows(min_row=5, max_row=30, values_only=True):
        other.append(row)
    other.sheet_state = "hidden"
    book.active = 1


def add_banner(book: Any) -> None:
    book["PTL"].insert_rows(1, 3)
    book["PTL"]["C1"] = "CONFIDENTIAL: contains patient data"


def add_group_headings(book: Any) -> None:
    book["PTL"].insert_rows(5)
    for cell, text in (("A5", "Patient"), ("J5", "Pathway"), ("T5", "Dates")):
        book["PTL"][cell] = text


WORKED_ON = {
    "merged titles": merge_titles,
    "a hidden sheet with an old list": hide_another,
    "banner rows": add_banner,
    "two rows of headings": add_group_headings,
}


@pytest.mark.parametrize("how", WORKED_ON)
def test_a_workbook_somebody_has_worked_on_gives_the_same(how: str, sam: User, client_for: ClientFor) -> None:
    batch = used(client_for(sam), "worked on.xlsx", content=changed(WORKED_ON[how]))
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (200, 194, 6)


def test_a_total_that_looks_like_a_row_is_shown_and_not_counted(sam: User, client_for: ClientFor) -> None:
    def add(book: Any) -> None:
        sheet = book["PTL"]
        sheet.append(["Grand total", 200])

    batch = used(client_for(sam), "total.xlsx", content=changed(add))
    assert (batch.rows_accepted, batch.rows_rejected) == (194, 7)
    assert batch.rejected_rows.latest("row_number").cells


def test_of_a_formula_only_the_value_that_was_saved_is_read(sam: User, client_for: ClientFor) -> None:
    """Excel saves what it worked out beside the formula; a formula nothing was worked out for is blank."""
    comment = HEADINGS.index("Comments")
    book = Workbook()
    for row in FIRST_ROWS[:6]:
        book.active.append(row.split(","))
    book.active.cell(row=2, column=comment + 1, value='=HYPERLINK("http://example.invalid","x")')
    batch = used(client_for(sam), "formula.xlsx", content=saved(book))
    assert batch.rows_accepted == 5
    assert not CensusPathway.objects.filter(comments__contains="HYPERLINK").exists()


def test_names_of_windows_1252_come_out_as_they_were_written(sam: User, client_for: ClientFor) -> None:
    first = FIRST_ROWS[1].split(",")
    first[HEADINGS.index("Surname")] = "O’Müller–Šimić"
    content = "\r\n".join([FIRST_ROWS[0], ",".join(first), *FIRST_ROWS[2:]]).encode("cp1252", errors="replace")
    batch = used(client_for(sam), "list.csv", content=content)
    assert batch.encoding == "cp1252"
    assert CensusPathway.objects.filter(surname="O’Müller–Šimi?").exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\windows\\system.csv", "system.csv"),
        ("<script>alert(1)</script>.csv", "script>.csv"),
        ("....csv", "csv"),
    ],
    ids=["300 letters", "a path", "a Windows path", "a script", "dots"],
)
def test_a_name_is_only_ever_shown(name: str, shown: str, sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    file = SimpleUploadedFile("list.csv", SAME_ROWS.encode())
    file._name = name  # type: ignore[attr-defined]
    reply = client.post(reverse("imports:batch_upload"), {"file": file})
    assert reply.status_code == 302
    batch = ImportBatch.objects.get()
    assert batch.original_name == shown
    assert batch.stored_name.endswith(".upload")
    assert "<script>alert" not in page(client, batch)
