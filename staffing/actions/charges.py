"""Keeps what an absence costs in step with its dates: the charge of each day, and the ledger that only grows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from directorate.core import clock
from directorate.core.models import User
from staffing.domain.leave_charge import Charge
from staffing.facts.accounts import current_use, leave_year_end, leave_year_of
from staffing.facts.leave import CHARGED_KINDS, charges_of, dates_of_row
from staffing.facts.patterns import bank_holidays_between, patterns_between
from staffing.models import Absence, AbsenceCharge, AbsenceState, LeaveAccount, LeaveLedger, LedgerKind

COUNTING = (AbsenceState.REQUESTED, AbsenceState.APPROVED)


@dataclass(frozen=True, slots=True)
class YearUse:
    """What an absence takes from one leave year, and the first day on which it does."""

    minutes: int
    first_date: date


def settle(absence: Absence, *, by: User) -> None:
    """Make charges and ledger agree with the row as it is now; doing it twice changes nothing.

    Locks the leave accounts it books on. Call inside the transaction of the action that changed the row.
    """
    if absence.kind not in CHARGED_KINDS:
        return
    charges = _charges_now(absence)
    AbsenceCharge.objects.filter(absence=absence).delete()
    AbsenceCharge.objects.bulk_create(charges)
    wanted = _by_year(charges) if absence.state == AbsenceState.APPROVED else {}
    _book(absence, wanted=wanted, by=by)


def _charges_now(absence: Absence) -> list[AbsenceCharge]:
    if absence.state not in COUNTING or absence.last_date is None:
        return []
    patterns = patterns_between([absence.person_id], first=absence.first_date, last=absence.last_date)
    holidays = bank_holidays_between(absence.first_date, last=absence.last_date)
    costs = charges_of(absence.person_id, dates=dates_of_row(absence), patterns=patterns, holidays=holidays)
    return list(_rows(absence, costs=costs))


def _rows(absence: Absence, *, costs: Iterable[tuple[str, Charge]]) -> Iterable[AbsenceCharge]:
    for number, cost in costs:
        for day in cost.days:
            yield AbsenceCharge(
                absence=absence,
                assignment_no=number,
                date=day.date,
                leave_year=leave_year_of(day.date),
                leave_minutes=day.al_minutes,
                bank_holiday_minutes=day.bh_minutes,
            )


def _by_year(charges: Iterable[AbsenceCharge]) -> dict[int, YearUse]:
    """Minutes of leave by leave year; bank holidays are booked once a year for everybody, not by leave."""
    found: dict[int, YearUse] = {}
    for day in sorted(charges, key=lambda charge: charge.date):
        if day.leave_minutes:
            before = found.get(day.leave_year, YearUse(0, day.date))
            found[day.leave_year] = YearUse(before.minutes + day.leave_minutes, before.first_date)
    return found


def lock_accounts(person_id: int, *, leave_years: Collection[int]) -> dict[int, LeaveAccount]:
    """The person's accounts of these years, made where missing and locked until the transaction ends."""
    LeaveAccount.objects.bulk_create(
        [LeaveAccount(person_id=person_id, leave_year=year) for year in sorted(leave_years)], ignore_conflicts=True
    )
    rows = LeaveAccount.objects.select_for_update().filter(person=person_id, leave_year__in=leave_years)
    return {account.leave_year: account for account in rows.order_by("leave_year")}


def _book(absence: Absence, *, wanted: Mapping[int, YearUse], by: User) -> None:
    booked = set(absence.ledger.values_list("account__leave_year", flat=True))
    years = booked | wanted.keys()
    if not years:
        return
    accounts = lock_accounts(absence.person_id, leave_years=years)
    entries = list(absence.ledger.select_related("account"))
    uses = current_use(entries, absence=absence)
    for year, account in accounts.items():
        held = uses.get((year, LedgerKind.TAKEN))
        count = sum(entry.account_id == account.pk for entry in entries)
        entry = _entry(absence, account=account, held=held, wanted=wanted.get(year), count=count, by=by)
        if entry:
            entry.save()


