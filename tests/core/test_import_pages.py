"""The pages of imports: dropped, checked, used; rows not loaded until each is settled."""

import errno
import io
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from directorate.core.domain.access import Role
from directorate.core.forms.imports import MappingForm
from directorate.core.importers.feeds import all_feeds, feed_of
from directorate.core.imports import batches, file_store
from directorate.core.imports.batches import use_batch
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.imports.watched_folder import collect
from directorate.core.imports.worklist import unsettled
from directorate.core.models import AccessEvent, ImportBatch, RejectedRow, User
from tests.core.uploads import SAMPLES, ClientFor, page, upload, used
from waiting_lists.models import Census, CensusPathway

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def test_two_clicks_from_file_to_list(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = upload(client, "ptl_small.xlsx")
    words = page(client, batch)
    assert "Looks like: waiting list, census 31 January 2026, 200 rows, usual columns" in words
    assert "Use this list" in words
    assert not Census.objects.in_use().exists()
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    assert Census.objects.in_use().get().pathway_count == 194
    assert "Open the waiting list" in page(client, batch)


def test_a_disk_that_fills_up_during_the_check_leaves_nothing_and_says_so(
    sam: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(sam)
    with monkeypatch.context() as full:
        full.setattr(batches, "stage", find_no_room)
        batch = upload(client, "ptl_small.xlsx")
    assert batch.state == "failed"
    assert "Nothing was stored. The server&#39;s disk is full." in page(client, batch)
    assert not Census.objects.exists()
    client.post(reverse("imports:batch_check", args=[batch.pk]))
    assert "Use this list" in page(client, batch)


def test_a_disk_that_fills_up_during_an_upload_keeps_no_half_of_the_file(sam: User) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half of it"
        find_no_room()

    with pytest.raises(OSError, match="No space left"):
        file_store.receive(chunks(), name="list.csv", feed=all_feeds()[0].key, by=sam)
    with pytest.raises(OSError, match="No space left"):
        file_store.keep(chunks(), name="list.csv")
    assert list(file_store.folder().iterdir()) == []
    assert not ImportBatch.objects.exists()


def find_no_room(*_args: Any, **_more: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_the_same_file_again_is_known_by_its_content(sam: User, client_for: ClientFor, monday: Any) -> None:
    client = client_for(sam)
    used(client)
    again = upload(client, "renamed.xlsx", content=(SAMPLES / "ptl_small.xlsx").read_bytes())
    assert again.file_issues == ["duplicate_file"]
    assert "already imported on 23 November 2026" in page(client, again)


def test_a_checked_list_can_be_given_up_without_a_trace_in_the_census(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = upload(client, "ptl_small.xlsx")
    client.post(reverse("imports:batch_give_up", args=[batch.pk]))
    batch.refresh_from_db()
    assert (batch.state, Census.objects.count(), RejectedRow.objects.count()) == ("superseded", 0, 0)
    assert ">Not used<" in " ".join(page(client, batch).split()).replace("> ", ">").replace(" <", "<")


def test_a_list_of_a_day_to_come_says_so_before_it_is_used(sam: User, client_for: ClientFor, monday: Any) -> None:
    client = client_for(sam)
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    book["PTL"]["A2"] = "Census date: 29/11/2026"
    file = io.BytesIO()
    book.save(file)
    assert "The census date has not come yet" in page(client, upload(client, "early.xlsx", content=file.getvalue()))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("PTL_2026-01-24.xlsx", "The name says 24 January 2026, the list census 31 January 2026."),
        ("PTL_2026-01-31.xlsx", ""),
        ("PTL.xlsx", ""),
    ],
    ids=["another day", "the day of the rows", "no day"],
)
def test_a_name_with_another_day_is_said_and_the_list_can_be_used(
    name: str, says: str, sam: User, client_for: ClientFor
) -> None:
    batch = upload(client_for(sam), name, content=(SAMPLES / "ptl_small.xlsx").read_bytes())
    assert batch.state == "checked"
    shown = page(client_for(sam), batch)
    assert ("The name of the file says another day" in shown) is bool(says)
    assert says in shown
    assert "Use this list" in shown


def test_last_weeks_file_under_this_weeks_name_says_both(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    used(client, "ptl_2026-02-01.csv")
    batch = upload(client, "PTL 31.01.2026.csv", content=(SAMPLES / "ptl_2026-01-25.csv").read_bytes())
    assert (batch.state, batch.file_issues) == ("refused", ["census_not_newer"])
    assert "The name says 31 January 2026, the list census 24 January 2026." in page(client, batch)


def test_a_file_of_which_no_row_can_be_loaded_says_so_and_offers_no_use(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    content = b"Date,Day,Tier,Doctor,Start,End\n23/11/2026,Mon,1st,Nobody Known,08:00,20:30\n"
    batch = upload(client, "omfs_first_on_call.csv", content=content, feed="on_call_list")
    assert (batch.state, batch.rows_accepted, batch.rows_rejected) == ("checked", 0, 1)
    words = page(client, batch)
    assert "No row can be loaded: " in words
    assert "known already" not in words
    assert "Use this file" not in words
    said = client.post(reverse("imports:batch_use", args=[batch.pk]), follow=True).content.decode()
    assert "No row of this file can be loaded, so it was not used" in said
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_an_older_list_is_used_for_its_day_and_the_screens_go_on_showing_the_latest(
    sam: User, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    client = client_for(sam)
    used(client)
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    book["PTL"]["A2"] = "Census date: 24/01/2026"
    file = io.BytesIO()
    book.save(file)
    batch = upload(client, "older.xlsx", content=file.getvalue())
    assert batch.file_issues == ["census_not_newer"]
    words = page(client, batch)
    assert "If it is right, you can use it all the same." in words
    assert "The first of them" not in words
    specialty_manager = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert "If it is right, a directorate or assistant manager can use it all the same." in page(
        specialty_manager, batch
    )
    client.post(reverse("imports:batch_check", args=[batch.pk]), {"confirm": "1"})
    assert "There is no list of an earlier day to compare with." in page(client, batch)
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    words = page(client, batch)
    assert "In use for 24 January 2026 since" in words
    assert "The screens go on showing the latest list, of 31 January 2026." in words


def test_a_heading_of_another_column_is_not_proposed() -> None:
    form = MappingForm(feed=feed_of("ptl"), headings=["PPID_Issuer", "My PPID no."], missing=["PPID"])
    assert [field.initial for field in form.fields.values()] == ["My PPID no."]


def test_a_file_without_a_day_is_asked_for_it(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    header, *rows = (SAMPLES / "ptl_2026-02-01.csv").read_bytes().split(b"\r\n")[:6]
    content = b"\n".join([header.replace(b"Census_Date", b"Ignored"), *rows])
    batch = upload(client, "list_2026-02-01.csv", content=content)
    assert batch.state == "needs_answers"
    assert 'value="1/2/2026"' in page(client, batch)
    wrong = client.post(reverse("imports:batch_check", args=[batch.pk]), {"as_at": "2/31/2026"})
    assert wrong.status_code == 422
    client.post(reverse("imports:batch_check", args=[batch.pk]), {"as_at": "31/1/2026"})
    batch.refresh_from_db()
    assert (batch.state, batch.as_at) == ("checked", date(2026, 1, 31))


def test_a_missing_column_is_asked_for_once_and_then_remembered(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    sheet = book["PTL"]
    next(cell for cell in sheet[5] if cell.value == "TFC").value = "Tr. function"
    file = io.BytesIO()
    book.save(file)
    batch = upload(client, "changed.xlsx", content=file.getvalue())
    assert batch.missing_columns == ["Treatment_Function_Code"]
    assert "Which column is which?" in page(client, batch)
    client.post(reverse("imports:batch_check", args=[batch.pk]), {"function": "Tr. function"})
    batch.refresh_from_db()
    assert (batch.state, batch.rows_accepted) == ("checked", 194)
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    sheet["A2"] = "Census date: 07/02/2026"
    later = io.BytesIO()
    book.save(later)
    assert upload(client, "next week.xlsx", content=later.getvalue()).state == "checked"


def test_far_fewer_rows_are_held_until_a_manager_confirms(chris: User, client_for: ClientFor) -> None:
    client = client_for(chris)
    used(client)
    book = load_workbook(SAMPLES / "ptl_small.xlsx")
    book["PTL"].delete_rows(100, 60)
    book["PTL"]["A2"] = "Census date: 07/02/2026"
    file = io.BytesIO()
    book.save(file)
    batch = upload(client, "few.xlsx", content=file.getvalue())
    assert (batch.state, batch.file_issues) == ("held", ["row_count_drop"])
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "held"
    client.post(reverse("imports:batch_check", args=[batch.pk]), {"confirm": "1"})
    batch.refresh_from_db()
    assert (batch.state, batch.confirmed_by) == ("checked", chris)


def test_rejected_rows_come_back_corrected_and_are_settled(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = used(client)
    left = unsettled()
    assert left is not None
    assert (left.rows, left.href) == (6, reverse("imports:row_list", args=[batch.pk]))
    reply = client.get(reverse("imports:row_download", args=[batch.pk]))
    book = load_workbook(io.BytesIO(reply.content))
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(headings, row, strict=True))
        if cells["Row in list"].value == "121":
            cells["TFC"].value = "140"
        elif cells["Row in list"].value == "40":
            cells["Clock start"].value = "15/06/2025"
    file = io.BytesIO()
    book.save(file)
    client.post(
        reverse("imports:row_bring_back", args=[batch.pk]),
        {"file": SimpleUploadedFile("corrected.xlsx", file.getvalue())},
    )
    correction = ImportBatch.objects.latest("pk")
    assert (correction.state, correction.corrects, correction.rows_accepted) == ("checked", batch, 2)
    client.post(reverse("imports:batch_use", args=[correction.pk]))
    assert Census.objects.in_use().get().pathway_count == 196 == CensusPathway.objects.count()
    assert set(RejectedRow.objects.filter(outcome="corrected").values_list("row_number", flat=True)) == {40, 121}
    left = unsettled()
    assert left is not None
    assert left.rows == 4


def test_a_row_can_be_given_to_somebody_and_settled(sam: User, amira: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = used(client)
    row = batch.rejected_rows.get(row_number=85)
    client.post(reverse("imports:row_give", args=[row.pk]), {"owner": amira.pk})
    address = reverse("imports:row_settle", args=[row.pk])
    assert (
        '<option value="">Choose</option><option value="not_ours">'
        in client.get(reverse("imports:row_list", args=[batch.pk])).content.decode()
    )
    refused = client.post(address, {"outcome": ""}, follow=True).content.decode()
    assert "Row 85 is not settled. Choose beside it how it ends, then press Settle." in refused
    row.refresh_from_db()
    assert not row.outcome
    client.post(address, {"outcome": "not_ours"})
    row.refresh_from_db()
    assert (row.owner, row.outcome, row.settled_by) == (amira, "not_ours", sam)
    assert row.events.count() == 2
    assert client.get(reverse("imports:row_list", args=[batch.pk]) + "?show=all").status_code == 200
    assert client.get(reverse("imports:warning_list", args=[batch.pk])).status_code == 200
    assert client.get(reverse("imports:batch_list")).status_code == 200


def test_a_formula_leaves_as_text(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = used(client)
    RejectedRow.objects.filter(batch=batch, row_number=121).update(cells={"Notes": "=1+1", "TFC": "EAR\x0b"})
    reply = client.get(reverse("imports:row_download", args=[batch.pk]))
    cells = [cell for row in load_workbook(io.BytesIO(reply.content)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert AccessEvent.objects.filter(kind="export", row_count=6).exists()


@pytest.mark.parametrize("address", ["batch_list", "batch_upload"])
def test_who_may_not_import_is_refused(address: str, amira: User, bola: User, client_for: ClientFor) -> None:
    for user in (amira, bola):
        assert client_for(user).get(reverse(f"imports:{address}")).status_code == 403


def zip_of(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


def wide_workbook() -> bytes:
    book = Workbook()
    book.active.cell(row=1_000_000, column=16_000, value="x")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


BAD = {
    "nothing in it": (b"", "empty_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "unreadable"),
    "NUL characters late in the file": (b"a,b\n" * 40_000 + b"\0", "unreadable"),
    "a workbook with macros": (zip_of(xl__workbook_dot_xml=b"<x/>", xl__vbaProject_dot_bin=b"x"), "unreadable"),
    "a binary workbook": (zip_of(xl__workbook_dot_bin=b"x"), "unreadable"),
    "a zip of something else": (zip_of(a_dot_txt=b"x"), "unreadable"),
    "a zip bomb": (zip_of(xl__workbook_dot_xml=b"<x/>", xl__worksheets__s_dot_xml=bytes(500 * 1024 * 1024)), "unreadable"),
    "a sheet of far too many cells": (wide_workbook(), "unreadable"),
    "a workbook with a password": (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "unreadable",
    ),
    "a damaged workbook": ((SAMPLES / "ptl_small.xlsx").read_bytes()[:9000], "unreadable"),
    "a page": (b"<html><body>no list</body></html>", "missing_columns"),
    "a quote never closed": (
        (SAMPLES / "bad_header_only.csv").read_bytes().strip() + b'\n2026-02-01,"2026' + b"x\n" * 700_000, "unreadable",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_list_is_refused_with_words_that_help(what: str, sam: User, client_for: ClientFor) -> None:
    content, code = BAD[what]
    client = client_for(sam)
    batch = upload(client, "..\\..\\a\u202efdp.csv", content=content, feed="ptl")
    assert (batch.state, batch.file_issues) == ("refused", [code])
    assert batch.original_name == "afdp.csv"
    assert "nhsuk-warning-callout" in page(client, batch)


@pytest.mark.parametrize("name", ["list.xlsm", "list.xlsb", "list.pdf", "list.csv.html"])
def test_a_name_that_is_no_list_is_refused_at_once(name: str, sam: User, client_for: ClientFor) -> None:
    reply = client_for(sam).post(reverse("imports:batch_upload"), {"file": SimpleUploadedFile(name, b"x")})
    assert reply.status_code == 422
    assert not ImportBatch.objects.exists()


FIRST_ROWS = (SAMPLES / "ptl_2026-01-25.csv").read_bytes().decode("utf-8-sig").splitlines()[:41]
HEADINGS = FIRST_ROWS[0].split(",")
PLAIN = "\n".join(FIRST_ROWS) + "\n"


def with_comment(comment: str) -> str:
    return "\n".join([*FIRST_ROWS[:3], FIRST_ROWS[3].rsplit(",", 1)[0] + "," + comment, *FIRST_ROWS[4:]]) + "\n"


WRITTEN = {
    "UTF-16": PLAIN.encode("utf-16"),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "mixed line ends": "\r\n".join(FIRST_ROWS[:20]).encode() + b"\n" + "\r".join(FIRST_ROWS[20:]).encode(),
    "a line break in a cell": with_comment('"two\nlines"').encode(),
    "a stray quote in a cell": with_comment('5" lesion').encode(),
    "an opening quote that is not the cell's first letter": with_comment('says "well, no')
    .encode()
    .replace(b"well, no", b"well no"),
    "doubled quotes": with_comment('"says ""no"", twice"').encode(),
    "titles above and blank lines between": ("Trust report\n\n" + PLAIN.replace("\n", "\n\n", 3)).encode(),
    "a footer": (PLAIN + "Total rows: 40\n").encode(),
    "no line end at the end": PLAIN.rstrip("\n").encode(),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_same_list_is_read_however_it_is_written(how: str, sam: User, client_for: ClientFor) -> None:
    batch = used(client_for(sam), "list.csv", content=WRITTEN[how])
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (40, 40, 0)
    comments = {
        "a line break in a cell": "two\nlines",
        "a stray quote in a cell": '5" lesion',
        "doubled quotes": 'says "no", twice',
    }
    if how in comments:
        assert CensusPathway.objects.filter(comments=comments[how]).count() == 1


def test_the_watched_folder_uses_what_lies_there_and_puts_it_aside(tmp_path: Path, reference: None) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(SAMPLES / "ptl_small.xlsx", inbox)
    (inbox / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    assert (collect(inbox).done, collect(inbox).done) == (0, 1)
    assert [path.suffix for path in (inbox / "done").iterdir() if path.suffix != ".txt"] == [".xlsx"]
    note = next((inbox / "refused").glob("*.note.txt")).read_text()
    assert "not text" in note
    assert [path for path in inbox.iterdir() if path.is_file()] == []


def test_of_two_imports_of_one_file_one_wins(sam: User) -> None:
    first = import_file(SAMPLES / "ptl_small.xlsx", feed="ptl", by=sam, given=Given(is_dry_run=True))
    second = import_file(SAMPLES / "ptl_small.xlsx", feed="ptl", by=sam, given=Given(is_dry_run=True))
    assert use_batch(first.pk, by=sam).state == "accepted"
    late = use_batch(second.pk, by=sam)
    assert (late.state, late.file_issues) == ("refused", ["duplicate_file"])
    assert Census.objects.count() == 1
