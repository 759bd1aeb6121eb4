"""Hours: the weekly average, 72 hours in 168, the length of a shift, double booking and work during leave.

Source: rota rule book, section 3.2; 2016 terms and conditions, schedule 3.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from rotas.domain.clocks import WEEK, day_of, hours_words, monday_of
from rotas.domain.findings import Occurrence, Verdict
from rotas.domain.terms import Terms
from rotas.domain.timeline import NO_WORK, Block, Home, OnCall, Stretch, Timeline, Work, Working

NOTHING = Fraction(0)


def reference_period(timeline: Timeline, *, terms: Terms) -> Home | None:
    """Return the days of the reference period, None when there is none."""
    if terms.reference_weeks is None:
        return None
    if terms.reference_start is not None:
        first = day_of(terms.reference_start)
    elif timeline.working:
        first = monday_of(timeline.working[0].day)
    else:
        return None
    return Home(first=first, last=first + 7 * terms.reference_weeks)


def work_in(items: Iterable[Working]) -> Work:
    """Return the work of several duties."""
    return sum((item.work for item in items), start=NO_WORK)


def hours_per_week(minutes: Fraction, *, weeks: int | Fraction) -> Fraction:
    """Return hours a week from minutes."""
    return minutes / 60 / weeks


def three_valued(low: Fraction, *, high: Fraction, limit: Fraction, reason: str) -> Iterator[Occurrence]:
    """Yield a breach when the low value is over the limit, unknown when only the high one is."""
    if low > limit:
        yield Occurrence(verdict="BREACH", value=low, limit=limit, reason=reason)
    elif high > limit:
        yield Occurrence(verdict="UNKNOWN", value=None, limit=limit, reason=reason)


def _average(timeline: Timeline, *, terms: Terms, limit: int) -> Iterator[Occurrence]:
    period = reference_period(timeline, terms=terms)
    if period is None or not terms.reference_weeks:
        return
    work = work_in(item for item in timeline.working if period.first <= item.day < period.last)
    weeks = terms.reference_weeks
    known = f"{hours_words(int(work.low))} of work in {weeks} weeks is {shown(work.low / 60 / weeks)} hours a week"
    most = (
        f"; with all on-call work not recorded at most {shown(work.high / 60 / weeks)}" if work.high > work.low else ""
    )
    yield from three_valued(
        hours_per_week(work.low, weeks=weeks),
        high=hours_per_week(work.high, weeks=weeks),
        limit=Fraction(limit),
        reason=f"{known}{most}; the limit is {limit}.",
    )


def shown(hours: Fraction) -> str:
    """Return a number with two decimals for a sentence."""
    return f"{float(hours):.2f}"


def average_hours(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield the average over the reference period above 48 hours a week, 56 with a signed opt-out."""
    return _average(timeline, terms=terms, limit=terms.average_limit)


def average_hours_ltft(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield the average of a less than full-time doctor above 40 hours a week."""
    if terms.ltft:
        yield from _average(timeline, terms=terms, limit=terms.limits.average_hours_ltft)


def week_of_168_hours(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield windows of 168 consecutive hours with more than 72 hours of work.

    The windows start at each duty's start and end at each duty's end.
    """
    limit = Fraction(terms.limits.week)
    for item in timeline.counted(timeline.working):
        for start in (item.start, item.end - WEEK):
            work = work_between(timeline, start=start, end=start + WEEK, terms=terms)
            yield from _too_much(work, start=start, timeline=timeline, limit=limit)


def _too_much(work: Work, *, start: int, timeline: Timeline, limit: Fraction) -> Iterator[Occurrence]:
    if work.high <= limit:
        return
    verdict: Verdict = "BREACH" if work.low > limit else "UNKNOWN"
    minutes = work.low if verdict == "BREACH" else work.high
    amount = hours_words(int(minutes)) + ("" if verdict == "BREACH" else " at most")
    yield Occurrence(
        verdict=verdict,
        value=work.low if verdict == "BREACH" else None,
        limit=limit,
        reason=f"The 168 hours from {timeline.clock.words(start)} hold {amount} of work; the limit is 72 h.",
        stretches=((start, start + WEEK),),
    )


def work_between(timeline: Timeline, *, start: int, end: int, terms: Terms) -> Work:
    """Return the work inside a window; on-call work is spread over its open minutes, or counted whole."""
    minutes, on_call = 0, NO_WORK
    for item in timeline.working:
        if item.start >= end:
            break
        if item.end <= start:
            continue
        inside = min(item.end, end) - max(item.start, start)
        if isinstance(item, Block):
            minutes += inside
        else:
            on_call += _share(item, inside=inside, start=start, end=end, timeline=timeline, terms=terms)
    return on_call + Work(low=Fraction(minutes), high=Fraction(minutes))


def _share(item: OnCall, *, inside: int, start: int, end: int, timeline: Timeline, terms: Terms) -> Work:
    if not item.open_minutes:
        return NO_WORK
    uncovered = inside - timeline.block_minutes(max(item.start, start), until=min(item.end, end))
    if terms.oncall_density == "WHOLE":
        return Work(low=Fraction(uncovered), high=Fraction(uncovered))
    part = Fraction(uncovered, item.open_minutes)
    return Work(low=item.work.low * part, high=item.work.high * part)


def shift_length(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield blocks longer than 13 hours."""
    return _too_long(timeline, items=timeline.blocks, limit=terms.limits.shift, noun="shift")


def on_call_length(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield non-resident on-call periods longer than 24 hours."""
    return _too_long(timeline, items=timeline.on_calls, limit=terms.limits.on_call, noun="on-call period")


def _too_long(
    timeline: Timeline, *, items: tuple[Block, ...] | tuple[OnCall, ...], limit: int, noun: str
) -> Iterator[Occurrence]:
    for item in timeline.counted(items):
        if item.minutes > limit:
            yield Occurrence(
                verdict="BREACH",
                value=Fraction(item.minutes),
                limit=Fraction(limit),
                reason=(
                    f"The {noun} from {timeline.clock.words(item.start)} lasts {hours_words(item.minutes)}; "
                    f"the limit is {hours_words(limit)}.{_clock_note(item, limit=limit)}"
                ),
                stretches=((item.start, item.end),),
                passes_by_the_wall=item.wall_minutes <= limit,
            )


def _clock_note(item: Stretch, *, limit: int) -> str:
    if item.wall_minutes > limit:
        return ""
    return f" By the clock it is {hours_words(item.wall_minutes)}: the clocks go back. Finish an hour earlier."


def double_booking(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield resident duties that overlap."""
    for overlap in timeline.overlaps:
        if timeline.counts(overlap.day):
            yield Occurrence(
                verdict="BREACH",
                value=Fraction(overlap.end - overlap.start),
                limit=NOTHING,
                reason=(
                    f"Two duties overlap for {hours_words(overlap.end - overlap.start)} "
                    f"from {timeline.clock.words(overlap.start)}."
                ),
                stretches=((overlap.start, overlap.end),),
            )


def duty_on_leave(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield working duties during leave."""
    for item in timeline.counted(timeline.working):
        for leave in timeline.leaves:
            minutes = min(item.end, leave.end) - max(item.start, leave.start)
            if minutes > 0:
                yield Occurrence(
                    verdict="BREACH",
                    value=Fraction(minutes),
                    limit=NOTHING,
                    reason=(
                        f"The duty from {timeline.clock.words(item.start)} lies {hours_words(minutes)} inside "
                        f"leave from {timeline.clock.words(leave.start)}."
                    ),
                    stretches=((item.start, item.end),),
                )
