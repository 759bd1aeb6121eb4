"""Weekends: how many are worked, and how many in a row.

Source: rota rule book, section 3.2; 2016 terms and conditions, schedule 3.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rotas.domain.clocks import DAY, SATURDAY, date_of, weekday_of
from rotas.domain.findings import Occurrence
from rotas.domain.rules.hours import reference_period
from rotas.domain.terms import Terms
from rotas.domain.timeline import Timeline

FROM_MINUTE, TO_MINUTE = 1, 2 * DAY - 1  # Saturday 00:01 to Sunday 23:59


def weekends_worked(timeline: Timeline) -> list[int]:
    """Return the Saturdays of the weekends with a working duty between Saturday 00:01 and Sunday 23:59."""
    found: set[int] = set()
    for item in timeline.working:
        for saturday in range(item.day - 1, item.end_day + 1):
            if weekday_of(saturday) != SATURDAY:
                continue
            first, last = saturday * DAY + FROM_MINUTE, saturday * DAY + TO_MINUTE
            if item.wall_start < last and item.wall_end > first:
                found.add(saturday)
    return sorted(found)


def weekend_frequency(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield more weekends worked in the reference period than one in n."""
    period = reference_period(timeline, terms=terms)
    if period is None or not terms.reference_weeks:
        return
    worked = [day for day in weekends_worked(timeline) if period.first <= day < period.last]
    yield from too_many_weekends(len(worked), weeks=terms.reference_weeks, terms=terms)


def too_many_weekends(worked: int, *, weeks: int, terms: Terms) -> Iterator[Occurrence]:
    """Yield the number of weekends when it times n is more than the weeks."""
    if worked * terms.weekend_limit > weeks:
        yield Occurrence(
            verdict="BREACH",
            value=Fraction(worked),
            limit=Fraction(weeks, terms.weekend_limit),
            reason=f"{worked} weekends worked in {weeks} weeks; the limit is 1 in {terms.weekend_limit}.",
        )


def weekends_in_a_row(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield, as advice, two or more weekends worked in a row; a template that works them all never ends."""
    for group in _sequences(weekends_worked(timeline)):
        endless = timeline.home and group[0] < timeline.home.first and group[-1] >= timeline.home.last
        length = timeline.home.days // 7 if timeline.home and endless else len(group)
        if endless or (len(group) > 1 and timeline.counts(group[0])):
            yield Occurrence(
                verdict="ADVISORY",
                value=Fraction(length),
                limit=Fraction(1),
                reason=f"{length} weekends in a row from {date_of(group[0]):%a %-d %b %Y}."
                if not timeline.home
                else f"{length} weekends in a row.",
                stretches=((group[0] * DAY, (group[-1] + 2) * DAY),),
            )


def _sequences(saturdays: Sequence[int]) -> Iterator[list[int]]:
    group: list[int] = []
    for day in saturdays:
        if group and day > group[-1] + 7:
            yield group
            group = []
        group.append(day)
    if group:
        yield group
