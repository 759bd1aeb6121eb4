"""Daily rest between shifts, breaks inside them, and rest during on-call.

Source: rota rule book, section 3.2; 2016 terms and conditions, schedule 3, paragraphs 21 to 23; guardian guidance 2023.
"""

from collections.abc import Iterator
from fractions import Fraction

from rotas.domain.clocks import hours_words
from rotas.domain.findings import Occurrence, Verdict
from rotas.domain.terms import Terms
from rotas.domain.timeline import Block, OnCall, Timeline, gaps, windows

BREAK_MINUTES = 30
ONE_BREAK_OVER, TWO_BREAKS_OVER, THREE_BREAKS_NIGHT = 5 * 60, 9 * 60, 12 * 60
REST_NIGHT = (22 * 60, 31 * 60)  # 22:00 to 07:00 of the next day
Piece = tuple[int, int]


def daily_rest(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield rests below 11 hours between blocks; non-resident on-call is not looked at."""
    return short_gaps(timeline, limit=terms.limits.rest, verdict="BREACH")


def short_gaps(timeline: Timeline, *, limit: int, verdict: Verdict) -> Iterator[Occurrence]:
    """Yield the rests between blocks that are shorter than the limit."""
    for rest in gaps(timeline.blocks):
        if rest.minutes >= limit or rest.before is None or not timeline.counts(rest.after.day):
            continue
        by_the_wall = rest.wall_minutes >= limit
        note = " The clocks go forward: start 30 minutes later or more." if by_the_wall else ""
        yield Occurrence(
            verdict=verdict,
            value=Fraction(rest.minutes),
            limit=Fraction(limit),
            reason=(
                f"From {timeline.clock.words(rest.after.end)} to {timeline.clock.words(rest.before.start)} is "
                f"{hours_words(rest.minutes)} of rest; at least {hours_words(limit)} is needed.{note}"
            ),
            stretches=((rest.after.start, rest.after.end), (rest.before.start, rest.before.end)),
            passes_by_the_wall=by_the_wall,
        )


def breaks_needed(block: Block) -> int:
    """Return how many breaks of 30 minutes a block needs."""
    if block.is_night and block.minutes >= THREE_BREAKS_NIGHT:
        return 3
    return int(block.minutes > ONE_BREAK_OVER) + int(block.minutes > TWO_BREAKS_OVER)


def breaks(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield worked blocks with fewer breaks of 30 minutes than needed; unknown when none were recorded."""
    if terms.mode != "worked":
        return
    for block in timeline.blocks:
        needed = breaks_needed(block)
        taken = None if block.breaks is None else sum(length >= BREAK_MINUTES for length in block.breaks)
        if needed and (taken is None or taken < needed):
            said = "breaks are not recorded" if taken is None else f"{taken} of {needed} breaks of 30 minutes taken"
            yield _missing(block, timeline=timeline, value=taken, limit=needed, said=f"{said}; {needed} needed")


def rest_in_on_call_nights(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield nights of on-call without 5 hours in a row between 22:00 and 07:00 free of call-outs and blocks."""
    if terms.mode != "worked":
        return
    limit = terms.limits.on_call_night_rest
    for call in timeline.on_calls:
        for start, end in windows(call.wall_start, call.wall_end, hours=REST_NIGHT, clock=timeline.clock):
            if start < call.start or end > call.end:
                continue
            free = _free(call, start=start, end=end, timeline=timeline)
            longest = None if free is None else max((last - first for first, last in free), default=0)
            if longest is None or longest < limit:
                said = "call-outs are not recorded" if longest is None else f"{hours_words(longest)} of rest in a row"
                yield _missing(call, timeline=timeline, value=longest, limit=limit, said=f"{said}; 5 h needed")


def rest_in_long_on_call(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield on-call periods of 24 hours or more with less than 8 hours free of call-outs and blocks."""
    if terms.mode != "worked":
        return
    limit = terms.limits.on_call_total_rest
    for call in timeline.on_calls:
        if call.minutes < terms.limits.on_call:
            continue
        free = _free(call, start=call.start, end=call.end, timeline=timeline)
        total = None if free is None else sum(last - first for first, last in free)
        if total is None or total < limit:
            said = "call-outs are not recorded" if total is None else f"{hours_words(total)} of rest in all"
            yield _missing(call, timeline=timeline, value=total, limit=limit, said=f"{said}; 8 h needed")


def _free(call: OnCall, *, start: int, end: int, timeline: Timeline) -> list[Piece] | None:
    """Return the pieces of a window without call-out or block, None when call-outs were not recorded."""
    if call.call_outs is None:
        return None
    worked = [(block.start, block.end) for block in timeline.blocks]
    busy = sorted([*worked, *((item.start, item.end) for item in call.call_outs)])
    free: list[Piece] = []
    at = start
    for first, last in busy:
        if min(first, end) > at:
            free.append((at, min(first, end)))
        at = max(at, last)
    return [*free, (at, end)] if at < end else free


def _missing(item: Block | OnCall, *, timeline: Timeline, value: int | None, limit: int, said: str) -> Occurrence:
    return Occurrence(
        verdict="UNKNOWN" if value is None else "BREACH",
        value=None if value is None else Fraction(value),
        limit=Fraction(limit),
        reason=f"Duty from {timeline.clock.words(item.start)}: {said}.",
        stretches=((item.start, item.end),),
    )
