"""Sickness prompts, attendance reviews and the Bradford factor.

A prompt says "policy threshold met"; a person records the decision. Bradford is off unless switched on.
Source: HR034 6.20 and manager guide; other trusts' rules are rows of the rule table.
"""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from directorate.core.domain.calendar import add_months
from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away
from staffing.domain.episodes import Operator, compares
from staffing.domain.spans import Span, days_ending, distinct_days, each_day, merged, months_ending

Measure = Literal["occasions", "days", "rate_percent"]
Anchor = Literal["last_day_of_latest", "report_date"]
WindowKind = Literal["months", "days"]


@dataclass(frozen=True, slots=True)
class GroupedEpisode:
    """A merged sickness episode and the group it is judged in (standard, pregnancy, disability ...)."""

    span: Span
    group: str = "standard"


@dataclass(frozen=True, slots=True)
class Condition:
    """One threshold."""

    measure: Measure
    operator: Operator
    value: Fraction


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """One row of the rule table; any condition that holds prompts."""

    code: str
    window_kind: WindowKind
    window_n: int
    anchor: Anchor
    any_of: tuple[Condition, ...]
    exclude_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TriggerResult:
    """What a rule found; window None when there is nothing to anchor it to."""

    rule: str
    window: Period | None
    occasions: int
    days: int
    met: tuple[Measure, ...]

    @property
    def rate(self) -> Fraction | None:
        """Return days over days of the window in per cent, exact."""
        return None if self.window is None else Fraction(100 * self.days, self.window.days)

    @property
    def rate_percent(self) -> Decimal | None:
        """Return the rate with 2 decimals."""
        return None if self.rate is None else decimal_half_away(self.rate, places=2)

    @property
    def prompt(self) -> bool:
        """Return whether a policy threshold is met."""
        return bool(self.met)


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """An attendance review: its last day, and periods and days of sickness inside."""

    review_end: date
    periods: int
    days: int
    target_met: bool


@dataclass(frozen=True, slots=True)
class Bradford:
    """Occasions, days and B = S x S x D of a window that ends on the day asked about."""

    window_from: date
    occasions: int
    days: int

    @property
    def factor(self) -> int:
        """Return S x S x D."""
        return self.occasions**2 * self.days


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """Which days count when Bradford counts working days; ISO weekdays."""

    weekdays: frozenset[int]
    bank_holidays: Container[date]

    def holds(self, day: date) -> bool:
        """Return whether the day counts."""
        return day.isoweekday() in self.weekdays and day not in self.bank_holidays


def judge_rule(rule: TriggerRule, *, episodes: Iterable[GroupedEpisode], report_date: date) -> TriggerResult:
    """Return what one rule says about the merged episodes of one person."""
    counted = _known_by(report_date, episodes=episodes, exclude_groups=rule.exclude_groups)
    anchor = report_date
    if rule.anchor == "last_day_of_latest":
        if not counted:
            return TriggerResult(rule=rule.code, window=None, occasions=0, days=0, met=())
        anchor = max(period.last for period in counted)
    window = _window(rule.window_kind, n=rule.window_n, last=anchor)
    inside = _inside(counted, window=window)
    result = TriggerResult(rule=rule.code, window=window, occasions=len(inside), days=distinct_days(inside), met=())
    met = tuple(condition.measure for condition in rule.any_of if _holds(condition, result=result))
    return replace(result, met=met)


def attendance_review(
    review_start: date, *, months: int, max_periods: int, max_days: int, episodes: Iterable[Span]
) -> ReviewResult:
    """Return whether attendance in a review period stayed within its target."""
    review = Period(first=review_start, last=add_months(review_start, n=months).date - timedelta(days=1))
    inside = [part for episode in episodes if (part := episode.within(review))]
    days = distinct_days(inside)
    return ReviewResult(
        review_end=review.last,
        periods=len(inside),
        days=days,
        target_met=len(inside) <= max_periods and days <= max_days,
    )


def bradford(
    episodes: Iterable[GroupedEpisode],
    *,
    as_at: date,
    window_kind: WindowKind,
    window_n: int,
    working: WorkingWeek | None = None,
    exclude_groups: Collection[str] = (),
) -> Bradford:
    """Return the Bradford factor; days are calendar days unless a working week is given."""
    window = _window(window_kind, n=window_n, last=as_at)
    inside = _inside(_known_by(as_at, episodes=episodes, exclude_groups=exclude_groups), window=window)
    return Bradford(window_from=window.first, occasions=len(inside), days=_counted_days(inside, working=working))


def _known_by(day: date, *, episodes: Iterable[GroupedEpisode], exclude_groups: Collection[str]) -> list[Period]:
    """Return the episodes that had begun by a day, cut to it."""
    return [
        Period(first=episode.span.first, last=day if episode.span.last is None else min(episode.span.last, day))
        for episode in episodes
        if episode.group not in exclude_groups and episode.span.first <= day
    ]


def _window(kind: WindowKind, *, n: int, last: date) -> Period:
    return months_ending(last, n=n) if kind == "months" else days_ending(last, n=n)


def _inside(periods: Iterable[Period], *, window: Period) -> list[Period]:
    return [part for period in periods if (part := Span(period.first, period.last).within(window))]


def _holds(condition: Condition, *, result: TriggerResult) -> bool:
    measured: dict[Measure, int | Fraction] = {
        "occasions": result.occasions,
        "days": result.days,
        "rate_percent": result.rate or Fraction(0),
    }
    return compares(measured[condition.measure], operator=condition.operator, threshold=condition.value)


def _counted_days(periods: Sequence[Period], *, working: WorkingWeek | None) -> int:
    if working is None:
        return distinct_days(periods)
    return sum(working.holds(day) for period in merged(periods) for day in each_day(period))
