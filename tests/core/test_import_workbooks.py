"""Workbooks of the old kind: read like any other list, and a warning where they may be cut off."""

import json
import lzma
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from directorate.core.importers.feeds import MEGABYTE, feed_of
from directorate.core.importers.reading import shape_of
from directorate.core.imports import work_queue
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.imports.watched_folder import collect
from directorate.core.models import ImportBatch, User
from tests.core.uploads import SAMPLES, WORKBOOKS, ClientFor, page, upload, used
from waiting_lists.models import Census, CensusPathway

pytestmark = pytest.mark.django_db
OWN_TO_A_FILE = {"id", "census_id", "batch_id"}


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The full workbook, small enough here to be checked at once."""
    monkeypatch.setattr(work_queue, "LARGEST_AT_ONCE", 16 * MEGABYTE)
    path = tmp_path / "full.xls"
    path.write_bytes(lzma.decompress((WORKBOOKS / "ptl_65536_rows.xls.xz").read_bytes()))
    return path


def findings(batch: ImportBatch) -> list[Any]:
    columns = ("row_number", "column", "code", "value")
    return sorted([*batch.rejected_rows.values_list(*columns), *batch.warnings.values_list(*columns)], key=str)


def pathways() -> list[dict[str, Any]]:
    rows = CensusPathway.objects.filter(census__in=Census.objects.in_use()).order_by("row_number").values()
    return [{name: value for name, value in row.items() if name not in OWN_TO_A_FILE} for row in rows]


def test_a_list_saved_as_an_old_workbook_is_read_as_the_new_one(sam: User, client_for: ClientFor) -> None:
    expected = json.loads((SAMPLES / "ptl_small.xlsx.expected.json").read_text())
    batch = used(client_for(sam), "ptl_small.xls", content=(WORKBOOKS / "ptl_small.xls").read_bytes())
    assert (batch.kind, batch.sheet, batch.header_row) == ("xls", expected["sheet"], expected["header_row"])
    assert (batch.rows_read, batch.rows_accepted, batch.as_at) == (200, 194, date(2026, 1, 31))
    assert findings(batch) == sorted(
        (
            (row["row"], row["column"], row["code"], None if row["value"] is None else str(row["value"]))
            for row in expected["rejected"] + expected["warnings"]
        ),
        key=str,
    )
    assert "may be cut off" not in page(client_for(sam), batch)


def test_an_old_workbook_gives_the_same_rows_as_the_text_file(sam: User, tmp_path: Path) -> None:
    text = tmp_path / "list.csv"
    text.write_bytes(b"\r\n".join((SAMPLES / "ptl_2026-01-25.csv").read_bytes().split(b"\r\n")[:301]) + b"\r\n")
    first = import_file(text, feed="ptl", by=sam)
    of_text, text_findings = pathways(), findings(first)
    second = import_file(WORKBOOKS / "ptl_first_300.xls", feed="ptl", by=sam, given=Given(is_confirmed=True))
    assert (first.rows_accepted, second.state, second.rows_accepted) == (300, "accepted", 300)
    assert pathways() == of_text
    assert findings(second) == text_findings


def test_a_full_old_workbook_is_read_with_a_warning(sam: User, client_for: ClientFor, full: Path) -> None:
    client = client_for(sam)
    batch = upload(client, "full.xls", content=full.read_bytes())
    assert (batch.state, batch.rows_read) == ("checked", 65_535)
    assert "The list may be cut off" in page(client, batch)
    assert "65,536 rows of an .xls file" in page(client, batch)
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, batch.rows_accepted) == ("checked", 0)  # none of its rows is a patient of ours


def test_a_full_old_workbook_is_not_used_while_nobody_looks(tmp_path: Path, reference: None, full: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.move(full, inbox)
    collect(inbox)
    collect(inbox)
    assert ImportBatch.objects.get().state == "checked"
    assert not Census.objects.in_use().exists()
    assert "may be cut off" in next((inbox / "refused").glob("*.note.txt")).read_text()


def test_the_command_says_that_a_full_old_workbook_waits(reference: None, full: Path) -> None:
    with pytest.raises(SystemExit, match="3"):
        call_command("import_ptl", str(full), verbosity=0)


def test_days_counted_from_1904_are_known_in_both_kinds_of_workbook(tmp_path: Path) -> None:
    old = bytearray((WORKBOOKS / "ptl_small.xls").read_bytes())
    place = old.index(bytes.fromhex("22000200 0000 0e000200"))
    old[place + 4] = 1
    (tmp_path / "old.xls").write_bytes(old)
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    book.epoch = CALENDAR_MAC_1904
    book.save(tmp_path / "new.xlsx")
    ptl = feed_of("ptl")
    assert [shape_of(tmp_path / name, feed=ptl).starts_1904 for name in ("old.xls", "new.xlsx")] == [True, True]
    assert not shape_of(WORKBOOKS / "ptl_small.xls", feed=ptl).starts_1904


# With these three bytes changed the reader asks for 40 GB of memory, which ends its process.
DAMAGE = {76_055: 147, 25_674: 204, 20_980: 77}


def test_a_damaged_old_workbook_never_ends_the_process_that_reads_it(sam: User, client_for: ClientFor) -> None:
    damaged = bytearray((WORKBOOKS / "ptl_small.xls").read_bytes())
    for place, byte in DAMAGE.items():
        damaged[place] = byte
    client = client_for(sam)
    batch = upload(client, "damaged.xls", content=bytes(damaged), feed="ptl")
    assert (batch.state, batch.file_issues) == ("refused", ["unreadable"])
    assert "Save it as .xlsx" in page(client, batch)
