"""Non-resident on-call: consecutive periods, how many in seven days, and the day after.

Source: rota rule book, section 3.2; 2016 terms and conditions, schedule 3.
"""

from collections.abc import Iterator
from fractions import Fraction

from rotas.domain.clocks import SATURDAY, date_of, hours_words, weekday_of
from rotas.domain.findings import Occurrence
from rotas.domain.terms import Terms
from rotas.domain.timeline import OnCall, Timeline


def consecutive_on_call(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield the number of pairs of consecutive dates on which on-call starts, Saturday with Sunday excepted."""
    dates = {item.day for item in timeline.on_calls}
    pairs = [day for day in sorted(dates) if day + 1 in dates and weekday_of(day) != SATURDAY and timeline.counts(day)]
    if pairs:
        yield Occurrence(
            verdict="BREACH",
            value=Fraction(len(pairs)),
            limit=Fraction(0),
            reason=(
                f"On-call starts on consecutive dates {_times(len(pairs))}, first on "
                f"{_day_words(pairs[0], timeline=timeline)}; only Saturday with Sunday is allowed."
            ),
        )


def on_call_in_seven_days(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield seven consecutive dates with more than three on-call periods starting in them."""
    limit = terms.limits.on_calls_in_seven_days
    for first in timeline.counted(timeline.on_calls):
        number = sum(first.day <= item.day < first.day + 7 for item in timeline.on_calls)
        if number > limit:
            yield Occurrence(
                verdict="BREACH",
                value=Fraction(number),
                limit=Fraction(limit),
                reason=(
                    f"{number} on-call periods start in the 7 days from {_day_words(first.day, timeline=timeline)}; "
                    f"the limit is {limit}."
                ),
            )


def day_after_on_call(timeline: Timeline, *, terms: Terms) -> Iterator[Occurrence]:
    """Yield blocks longer than 10 hours on the date on which on-call ends."""
    limit = terms.limits.day_after_on_call
    starts = {item.day for item in timeline.on_calls}
    for call in timeline.on_calls:
        if call.day + 1 in starts or call.end_day == call.day or not timeline.counts(call.day):
            continue
        yield from _long_day(call, timeline=timeline, limit=limit)


def _long_day(call: OnCall, *, timeline: Timeline, limit: int) -> Iterator[Occurrence]:
    for block in timeline.blocks:
        if block.day == call.end_day and block.minutes > limit:
            yield Occurrence(
                verdict="BREACH",
                value=Fraction(block.minutes),
                limit=Fraction(limit),
                reason=(
                    f"On the day on-call ends the shift from {timeline.clock.words(block.start)} lasts "
                    f"{hours_words(block.minutes)}; the limit is {hours_words(limit)}."
                ),
                stretches=((call.start, call.end), (block.start, block.end)),
            )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _day_words(day: int, *, timeline: Timeline) -> str:
    return f"{date_of(day):%a}" if timeline.home else f"{date_of(day):%a %-d %b %Y}"
