"""The monthly agency report: the lines whose Sunday lies in the month, by specialty and by reason; bank apart.

Source: reports rule book, section 5.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period, financial_year_of, month_label, month_of
from reports.domain.agency import AGENCY, BANK, NONE, STANDARD_WEEK, Agency, Ledger, Line, is_over
from reports.domain.figures import Figure, amount, money, number_of, words

DEFINITION, YEAR, BY_MONTH, TO_DO = "M1 agency", "M2 year", "M3 plan", "M4 open"
NO_PLAN = "no plan loaded"


def sundays_of(month: Period) -> tuple[date, ...]:
    """Return the Sundays of a month: four or five."""
    first = month.first + timedelta(days=(6 - month.first.weekday()) % 7)
    return tuple(first + timedelta(weeks=n) for n in range((month.last - first).days // 7 + 1))


def figures(
    agency: Agency, *, month: Period, specialties: Sequence[tuple[str, str]], plans: Mapping[date, Fraction]
) -> Iterator[Figure]:
    """Yield the rows by specialty and by reason, totals, bank, the months of the year, and what is open.

    `plans` are pounds by the first day of the month.
    """
    ledger, weeks = Ledger(agency), len(sundays_of(month))
    now = ledger.between(month.first, last=month.last)
    for code, name in specialties:
        lines = [line for line in now if line.booking.specialty == code]
        yield from _row(ledger, key=f"agency.{code}", name=name, lines=lines, weeks=weeks)
    for reason in sorted({line.booking.reason for line in now}):
        lines = [line for line in now if line.booking.reason == reason]
        yield from _row(ledger, key=f"reason.{reason}", name=reason or "No reason", lines=lines, weeks=weeks)
    yield from _row(ledger, key="agency.total", name="All", lines=now, weeks=weeks)
    year = financial_year_of(month.last).first
    yield from _row(
        ledger, key="year.total", name="Year to date", lines=ledger.between(year, last=month.last), weeks=None
    )
    yield from _bank(ledger, month=month, weeks=weeks)
    yield from _by_month(ledger, month=month, plans=plans)
    yield from _open(ledger, month=month)


def _row(
    ledger: Ledger, *, key: str, name: str, lines: Sequence[Line], weeks: int | None
) -> Iterator[Figure]:  # fmt: skip
    hours, definition = _sum(line.sheet.hours for line in lines), DEFINITION if weeks else YEAR
    for column, label, n in (
        ("bookings", "bookings", len({line.booking.key for line in lines})),
        ("workers", "workers", len({line.booking.worker for line in lines})),
        ("over_cap_lines", "lines over cap", sum(is_over(line, ledger.cap(line)) for line in lines)),
        ("no_cap_loaded_lines", "lines without a cap loaded", sum(ledger.cap(line) is None for line in lines)),
        ("off_framework_lines", "lines off framework", sum(not line.booking.is_on_framework for line in lines)),
        ("without_approval_lines", "lines without approval", sum(not line.booking.has_approval for line in lines)),
    ):
        yield number_of(f"{key}.{column}", label=f"{name}, {label}", n=n, definition_id=definition)
    yield amount(f"{key}.hours", label=f"{name}, hours", n=hours, definition_id=definition, suppressed=True)
    if weeks:
        wte = hours / STANDARD_WEEK / weeks
        yield amount(f"{key}.wte", label=f"{name}, WTE", n=wte, definition_id=definition, suppressed=True)
    else:
        yield words(f"{key}.wte", label=f"{name}, WTE", text="n/a", definition_id=definition)
    for column, pounds in (
        ("net", _sum(line.sheet.net for line in lines)),
        ("gross", _sum(line.sheet.gross for line in lines)),
        ("excess", _sum(_excess(ledger, line) for line in lines)),
    ):
        label = f"{name}, {'above cap, net' if column == 'excess' else column}"
        yield money(f"{key}.{column}", label=label, n=pounds, definition_id=definition)


def _excess(ledger: Ledger, line: Line) -> Fraction:
    cap = ledger.cap(line)
    return (line.sheet.rate - cap) * line.sheet.hours if cap is not None and is_over(line, cap) else NONE


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, NONE)


def _bank(ledger: Ledger, *, month: Period, weeks: int) -> Iterator[Figure]:
    lines = ledger.between(month.first, last=month.last, worker_type=BANK)
    hours = _sum(line.sheet.hours for line in lines)
    for column, label, n in (("hours", "hours", hours), ("wte", "WTE", hours / STANDARD_WEEK / weeks)):
        yield amount(f"bank.total.{column}", label=f"Bank, {label}", n=n, definition_id=DEFINITION, suppressed=True)
    net = _sum(line.sheet.net for line in lines)
    yield money("bank.total.net", label="Bank, net", n=net, definition_id=DEFINITION)


def _by_month(ledger: Ledger, *, month: Period, plans: Mapping[date, Fraction]) -> Iterator[Figure]:
    first = financial_year_of(month.last).first
    while first <= month.last:
        this, key = month_of(first), f"month.{month_label(first)}"
        name, plan = f"{first:%B %Y}", plans.get(first)
        net = _sum(line.sheet.net for line in ledger.between(first, last=this.last, worker_type=AGENCY))
        yield money(f"{key}.net", label=f"{name}, net", n=net, definition_id=BY_MONTH)
        if plan is None:
            yield words(f"{key}.plan", label=f"{name}, plan", text=NO_PLAN, definition_id=BY_MONTH)
        else:
            yield money(f"{key}.plan", label=f"{name}, plan", n=plan, definition_id=BY_MONTH)
        first = this.last + timedelta(days=1)


def _open(ledger: Ledger, *, month: Period) -> Iterator[Figure]:
    waiting = [line for line in ledger.between(month.first, last=month.last) if line.sheet.is_waiting]
    oldest = max(((month.last - line.sheet.week_ending).days for line in waiting), default=None)
    for column, label, n in (
        ("awaiting_signature", "Timesheets awaiting signature", len(waiting)),
        ("oldest_days", "Age of the oldest at the end of the month, days", oldest),
    ):
        yield number_of(f"open.total.{column}", label=label, n=n, definition_id=TO_DO)
