"""The monthly agency report: the lines whose Sunday lies in the month, by specialty and by reason; bank apart.

Source: reports rule book, section 5.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period, financial_year_of
from directorate.core.domain.words import long_date
from reports.domain import agency_plan
from reports.domain.agency import is_over
from reports.domain.agency_ledger import BANK, NONE, STANDARD_WEEK, Agency, Invoice, Ledger, Line
from reports.domain.agency_plan import Typed
from reports.domain.figures import Figure, amount, money, number_of, words

DEFINITION, YEAR, TO_DO = "M1 agency", "M2 year", "M4 open"
EXEMPTIONS, INVOICES = "B8 exemptions", "M6 invoices"
# An invoice and its lines differ when they are further apart, in pounds.
ROUNDING = Fraction(1, 100)


def sundays_of(month: Period) -> tuple[date, ...]:
    """Return the Sundays of a month: four or five."""
    first = month.first + timedelta(days=(6 - month.first.weekday()) % 7)
    return tuple(first + timedelta(weeks=n) for n in range((month.last - first).days // 7 + 1))


def figures(
    agency: Agency,
    *,
    month: Period,
    specialties: Sequence[tuple[str, str]],
    typed: Typed | None = None,
    duplicates_refused: int | None = None,
) -> Iterator[Figure]:
    """Yield the rows by specialty and by reason, totals, bank, plan and pay, exemptions, invoices, and what is open.

    `duplicates_refused` are rows of the last agency file that said the same again, None when none was loaded.
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
    yield from agency_plan.figures(ledger, month=month, specialties=specialties, typed=typed or agency_plan.Typed())
    yield from _exemptions(ledger, month=month, lines=now, names=dict(specialties))
    yield from _invoices(ledger, month=month)
    yield from _open(ledger, month=month)
    label = "Rows of the last agency file that were there already"
    yield number_of("open.total.duplicates_refused", label=label, n=duplicates_refused, definition_id=TO_DO)


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


def _exemptions(ledger: Ledger, *, month: Period, lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Figure]:
    said = ledger.exemption_words(lines, period=month)
    yield words("exemptions.total", label="Exemptions", text=said, definition_id=EXEMPTIONS)
    for number, one in enumerate(ledger.exemptions_in_force(month), start=1):
        place = f"{names.get(one.specialty, one.specialty)} {f'band {one.band}' if one.band else 'all bands'}"
        for column, text in (
            ("place", place),
            ("ground", one.ground),
            ("granted_by", one.granted_by),
            ("first", long_date(one.span.first)),
            ("last", long_date(one.span.last) or "no end"),
        ):
            label = f"{one.reference}, {column.replace('_', ' ')}"
            yield words(f"exemption.{number}.{column}", label=label, text=text, definition_id=EXEMPTIONS)


def _invoices(ledger: Ledger, *, month: Period) -> Iterator[Figure]:
    """Yield the invoices of the month that ask for something else than their timesheets hold."""
    of_invoice: dict[str, list[Line]] = defaultdict(list)
    for line in ledger.lines:
        if line.sheet.invoice:
            of_invoice[line.sheet.invoice].append(line)
    for invoice in ledger.agency.invoices:
        lines = of_invoice[invoice.number]
        held = _sum(line.sheet.net for line in lines)
        if not _is_of(month, invoice=invoice, lines=lines) or abs(invoice.net - held) <= ROUNDING:
            continue
        for column, label, pounds in (
            ("asked", "asked", invoice.net), ("held", "timesheets", held), ("over", "asked less timesheets", invoice.net - held),
        ):  # fmt: skip
            key = f"invoice.{invoice.number}.{column}"
            yield money(key, label=f"{invoice.number}, {label}", n=pounds, definition_id=INVOICES)


def _is_of(month: Period, *, invoice: Invoice, lines: Sequence[Line]) -> bool:
    """Whether an invoice is of a month: by its last week, or by its date where no timesheet names it."""
    day = max((line.sheet.week_ending for line in lines), default=invoice.day)
    return day is not None and month.first <= day <= month.last


def _open(ledger: Ledger, *, month: Period) -> Iterator[Figure]:
    waiting = [line for line in ledger.between(month.first, last=month.last) if line.sheet.is_waiting]
    oldest = max(((month.last - line.sheet.week_ending).days for line in waiting), default=None)
    for column, label, n in (
        ("awaiting_signature", "Timesheets awaiting signature", len(waiting)),
        ("oldest_days", "Age of the oldest at the end of the month, days", oldest),
    ):
        yield number_of(f"open.total.{column}", label=label, n=n, definition_id=TO_DO)
