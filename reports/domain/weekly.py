"""The weekly A&C absence report: (facts, week) to every figure that page, PDF and workbook print."""

from collections.abc import Iterator
from datetime import timedelta

from directorate.core.domain.periods import Period
from reports.domain import agency, esr_tie, family, quality, sickness, staffing_levels
from reports.domain.agency_ledger import Ledger
from reports.domain.facts import Facts
from reports.domain.figures import Figure, lone_count, rate

ONE_WEEK = timedelta(days=7)


def figures(facts: Facts, *, week: Period, month_to_date: Period, rolling_12: Period) -> tuple[Figure, ...]:
    """Return all figures of a Monday-to-Sunday week in printing order."""
    return tuple(_figures(facts, week=week, month_to_date=month_to_date, rolling_12=rolling_12))


def _figures(facts: Facts, *, week: Period, month_to_date: Period, rolling_12: Period) -> Iterator[Figure]:
    sunday = week.last
    last_week = Period(first=week.first - ONE_WEEK, last=sunday - ONE_WEEK)
    k = facts.rules.smallest_shown
    yield from staffing_levels.figures(facts, day=sunday)
    yield from staffing_levels.previous_total(facts, day=last_week.last)
    yield from agency.figures(facts.agency, week=week, specialties=tuple(facts.specialties.items()))
    of_week = tuple(sickness.figures(facts, week=week))
    yield from of_week
    ours = next(figure for figure in of_week if figure.key == "sickness.total.rate_percent")
    yield from esr_tie.figures(facts.tie, ours=ours, k=k)
    for key, label, period, definition in (
        ("sickness.previous_week.rate_percent", "Sickness % last week", last_week, "K1 sickness"),
        ("sickness.month_to_date.rate_percent", "Sickness % month to date", month_to_date, "K1 sickness"),
        ("sickness.rolling_12.rate_percent", "Sickness % 12 months", rolling_12, "K2 rolling"),
    ):
        over = sickness.rate_over(facts, period=period)
        yield rate(
            key,
            label=label,
            numerator=over.lost,
            denominator=over.available,
            definition_id=definition,
            hidden=sickness.headcount(facts, day=period.last) < k,
        )
    off_long = len(sickness.people_off_long_term(facts, day=sunday))
    yield lone_count(
        "sickness.long_term_open_now", label="Off long term now", n=off_long, definition_id="K3 long term", k=k
    )
    yield from family.figures(facts, day=sunday)
    yield from quality.compliance_figures(facts.compliance)
    unapproved = sum(not line.booking.has_approval for line in Ledger(facts.agency).between(sunday, last=sunday))
    yield from quality.quality_figures(facts, sunday=sunday, without_approval=unapproved)
    for index in range(RATE_WEEKS - 1, -1, -1):
        earlier = Period(first=week.first - index * ONE_WEEK, last=sunday - index * ONE_WEEK)
        over = sickness.rate_over(facts, period=earlier)
        yield rate(
            f"trend.{earlier.last.isoformat()}.rate_percent",
            label=f"Sickness %, week to {earlier.last:%-d %B %Y}",
            numerator=over.lost,
            denominator=over.available,
            definition_id="K1 sickness",
            hidden=sickness.headcount(facts, day=earlier.last) < k,
        )


RATE_WEEKS = 13
