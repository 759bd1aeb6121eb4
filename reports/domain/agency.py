"""Block B, agency: what was spent, by specialty, band and reason; what is estimated; what HR is asked.

Sums are exact and rounded once per printed figure. A line belongs to the week, month and year of its Sunday.
Source: reports rule book, section 3 B; staffing rule book, section 9.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period
from directorate.core.domain.words import long_date, plural
from reports.domain.agency_ledger import (
    BANK,
    NONE,
    ONE_WEEK,
    SIX_DAYS,
    STANDARD_WEEK,
    Agency,
    Booking,
    Ledger,
    Line,
)
from reports.domain.figures import Figure, amount, money, number_of, words

ENDS_SOON = timedelta(days=14)
FIRST_MONTH_OF_YEAR = 4
AWR_NEAR = 10
NO_PLAN = "none"


def year_start(day: date) -> date:
    """Return the first day of the financial year of a day."""
    return date(day.year if day.month >= FIRST_MONTH_OF_YEAR else day.year - 1, FIRST_MONTH_OF_YEAR, 1)


def figures(agency: Agency, *, week: Period, specialties: Sequence[tuple[str, str]]) -> Iterator[Figure]:
    """Yield the rows by specialty, band and reason, the total, bank, earlier weeks and what HR is asked."""
    if not agency.is_loaded:
        return
    ledger, sunday = Ledger(agency), week.last
    year = ledger.between(year_start(sunday), last=sunday)
    for (key, name, group), of_row in _rows(ledger, year=year, sunday=sunday, specialties=specialties):
        yield from _row(ledger, key=key, name=name, lines=of_row, sunday=sunday)
        yield exit_plan(key, name=name, text=agency.exit_plans.get(group, ""))
    yield from _total(ledger, year=year, sunday=sunday)
    yield from _earlier(ledger, sunday=sunday)
    yield from _asks(ledger, sunday=sunday, specialties=dict(specialties))


Group = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A row of the agency table: how its figures are called, its name, and its specialty, band and reason."""

    key: str
    name: str
    group: Group


def report_lines(agency: Agency, *, sunday: date, specialties: Sequence[tuple[str, str]]) -> list[ReportLine]:
    """Return the rows that the report of a week has, in printing order."""
    ledger = Ledger(agency)
    year = ledger.between(year_start(sunday), last=sunday)
    return [
        ReportLine(key, name, group)
        for (key, name, group), _ in _rows(ledger, year=year, sunday=sunday, specialties=specialties)
    ]


def _group(booking: Booking) -> Group:
    return booking.specialty, booking.band, booking.reason


def _rows(
    ledger: Ledger, *, year: Sequence[Line], sunday: date, specialties: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str, Group], list[Line]]]:
    groups: dict[Group, list[Line]] = {_group(booking): [] for booking in ledger.missing(sunday)}
    for line in year:
        groups.setdefault(_group(line.booking), []).append(line)
    order = {code: place for place, (code, _) in enumerate(specialties)}
    names = dict(specialties)
    for specialty, band, reason in sorted(groups, key=lambda group: (order.get(group[0], len(order)), *group[1:])):
        name = f"{names.get(specialty, 'No specialty')} band {band or 'not known'}, {reason or 'no reason'}"
        group = (specialty, band, reason)
        yield (f"agency.{specialty}.band{band}.{reason}", name, group), groups[group]


def _row(ledger: Ledger, *, key: str, name: str, lines: Sequence[Line], sunday: date) -> Iterator[Figure]:
    now = [line for line in lines if line.sheet.week_ending == sunday]
    here = [booking for booking in ledger.missing(sunday) if key == "agency.{}.band{}.{}".format(*_group(booking))]
    yield from _sums(ledger, key=key, name=name, now=now, year=lines, missing=here, sunday=sunday)
    yield _longest(ledger, key=key, name=name, now=now, sunday=sunday)
    yield _ends(now, key=key, name=name)


def exit_plan(key: str, *, name: str, text: str) -> Figure:
    """Return the exit plan of a line as the report prints it."""
    return words(f"{key}.exit_plan", label=f"{name}, exit plan", text=text or NO_PLAN, definition_id="B7 exit")


