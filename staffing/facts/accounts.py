"""Leave accounts: what is left, in minutes, always worked out from the ledger."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from directorate.core.domain.periods import financial_year_of
from staffing.domain.ledger import Balance, LedgerEvent, balance
from staffing.models import Absence, AbsenceCharge, Assignment, LeaveLedger, LedgerKind

DAYS_OF_A_WORKING_WEEK = 5
CREDITS = frozenset({LedgerKind.ENTITLEMENT, LedgerKind.CARRY_IN, LedgerKind.TOIL_EARNED, LedgerKind.BOUGHT})


def leave_year_of(day: date) -> int:
    """The leave year of a day, named by its 1 April."""
    return financial_year_of(day).first.year


def leave_year_end(leave_year: int) -> date:
    """The last day of a leave year."""
    return date(leave_year + 1, 3, 31)


def leave_year_words(leave_year: int) -> str:
    """2026/27."""
    return f"{leave_year}/{(leave_year + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Account:
    """One person's leave in one leave year, in minutes.

    `left_minutes` is what remains at the end of the year when everything approved has been taken; `asked_minutes` is
    what is requested and not decided. `day_minutes` is one day of leave at the person's weekly hours (a fifth of them).
    """

    leave_year: int
    entries: Sequence[LeaveLedger]
    figures: Balance
    asked_minutes: int
    day_minutes: Fraction

    @property
    def has_entitlement(self) -> bool:
        """Whether anything was ever credited; without it a balance says nothing."""
        return any(entry.kind in CREDITS for entry in self.entries)

    @property
    def left_minutes(self) -> int:
        """What remains; may be negative."""
        return self.figures.balance_minutes

    def days(self, minutes: int) -> Fraction | None:
        """Minutes as days of this person; None when the person has no weekly hours."""
        return Fraction(minutes) / self.day_minutes if self.day_minutes else None


def account_of(person_id: int, *, leave_year: int, on: date) -> Account:
    """The account of one person; three queries."""
    return accounts_of([person_id], leave_years=[leave_year], on=on)[person_id, leave_year]


def accounts_of(
    people: Collection[int], *, leave_years: Collection[int], on: date, ignoring: Collection[int] = ()
) -> dict[tuple[int, int], Account]:
    """Accounts by person and leave year; three queries however many people.

    `on` is the day whose weekly hours turn minutes into days; `ignoring` are requests that are not counted as asked.
    """
    entries: dict[tuple[int, int], list[LeaveLedger]] = defaultdict(list)
    rows = (
        LeaveLedger.objects.filter(account__person__in=people, account__leave_year__in=leave_years)
        .select_related("account")
        .in_order()
    )
    for entry in rows:
        entries[entry.account.person_id, entry.account.leave_year].append(entry)
    asked = _asked_minutes(people, leave_years=leave_years, ignoring=ignoring)
    day = day_minutes_of(people, on=on)
    return {
        (person, year): Account(
            leave_year=year,
            entries=entries[person, year],
            figures=balance(as_events(entries[person, year]), as_at=leave_year_end(year)),
            asked_minutes=asked.get((person, year), 0),
            day_minutes=day.get(person, Fraction(0)),
        )
        for person in people
        for year in leave_years
    }


def as_events(entries: Sequence[LeaveLedger]) -> list[LedgerEvent]:
    """Ledger entries as the balance rule wants them; ids are padded so that they sort as numbers do."""
    return [
        LedgerEvent(
            id=f"{entry.pk:012d}",
            effective_date=entry.effective_date,
            kind=entry.kind,  # type: ignore[arg-type]
            minutes=entry.minutes,
            expires=entry.expires_date,
            ref=f"{entry.corrects_id:012d}" if entry.corrects_id else None,
            key=entry.key,
        )
        for entry in entries
    ]


def _asked_minutes(
    people: Collection[int], *, leave_years: Collection[int], ignoring: Collection[int]
) -> dict[tuple[int, int], int]:
    """Minutes requested and not decided, by person and leave year."""
    asked: dict[tuple[int, int], int] = defaultdict(int)
    rows = AbsenceCharge.objects.filter(
        absence__person__in=people, absence__state="requested", leave_year__in=leave_years
    ).exclude(absence__in=ignoring)
    for person, year, leave in rows.values_list("absence__person", "leave_year", "leave_minutes"):
        asked[person, year] += leave
    return asked


def day_minutes_of(people: Collection[int], *, on: date) -> dict[int, Fraction]:
    """One day of leave of each person: a fifth of the weekly minutes of all assignments but bank."""
    weekly: dict[int, int] = defaultdict(int)
    rows = Assignment.objects.on(on).filter(person__in=people).exclude(contract_type="bank")
    for person, minutes in rows.values_list("person", "weekly_minutes"):
        weekly[person] += minutes
    return {person: Fraction(minutes, DAYS_OF_A_WORKING_WEEK) for person, minutes in weekly.items()}


def current_use(entries: Sequence[LeaveLedger], *, absence: Absence) -> dict[tuple[int, str], tuple[LeaveLedger, int]]:
    """What an absence uses now by leave year and kind: the entry of use, and its minutes after corrections."""
    uses = {
        (entry.account.leave_year, entry.kind): (entry, entry.minutes)
        for entry in entries
        if entry.absence_id == absence.pk and entry.corrects_id is None
    }
    by_entry = {entry.pk: place for place, (entry, _) in uses.items()}
    for entry in sorted((e for e in entries if e.corrects_id in by_entry), key=lambda e: (e.effective_date, e.pk)):
        place = by_entry[entry.corrects_id or 0]
        uses[place] = (uses[place][0], 0 if entry.kind == LedgerKind.REVERSAL else entry.minutes)
    return uses
