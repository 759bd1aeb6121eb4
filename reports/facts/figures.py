"""The figures of a run: what its kind of report reads, and what is worked out of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from directorate.core.domain.periods import Period, Report, ReportPeriod, report_period
from reports.domain import monthly_agency, monthly_vacancies, weekly
from reports.domain.figures import Figure, Unit
from reports.domain.schedule import run_day_of
from reports.domain.source_rows import SourceRow, rows_of
from reports.domain.weekly_page import SAID_AS
from reports.facts.agency_plan import typed_for
from reports.facts.months import month_facts
from reports.facts.staff import weekly_facts
from reports.models import ReportFigure, ReportKind, ReportRun

ONE_WEEK = timedelta(days=7)


class Found(NamedTuple):
    """Figures in printing order, the specialties they are of (code to name), and the rows behind them."""

    figures: tuple[Figure, ...]
    specialties: dict[str, str]
    rows: Sequence[SourceRow] = ()


def figures_of(run: ReportRun) -> Found:
    """Return the figures of a run, with what stands behind them."""
    return {
        ReportKind.WEEKLY: _weekly,
        ReportKind.MONTHLY_VACANCIES: _vacancies,
        ReportKind.MONTHLY_AGENCY: _agency,
    }[ReportKind(run.definition.kind)](run)


def _periods(run: ReportRun) -> ReportPeriod:
    day = run_day_of(run.definition.schedule, period=run.period)
    kind = cast("Report", run.definition.kind)
    return report_period(kind, local_now=datetime.combine(day, run.definition.run_time), version=run.version)


def _weekly(run: ReportRun) -> Found:
    periods, k = _periods(run), run.definition.suppression_k
    facts = weekly_facts(week=run.period, rolling_12=periods.rolling_12, smallest_shown=k)
    month = Period(first=periods.month_to_date_from, last=run.period.last)
    made = weekly.figures(facts, week=run.period, month_to_date=month, rolling_12=periods.rolling_12)
    figures = (*made, *_said_last_week(run))
    return Found(figures, dict(facts.specialties), rows_of(facts, week=run.period))


def _vacancies(run: ReportRun) -> Found:
    rolling_12 = _periods(run).rolling_12
    facts = month_facts(month=run.period, rolling_12=rolling_12, smallest_shown=run.definition.suppression_k)
    made = tuple(monthly_vacancies.figures(facts, month=run.period, rolling_12=rolling_12))
    return Found(made, dict(facts.specialties))


def _agency(run: ReportRun) -> Found:
    rolling_12 = _periods(run).rolling_12
    facts = month_facts(month=run.period, rolling_12=rolling_12, smallest_shown=run.definition.suppression_k)
    files = {file.feed: file for file in facts.quality.files}
    made = monthly_agency.figures(
        facts.agency,
        month=run.period,
        specialties=tuple(facts.specialties.items()),
        typed=typed_for(run.period),
        duplicates_refused=files["agency"].duplicates if "agency" in files else None,
    )
    return Found(tuple(made), dict(facts.specialties))


def _said_last_week(run: ReportRun) -> Iterable[Figure]:
    """What the report of the week before said when it was released, beside what its data say now."""
    before = (
        ReportRun.objects.filter(definition=run.definition, released_at__isnull=False)
        .filter(period_last_date=run.period_last_date - ONE_WEEK)
        .order_by("-version")
        .first()
    )
    said = {figure.key: figure for figure in before.figures.filter(key__in=SAID_AS.values())} if before else {}
    for key, then in SAID_AS.items():
        if then in said:
            yield as_said(said[then], key=key)


def as_said(then: ReportFigure, *, key: str) -> Figure:
    """Return a figure of an earlier report under a key of its own."""
    return Figure(
        key,
        f"{then.label}, last week",
        cast("Unit", then.unit),
        then.definition_id,
        then.value,
        then.text,
        then.suppressed_text,
    )
