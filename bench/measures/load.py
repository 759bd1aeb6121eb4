"""Eight people at work at the same time, over HTTP, against the site as `bin/run` serves it."""

import json
import statistics
import subprocess
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bench.registry import BenchRun, Result, measure
from bench.site import Site, running_site
from bench.timing import Sample
from directorate.core import clock
from directorate.local.parts import python
from directorate.local.places import CHECKOUT

PEOPLE = 8
WARM_UP_SECONDS = 5
SECONDS, QUICK_SECONDS = 40, 10
MOST_REQUESTS_EACH = 2_000
FEWEST_SAMPLES = 20
TIMES_THE_MEDIAN = 2.0
# Those who work with lists and leave; the others' pages are fewer.
ROLES_FIRST = (
    "Directorate manager", "Assistant manager", "Specialty manager", "Team leader", "Secretary", "Rota coordinator",
    "Consultant or clinical lead", "HR",
)  # fmt: skip


@measure(group="load")
def load(run: BenchRun) -> Iterable[Result]:
    """The 95th percentile of each kind of page beside its median; eight people, no pause between pages."""
    with running_site() as site:
        found = _visit(site, seconds=QUICK_SECONDS if run.is_quick else SECONDS)
        memory = site.megabytes()
    by_kind: dict[str, list[float]] = {}
    for kind, seconds in found["times"]:
        by_kind.setdefault(kind, []).append(seconds)
    if missing := [kind for kind in found["kinds"] if len(by_kind.get(kind, [])) < FEWEST_SAMPLES]:
        raise RuntimeError(f"too few requests in the time for a percentile: {', '.join(missing)}")
    for kind, seconds in by_kind.items():
        yield _against_median(f"load, {kind}", seconds)
    # Each request over the median of its kind, so that slow and fast kinds can be looked at together.
    medians = {kind: statistics.median(seconds) for kind, seconds in by_kind.items()}
    relative = Sample(tuple(seconds / medians[kind] for kind, seconds in found["times"]))
    yield Result(
        "load, all pages, each over the median of its kind",
        relative.percentile_ms(95) / 1000,
        unit="x",
        most=TIMES_THE_MEDIAN,
        note=f"{len(found['times'])} requests, {len(found['times']) / found['seconds']:.0f} a second",
    )
    yield Result("load, memory of the web server", memory, unit="MB", note="proportional set size, all processes")


def _against_median(name: str, seconds: list[float]) -> Result:
    sample = Sample(tuple(seconds))
    return Result(
        name,
        sample.percentile_ms(95),
        floor=sample.median_ms,
        floor_name="median",
        times_allowed=TIMES_THE_MEDIAN,
        note=f"{len(seconds)} requests, {sample.spread_ms}",
    )


def chosen_accounts(site: Site) -> list[str]:
    """Return the accounts of eight different roles, those that work with lists and leave first."""
    by_role = {role: email for email, role in reversed(site.accounts.items())}
    rest = [role for role in by_role if role not in ROLES_FIRST]
    wanted = [role for role in (*ROLES_FIRST, *rest) if role in by_role]
    return [by_role[role] for role in wanted[:PEOPLE]]


def _visit(site: Site, *, seconds: float) -> dict[str, Any]:
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    friday = monday + timedelta(days=4)
    dates = f"a {monday.day}/{monday.month} {friday.day}/{friday.month}"
    orders = {
        "port": site.port,
        "password": site.password,
        "accounts": [
            {"email": email, "leave_line": f"{email.partition('.')[0]} {dates}"} for email in chosen_accounts(site)
        ],
        "warm_up_seconds": WARM_UP_SECONDS,
        "seconds": seconds,
        "most": MOST_REQUESTS_EACH,
    }
    done = subprocess.run(
        python("-m", "bench.visitors"),
        cwd=CHECKOUT,
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
