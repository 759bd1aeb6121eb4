"""Any file of any feed: recognised, asked for or refused; a document is read again when it is used."""

import io
import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from directorate.core.imports import sorting, worklist
from directorate.core.imports.file_store import drop_forgotten, folder
from directorate.core.imports.watched_folder import collect
from directorate.core.imports.worklist import batches_visible_to, rows_visible_to
from directorate.core.models import ImportBatch, User
from staffing.models import Post
from tests.core.document_feeds import SAMPLES
from tests.core.uploads import ClientFor, page, upload

pytestmark = pytest.mark.django_db
ESTABLISHMENT = SAMPLES / "staffing" / "establishment_2026-11.xlsx"


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def test_a_workbook_is_recognised_checked_and_used(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = upload(client, "from HR.xlsx", content=ESTABLISHMENT.read_bytes())
    assert (batch.feed, batch.state) == ("establishment", "checked")
    words = page(client, batch)
    assert "Looks like: establishment workbook, data to 22 November 2026, 147 rows" in words
    assert "posts: 58 new, 0 changed, 0 as before" in words
    assert not Post.objects.exists()
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    assert Post.objects.count() == 58
    assert "Open the posts" in page(client, batch)
    assert "Posts, 70" in page(client, batch)
    assert "Staff, 15</th><td>The same row stands in the file before" in page(client, batch)
    assert "Establishment (posts and staff)" in client.get(reverse("imports:batch_list")).content.decode()


def test_rejected_rows_of_several_sheets_come_back_corrected(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    batch = upload(client, "from HR.xlsx", content=ESTABLISHMENT.read_bytes())
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    book = load_workbook(io.BytesIO(client.get(reverse("imports:row_download", args=[batch.pk])).content))
    assert book.sheetnames == ["Posts", "Staff"]
    heading = next(cell.column for cell in book["Posts"][1] if cell.value == "Funded WTE")
    book["Posts"].cell(row=2, column=heading).value = "1.00"
    file = io.BytesIO()
    book.save(file)
    client.post(
        reverse("imports:row_bring_back", args=[batch.pk]),
        {"file": SimpleUploadedFile("corrected.xlsx", file.getvalue())},
    )
    correction = ImportBatch.objects.latest("pk")
    assert (correction.state, correction.corrects, correction.rows_accepted) == ("checked", batch, 1)
    client.post(reverse("imports:batch_use", args=[correction.pk]))
    settled = batch.rejected_rows.exclude(outcome="").values_list("sheet", "row_number", "outcome")
    assert list(settled) == [("Posts", 70, "corrected")]
    assert Post.objects.count() == 59


def test_what_has_changed_since_the_check_is_shown_before_it_counts(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    first = upload(client, "one.xlsx", content=ESTABLISHMENT.read_bytes())
    second = upload(client, "two.xlsx", content=ESTABLISHMENT.read_bytes() + b"\0\0")
    client.post(reverse("imports:batch_use", args=[first.pk]))
    client.post(reverse("imports:batch_use", args=[second.pk]))
    second.refresh_from_db()
    assert (second.state, second.counts["rows_changed"]) == ("checked", 0)
    words = page(client, second)
    assert "What is stored has changed since this file was checked" in words
    assert "Nothing changes" in words
    client.post(reverse("imports:batch_use", args=[second.pk]))
    second.refresh_from_db()
    assert second.state == "accepted"


def test_a_file_nobody_knows_is_asked_for(sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    sent = {"file": SimpleUploadedFile("what.csv", b"One,Two\n1,2\n")}
    reply = client.post(reverse("imports:batch_upload"), sent)
    words = reply.content.decode()
    assert "What is what.csv?" in words
    assert not ImportBatch.objects.exists()
    found = re.search(r'name="token" value="([^"]+)"', words)
    assert found is not None
    assert client.post(reverse("imports:batch_upload"), {"token": found[1]}).status_code == 422
    client.post(reverse("imports:batch_upload"), {"token": found[1], "feed": "establishment"})
    batch = ImportBatch.objects.get()
    assert (batch.feed, batch.file_issues, batch.original_name) == ("establishment", ["missing_columns"], "what.csv")
    again = client.post(reverse("imports:batch_upload"), {"token": found[1], "feed": "establishment"}, follow=True)
    assert "sent too long ago" in again.content.decode()


def test_a_kept_file_is_only_its_senders(sam: User, chris: User, client_for: ClientFor) -> None:
    sent = {"file": SimpleUploadedFile("what.csv", b"One,Two\n1,2\n")}
    reply = client_for(sam).post(reverse("imports:batch_upload"), sent)
    token = re.search(r'name="token" value="([^"]+)"', reply.content.decode())
    assert token is not None
    client_for(chris).post(reverse("imports:batch_upload"), {"token": token[1], "feed": "establishment"})
    assert not ImportBatch.objects.exists()


def test_a_file_of_somebody_elses_feed_is_refused_and_not_kept(
    sam: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = worklist.feeds_importable_by
    monkeypatch.setattr(
        sorting, "feeds_importable_by", lambda user: [feed for feed in every(user) if feed.key != "establishment"]
    )
    sent = {"file": SimpleUploadedFile("from HR.xlsx", ESTABLISHMENT.read_bytes())}
    reply = client_for(sam).post(reverse("imports:batch_upload"), sent)
    assert reply.status_code == 422
    assert "This looks like: establishment workbook. Your role does not load it." in reply.content.decode()
    assert not ImportBatch.objects.exists()
    assert list(folder().iterdir()) == []


def test_a_file_that_cannot_be_read_is_refused_at_once(sam: User, client_for: ClientFor) -> None:
    sent = {"file": SimpleUploadedFile("list.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")}
    reply = client_for(sam).post(reverse("imports:batch_upload"), sent)
    assert reply.status_code == 422
    assert "The file is not text" in reply.content.decode()
    assert list(folder().iterdir()) == []


def test_only_batches_of_ones_own_feeds_are_seen(
    sam: User, amira: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = upload(client_for(sam), "from HR.xlsx", content=ESTABLISHMENT.read_bytes())
    assert not batches_visible_to(amira).exists()
    assert not rows_visible_to(amira).exists()
    monkeypatch.setattr(worklist, "feeds_importable_by", lambda user: ())
    assert client_for(sam).get(reverse("imports:batch_view", args=[batch.pk])).status_code == 404


def test_files_nobody_came_back_to_are_deleted(
    sam: User, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_for(sam).post(reverse("imports:batch_upload"), {"file": SimpleUploadedFile("what.csv", b"One,Two\n1,2\n")})
    assert drop_forgotten() == 0
    monkeypatch.setattr("directorate.core.imports.file_store.FORGOTTEN_AFTER", timedelta(days=-1))
    assert drop_forgotten() == 1


def test_the_watched_folder_knows_what_lies_in_it(tmp_path: Path, reference: None) -> None:
    inbox = tmp_path / "inbox"
    (inbox / "establishment").mkdir(parents=True)
    shutil.copy(ESTABLISHMENT, inbox / "establishment" / "posts.xlsx")
    (inbox / "what.csv").write_text("One,Two\n1,2\n")
    collect(inbox)
    assert collect(inbox).refused == 1
    assert Post.objects.count() == 58
    assert len(list((inbox / "establishment" / "done").glob("*.xlsx"))) == 1
    assert "not plain which list" in next((inbox / "refused").glob("*.note.txt")).read_text()


def test_the_command_recognises_a_file_and_says_what_it_would_do(reference: None) -> None:
    out = io.StringIO()
    call_command("import_file", str(ESTABLISHMENT), "--dry-run", stdout=out)
    assert "Looks like: establishment workbook, data to 22 November 2026" in out.getvalue()
    assert "posts: 58 new" in out.getvalue()
    assert not Post.objects.exists()
