"""Large files with a real background worker and a real queue: killed at the worst moment, taken up by the minute job."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import current_app
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.urls import reverse

from directorate.core.imports import work_queue
from directorate.core.imports.batches import is_being_worked_on
from directorate.core.imports.watched_folder import resume_interrupted
from directorate.core.models import ImportBatch, User
from tests.core.uploads import ClientFor
from tests.waiting_lists.test_import_processes import SAMPLE, address, held_up_at, somebody_waits, wait_until
from waiting_lists.models import Census, CensusPathway

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 14_688


@pytest.fixture(autouse=True)
def queue(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a queue of this test's own, really used: others may run beside it on the same broker."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(work_queue, "LARGEST_AT_ONCE", 0)
    name = f"test-{uuid4().hex}"
    monkeypatch.setattr(current_app, "send_task", partial(current_app.send_task, queue=name))
    was_eager, current_app.conf.task_always_eager = current_app.conf.task_always_eager, False
    yield name
    current_app.conf.task_always_eager = was_eager
    empty(name)


def empty(queue: str) -> None:
    with current_app.connection_for_write() as connection, connection.SimpleQueue(queue) as waiting:
        waiting.clear()


@contextmanager
def worker(var: Path, *, queue: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = os.environ | {
        "DATABASE_URL": address(), "DATABASE_OWNER_URL": address(), "VAR_DIR": str(var), "SECRET_KEY": "x",
    }  # fmt: skip
    command = [sys.executable, "-m", "celery", "-A", "directorate", "worker", "--pool", "solo", "-Q", queue]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=project.BASE_DIR, env=environment, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def killed_at(table: str, *, var: Path, queue: str) -> None:
    """Let a worker come as far as this table, and kill it there."""
    with held_up_at(table), worker(var, queue=queue) as process:
        wait_until(somebody_waits)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    batch = ImportBatch.objects.get()
    wait_until(lambda: not is_being_worked_on(batch.pk))


def the_minute_job_comes_round() -> int:
    ImportBatch.objects.update(uploaded_at=F("uploaded_at") - timedelta(minutes=5))
    return resume_interrupted()


def test_a_large_file_goes_through_the_worker_and_survives_its_death(
    sam: User, client_for: ClientFor, tmp_path: Path, queue: str
) -> None:
    client = client_for(sam)
    file = SimpleUploadedFile("list.csv", SAMPLE.read_bytes())
    assert client.post(reverse("imports:batch_upload"), {"file": file}).status_code == 302
    batch = ImportBatch.objects.get()
    here = reverse("imports:batch_view", args=[batch.pk])
    words = client.get(here).content.decode()
    assert batch.state == "uploaded"
    assert "Waiting to start: 0%" in words
    assert f'<a href="{here}">See how far it is</a>' in words
    assert "<html" not in client.get(here, headers={"HX-Request": "true"}).content.decode()

    killed_at("waiting_lists_censuschange", var=tmp_path, queue=queue)
    batch.refresh_from_db()
    assert (batch.state, Census.objects.count(), CensusPathway.objects.count()) == ("checking", 0, 0)
    assert "Checking list.csv" in client.get(here).content.decode()
    assert resume_interrupted() == 0
    assert the_minute_job_comes_round() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.rows_accepted) == ("checked", ROWS)
    assert client.get(here, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"

    client.post(reverse("imports:batch_use", args=[batch.pk]))
    killed_at("waiting_lists_namepart", var=tmp_path, queue=queue)
    batch.refresh_from_db()
    assert (batch.state, Census.objects.in_use().count(), CensusPathway.objects.count()) == ("committing", 0, 0)
    assert "Storing list.csv" in client.get(here).content.decode()
    assert the_minute_job_comes_round() == 1
    batch.refresh_from_db()
    assert (batch.state, CensusPathway.objects.count()) == ("accepted", ROWS)
    assert the_minute_job_comes_round() == 0


def test_the_same_file_dropped_again_meanwhile_is_used_once(
    sam: User, client_for: ClientFor, tmp_path: Path, queue: str
) -> None:
    client = client_for(sam)
    for name in ("first.csv", "second.csv"):
        client.post(reverse("imports:batch_upload"), {"file": SimpleUploadedFile(name, SAMPLE.read_bytes())})
    first, second = ImportBatch.objects.order_by("pk")
    with worker(tmp_path, queue=queue):
        wait_until(lambda: ImportBatch.objects.filter(state="checked").count() == 2)
        for batch in (first, second):
            client.post(reverse("imports:batch_use", args=[batch.pk]))
        wait_until(lambda: ImportBatch.objects.filter(state__in=["accepted", "refused"]).count() == 2)
    assert sorted(ImportBatch.objects.values_list("state", "file_issues")) == [
        ("accepted", []), ("refused", ["duplicate_file"]),
    ]  # fmt: skip
    assert CensusPathway.objects.count() == ROWS


def test_a_file_whose_message_was_lost_is_taken_up(sam: User, client_for: ClientFor, queue: str) -> None:
    client = client_for(sam)
    client.post(reverse("imports:batch_upload"), {"file": SimpleUploadedFile("list.csv", SAMPLE.read_bytes())})
    empty(queue)
    assert the_minute_job_comes_round() == 1
    assert ImportBatch.objects.get().state == "checked"
