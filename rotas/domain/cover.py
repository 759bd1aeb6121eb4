"""Who can take a duty that nobody does: the rules run on a doctor's duties without it and with it.

Source: product book, 3.5 (cover now); rota rule book, section 6 (a new breach refuses).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from rotas.domain.clocks import WEEK, hours_words
from rotas.domain.compliance import Check, check_duties
from rotas.domain.duties import Duty
from rotas.domain.findings import Finding
from rotas.domain.rules.hours import work_between
from rotas.domain.terms import Terms
from rotas.domain.timeline import Timeline, prepare


@dataclass(frozen=True, slots=True)
class Margins:
    """How close a doctor comes to the limits with the duty: minutes; None where no duty is known on that side.

    `limit` None: the Regulations know none for seven days.

    `fullest` is the work in the fullest 168 hours that touch the duty. On call from home is no shift: what lies on
    either side of it is work, not rest that is missing.
    """

    fullest: int
    limit: int | None
    rest_before: int | None
    rest_after: int | None
    is_from_home: bool = False


@dataclass(frozen=True, slots=True)
class CoverVerdict:
    """Whether a doctor can take a duty, and why not. `blocks` cannot be overridden; `breaches` need a reason."""

    margins: Margins
    blocks: tuple[str, ...] = ()
    breaches: tuple[Finding, ...] = field(default=())

    @property
    def can(self) -> bool:
        """Return whether nothing stands in the way."""
        return not self.blocks and not self.breaches

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return why not, in words."""
        return self.blocks + tuple(f"{item.rule.name}: {item.reason}" for item in self.breaches)


def judge_cover(
    duties: Sequence[Duty], *, gap: Duty, terms: Terms, is_away: str = "", today: Check | None = None
) -> CoverVerdict:
    """Return whether a doctor with these duties (sessions and leave among them) can take the gap.

    Breaches that are there without the gap do not count against it unless it makes them worse. `is_away` is what is
    said of leave at that time, empty when there is none. `today` is what the rules find in what the doctor does now,
    where that is something else than `duties`, as in a swap.
    """
    blocks = ([f"{is_away} then"] if is_away else []) + _elsewhere(duties, gap=gap)
    breaches = () if blocks else _new_breaches(duties, gap=gap, terms=terms, today=today)
    return CoverVerdict(margins=_margins(duties, gap=gap, terms=terms), blocks=tuple(blocks), breaches=breaches)


def _new_breaches(duties: Sequence[Duty], *, gap: Duty, terms: Terms, today: Check | None) -> tuple[Finding, ...]:
    found = (today or check_duties(duties, terms=terms)).findings
    before = {item.code: item for item in found if item.verdict == "BREACH"}
    after = check_duties([*duties, gap], terms=terms).findings
    return tuple(item for item in after if _is_new(item, before=before.get(item.code)))


def _elsewhere(duties: Sequence[Duty], *, gap: Duty) -> list[str]:
    """Say it when the doctor works, or is on call, at the same time."""
    at_once = [duty for duty in duties if duty.start < gap.end and gap.start < duty.end and duty.kind != "leave"]
    if any(duty.is_resident for duty in at_once):
        return ["at work at that time"]
    return ["on call at that time"] if any(duty.kind == "nroc" for duty in at_once) else []


def _is_new(item: Finding, *, before: Finding | None) -> bool:
    if item.verdict != "BREACH":
        return False
    if before is None or item.value is None or before.value is None:
        return before is None
    if item.value != before.value:
        return item.value < before.value if item.rule.smallest_is_worst else item.value > before.value
    return len(item.occurrences) > len(before.occurrences)


def _margins(duties: Sequence[Duty], *, gap: Duty, terms: Terms) -> Margins:
    timeline, without = prepare([*duties, gap]), prepare(duties)
    before = [item.end for item in without.working if item.start < gap.start]
    after = [item.start for item in without.working if item.start >= gap.end]
    return Margins(
        fullest=int(_fullest(timeline, gap=gap, terms=terms)),
        limit=None if terms.rule_set == "WTR1998" else terms.limits.week,
        rest_before=max(0, gap.start - max(before)) if before else None,
        rest_after=min(after) - gap.end if after else None,
        is_from_home=gap.kind == "nroc",
    )


def _fullest(timeline: Timeline, *, gap: Duty, terms: Terms) -> Fraction:
    starts = {start for item in timeline.working for start in (item.start, item.end - WEEK)}
    touching = [start for start in starts if start < gap.end and gap.start < start + WEEK]
    return max(
        (work_between(timeline, start=start, end=start + WEEK, terms=terms).high for start in touching),
        default=Fraction(0),
    )


def margin_words(margins: Margins) -> str:
    """Return 48 h of 72 h in the fullest 7 days; rest 13 h before and 1 h after."""
    limit = f" of {hours_words(margins.limit)}" if margins.limit is not None else ""
    fullest = f"{hours_words(margins.fullest)}{limit} in the fullest 7 days"
    beside = _work_beside(margins) if margins.is_from_home else _rests(margins)
    return f"{fullest}; {beside}" if beside else fullest


def _rests(margins: Margins) -> str:
    rests = [
        f"{hours_words(minutes)} {side}"
        for minutes, side in ((margins.rest_before, "before"), (margins.rest_after, "after"))
        if minutes is not None
    ]
    return f"rest {' and '.join(rests)}" if rests else ""


def _work_beside(margins: Margins) -> str:
    """Return on call from home between work that ends as it begins and work that begins 1 h after it."""
    sides = [
        f"work that {does} {_how_far(minutes, otherwise=otherwise)}"
        for minutes, does, otherwise in (
            (margins.rest_before, "ends", "before it"),
            (margins.rest_after, "begins", "after it"),
        )
        if minutes is not None
    ]
    if not sides:
        return "on call from home"
    return f"on call from home {'between' if len(sides) > 1 else 'beside'} {' and '.join(sides)}"


def _how_far(minutes: int, *, otherwise: str) -> str:
    if minutes:
        return f"{hours_words(minutes)} {otherwise}"
    return "as it begins" if otherwise == "before it" else "as it ends"
