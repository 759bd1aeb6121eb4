"""Runs of days: long shifts, nights, seven days in a row, and the rest that each needs afterwards.

Source: rota rule book, section 3.2; 2016 terms and conditions, schedule 3.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from rotas.domain.clocks import SATURDAY, SUNDAY, hours_words, weekday_of
from rotas.domain.findings import Occurrence, Verdict
from rotas.domain.terms import Limits, Terms
from rotas.domain.timeline import Block, OnCall, Rest, Run, Timeline, Working, rest_between

Intensity = Literal["low", "high", "undecided"]


def long_shifts_in_a_row(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield runs of more than four blocks of over 10 hours."""
    return _too_many(timeline, items=timeline.long_blocks, limit=terms.limits.long_run, noun="long shifts")


def nights_in_a_row(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield runs of more than four nights."""
    return _too_many(timeline, items=timeline.nights, limit=terms.limits.night_run, noun="nights")


def _too_many(timeline: Timeline, *, items: Sequence[Block], limit: int, noun: str) -> Iterator[Occurrence]:
    for run in timeline.runs(items):
        length = _length(run, timeline=timeline, counted=len(run.items))
        if length > limit or run.is_endless:
            yield Occurrence(
                verdict="BREACH",
                value=Fraction(length),
                limit=Fraction(limit),
                reason=f"{length} {noun} in a row from {_start(run, timeline=timeline)}; the limit is {limit}.",
                stretches=_stretches(run.items),
            )


def rest_after_long_shifts(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield rests below 48 hours after the fourth long block of a run that are not all nights."""
    limit = terms.limits.rest_after_long_run
    for rest, fourth in _fourth_rests(timeline, terms=terms):
        if not all(block.is_night for block in fourth) and rest.minutes < limit:
            yield _short_rest(rest, limit=limit, timeline=timeline, what="After 4 long shifts in a row")


def rest_after_long_nights(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield, as advice, rests of 46 to under 48 hours after four long blocks that are all nights."""
    limit, enough = terms.limits.rest_after_long_run, terms.limits.rest_after_nights
    for rest, fourth in _fourth_rests(timeline, terms=terms):
        if all(block.is_night for block in fourth) and enough <= rest.minutes < limit:
            what = "After 4 long nights in a row"
            yield _short_rest(rest, limit=limit, timeline=timeline, what=what, verdict="ADVISORY")


def _fourth_rests(timeline: Timeline, *, terms: Terms) -> Iterator[tuple[Rest, list[Block]]]:
    number = terms.limits.long_run
    for run in timeline.runs(timeline.long_blocks):
        if run.is_endless or len(run.items) < number:
            continue
        first = [item for item in run.items[:number] if isinstance(item, Block)]
        rest = timeline.rest_after(first[-1])
        if rest is not None:
            yield rest, first


def rest_after_nights(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield rests below 46 hours after the last night of a run, a single night included."""
    limit = terms.limits.rest_after_nights
    for run in timeline.runs(timeline.nights):
        rest = None if run.is_endless else timeline.rest_after(run.items[-1])
        if rest is not None and rest.minutes < limit:
            nights = "a night" if len(run.items) == 1 else f"{len(run.items)} nights"
            yield _short_rest(rest, limit=limit, timeline=timeline, what=f"After {nights}")


def days_in_a_row(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield runs of working duties on more than 7 dates, 12 when weekend on-call is agreed to be of low intensity."""
    limits = terms.limits
    for run in timeline.runs(timeline.working):
        intensity = intensity_of(run, terms=terms)
        limit = limits.days_in_a_row_low_intensity if intensity == "low" else limits.days_in_a_row
        length = _length(run, timeline=timeline, counted=run.days)
        if length <= limit and not run.is_endless:
            continue
        unknown = intensity == "undecided" and length <= limits.days_in_a_row_low_intensity and not run.is_endless
        why = " Whether the weekend on-call is of low intensity is not recorded." if unknown else ""
        yield Occurrence(
            verdict="UNKNOWN" if unknown else "BREACH",
            value=None if unknown else Fraction(length),
            limit=Fraction(limit),
            reason=f"{length} days in a row from {_start(run, timeline=timeline)}; the limit is {limit}.{why}",
            stretches=_stretches(run.items),
        )


def rest_after_days(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield rests below 48 hours after the last duty of the seventh (twelfth) date of a run."""
    limits = terms.limits
    for run in timeline.runs(timeline.working):
        intensity = intensity_of(run, terms=terms)
        date_number = limits.days_in_a_row_low_intensity if intensity == "low" else limits.days_in_a_row
        rest = _rest_after_date(run, number=date_number, timeline=timeline)
        if rest is None or rest.minutes >= limits.rest_after_days:
            continue
        verdict: Verdict = "UNKNOWN" if intensity == "undecided" else "BREACH"
        what = f"After {date_number} days in a row"
        yield _short_rest(rest, limit=limits.rest_after_days, timeline=timeline, what=what, verdict=verdict)


def _rest_after_date(run: Run, *, number: int, timeline: Timeline) -> Rest | None:
    if run.is_endless or run.days < number:
        return None
    last = max(run.on_date(number), key=lambda item: item.end)
    later = [item for item in timeline.working if item.day > run.first_day + number - 1]
    return rest_between(last, later[0]) if later else None


def intensity_of(run: Run, *, terms: Terms) -> Intensity:
    """Return whether the weekend on-call of a run is of low intensity, as was agreed; undecided if not recorded."""
    if not terms.low_intensity_agreed:
        return "high"
    weekend = [item for item in run.items if weekday_of(item.day) in {SATURDAY, SUNDAY}]
    calls = [item for item in weekend if isinstance(item, OnCall)]
    if not weekend or len(calls) < len(weekend):
        return "high"
    dates = {item.day for item in calls}
    found = {_of_date([item for item in calls if item.day == day], limits=terms.limits) for day in dates}
    return next(answer for answer in ("high", "undecided", "low") if answer in found)


def _of_date(calls: Sequence[OnCall], *, limits: Limits) -> Intensity:
    low, high = (sum(getattr(item.work, end) for item in calls) for end in ("low", "high"))
    episodes = sum(item.episodes or 0 for item in calls)
    if low > limits.low_intensity_work or episodes > limits.low_intensity_episodes:
        return "high"
    if high > limits.low_intensity_work or any(item.episodes is None for item in calls):
        return "undecided"
    return "low"


def _length(run: Run, *, timeline: Timeline, counted: int) -> int:
    return timeline.home.days if run.is_endless and timeline.home else counted


def _start(run: Run, *, timeline: Timeline) -> str:
    return "the first row, without end" if run.is_endless else timeline.clock.words(run.items[0].start)


def _stretches(items: Sequence[Working]) -> tuple[tuple[int, int], ...]:
    return tuple((item.start, item.end) for item in items)


def _short_rest(rest: Rest, *, limit: int, timeline: Timeline, what: str, verdict: Verdict = "BREACH") -> Occurrence:
    following = f" before {timeline.clock.words(rest.before.start)}" if rest.before else ""
    return Occurrence(
        verdict=verdict,
        value=None if verdict == "UNKNOWN" else Fraction(rest.minutes),
        limit=Fraction(limit),
        reason=(
            f"{what} the rest from {timeline.clock.words(rest.after.end)} is {hours_words(rest.minutes)}{following}; "
            f"at least {hours_words(limit)} is needed."
        ),
        stretches=_stretches([item for item in (rest.after, rest.before) if item]),
        passes_by_the_wall=rest.wall_minutes >= limit,
    )
