"""The Working Time Regulations 1998, for consultants, SAS doctors, locally employed and agency doctors.

Source: rota rule book, section 3.5; SI 1998/1833 regulations 4, 10, 11 and 12.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rotas.domain.clocks import DAY, WEEK, day_of
from rotas.domain.findings import Occurrence
from rotas.domain.rules.hours import hours_per_week, reference_period, shown, three_valued, work_in
from rotas.domain.rules.rests import short_gaps
from rotas.domain.terms import Limits, Terms
from rotas.domain.timeline import Home, Timeline

BREAK_AFTER, BREAK_MINUTES = 6 * 60, 20


def average_with_excluded_days(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield (A + B) / C above 48 hours a week; nothing when the doctor has opted out.

    A is the work of the period, B that of as many worked dates after it as days were excluded, C its weeks. With
    fewer worked dates known it is a breach only when the known ones are already too much.
    """
    period = reference_period(timeline, terms=terms)
    if period is None or not terms.reference_weeks or terms.opted_out:
        return
    excluded = sum(period.first <= day_of(day) < period.last for day in terms.excluded_days)
    dates = sorted({item.day for item in timeline.working if item.day >= period.last})[:excluded]
    work = work_in(item for item in timeline.working if period.first <= item.day < period.last or item.day in dates)
    weeks, limit = terms.reference_weeks, Fraction(terms.limits.average_hours)
    low, high = (hours_per_week(minutes, weeks=weeks) for minutes in (work.low, work.high))
    reason = (
        f"{shown(work.low / 60)} hours in {weeks} weeks with {excluded} excluded days replaced by later worked ones "
        f"is {shown(low)} hours a week; the limit is {limit}."
    )
    if len(dates) < excluded and low <= limit:
        yield Occurrence(
            verdict="UNKNOWN",
            value=None,
            limit=limit,
            reason=f"{reason} Only {len(dates)} of the {excluded} worked days after the period are known.",
        )
        return
    yield from three_valued(low, high=high, limit=limit, reason=reason)


def daily_rest(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield rests below 11 hours between blocks; advice when compensatory rest is agreed."""
    return short_gaps(timeline, limit=terms.limits.rest, verdict="ADVISORY" if terms.compensatory_rest else "BREACH")


@dataclass(frozen=True, slots=True)
class WeeklyRest:
    """A rest, elapsed minutes; an open one is the last that is known and may be longer."""

    start: int
    end: int
    is_open: bool = False

    def minutes(self, *, at_most: bool) -> int:
        """Return its length; without end when it is open and the most is asked for."""
        return 2 * WEEK if self.is_open and at_most else self.end - self.start


def weekly_rest(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield the fortnights of the reference period without enough weekly rest.

    A fortnight passes with a rest of 35 hours in each week, two such rests, or one of 59 hours; a last single week
    needs one of 35. A rest belongs to the week in which it begins, and to every week that it fills.
    """
    period = reference_period(timeline, terms=terms)
    if period is None or not timeline.blocks:
        return
    rests = _rests(timeline, period=period)
    weeks = range(period.first, period.last, 7)
    pairs = [weeks[index : index + 2] for index in range(0, len(weeks), 2)]
    failing = [pair for pair in pairs if not _has_rest(pair, rests=rests, timeline=timeline, limits=terms.limits)]
    surely = [
        pair
        for pair in failing
        if not _has_rest(pair, rests=rests, timeline=timeline, limits=terms.limits, at_most=True)
    ]
    if not failing:
        return
    yield Occurrence(
        verdict="BREACH" if surely else "UNKNOWN",
        value=Fraction(len(surely)) if surely else None,
        limit=Fraction(0),
        reason=(
            f"{len(surely)} fortnights without a rest of 35 hours each week, or one of 59 hours."
            if surely
            else "The last fortnight has enough rest only if no duty follows soon after the period."
        ),
    )


def _rests(timeline: Timeline, *, period: Home) -> list[WeeklyRest]:
    start, end = (timeline.clock.elapsed(day * DAY) for day in (period.first, period.last))
    found: list[WeeklyRest] = []
    at = start
    for block in timeline.blocks:
        if start <= at < end and block.start > at:
            found.append(WeeklyRest(start=at, end=block.start))
        at = max(at, block.end)
    if at < end:
        found.append(WeeklyRest(start=at, end=end, is_open=True))
    return found


def _has_rest(
    pair: Sequence[int], *, rests: Sequence[WeeklyRest], timeline: Timeline, limits: Limits, at_most: bool = False
) -> bool:
    by_week = [
        [rest.minutes(at_most=at_most) for rest in rests if _belongs(rest, week=week, timeline=timeline)]
        for week in pair
    ]
    everything = [minutes for week in by_week for minutes in week]
    weekly = [minutes for minutes in everything if minutes >= limits.weekly_rest]
    if len(pair) == 1:
        return bool(weekly)
    in_each = all(any(minutes >= limits.weekly_rest for minutes in week) for week in by_week)
    return in_each or len(weekly) > 1 or any(minutes >= limits.fortnightly_rest for minutes in everything)


def _belongs(rest: WeeklyRest, *, week: int, timeline: Timeline) -> bool:
    first, last = timeline.clock.elapsed(week * DAY), timeline.clock.elapsed((week + 7) * DAY)
    return first <= rest.start < last or (rest.start < first and rest.end >= last)


def break_in_six_hours(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield worked blocks of more than 6 hours without one break of 20 minutes; unknown when none were recorded."""
    if terms.mode != "worked":
        return
    for block in timeline.blocks:
        if block.minutes <= BREAK_AFTER:
            continue
        if block.breaks is None or not any(length >= BREAK_MINUTES for length in block.breaks):
            unknown = block.breaks is None
            said = "breaks are not recorded" if unknown else "no break of 20 minutes was taken"
            yield Occurrence(
                verdict="UNKNOWN" if unknown else "BREACH",
                value=None if unknown else Fraction(0),
                limit=Fraction(1),
                reason=f"Duty from {timeline.clock.words(block.start)}: {said}; one needed after 6 h.",
                stretches=((block.start, block.end),),
            )
