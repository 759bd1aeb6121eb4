"""`bin/bench [--rows N] [--repeats N] [NAME ...]`: run the measures in a database of their own."""

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import groupby

import django
from django.core.management import call_command

from bench.registry import BenchRun, Measure, Result, all_measures
from bench.table import table, write_json
from directorate.local import postgres
from directorate.local.environment import complete_values, given_values
from directorate.local.errors import LocalError
from directorate.local.places import Places, find_places, var_folder
from directorate.local.servers import addresses, bring_up, needed_servers, running, take_down

DATABASE = "directorate_bench"


def chosen_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the person asked for."""
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure; the table goes to the terminal, JSON to var/bench.json."
    )
    parser.add_argument("names", nargs="*", help="measures or groups to run (all)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the largest waiting list (1,000,000)")
    parser.add_argument("--repeats", type=int, default=5, help="runs of which the median counts (5)")
    parser.add_argument("--list", action="store_true", help="print the names only")
    return parser.parse_args(arguments)


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
        groups[group] = [result for measure in members for result in measure.function(run)]
        print(f"\n{group}\n{table(groups[group])}", flush=True)
    return groups


def bench(places: Places, *, chosen: argparse.Namespace) -> int:
    """Return 0 when every figure is within what is allowed."""
    set_up_django(places)
    measures = [measure for measure in all_measures() if is_chosen(measure, names=chosen.names)]
    if chosen.list:
        print("\n".join(f"{measure.group}: {measure.name}" for measure in measures))
        return 0
    groups = run_measures(measures, run=BenchRun(rows=chosen.rows, repeats=chosen.repeats))
    write_json(groups, path=places.var / "bench.json")
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
