"""The demo's list of a week later, to be loaded as on a Monday: treated, discharged, referred and given dates since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from directorate.core.models import Person
from directorate.demo import waiting_list
from directorate.demo.shapes import LINES
from directorate.demo.waiting_list import FIRST_NUMBER, SHRINKS_IN_A_WEEK, Waiting
from waiting_lists.models import Census, CensusPathway

WEEK = timedelta(days=7)
DISCHARGED_IN_CLINIC, LEFT_OTHERWISE = 0.25, 0.004
GIVEN_A_DATE_WHEN_SEEN, GIVEN_A_DATE = 0.7, 0.06


class NoListError(Exception):
    """The demo has no list to go on from."""


def write_next_list(folder: Path) -> Path:
    """Write the file that comes a week after the latest list in use, as the hospital's system gives it.

    The same list in use gives the same file. Those who stay keep their numbers, so their comments stay with them.

    Raises:
        NoListError: with the sentence to show.
    """
    latest = Census.objects.latest_with_rows()
    if latest is None:
        raise NoListError("There is no waiting list to go on from. Load the demo first.")
    census = latest.census_date + WEEK
    random = Random(census.toordinal())
    staying = list(_staying(latest, census=census, random=random))
    referred = _referred(staying, left=latest.pathway_count - len(staying), census=census, random=random)
    path = folder / f"ptl_{census}.csv"
    waiting_list.write_census(path, rows=[*staying, *referred], census=census)
    return path


def _staying(latest: Census, *, census: date, random: Random) -> Iterator[Waiting]:
    rows = CensusPathway.objects.filter(census=latest).order_by("local_patient_identifier")
    for row in map(_waiting, rows.iterator()):
        was_seen = row.appointment is not None and row.appointment <= census
        leaves = random.random() < (DISCHARGED_IN_CLINIC if was_seen else LEFT_OTHERWISE)
        if not leaves and not (row.tci and row.tci <= census):
            yield _a_week_on(row, was_seen=was_seen, census=census, random=random)


def _a_week_on(row: Waiting, *, was_seen: bool, census: date, random: Random) -> Waiting:
    """The same patient: seen in clinic or tested, and perhaps with a date for what comes next."""
    if was_seen:
        row = replace(row, last_attended=row.appointment, appointment=None)
    if row.diagnostic and row.diagnostic <= census:
        row = replace(row, diagnostic=None)
    share = GIVEN_A_DATE_WHEN_SEEN if was_seen else GIVEN_A_DATE
    if row.tci or row.appointment or random.random() >= share:
        return row
    day = census + timedelta(days=random.randint(2, 70))
    return replace(row, tci=day) if row.decision_to_admit else replace(row, appointment=day)


def _referred(staying: Sequence[Waiting], *, left: int, census: date, random: Random) -> Iterator[Waiting]:
    """This week's referrals: a few fewer than have left, in proportion to the lines of the return."""
    consultants = _consultants()
    shares = [sum(shape) for *_, shape in LINES]
    first = 1 + max((row.place for row in staying), default=0)
    for place in range(first, first + max(0, left - round(len(staying) * SHRINKS_IN_A_WEEK))):
        line, functions, specialty, _ = random.choices(LINES, shares)[0]
        yield waiting_list.somebody(
            random=random,
            place=place,
            line=line,
            treatment_function=waiting_list.pick(random, functions),
            clock_start=census - timedelta(days=random.randint(0, 6)),
            census=census,
            consultants=consultants[specialty],
        )


def _consultants() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    doctors = Person.objects.exclude(consultant_code=None).order_by("pk")
    for specialty, code in doctors.values_list("specialty__code", "consultant_code"):
        found.setdefault(specialty, []).append(code or "")
    return found


def _waiting(row: CensusPathway) -> Waiting:
    """Somebody of a list in use, as the demo made them."""
    return Waiting(
        place=int(row.local_patient_identifier[1:]) - FIRST_NUMBER,
        line=row.return_line,
        treatment_function=row.treatment_function_code,
        clock_start=row.rtt_period_start_date or row.census.census_date,
        surname=row.surname,
        forename=row.forename,
        birth_date=row.birth_date or row.census.census_date,
        nhs_number=row.nhs_number,
        consultant=row.consultant_code,
        site=row.site_code,
        commissioner=row.commissioner_code,
        priority=row.priority_type_code,
        procedure_priority=row.procedure_priority_code,
        is_cancer=row.is_on_cancer_ptl,
        decision_to_admit=row.decision_to_admit_date,
        tci=row.tci_date,
        appointment=row.outpatient_future_appointment_date,
        diagnostic=row.diagnostic_date,
        last_attended=row.date_last_attended,
        comment=row.comments,
    )
