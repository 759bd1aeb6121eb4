"""The weekly report of the demo (60 clerical staff, two years of history): PDF and workbook of both copies."""

import json
import subprocess
from collections.abc import Iterable

from bench.registry import BenchRun, Result, against_floor, measure
from bench.site import demo_environment, free_port, prepare_data
from bench.timing import Sample
from directorate.local.parts import python
from directorate.local.places import CHECKOUT

MOST_MEGABYTES = 200


@measure(group="reports")
def weekly_report(run: BenchRun) -> Iterable[Result]:
    """From the facts in the database to four stored files, beside the two libraries drawing the same tables."""
    environment = demo_environment(port=free_port())
    prepare_data(environment=environment)
    done = subprocess.run(
        python("-m", "bench.report_worker", str(run.repeats)),
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found = json.loads(done.stdout.splitlines()[-1])
    name = "weekly report, PDF and workbook of both copies"
    yield against_floor(
        name,
        Sample(tuple(found["ours"])),
        floor=Sample(tuple(found["floor"])),
        floor_name="WeasyPrint and openpyxl",
        times_allowed=1.5,
    )
    yield Result(f"{name}, memory", found["megabytes"], unit="MB", most=MOST_MEGABYTES, note="above the idle process")
