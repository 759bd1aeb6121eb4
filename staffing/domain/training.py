"""Training and appraisal: expiry of one record, compliance of many people.

In date through the expiry day; only complete records count. Both rates, eligible and everyone, are always
printed. Source: staffing rule book, section 10.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from directorate.core.domain.calendar import add_months
from directorate.core.domain.rounding import percentage

Status = Literal["not_done", "expired", "due_soon", "in_date"]
APPRAISAL = "Appraisal"
# Somebody who is away for long, whatever the reason, is not counted among the eligible.
AWAY = "away"


@dataclass(frozen=True, slots=True)
class Expiry:
    """When a record runs out (None never, or not done) and how it stands on a day."""

    status: Status
    expires: date | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs training."""

    id: str
    role: str
    status: str
    start: date


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is needed how often; period None never expires, roles None is everyone."""

    id: str
    period_months: int | None
    roles: frozenset[str] | None = None

    def applies_to(self, person: Person) -> bool:
        """Return whether the person needs it."""
        return self.roles is None or person.role in self.roles


@dataclass(frozen=True, slots=True)
class Record:
    """One completed (or not) training or appraisal."""

    person_id: str
    requirement_id: str
    completed: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Compliance:
    """How many requirements are met."""

    people: int
    required: int
    in_date: int

    @property
    def rate_percent(self) -> Decimal | None:
        """Return in date over required, None when nothing is required."""
        return percentage(self.in_date, denominator=self.required)


def expires_on(completed: date, *, period_months: int | None) -> date | None:
    """Return the last day in date, None when it never expires; 29 February becomes 28 February."""
    return None if period_months is None else add_months(completed, n=period_months).date


def expiry(completed: date | None, *, period_months: int | None, as_at: date, state: str, amber_days: int) -> Expiry:
    """Return how one record stands on a day."""
    if completed is None or state != "complete":
        return Expiry(status="not_done")
    expires = expires_on(completed, period_months=period_months)
    if expires is None:
        return Expiry(status="in_date")
    days_left = (expires - as_at).days
    status: Status = "in_date"
    if days_left < 0:
        status = "expired"
    elif days_left <= amber_days:
        status = "due_soon"
    return Expiry(status=status, expires=expires, days_left=days_left)


def is_eligible(person: Person, *, as_at: date, exclude_statuses: Collection[str], new_starter_days: int) -> bool:
    """Return whether the person counts: not away long term, and no new starter."""
    return person.status not in exclude_statuses and (as_at - person.start).days >= new_starter_days


def compliance(
    people: Sequence[Person],
    *,
    requirements: Sequence[Requirement],
    records: Iterable[Record],
    as_at: date,
) -> Compliance:
    """Return how many of the requirements of these people are in date on a day."""
    periods = {requirement.id: requirement.period_months for requirement in requirements}
    valid = {
        (record.person_id, record.requirement_id)
        for record in records
        if record.requirement_id in periods
        and _is_valid(record, period_months=periods[record.requirement_id], as_at=as_at)
    }
    needed = [
        (person.id, requirement.id)
        for person in people
        for requirement in requirements
        if requirement.applies_to(person)
    ]
    return Compliance(people=len(people), required=len(needed), in_date=sum(pair in valid for pair in needed))


def _is_valid(record: Record, *, period_months: int | None, as_at: date) -> bool:
    if record.state != "complete" or record.completed is None or record.completed > as_at:
        return False
    expires = expires_on(record.completed, period_months=period_months)
    return expires is None or as_at <= expires


@dataclass(frozen=True, slots=True)
class Rates:
    """A rate is always printed twice: of the eligible and of everyone."""

    eligible: Compliance
    everyone: Compliance


def rates(
    people: Sequence[Person],
    *,
    requirements: Sequence[Requirement],
    records: Sequence[Record],
    as_at: date,
    new_starter_days: int,
) -> Rates:
    """Return the compliance of those who are neither away nor new, and of everybody."""
    eligible = [
        person
        for person in people
        if is_eligible(person, as_at=as_at, exclude_statuses=(AWAY,), new_starter_days=new_starter_days)
    ]
    return Rates(
        eligible=compliance(eligible, requirements=requirements, records=records, as_at=as_at),
        everyone=compliance(people, requirements=requirements, records=records, as_at=as_at),
    )


def both_rates(
    people: Sequence[Person],
    *,
    records: Sequence[Record],
    periods: dict[str, int | None],
    as_at: date,
    starters: tuple[int, int],
) -> dict[str, Rates]:
    """Return the rates of training and of appraisal; `periods` are months by competence, each required of everybody.

    `starters` are the days in which a new starter does not count, for training and for appraisal.
    """
    required = [Requirement(name, months) for name, months in sorted(periods.items())]
    return {
        key: rates(
            people,
            requirements=[one for one in required if (one.id == APPRAISAL) == (key == "appraisal")],
            records=records,
            as_at=as_at,
            new_starter_days=days,
        )
        for key, days in zip(("training", "appraisal"), starters, strict=True)
    }
