"""The rows behind the figures of a week: posts, contracts, absences, agency. No names, no numbers of staff, no reasons.

Source: product description 3.1 (one sheet a block, and the rows without names).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away
from reports.domain.agency_ledger import Booking
from reports.domain.facts import Facts

HEADINGS = ("Block", "Row", "Specialty", "Band", "State", "From", "To", "WTE, hours or days", "£ net")
CONTRACTS = {"backfill": "Cover for long leave", "bank": "Bank"}
SPELLS = {"sickness": "Sickness", "maternity": "Maternity", "adoption": "Adoption"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: `first` and `last` as ISO days, empty when open; amounts exact, empty when there is none."""

    block: str
    what: str
    specialty: str
    band: str = ""
    state: str = ""
    first: str = ""
    last: str = ""
    amount: str = ""
    net: str = ""


def rows_of(facts: Facts, *, week: Period) -> list[SourceRow]:
    """Return the rows of a week, in the order of the report's blocks."""
    return [*_staffing(facts, on=week.last), *_agency(facts, week=week), *_absences(facts, week=week)]


def _staffing(facts: Facts, *, on: date) -> Iterator[SourceRow]:
    funded = [row for row in facts.fundings if row.span.holds(on)]
    for post in sorted(funded, key=lambda row: (row.specialty, row.band, row.position)):
        yield SourceRow(
            "Staffing", "Funded post", _name(facts, code=post.specialty), post.band, post.status.replace("_", " "),
            amount=_number(post.wte),
        )  # fmt: skip
    held = [row for row in facts.contracts if row.span.holds(on)]
    for contract in sorted(held, key=lambda row: (row.specialty, row.band, row.position, row.assignment)):
        what = CONTRACTS.get(contract.contract_type, "In post")
        yield SourceRow(
            "Staffing", what, _name(facts, code=contract.specialty), contract.band, contract.status.replace("_", " "),
            contract.span.first.isoformat(), _day(contract.span.last), _number(contract.fte),
        )  # fmt: skip


def _agency(facts: Facts, *, week: Period) -> Iterator[SourceRow]:
    bookings: dict[str, Booking] = {booking.key: booking for booking in facts.agency.bookings}
    for sheet in facts.agency.timesheets:
        booking = bookings.get(sheet.booking)
        if booking is None or sheet.week_ending != week.last:
            continue
        yield SourceRow(
            "Agency", booking.worker_type.capitalize(), _name(facts, code=booking.specialty), booking.band, booking.reason,
            week.first.isoformat(), week.last.isoformat(), _number(sheet.hours), _number(sheet.net),
        )  # fmt: skip


def _absences(facts: Facts, *, week: Period) -> Iterator[SourceRow]:
    where = facts.specialty_of(day=week.last)
    inside = [row for row in facts.spells if row.span.first <= week.last and (row.span.last or week.last) >= week.first]
    for spell in sorted(inside, key=lambda row: (SPELLS[row.kind], row.span.first, row.span.last or date.max)):
        first, last = max(spell.span.first, week.first), min(spell.span.last or week.last, week.last)
        yield SourceRow(
            "Sickness" if spell.kind == "sickness" else "Maternity and adoption", SPELLS[spell.kind],
            _name(facts, code=where.get(spell.person, "")), state="ended" if spell.span.last else "open",
            first=spell.span.first.isoformat(), last=_day(spell.span.last), amount=str((last - first).days + 1),
        )  # fmt: skip


def _name(facts: Facts, *, code: str) -> str:
    return facts.specialties.get(code, "")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: Fraction) -> str:
    """Return it so exactly that the rows add up to their figure."""
    return str(decimal_half_away(number, places=6))
