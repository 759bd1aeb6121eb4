"""A patient tracking list from upload to in use, beside a bare COPY and a pipeline written by hand."""

import csv
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connections

from bench.ptl_files import HEADINGS, pair_of_weeks
from bench.registry import BenchRun, Result, against_floor, measure
from bench.timing import MEGABYTE, Sample
from directorate.core.history import system_user
from directorate.core.importers.file_kinds import sha256_of
from directorate.core.imports.batches import Answers, check_batch, use_batch
from directorate.core.imports.file_store import receive_file
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, User

GROUP = "waiting list import"
EARLIER, LATER = date(2026, 1, 24), date(2026, 1, 31)
DATE_COLUMNS = ("c11", "c18", "c19", "c20", "c27", "c28", "c29", "c30", "c31", "c32", "c37")
COLUMNS = HEADINGS.split(",")


@contextmanager
def empty_lists() -> Iterator[None]:
    """Start and end without a census in the bench's database."""
    _empty()
    with tempfile.TemporaryDirectory() as folder:
        before, settings.MEDIA_ROOT = settings.MEDIA_ROOT, Path(folder)
        try:
            yield
        finally:
            settings.MEDIA_ROOT = before
            _empty()


def _empty() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("""
            SELECT c.relname FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
            WHERE inhparent = 'waiting_lists_censuspathway'::regclass""")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TABLE "{name}"')
        cursor.execute("TRUNCATE waiting_lists_census, waiting_lists_censuschange, core_importbatch CASCADE")


