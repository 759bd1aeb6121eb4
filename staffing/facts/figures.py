"""Rows of staffing as facts for figures: contracts, funding and spells of absence, each read with one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from psycopg.types.range import DateRange

from staffing.domain.spans import Span
from staffing.models import Absence, Assignment, PostFunding

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ContractFact:
    """One assignment while its hours and status stay the same; specialty (code) and band are those of its post.

    Without a post the specialty is the person's and the band is empty.
    """

    person_id: int
    assignment_no: str
    specialty: str
    band: str
    span: Span
    fte: Fraction
    contract_type: str
    status: str
    is_primary: bool
    backfill_for: int | None


@dataclass(frozen=True, slots=True)
class FundingFact:
    """Whole-time equivalents funded for a post in a span, whatever the status of the post."""

    position_no: str
    specialty: str
    band: str
    post_status: str
    span: Span
    wte: Fraction


@dataclass(frozen=True, slots=True)
class SpellFact:
    """One approved absence as recorded (one merged row a person and spell); an open one has no last day."""

    absence_id: int
    person_id: int
    kind: str
    span: Span
    counts_as_episode: bool
    return_held_date: date | None


def span_of(valid: DateRange) -> Span:
    """A date range of the database (end excluded) as a span (both ends in)."""
    assert valid.lower is not None  # noqa: S101 every validity has a first day by constraint
    return Span(valid.lower, None if valid.upper is None else valid.upper - ONE_DAY)


def contracts_between(*, first: date, last: date, staff_group: str = "ac") -> tuple[ContractFact, ...]:
    """Assignments of a staff group in force on any day of the period, by number and date; one query."""
    rows = (
        Assignment.objects.touching(first=first, last=last)
        .filter(person__staff_group=staff_group)
        .select_related("post__specialty", "person__specialty")
        .order_by("assignment_no", "valid")
    )
    return tuple(_contract(row) for row in rows)


def _contract(row: Assignment) -> ContractFact:
    specialty = row.post.specialty if row.post else row.person.specialty
    return ContractFact(
        person_id=row.person_id,
        assignment_no=row.assignment_no,
        specialty=specialty.code,
        band=row.post.band if row.post else "",
        span=span_of(row.valid),
        fte=Fraction(row.fte),
        contract_type=row.contract_type,
        status=row.status,
        is_primary=row.is_primary,
        backfill_for=row.backfill_for_id,
    )


def fundings_between(*, first: date, last: date) -> tuple[FundingFact, ...]:
    """Funding in force on any day of the period, by position number and date; one query."""
    rows = (
        PostFunding.objects.filter(valid__overlap=DateRange(first, last, "[]"))
        .select_related("post__specialty")
        .order_by("post__position_no", "valid")
    )
    return tuple(
        FundingFact(
            position_no=row.post.position_no,
            specialty=row.post.specialty.code,
            band=row.post.band,
            post_status=row.post.status,
            span=span_of(row.valid),
            wte=Fraction(row.wte),
        )
        for row in rows
    )


def spells_between(*, first: date, last: date, kinds: Sequence[str], staff_group: str = "ac") -> tuple[SpellFact, ...]:
    """Approved absences of these kinds with a day in the period, by person and date; one query, no reasons read."""
    rows = (
        Absence.objects.approved()
        .touching(first=first, last=last)
        .filter(kind__in=kinds, person__staff_group=staff_group)
        .order_by("person_id", "first_date", "pk")
        .values_list(
            "pk",
            "person_id",
            "kind",
            "first_date",
            "last_date",
            "sickness_detail__counts_as_episode",
            "return_to_work__held_date",
        )
    )
    return tuple(
        SpellFact(pk, person, kind, Span(begun, ended), counts is not False, held)
        for pk, person, kind, begun, ended, counts, held in rows
    )
