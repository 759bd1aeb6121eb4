"""Today and the page of a pathway: how many queries, and whether their time grows with the list."""

import re
from collections.abc import Iterable
from functools import partial

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measures.team_calendar import sixty_people
from bench.measures.waiting_list_screens import AS_SERVED, GROUP, fetched, filled_census, manager_client
from bench.registry import BenchRun, Result, against_floor, measure
from bench.timing import Sample, timed_in_turn

MOST_QUERIES = 12
FEW = 15_000
PATHWAY = re.compile(r'href="(/waiting-list/pathways/[0-9a-f-]{36}/)')


@measure(group=GROUP)
def pages(run: BenchRun) -> Iterable[Result]:
    """Dashboard, list, pathway and Today at two sizes of list, with sixty people in a team."""
    sixty_people()
    few, _ = _at(FEW, repeats=run.repeats)
    many, queries = _at(run.rows, repeats=run.repeats)
    for name, sample in many.items():
        yield against_floor(
            f"{name}, {run.rows:,} rows", sample, floor=few[name], floor_name=f"{FEW:,} rows", times_allowed=1.5
        )
        yield Result(f"{name}, queries", queries[name], unit="queries", most=MOST_QUERIES)


def _at(rows: int, *, repeats: int) -> tuple[dict[str, Sample], dict[str, int]]:
    """Return times and numbers of queries by the name of the page."""
    with filled_census(rows=rows, summary_of=rows), override_settings(**AS_SERVED):
        client = manager_client()
        found = PATHWAY.search(fetched(client, reverse("waiting_lists:pathway_list")))
        if found is None:
            raise RuntimeError("the list shows no pathway")
        addresses = {
            "Today": reverse("shell:today"),
            "pathway page": found.group(1),
            "dashboard": reverse("waiting_lists:dashboard"),
            "list": reverse("waiting_lists:pathway_list"),
        }
        samples = timed_in_turn(
            {name: partial(fetched, client, address) for name, address in addresses.items()},
            repeats=max(repeats, 9),
            warm_up=2,
        )
        queries = {}
        for name, address in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                fetched(client, address)
            queries[name] = len(captured)
    return samples, queries