def _forget(batch: ImportBatch) -> None:
    """Take the later list out again, so that it can be imported once more."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM waiting_lists_openpathwaysummary WHERE census_id = %s", [batch.target_id])
        cursor.execute("DELETE FROM waiting_lists_censusfacet WHERE census_id = %s", [batch.target_id])
        cursor.execute("DELETE FROM waiting_lists_censuschange WHERE census_id = %s", [batch.target_id])
        cursor.execute("DELETE FROM waiting_lists_census WHERE id = %s", [batch.target_id])
        cursor.execute(f"DROP TABLE waiting_lists_censuspathway_{batch.target_id}")
        cursor.execute("UPDATE core_importbatch SET state = 'superseded' WHERE id = %s", [batch.pk])


def _copy(path: Path, *, table: str) -> None:
    columns = ", ".join(f"c{place} text" for place in range(1, len(COLUMNS) + 1))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute(f"CREATE UNLOGGED TABLE {table} ({columns})")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy, path.open("rb") as file:
            file.readline()
            while block := file.read(MEGABYTE // 4):
                copy.write(block)


def _by_hand(path: Path) -> None:
    """What somebody writes who wants the list typed, checked and compared, and nothing else stored."""
    _copy(path, table="bench_stage")
    dates = ", ".join(
        f"CASE WHEN {cell} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' AND pg_input_is_valid({cell}, 'date')"
        f" THEN {cell}::date END AS {cell}"
        for cell in DATE_COLUMNS
    )
    others = ", ".join(f"btrim(c{place}) AS c{place}" for place in range(3, 39) if f"c{place}" not in DATE_COLUMNS)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("DROP TABLE IF EXISTS bench_typed")
        cursor.execute(f"""
            CREATE TABLE bench_typed AS SELECT md5(c15 || '|' || c14 || '|' || c16)::uuid AS key, {dates}, {others},
                CASE WHEN c14 IS NULL OR c15 IS NULL OR c16 IS NULL THEN 1 WHEN c3 <> 'RWP' THEN 2
                    WHEN c2 <> '{LATER}' THEN 3 WHEN c14 !~ '^[0-9A-Za-z]{{20}}$' THEN 4
                    WHEN c6 NOT IN ('IRTT', 'ORTT', 'PLTI', 'PLTO', 'INON', 'ONON') THEN 5
                    WHEN c23 NOT IN ('120', '140', '144', '145', '330', '215', '160') THEN 6
                    WHEN c19 = '1900-01-01' THEN 7 WHEN c19 > '{LATER}' THEN 8
                    WHEN c7 !~ '^[0-9]{{10}}$' THEN 9 ELSE 0 END AS fault
            FROM bench_stage""")
        cursor.execute("SELECT key, c19 FROM bench_typed GROUP BY 1, 2 HAVING count(*) > 1")
        cursor.fetchall()
        cursor.execute(f"""
            SELECT count(*) FROM bench_typed AS now FULL JOIN waiting_lists_censuspathway_{_earlier_id()} AS past
                ON past.pathway_key = now.key
            WHERE now.key IS NULL OR past.pathway_key IS NULL OR now.c19 <> past.rtt_period_start_date""")
        cursor.execute("DROP TABLE bench_typed; DROP TABLE bench_stage")


def _earlier_id() -> int:
    return ImportBatch.objects.filter(as_at=EARLIER, state="accepted").values_list("target_id", flat=True)[0] or 0


def _clean_copy(path: Path, *, folder: Path) -> Path:
    """The file without its ragged line, which a bare COPY cannot read."""
    target = folder / "clean.csv"
    with path.open("rb") as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
    width = len(COLUMNS)
    with target.open("rb+") as file:
        file.seek(-2000, 2)
        tail = file.read()
        last = tail.rstrip(b"\n").rpartition(b"\n")[2]
        if len(next(csv.reader([last.decode()]))) != width:
            file.seek(-len(last) - 1, 2)
            file.truncate()
    return target


def _seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


class PeakMemory:
    """The most this process has used above what it used before."""

    def __enter__(self) -> "PeakMemory":
        self._process = psutil.Process()
        self._before = self.most = self._process.memory_info().rss
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join()

    @property
    def megabytes(self) -> float:
        """Return the growth in megabytes."""
        return (self.most - self._before) / MEGABYTE

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            self.most = max(self.most, self._process.memory_info().rss)


@measure(group=GROUP)
def upload_to_in_use(run: BenchRun) -> Iterable[Result]:
    """Rejects, difference and summaries stored; indexes of a long list follow and have a line of their own."""
    folder = Path(settings.VAR_DIR) / "bench"
    earlier, later = pair_of_weeks(folder, rows=run.rows)
    by = system_user("imports")
    whole: list[float] = []
    indexes: list[float] = []
    copies: list[float] = []
    floors: list[float] = []
    with empty_lists(), tempfile.TemporaryDirectory() as place:
        import_file(earlier, feed="ptl", by=by, given=Given(as_at=EARLIER))
        clean = _clean_copy(later, folder=Path(place))
        with PeakMemory() as memory:
            for _ in range(max(run.repeats, 1)):
                copies.append(_seconds(lambda: _copy(clean, table="bench_copy")))
                floors.append(_seconds(lambda: _by_hand(clean)))
                batch, seconds, finishing = _import(later, by=by)
                whole.append(seconds)
                indexes.append(finishing)
                _forget(batch)
        ImportBatch.objects.filter(as_at=EARLIER, state="accepted").update(sha256=sha256_of(later))
        again = _seconds(lambda: _refused_again(later, by=by))
        hashing = _seconds(lambda: sha256_of(later))
    taken, floor, copy = Sample(tuple(whole)), Sample(tuple(floors)), Sample(tuple(copies))
    rows = f"{run.rows:,} rows, upload to in use"
    yield against_floor(rows, taken, floor=floor, floor_name="staged, typed and compared by hand", times_allowed=1.5)
    yield against_floor(f"{rows} (again)", taken, floor=copy, floor_name="bare COPY", times_allowed=7.5)
    yield Result(name="its indexes, right after", figure=Sample(tuple(indexes)).median_ms)
    yield Result(name="importing process, growth", figure=memory.megabytes, unit="MB", most=60)
    yield Result(
        name="the same file again, refused",
        figure=again * 1000,
        floor=hashing * 1000,
        floor_name="its SHA-256",
        times_allowed=1.5,
    )


def _import(path: Path, *, by: User) -> tuple[ImportBatch, float, float]:
    """Return the batch, the seconds from upload to in use, and those that its indexes took after that."""
    from directorate.core.imports import batches  # noqa: PLC0415 its last step is timed apart

    spent: list[float] = []
    finish = batches.finish_feed
    batches.finish_feed = lambda feed: spent.append(_seconds(lambda: finish(feed)))
    try:
        start = time.perf_counter()
        batch = receive_file(path, feed="ptl", by=by)
        batch = check_batch(batch.pk, by=by, answers=Answers(as_at=LATER))
        batch = use_batch(batch.pk, by=by)
        whole = time.perf_counter() - start
    finally:
        batches.finish_feed = finish
    return batch, whole - sum(spent), sum(spent)


def _refused_again(path: Path, *, by: User) -> None:
    """Refused by its content: the later list is in use by then under another batch."""
    batch = receive_file(path, feed="ptl", by=by)
    check_batch(batch.pk, by=by)


@measure(group=GROUP)
def fifteen_thousand_rows(run: BenchRun) -> Iterable[Result]:
    """An ordinary Monday."""
    earlier, later = pair_of_weeks(Path(settings.VAR_DIR) / "bench", rows=15_000)
    by = system_user("imports")
    seconds: list[float] = []
    with empty_lists():
        import_file(earlier, feed="ptl", by=by, given=Given(as_at=EARLIER))
        for _ in range(max(run.repeats, 1)):
            batch, taken, finishing = _import(later, by=by)
            seconds.append(taken + finishing)
            _forget(batch)
    yield Result(name="15,000 rows, upload to in use", figure=Sample(tuple(seconds)).median_ms, most=1000)
