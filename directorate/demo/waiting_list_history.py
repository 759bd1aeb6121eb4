"""The demo's waiting list: two years of weekly totals, then two censuses through the ordinary import."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from django.db import transaction

from directorate.core import clock
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import Specialty, User
from directorate.core.models.imports import BatchState
from directorate.demo import waiting_list
from directorate.demo.cancer_list import write_cancer_list
from directorate.demo.people import Staff
from directorate.demo.shapes import LINES
from waiting_lists.models import Census, OpenPathwaySummary
from waiting_lists.models.census import PTL

WEEKS_OF_TOTALS = 104
# the list two years ago against today's, and how the share of long waits has moved
GROWTH_THEN = 1.12
STEEPNESS_THEN = 0.012
DECIDED_SHARE = 0.22
NO_STEP_SHARE = 0.3


class DemoImportError(Exception):
    """The demo's own list was not accepted."""


def seed_waiting_list(
    *, random: Random, scale: float, staff: Staff, latest: date, by: User, say: Callable[[str], object]
) -> None:
    """Two years of totals up to three weeks ago, then the last two censuses row by row."""
    _store_totals(random=random, scale=scale, latest=latest, by=by)
    consultants = {
        code: [d.consultant_code for d in staff.doctors if d.consultant_code and d.specialty.code == code]
        for code in ("ent", "omfs", "dermatology")
    }
    before = latest - timedelta(days=7)
    rows = list(waiting_list.pathways(random=random, census=latest, consultants=consultants, scale=scale))
    with TemporaryDirectory() as folder:
        earlier = waiting_list.week_before(random=random, latest=rows, census=before)
        _import(Path(folder), rows=earlier, census=before, by=by)
        _import(Path(folder), rows=rows, census=latest, by=by)
        _import_cancer_list(Path(folder), rows=rows, latest=latest, by=by)
    say(f"Waiting list: {len(rows):,} pathways as at {latest:%-d %B %Y}, {WEEKS_OF_TOTALS} weeks of totals")


def _import_cancer_list(folder: Path, *, rows: list[waiting_list.Waiting], latest: date, by: User) -> None:
    path = folder / "cancer_list.csv"
    write_cancer_list(path, rows=rows, as_at=latest, seed=latest.toordinal())
    batch = import_file(path, feed="cancer_ptl", by=by, given=Given(as_at=latest))
    if batch.state != BatchState.ACCEPTED:
        raise DemoImportError(f"The demo's cancer list was not accepted: {batch.state} {batch.file_issues}")


def _import(folder: Path, *, rows: list[waiting_list.Waiting], census: date, by: User) -> None:
    path = folder / f"ptl_{census}.csv"
    waiting_list.write_census(path, rows=rows, census=census)
    batch = import_file(path, feed=PTL, by=by, given=Given(as_at=census, is_confirmed=True))
    if batch.state != BatchState.ACCEPTED:
        raise DemoImportError(f"The demo's list of {census} was not accepted: {batch.state} {batch.file_issues}")


@transaction.atomic
def _store_totals(*, random: Random, scale: float, latest: date, by: User) -> None:
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    summaries: list[OpenPathwaySummary] = []
    for weeks_ago in range(WEEKS_OF_TOTALS, 1, -1):
        day = latest - timedelta(days=7 * weeks_ago)
        counts = list(_week_of_totals(random=random, weeks_ago=weeks_ago, scale=scale))
        total = sum(pathways for *_, pathways in counts)
        census = Census.objects.create(
            feed=PTL,
            census_date=day,
            has_rows=False,
            pathway_count=total,
            rtt_count=total,
            created_by=by,
            created_at=clock.now(),
        )
        summaries += (
            OpenPathwaySummary(
                census=census,
                return_line=line,
                treatment_function_code=line,
                specialty=specialties[specialty],
                clock_start_date=day - timedelta(days=7 * week + 4),
                is_nonc=False,
                pathways=pathways,
                with_decision_to_admit=round(pathways * DECIDED_SHARE),
                no_next_step=round(pathways * NO_STEP_SHARE),
                treatment_in_time=0,
            )
            for line, specialty, week, pathways in counts
        )
    OpenPathwaySummary.objects.bulk_create(summaries, batch_size=5000)


def _week_of_totals(*, random: Random, weeks_ago: int, scale: float) -> Iterator[tuple[str, str, int, int]]:
    """Line, specialty, weeks waited and pathways: a longer list with longer waits, the further back."""
    age = weeks_ago / WEEKS_OF_TOTALS
    for line, _, specialty, shape in LINES:
        for week, size in enumerate(shape):
            growth = 1 + (GROWTH_THEN - 1) * age
            longer = 1 + STEEPNESS_THEN * age * week
            pathways = round(size * scale * growth * longer * random.uniform(0.985, 1.015))
            if pathways:
                yield line, specialty, week, pathways
