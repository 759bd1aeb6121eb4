"""The working-time rules run on the doctors who have duties in a week, as they stand in the rotas now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from directorate.core.models import Specialty, User
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, instant_of
from rotas.domain.compliance import Check, check_duties
from rotas.domain.findings import Finding
from rotas.facts.rota_check import CheckedLine
from rotas.facts.swaps import doctor_of
from rotas.facts.working_time import terms_of, working_time
from rotas.models import Duty


def week_check(specialty: Specialty, *, viewer: User, monday: date) -> list[CheckedLine]:
    """Return what the rules find in the week, a line for each doctor of the specialty's rotas; five queries.

    Sessions and leave four weeks either side count, as in *Cover now*; of what they find, what touches the week is said.
    """
    start = LONDON_CLOCK.elapsed(day_of(monday) * DAY)
    end = LONDON_CLOCK.elapsed(day_of(monday + timedelta(days=7)) * DAY)
    rows = Duty.objects.standing().changeable_by(viewer).touching(instant_of(start), last=instant_of(end))
    duties = rows.filter(rota__specialty=specialty, person__isnull=False).select_related("rota", "person")
    held: dict[int, list[Duty]] = defaultdict(list)
    for duty in duties.order_by("person__sort_name", "person", "during"):
        held[doctor_of(duty).pk].append(duty)
    known = working_time(held, around=monday)
    return [
        CheckedLine(
            name=mine[0].done_by,
            slot=None,
            doctor=mine[0].done_by,
            duties=len(mine),
            check=_of_week(
                check_duties(known[key].duties, terms=terms_of(doctor_of(mine[0]), rota=mine[0].rota, around=monday)),
                start=start,
                end=end,
            ),
        )
        for key, mine in held.items()
    ]


def _of_week(check: Check, *, start: int, end: int) -> Check:
    found = (_touching(item, start=start, end=end) for item in check.findings)
    return replace(check, findings=tuple(item for item in found if item))


def _touching(item: Finding, *, start: int, end: int) -> Finding | None:
    """Return a finding with what of it touches the week; averages have no place in time and stay."""
    kept = tuple(
        found
        for found in item.occurrences
        if not found.stretches or any(begin < end and start < stop for begin, stop in found.stretches)
    )
    return replace(item, value=kept[0].value, limit=kept[0].limit, occurrences=kept) if kept else None


def counts_of(lines: Sequence[CheckedLine]) -> tuple[int, int]:
    """Return how many breaches and how many things that cannot be decided."""
    verdicts = [item.verdict for line in lines for item in line.check.findings]
    return verdicts.count("BREACH"), verdicts.count("UNKNOWN")
