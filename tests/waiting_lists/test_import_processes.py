"""Real processes: killed in the middle nothing is left, and of two with one file one wins."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings as project
from django.db import connection

from directorate.core.imports.batches import check_batch, is_being_worked_on, use_batch
from directorate.core.models import ImportBatch
from directorate.core.reference import load_reference
from waiting_lists.models import Census, CensusChange, CensusPathway

SAMPLE = Path(__file__).parent.parent / "data" / "waiting_lists" / "ptl_2026-01-25.csv"
PATIENCE_SECONDS = 120
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _a_new_installation(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    load_reference()


def address() -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}@{quote(given['HOST'], safe='')}/{given['NAME']}"


def start_import(var: Path, *more: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DATABASE_URL": address(), "DATABASE_OWNER_URL": address(), "VAR_DIR": str(var), "SECRET_KEY": "x",
    }  # fmt: skip
    command = [sys.executable, "manage.py", "import_ptl", str(SAMPLE), "--skip-checks", *more]
    return subprocess.Popen(
        command, cwd=project.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@contextmanager
def held_up_at(table: str) -> Iterator[None]:
    """An import that comes to this table waits there."""
    with psycopg.connect(address()) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND database = "
                       "(SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
        return bool(cursor.fetchone()[0])


def tables_left() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND"
                       " (relname ~ '^waiting_lists_censuspathway_[0-9]+$' OR relname LIKE 'core_staging_%')")  # fmt: skip
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    ("table", "state"),
    [("waiting_lists_censuschange", "checking"), ("waiting_lists_namepart", "committing")],
    ids=["while it checks", "while it stores"],
)
def test_a_killed_import_leaves_nothing_half_done_and_can_be_taken_up(table: str, state: str, tmp_path: Path) -> None:
    before = set(tables_left())
    with held_up_at(table):
        process = start_import(tmp_path)
        wait_until(somebody_waits)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    batch = ImportBatch.objects.get()
    wait_until(lambda: not is_being_worked_on(batch.pk))

    assert batch.state == state
    assert not Census.objects.in_use().exists()
    assert CensusChange.objects.count() == 0
    assert CensusPathway.objects.count() == 0
    assert len(set(tables_left()) - before) == (0 if state == "checking" else 1)

    if state == "checking":
        check_batch(batch.pk, by=batch.uploaded_by)
    use_batch(batch.pk, by=batch.uploaded_by)
    assert Census.objects.in_use().get().pathway_count == 14_688 == CensusPathway.objects.count()


def test_of_two_processes_with_one_file_one_wins(tmp_path: Path) -> None:
    processes = [start_import(tmp_path), start_import(tmp_path)]
    codes = sorted(process.wait(PATIENCE_SECONDS) for process in processes)
    assert codes == [0, 2]
    assert sorted(ImportBatch.objects.values_list("state", flat=True)) == ["accepted", "refused"]
    assert CensusPathway.objects.count() == 14_688