def _longest(ledger: Ledger, *, key: str, name: str, now: Sequence[Line], sunday: date) -> Figure:
    weeks = max((ledger.awr_weeks(line.booking.worker, sunday=sunday) for line in now), default=None)
    label = f"{name}, weeks on the 12-week clock"
    return number_of(f"{key}.max_awr_weeks", label=label, n=weeks, definition_id="B5 awr")


def _ends(now: Sequence[Line], *, key: str, name: str) -> Figure:
    """When the last booking of these lines ends: 'open' where one has no end, 'none' without a line."""
    ends = [line.booking.span.last for line in now]
    latest = max((end for end in ends if end), default=None)
    said = "open" if None in ends else long_date(latest) or "none"
    return words(f"{key}.latest_booking_end", label=f"{name}, booking ends", text=said, definition_id="B1 agency")


def _total(ledger: Ledger, *, year: Sequence[Line], sunday: date) -> Iterator[Figure]:
    now = ledger.between(sunday, last=sunday)
    missing, name = ledger.missing(sunday), "All agency"
    yield from _sums(ledger, key="agency.total", name=name, now=now, year=year, missing=missing, sunday=sunday)
    yield _longest(ledger, key="agency.total", name=name, now=now, sunday=sunday)
    yield _ends(now, key="agency.total", name=name)
    yield words("agency.total.exit_plan", label=f"{name}, exit plan", text="-", definition_id="B7 exit")
    week = Period(first=sunday - SIX_DAYS, last=sunday)
    exempt = ledger.exemption_words(now, period=week)
    yield words("agency.total.exemptions", label=f"{name}, exemptions", text=exempt, definition_id="B8 exemptions")
    expected = len(ledger.expected(sunday))
    for column, label, n in (
        ("timesheets_expected", "timesheets expected", expected),
        ("timesheets_received", "timesheets received", expected - len(missing)),
    ):
        yield number_of(f"agency.total.{column}", label=f"{name}, {label}", n=n, definition_id="B4 estimate")
    hours = ledger.hours((sunday,), worker_type=BANK)
    yield amount("bank.total.hours", label="Bank, hours", n=hours, definition_id="B2 bank", suppressed=True)
    yield amount("bank.total.wte", label="Bank, WTE", n=hours / STANDARD_WEEK, definition_id="B2 bank", suppressed=True)


def _sums(
    ledger: Ledger, *, key: str, name: str, now: Sequence[Line], year: Sequence[Line], missing: Sequence[Booking],
    sunday: date,
) -> Iterator[Figure]:  # fmt: skip
    hours = sum((line.sheet.hours for line in now), NONE)
    caps = [ledger.cap(line) for line in now]
    for column, label, n in (
        ("bookings", "bookings", len({line.booking.key for line in now})),
        ("workers", "workers", len({line.booking.worker for line in now})),
        ("over_cap_lines", "lines over cap", sum(is_over(line, cap) for line, cap in zip(now, caps, strict=True))),
        ("no_cap_loaded_lines", "lines without a cap loaded", caps.count(None)),
        ("off_framework_lines", "lines off framework", sum(not line.booking.is_on_framework for line in now)),
        ("without_approval_lines", "lines without approval", sum(not line.booking.has_approval for line in now)),
    ):
        yield number_of(f"{key}.{column}", label=f"{name}, {label}", n=n, definition_id="B1 agency")
    yield _cap_words(key, name=name, lines=now, caps=caps)
    for column, label, size in (("hours", "hours", hours), ("wte", "WTE", hours / STANDARD_WEEK)):
        yield amount(f"{key}.{column}", label=f"{name}, {label}", n=size, definition_id="B1 agency", suppressed=True)
    estimated = sum((ledger.estimate(booking, sunday=sunday) for booking in missing), NONE)
    for column, label, pounds, definition in (
        ("net", "net", sum((line.sheet.net for line in now), NONE), "B1 agency"),
        ("gross", "gross", sum((line.sheet.gross for line in now), NONE), "B1 agency"),
        ("estimated_net", "estimated", estimated, "B4 estimate"),
        ("year_to_date_net", "net this year", sum((line.sheet.net for line in year), NONE), "B3 year"),
    ):
        yield money(f"{key}.{column}", label=f"{name}, {label}", n=pounds, definition_id=definition)


