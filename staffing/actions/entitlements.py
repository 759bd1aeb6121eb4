"""The entitlement run: credits every leave account for a year and books its bank holidays; running it again adds nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, PolicyNumber, User
from directorate.core.models.people import StaffGroup
from staffing.actions.charges import charge_all, lock_accounts, recharge
from staffing.domain.entitlement import ContractedHours, Entitlement, EntitlementSettings, ServiceStep, entitlement
from staffing.domain.figures import MINUTES_AN_HOUR
from staffing.domain.leave_charge import LeaveDates, charge
from staffing.facts.accounts import leave_year_end
from staffing.facts.figures import span_of
from staffing.facts.patterns import bank_holidays_between, patterns_between
from staffing.models import Absence, Assignment, LeaveAccount, LeaveLedger, LedgerKind

FIXED_BANK_HOLIDAYS = 8
NOT_ACCRUING = ("career_break", "external_secondment")


@dataclass
class Run:
    """What a run did; `recharged` is leave that costs something else since the list of bank holidays changed."""

    people: int = 0
    entries: int = 0
    recharged: Sequence[Absence] = ()


def run_entitlements(*, leave_year: int, by: User) -> Run:
    """Credit the leave year of everybody but doctors, from contracted hours and service; doctors' rules differ.

    What was credited before is compared with what is due now; only a difference is entered, as an adjustment.
    """
    first, last = date(leave_year, 4, 1), leave_year_end(leave_year)
    holidays = bank_holidays_between(first, last=last)
    settings = settings_on(first)
    hours = _hours(first, last=last)
    people = Person.objects.filter(pk__in=hours).in_bulk()
    run = Run(people=len(people))
    with acting(by=by, action="Run entitlements"):
        charge_all(by=by)
        run.recharged = recharge(first, last=last, holidays=holidays, by=by)
        patterns = patterns_between(hours.keys(), first=first, last=last)
        for pk, person in sorted(people.items()):
            service_start = person.start_date or min(held.span.first for held in hours[pk])
            due = entitlement(
                first, service_start=service_start, hours=hours[pk], bank_holidays=holidays, settings=settings
            )
            booked = {
                day: minutes for day in holidays if (minutes := _worked_on_holiday(day, patterns=patterns.get(pk, {})))
            }
            run.entries += _enter(person, leave_year=leave_year, due=due, booked=booked, by=by)
    return run


def credit_person(person: Person, *, leave_year: int, by: User) -> int:
    """The same for one person whose contract has begun or changed; returns how many entries were made."""
    first, last = date(leave_year, 4, 1), leave_year_end(leave_year)
    hours = _hours(first, last=last, people=[person.pk]).get(person.pk)
    if not hours:
        return 0
    holidays = bank_holidays_between(first, last=last)
    patterns = patterns_between([person.pk], first=first, last=last).get(person.pk, {})
    service_start = person.start_date or min(held.span.first for held in hours)
    due = entitlement(
        first, service_start=service_start, hours=hours, bank_holidays=holidays, settings=settings_on(first)
    )
    booked = {day: minutes for day in holidays if (minutes := _worked_on_holiday(day, patterns=patterns))}
    return _enter(person, leave_year=leave_year, due=due, booked=booked, by=by)


def settings_on(day: date) -> EntitlementSettings:
    """The Trust's choices in force on a day; what has no row keeps the rule book's proposal."""
    numbers = PolicyNumber.objects.values_on(day)
    steps = tuple(
        ServiceStep(years, int(numbers.get(f"annual_leave_days_after_{years}_years", default)))
        for years, default in ((0, 27), (5, 29), (10, 33))
    )
    fixed = int(numbers.get("bank_holidays_credited", 0)) == FIXED_BANK_HOLIDAYS
    return EntitlementSettings(
        bank_holiday_mode="fixed_8" if fixed else "actual",
        rounding_step=Fraction(int(numbers.get("leave_rounding_minutes", 30)), MINUTES_AN_HOUR),
        steps=steps,
    )


def _hours(first: date, *, last: date, people: Collection[int] | None = None) -> dict[int, list[ContractedHours]]:
    """Contracted hours by person; bank contracts and unpaid breaks earn nothing."""
    rows = (
        Assignment.objects.touching(first=first, last=last)
        .exclude(contract_type="bank")
        .exclude(status__in=NOT_ACCRUING)
        .exclude(person__staff_group=StaffGroup.MEDICAL)
        .order_by("person_id", "valid")
    )
    if people is not None:
        rows = rows.filter(person__in=people)
    found: dict[int, list[ContractedHours]] = defaultdict(list)
    for row in rows:
        weekly = Fraction(row.weekly_minutes, MINUTES_AN_HOUR)
        found[row.person_id].append(ContractedHours(span=span_of(row.valid), weekly_hours=weekly))
    return found


def _worked_on_holiday(day: date, *, patterns: Mapping[str, Sequence]) -> int:  # type: ignore[type-arg]
    """Minutes normally worked on a bank holiday, all assignments together."""
    costs = (charge(LeaveDates(day, day), patterns=held, bank_holidays={day}) for held in patterns.values())
    return sum(cost.bh_minutes for cost in costs)


@transaction.atomic
def _enter(person: Person, *, leave_year: int, due: Entitlement, booked: Mapping[date, int], by: User) -> int:
    account = lock_accounts(person.pk, leave_years=[leave_year])[leave_year]
    entries = list(account.entries.filter(absence=None))
    fresh = [
        *_credit(account, entries=entries, kind=LedgerKind.ENTITLEMENT, minutes=due.al_minutes, by=by),
        *_credit(account, entries=entries, kind=LedgerKind.BH_ENTITLEMENT, minutes=due.bh_minutes, by=by),
        *_bank_holidays(account, entries=entries, booked=booked, by=by),
    ]
    LeaveLedger.objects.bulk_create(fresh)
    return len(fresh)


def _credit(
    account: LeaveAccount, *, entries: Sequence[LeaveLedger], kind: LedgerKind, minutes: int, by: User
) -> list[LeaveLedger]:
    """The first credit, or the difference from what the runs before have credited."""
    key = f"run:{account.pk}:{kind.value}"
    earlier = [entry for entry in entries if entry.key == key or entry.key.startswith(f"{key}:")]
    difference = minutes - sum(entry.minutes for entry in earlier)
    if not difference:
        return []
    return [
        LeaveLedger(
            account=account,
            kind=LedgerKind.ADJUSTMENT if earlier else kind,
            minutes=difference,
            effective_date=date(account.leave_year, 4, 1),
            reason="Hours, service or bank holidays have changed" if earlier else "",
            key=f"{key}:{len(earlier)}" if earlier else key,
            recorded_by=by,
            recorded_at=clock.now(),
        )
    ]


def _bank_holidays(
    account: LeaveAccount, *, entries: Sequence[LeaveLedger], booked: Mapping[date, int], by: User
) -> list[LeaveLedger]:
    """Book each bank holiday that is normally worked; correct what was booked when list or pattern has changed."""
    held = {entry.key: entry for entry in entries}
    earlier_days = {entry.effective_date for entry in entries if entry.kind == LedgerKind.BH_TAKEN}
    fresh = []
    for day in sorted(booked.keys() | earlier_days):
        entry = _bank_holiday(account, held=held, day=day, minutes=booked.get(day, 0), by=by)
        fresh += [entry] if entry else []
    return fresh


def _bank_holiday(
    account: LeaveAccount, *, held: Mapping[str, LeaveLedger], day: date, minutes: int, by: User
) -> LeaveLedger | None:
    key = f"holiday:{account.pk}:{day}"
    common = {"account": account, "recorded_by": by, "recorded_at": clock.now(), "minutes": minutes}
    use = held.get(key)
    if use is None:
        return LeaveLedger(kind=LedgerKind.BH_TAKEN, effective_date=day, key=key, **common) if minutes else None
    corrections = [entry for name, entry in held.items() if name.startswith(f"{key}:")]
    latest = max(corrections, key=lambda entry: entry.pk, default=use)
    now = 0 if latest.kind == LedgerKind.REVERSAL else latest.minutes
    if now == minutes:
        return None
    return LeaveLedger(
        kind=LedgerKind.RECHARGE if minutes else LedgerKind.REVERSAL,
        effective_date=min(clock.today(), leave_year_end(account.leave_year)),
        corrects=use,
        key=f"{key}:{len(corrections) + 1}",
        **common,
    )
