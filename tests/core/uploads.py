"""A file on its way through the pages, for the tests of imports."""

from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directorate.core.models import ImportBatch, User

SAMPLES = Path(__file__).parent.parent / "data" / "waiting_lists"
WORKBOOKS = SAMPLES.parent / "imports"
ClientFor = Callable[[User], Client]


def upload(client: Client, name: str, *, content: bytes | None = None, feed: str = "") -> ImportBatch:
    """The batch of an uploaded file; `feed` says what it is, otherwise it is recognised."""
    data = (SAMPLES / name).read_bytes() if content is None else content
    reply = client.post(reverse("imports:batch_upload"), {"file": SimpleUploadedFile(name, data), "feed": feed})
    assert reply.status_code == 302, reply.content.decode()[:2000]
    return ImportBatch.objects.latest("pk")


def used(client: Client, name: str = "ptl_small.xlsx", *, content: bytes | None = None) -> ImportBatch:
    batch = upload(client, name, content=content)
    client.post(reverse("imports:batch_use", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == "accepted", (batch.state, batch.file_issues, batch.explanation)
    return batch


def page(client: Client, batch: ImportBatch) -> str:
    reply = client.get(reverse("imports:batch_view", args=[batch.pk]))
    assert reply.status_code == 200
    return " ".join(reply.content.decode().split())