def _cap_words(key: str, *, name: str, lines: Sequence[Line], caps: Sequence[Fraction | None]) -> Figure:
    """How the lines of a week stand to the cap: ok, so many over it, so many of which nobody knows."""
    over = sum(is_over(line, cap) for line, cap in zip(lines, caps, strict=True))
    parts = [f"{over} over" if over else "", f"{caps.count(None)} UNKNOWN" if None in caps else ""]
    said = ", ".join(part for part in parts if part) or ("ok" if lines else "none")
    return words(f"{key}.cap", label=f"{name}, cap", text=said, definition_id="B1 agency")


def is_over(line: Line, cap: Fraction | None) -> bool:
    """Return whether a line costs more an hour than the cap; without a cap nobody knows."""
    return cap is not None and line.sheet.rate > cap


def _earlier(ledger: Ledger, *, sunday: date) -> Iterator[Figure]:
    def net(weeks: int) -> Fraction:
        return _net(ledger.between(sunday - (weeks - 1) * ONE_WEEK, last=sunday))

    before = sunday - ONE_WEEK
    last_week = _net(ledger.between(before, last=before))
    yield money("agency.previous_week.net", label="Agency net, last week", n=last_week, definition_id="B1 agency")
    yield money("agency.mean_4_weeks.net", label="Agency net, 4-week mean", n=net(4) / 4, definition_id="B1 agency")


def _net(lines: Iterable[Line]) -> Fraction:
    return sum((line.sheet.net for line in lines), NONE)


def _asks(ledger: Ledger, *, sunday: date, specialties: dict[str, str]) -> Iterator[Figure]:
    """What HR has to decide, one sentence each; no worker is named."""
    now = ledger.between(sunday, last=sunday)
    sentences = [*_approvals(now, specialties=specialties), *_clocks(ledger, now=now, sunday=sunday)]
    sentences += _endings(now, sunday=sunday, specialties=specialties)
    for number, sentence in enumerate(sentences, start=1):
        yield words(f"ask.{number}", label=f"Asked of HR, {number}", text=sentence, definition_id="B6 asks")


def _place(booking: Booking, *, specialties: dict[str, str]) -> str:
    return f"{specialties.get(booking.specialty, 'No specialty')} band {booking.band or 'not known'}"


def _approvals(now: Sequence[Line], *, specialties: dict[str, str]) -> Iterator[str]:
    for booking in {line.booking.key: line.booking for line in now}.values():
        faults = [
            text
            for text, is_wrong in (
                ("off framework", not booking.is_on_framework), ("no approval number", not booking.has_approval),
            )
            if is_wrong
        ]  # fmt: skip
        if faults:
            place, since = _place(booking, specialties=specialties), long_date(booking.span.first)
            yield f"ASK: {place}, {' and '.join(faults)} since {since}. Panel decision needed."


def _clocks(ledger: Ledger, *, now: Sequence[Line], sunday: date) -> Iterator[str]:
    workers = {line.booking.worker for line in now}
    weeks = sorted((ledger.awr_weeks(worker, sunday=sunday) for worker in workers), reverse=True)
    limit = ledger.agency.awr.required_weeks
    past, near = [n for n in weeks if n >= limit], [n for n in weeks if AWR_NEAR <= n < limit]
    if past:
        yield f"ASK: {plural(len(past), 'agency worker')} at {limit} weeks or more ({_listed(past)}): equal pay applies."
    if near:
        yield f"ASK: {plural(len(near), 'agency worker')} near {limit} weeks (week {_listed(near)})."


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _endings(now: Sequence[Line], *, sunday: date, specialties: dict[str, str]) -> Iterator[str]:
    for booking in {line.booking.key: line.booking for line in now}.values():
        if booking.span.last and sunday <= booking.span.last <= sunday + ENDS_SOON:
            yield f"Ends {long_date(booking.span.last)}: {_place(booking, specialties=specialties)}. Extend or let go?"