def _entry(
    absence: Absence,
    *,
    account: LeaveAccount,
    held: tuple[LeaveLedger, int] | None,
    wanted: YearUse | None,
    count: int,
    by: User,
) -> LeaveLedger | None:
    """The entry that brings the ledger from what is held to what is wanted; None when they agree."""
    key = f"absence:{absence.pk}:{account.leave_year}"
    common = {"account": account, "absence": absence, "recorded_by": by, "recorded_at": clock.now()}
    if held is None:
        if wanted is None:
            return None
        return LeaveLedger(
            kind=LedgerKind.TAKEN, minutes=wanted.minutes, effective_date=wanted.first_date, key=key, **common
        )
    use, minutes = held
    if minutes == (wanted.minutes if wanted else 0):
        return None
    return LeaveLedger(
        kind=LedgerKind.RECHARGE if wanted else LedgerKind.REVERSAL,
        minutes=wanted.minutes if wanted else minutes,
        effective_date=min(clock.today(), leave_year_end(account.leave_year)),
        corrects=use,
        key=f"{key}:{count}",
        **common,
    )


def charge_all(*, by: User) -> int:
    """Charge every leave that has no charge yet and book what is approved; returns how many. For loading many at once."""
    todo = list(
        Absence.objects.counting()
        .filter(kind__in=CHARGED_KINDS, charges=None, last_date__isnull=False)
        .order_by("person_id", "first_date")
    )
    if not todo:
        return 0
    first, last = min(a.first_date for a in todo), max(a.last_date for a in todo if a.last_date)
    patterns = patterns_between({a.person_id for a in todo}, first=first, last=last)
    holidays = bank_holidays_between(first, last=last)
    charges = {
        absence.pk: list(
            _rows(
                absence,
                costs=charges_of(absence.person_id, dates=dates_of_row(absence), patterns=patterns, holidays=holidays),
            )
        )
        for absence in todo
    }
    AbsenceCharge.objects.bulk_create([row for rows in charges.values() for row in rows], batch_size=2000)
    _book_all([a for a in todo if a.state == AbsenceState.APPROVED], charges=charges, by=by)
    return len(todo)


def recharge(first: date, *, last: date, holidays: Collection[date], by: User) -> list[Absence]:
    """Charge leave again that a bank holiday came into or went out of; returns the absences concerned."""
    wrong = Q(charges__date__in=holidays, charges__leave_minutes__gt=0) | (
        Q(charges__bank_holiday_minutes__gt=0) & ~Q(charges__date__in=holidays)
    )
    in_period = Q(charges__date__range=(first, last))
    concerned = list(Absence.objects.counting().filter(in_period & wrong).distinct().order_by("pk"))
    for absence in concerned:
        with transaction.atomic():
            settle(absence, by=by)
    return concerned


def _book_all(todo: Collection[Absence], *, charges: Mapping[int, list[AbsenceCharge]], by: User) -> None:
    wanted = {absence.pk: _by_year(charges[absence.pk]) for absence in todo}
    places = {(absence.person_id, year) for absence in todo for year in wanted[absence.pk]}
    LeaveAccount.objects.bulk_create(
        [LeaveAccount(person_id=person, leave_year=year) for person, year in sorted(places)], ignore_conflicts=True
    )
    accounts = {
        (row.person_id, row.leave_year): row
        for row in LeaveAccount.objects.filter(person__in={person for person, _ in places})
    }
    entries = (
        _entry(absence, account=accounts[absence.person_id, year], held=None, wanted=use, count=0, by=by)
        for absence in todo
        for year, use in wanted[absence.pk].items()
    )
    LeaveLedger.objects.bulk_create([entry for entry in entries if entry], batch_size=2000, ignore_conflicts=True)
