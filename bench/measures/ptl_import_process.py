"""The process that imports a waiting list, started for it alone: its memory at two sizes, and the same file again."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from bench.measures.ptl_import import EARLIER, GROUP, LATER, empty_lists
from bench.ptl_files import pair_of_weeks
from bench.registry import BenchRun, Result, against_floor, measure
from bench.timing import Sample
from directorate.local.parts import python
from directorate.local.places import CHECKOUT

MOST_MEGABYTES = 60
FLAT_MEGABYTES = 5  # what pages of memory vary by between runs; kept rows would take hundreds
TEN_TIMES_AS_MANY = 10
AGAIN = 3


def imported(*orders: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what became of files that a new process imported one after the other.

    Raises:
        RuntimeError: the process failed.
    """
    folder = Path(settings.MEDIA_ROOT)
    done = subprocess.run(
        python("-m", "bench.import_worker"),
        cwd=CHECKOUT,
        input=json.dumps({"folder": str(folder), "imports": orders}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _two_lists(*, rows: int, again: int = 0) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the import of a second list by a process of its own, and what became of the same file given again.

    Raises:
        RuntimeError: the list did not come into use, or the same file was not refused.
    """
    earlier, later = pair_of_weeks(Path(settings.VAR_DIR) / "bench", rows=rows)
    orders = [{"file": str(path), "census": day.isoformat()} for path, day in ((earlier, EARLIER), (later, LATER))]
    with empty_lists():
        imported(orders[0])
        second, *refused = imported(*[orders[1]] * (again + 1))
    states = [second["state"], *(answer["state"] for answer in refused)]
    if states != ["accepted", *["refused"] * again]:
        raise RuntimeError(f"the list and the same list again became {', '.join(states)}")
    return second, refused


@measure(group=GROUP)
def importing_process(run: BenchRun) -> Iterable[Result]:
    """Memory above what the process has with everything imported and connected: little, whatever the size of the list."""
    few = run.rows // TEN_TIMES_AS_MANY
    small, _ = _two_lists(rows=few)
    large, refused = _two_lists(rows=run.rows, again=AGAIN)
    yield Result(f"{run.rows:,} rows, memory above imports", large["megabytes"], unit="MB", most=MOST_MEGABYTES)
    more = max(large["megabytes"] - small["megabytes"], 0)
    yield Result(f"memory for {run.rows - few:,} rows more", more, unit="MB", most=FLAT_MEGABYTES)
    yield against_floor(
        f"{run.rows:,} rows, the same file again, until it is refused",
        Sample(tuple(answer["seconds"] for answer in refused)),
        floor=Sample(tuple(answer["hash_seconds"] for answer in refused)),
        floor_name="its SHA-256",
        times_allowed=1.5,
    )
