"""Agency and bank on record, as facts, and the ledger that looks them up by worker type and week.

Source: reports rule book, section 3 B; staffing rule book, section 9.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from directorate.core.domain.periods import Period
from directorate.core.domain.words import plural
from staffing.domain.agency import AgencyWeek, AwrSettings, awr_clock
from staffing.domain.spans import Span

ONE_WEEK, SIX_DAYS = timedelta(days=7), timedelta(days=6)
STANDARD_WEEK = Fraction(75, 2)
NONE = Fraction(0)
# A booking that brought nothing for so long is over, whatever its end date says.
QUIET_AFTER = 4 * ONE_WEEK
NONE_RECORDED = "no exemption recorded"
AGENCY, BANK = "agency", "bank"


@dataclass(frozen=True, slots=True)
class Booking:
    """A worker booked for a post; `specialty` is empty where it is not known, `span` without an end where it is open."""

    key: str
    worker: str
    worker_type: Literal["agency", "bank"]
    specialty: str
    band: str
    reason: str
    is_on_framework: bool
    has_approval: bool
    span: Span
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Timesheet:
    """One week of a booking: hours, and the charge an hour without VAT; `is_waiting`: for a signature.

    `invoice` is the number of the invoice that asks for it, empty when there is none yet.
    """

    booking: str
    week_ending: date
    hours: Fraction
    rate: Fraction
    vat_percent: Fraction
    is_waiting: bool = False
    invoice: str = ""

    @property
    def net(self) -> Fraction:
        """Return hours times rate, exactly."""
        return self.hours * self.rate

    @property
    def gross(self) -> Fraction:
        """Return the same with VAT."""
        return self.net * (1 + self.vat_percent / 100)


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that may be charged an hour for a band in a span."""

    band: str
    span: Span
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Exemption:
    """What lets a specialty use agency at all: every band where `band` is empty, without an end where it is open."""

    reference: str
    specialty: str
    band: str
    ground: str
    granted_by: str
    span: Span

    def covers(self, line: "Line") -> bool:
        """Return whether a line's week lies in it, at least in part."""
        sunday, booking = line.sheet.week_ending, line.booking
        in_time = self.span.first <= sunday and (self.span.last is None or self.span.last >= sunday - SIX_DAYS)
        return in_time and self.specialty == booking.specialty and self.band in {"", booking.band}

    def is_in_force(self, period: Period) -> bool:
        """Return whether it counts on a day of a period."""
        return self.span.first <= period.last and (self.span.last is None or self.span.last >= period.first)


@dataclass(frozen=True, slots=True)
class Invoice:
    """What an agency asks for, without VAT; `day` None is not known."""

    number: str
    day: date | None
    net: Fraction


@dataclass(frozen=True, slots=True)
class Agency:
    """Bookings, their timesheets since the first week of every worker, and caps. Empty: no workbook was loaded.

    `exit_plans` are the manager's words by specialty, band and reason.
    """

    bookings: tuple[Booking, ...] = ()
    timesheets: tuple[Timesheet, ...] = ()
    caps: tuple[Cap, ...] = ()
    exit_plans: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    awr: AwrSettings = field(default_factory=lambda: AwrSettings(pausing_limits={}, continuing_reasons=()))

    @property
    def is_loaded(self) -> bool:
        """Return whether there is anything to report."""
        return bool(self.bookings)


@dataclass(frozen=True, slots=True)
class Line:
    """A timesheet with its booking."""

    sheet: Timesheet
    booking: Booking


class Ledger:
    """Timesheets with their bookings, looked up by worker type and week."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.bookings = {booking.key: booking for booking in agency.bookings}
        known = (sheet for sheet in agency.timesheets if sheet.booking in self.bookings)
        self.lines = [Line(sheet, self.bookings[sheet.booking]) for sheet in known]

    def between(self, first: date, *, last: date, worker_type: str = AGENCY) -> list[Line]:
        """Return the lines whose Sunday lies in these days."""
        return [
            line
            for line in self.lines
            if line.booking.worker_type == worker_type and first <= line.sheet.week_ending <= last
        ]

    def hours(
        self, sundays: Collection[date], *, worker_type: str, specialty: str = "", band: str | None = None
    ) -> Fraction:
        """Return the hours of these weeks, of a specialty and a band where they are given."""
        return sum(
            (
                line.sheet.hours
                for line in self.between(min(sundays), last=max(sundays), worker_type=worker_type)
                if specialty in {"", line.booking.specialty} and band in {None, line.booking.band}
            ),
            NONE,
        )

    def cap(self, line: Line) -> Fraction | None:
        """Return the cap in force for a line, None where none is loaded."""
        on = (cap for cap in self.agency.caps if cap.band == line.booking.band)
        return next((cap.rate for cap in on if cap.span.holds(line.sheet.week_ending)), None)

    def exemptions_in_force(self, period: Period) -> list[Exemption]:
        """Return the exemptions that count on a day of a period, the one that ends first before the others."""
        found = [one for one in self.agency.exemptions if one.is_in_force(period)]
        return sorted(found, key=lambda one: (one.span.last is None, one.span.last or one.span.first, one.reference))

    def exemption_words(self, lines: Sequence[Line], *, period: Period) -> str:
        """Return how the lines of a period stand to the exemptions that are recorded."""
        if not self.agency.exemptions:
            return NONE_RECORDED
        without = sum(not any(one.covers(line) for one in self.agency.exemptions) for line in lines)
        found = len(self.exemptions_in_force(period))
        return f"{plural(found, 'exemption')} in force; lines without one: {without} of {len(lines)}"

    def expected(self, sunday: date) -> list[Booking]:
        """Return the bookings of agency that should bring a timesheet for a week: running, and not quiet for four weeks."""
        monday, since = sunday - SIX_DAYS, sunday - QUIET_AFTER
        recent = {line.booking.key for line in self.between(since, last=sunday)}
        return [
            booking
            for booking in self.agency.bookings
            if booking.worker_type == AGENCY
            and booking.span.first <= sunday
            and (booking.span.last is None or booking.span.last >= monday)
            and (booking.key in recent or booking.span.first >= since)
        ]

    def missing(self, sunday: date) -> list[Booking]:
        """Return the bookings whose timesheet for a week has not come."""
        received = {line.booking.key for line in self.between(sunday, last=sunday)}
        return [booking for booking in self.expected(sunday) if booking.key not in received]

    def estimate(self, booking: Booking, *, sunday: date) -> Fraction:
        """Return what a missing week will cost: the hours of the last week that came (a standard one without), its rate."""
        earlier = [line.sheet for line in self.lines if line.booking == booking and line.sheet.week_ending < sunday]
        last = max(earlier, key=lambda sheet: sheet.week_ending, default=None)
        rate = booking.rate if booking.rate is not None else last.rate if last else NONE
        if last is None:
            return STANDARD_WEEK * rate
        return sum((sheet.hours for sheet in earlier if sheet.week_ending == last.week_ending), NONE) * rate

    def awr_weeks(self, worker: str, *, sunday: date) -> int:
        """Return a worker's weeks on the 12-week clock on a Sunday, counted from the first timesheet."""
        weeks = {line.sheet.week_ending for line in self.lines if line.booking.worker == worker}
        first = min(weeks)
        span = ((sunday - first) // ONE_WEEK) + 1
        every = (first + number * ONE_WEEK for number in range(span))
        return awr_clock((AgencyWeek(week, week in weeks) for week in every), settings=self.agency.awr).weeks_on_clock
