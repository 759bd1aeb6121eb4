"""What staff, posts and absences are on record, as facts for the weekly report."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from psycopg.types.range import DateRange

from directorate.core.domain.calendar import WorkingCalendar, england_and_wales
from directorate.core.domain.periods import Period
from directorate.core.models import BankHoliday, PolicyNumber, Specialty
from directorate.core.models.people import StaffGroup
from reports.domain.facts import AbsenceKind, Contract, Facts, Funding, Rules, Spell
from reports.domain.settings import LONG_TERM_DAYS, RETURN_WORKING_DAYS
from reports.facts.agency import agency_until
from reports.facts.esr import esr_tie
from reports.facts.quality import quality_of_files
from staffing.domain.episodes import EpisodeSettings
from staffing.domain.spans import Span
from staffing.facts.training import compliance_on
from staffing.models import Absence, Assignment, PostFunding

LONGEST_LOOK_BACK = timedelta(days=364)
LONGEST_LOOK_AHEAD = timedelta(days=84)
ONE_DAY = timedelta(days=1)
KINDS = ("sickness", "maternity", "adoption")


class NoSpecialtyError(ValueError):
    """There is nothing to report by."""


def weekly_facts(*, week: Period, rolling_12: Period, smallest_shown: int) -> Facts:
    """Read everything the report of a week needs, in a number of queries that does not grow with the staff."""
    first = min(rolling_12.first, week.last - LONGEST_LOOK_BACK)
    window = Period(first=first, last=week.last + LONGEST_LOOK_AHEAD)
    contracts, fundings = tuple(contracts_in(window)), tuple(fundings_in(week))
    agency = agency_until(week.last)
    booked = {booking.specialty for booking in agency.bookings} - {""}
    return Facts(
        specialties=specialties_of(booked | {row.specialty for row in contracts} | {row.specialty for row in fundings}),
        contracts=contracts,
        fundings=fundings,
        spells=tuple(spells_in(window)),
        calendar=calendar_on_record(),
        rules=rules_on(week.last, smallest_shown=smallest_shown),
        agency=agency,
        tie=esr_tie(week),
        compliance=compliance_on(week.last),
        quality=quality_of_files(),
    )


def specialties_of(used: set[str]) -> dict[str, str]:
    """Specialties with administrative staff or posts, in printing order; all of them where there is nobody yet."""
    every = dict(Specialty.objects.in_order().values_list("code", "name"))
    if not every:
        raise NoSpecialtyError("There is no specialty yet: an administrator adds them first.")
    return {code: name for code, name in every.items() if code in used} or every


def contracts_in(window: Period) -> Iterator[Contract]:
    """Yield the contracts of administrative staff with a day in these."""
    rows = Assignment.objects.filter(
        person__staff_group=StaffGroup.ADMIN_AND_CLERICAL,
        valid__overlap=DateRange(window.first, window.last, "[]"),
    ).values_list(
        "person_id", "post__specialty__code", "person__specialty__code", "post__band", "valid", "fte",
        "contract_type", "status", "is_primary", "backfill_for_id", "assignment_no", "post__position_no",
        "person__leaving_date", "person__leaving_reason",
    )  # fmt: skip
    for (
        person,
        specialty,
        own_specialty,
        band,
        valid,
        fte,
        contract_type,
        status,
        primary,
        backfill_for,
        assignment,
        position,
        leaving_date,
        leaving_reason,
    ) in rows.order_by("assignment_no", "valid"):
        yield Contract(
            person=person,
            specialty=specialty or own_specialty,
            band=band or "",
            span=_span(valid),
            fte=Fraction(fte),
            contract_type=contract_type,
            status=status,
            is_primary=primary,
            backfill_for=backfill_for,
            assignment=assignment,
            position=position or "",
            leaving_date=leaving_date,
            leaving_reason=leaving_reason,
        )


def fundings_in(week: Period) -> Iterator[Funding]:
    """Yield the posts funded in a period or in the week before it."""
    around = DateRange(week.first - timedelta(days=7), week.last, "[]")
    rows = PostFunding.objects.filter(valid__overlap=around).values_list(
        "post__specialty__code", "post__band", "valid", "wte", "post__position_no", "post__status"
    )
    for specialty, band, valid, wte, position, status in rows:
        yield Funding(specialty, band, _span(valid), Fraction(wte), position=position, status=status)


def spells_in(window: Period) -> Iterator[Spell]:
    """Approved absences of administrative staff: dates and the meeting's date, no reason is read."""
    rows = (
        Absence.objects.approved()
        .touching(first=window.first, last=window.last)
        .filter(kind__in=KINDS, person__staff_group=StaffGroup.ADMIN_AND_CLERICAL)
        .values_list(
            "pk", "person_id", "kind", "first_date", "last_date",
            "sickness_detail__counts_as_episode", "return_to_work__held_date",
        )
        .order_by("pk")
    )  # fmt: skip
    for key, person, kind, first, last, counts, held in rows:
        yield Spell(
            id=str(key),
            person=person,
            kind=cast(AbsenceKind, kind),
            span=Span(first, last),
            counts_as_episode=counts is not False,
            return_held_date=held,
        )


def _span(valid: DateRange) -> Span:
    """Days of a range as PostgreSQL keeps it: the upper bound is the day after the last."""
    return Span(cast(date, valid.lower), valid.upper - ONE_DAY if valid.upper else None)


def calendar_on_record() -> WorkingCalendar:
    """Return the working days by the bank holidays that are entered."""
    days = list(BankHoliday.objects.values_list("date", flat=True))
    return england_and_wales(days or None)


def rules_on(day: date, *, smallest_shown: int) -> Rules:
    """Return the policy numbers in force on a day."""
    numbers = PolicyNumber.objects.values_on(day)
    usual = Rules()
    return Rules(
        smallest_shown=smallest_shown,
        return_working_days=int(numbers.get(RETURN_WORKING_DAYS, usual.return_working_days)),
        episodes=EpisodeSettings(long_term_days=int(numbers.get(LONG_TERM_DAYS, usual.episodes.long_term_days))),
    )
