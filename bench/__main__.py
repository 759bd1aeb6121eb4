"""`bin/bench [--quick] [--only NAME] [--rows N] [--repeats N] [NAME ...]`: measure in databases of its own."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Sequence
from itertools import groupby

import django
from django.core.management import call_command

from bench.registry import BenchRun, Measure, Result, all_measures, finish
from bench.table import table, write_document, write_json
from directorate.local import postgres
from directorate.local.environment import complete_values, given_values
from directorate.local.errors import LocalError
from directorate.local.places import Places, find_places, var_folder
from directorate.local.servers import addresses, bring_up, needed_servers, running, take_down

DATABASE = "directorate_bench"
ROWS, QUICK_ROWS = 1_000_000, 100_000
REPEATS, QUICK_REPEATS = 5, 3
WHAT_IT_DOES = """
Measure speed and memory, each figure beside the floor that this machine sets in the same run. The table goes to the
terminal, JSON to var/bench.json; the exit code is 1 when a figure is not within what is allowed. On two quiet cores all
of it takes about ten minutes (two more the first time, to make the files) and 4 GB of disk, --quick about three minutes.
"""


def chosen_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(prog="bin/bench", description=WHAT_IT_DOES)
    parser.add_argument("names", nargs="*", help="measures or groups to run (all)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="the same, said as an option")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROWS:,} rows, {QUICK_REPEATS} runs, 10 s of load")
    parser.add_argument("--rows", type=int, help=f"rows of the largest waiting list ({ROWS:,})")
    parser.add_argument("--repeats", type=int, help=f"runs of which the median counts ({REPEATS})")
    parser.add_argument("--docs", action="store_true", help="put the table into docs/performance.md as well")
    parser.add_argument("--list", action="store_true", help="print the names only")
    chosen = parser.parse_args(arguments)
    chosen.names += chosen.only
    chosen.rows = chosen.rows or (QUICK_ROWS if chosen.quick else ROWS)
    chosen.repeats = chosen.repeats or (QUICK_REPEATS if chosen.quick else REPEATS)
    return chosen


def set_up_django(places: Places) -> None:
    """Point Django at the bench's own database, which is brought to the present schema."""
    given = given_values()
    os.environ.update(complete_values(given, places=places))
    if needed_servers(given).postgres:
        with postgres.connect(places, database="postgres") as server:
            postgres.make_database(server, name=DATABASE)
        os.environ.update(addresses(places, database=DATABASE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")
    django.setup()
    call_command("prepare_database", verbosity=0)


def is_chosen(measure: Measure, *, names: Sequence[str]) -> bool:
    """Return whether a measure was asked for, by its name or its group's."""
    return not names or measure.name in names or measure.group in names


def run_measures(measures: Sequence[Measure], *, run: BenchRun) -> dict[str, list[Result]]:
    """Return the results by group, printing each group's table when it is done."""
    groups: dict[str, list[Result]] = {}
    for group, members in groupby(
        sorted(measures, key=lambda measure: measure.group), key=lambda measure: measure.group
    ):
        groups[group] = [result for measure in members for result in results_of(measure, run=run)]
        print(f"\n{group}\n{table(groups[group])}", flush=True)
    return groups


def results_of(measure: Measure, *, run: BenchRun) -> list[Result]:
    """Return a measure's results; one that breaks off says so in the table and does not keep the others back."""
    started = time.monotonic()
    try:
        return list(measure.function(run))
    except Exception as problem:
        traceback.print_exc()
        return [
            Result(f"{measure.name} broke off: {type(problem).__name__}", 1, unit="", most=0, note=str(problem)[-300:])
        ]
    finally:
        print(f"{measure.name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def bench(places: Places, *, chosen: argparse.Namespace) -> int:
    """Return 0 when every figure is within what is allowed."""
    set_up_django(places)
    measures = [measure for measure in all_measures() if is_chosen(measure, names=chosen.names)]
    if chosen.list:
        print("\n".join(f"{measure.group}: {measure.name}" for measure in measures))
        return 0
    if not measures:
        print("No measure has that name: see bin/bench --list.", file=sys.stderr)
        return 2
    run = BenchRun(rows=chosen.rows, repeats=chosen.repeats, is_quick=chosen.quick)
    try:
        groups = run_measures(measures, run=run)
    finally:
        finish()
    write_json(groups, path=places.var / "bench.json")
    if chosen.docs:
        write_document(groups)
    return 1 if any(result.holds is False for results in groups.values() for result in results) else 0


def main(arguments: Sequence[str]) -> int:
    """Run; a failure to start is one sentence on standard error and exit code 1."""
    chosen = chosen_arguments(arguments)
    try:
        places = find_places(var_folder())
        ran_before = running(places)
        bring_up(places, needed=needed_servers(given_values()))
        try:
            return bench(places, chosen=chosen)
        finally:
            if not ran_before:
                take_down(places)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
