"""What staff, posts, vacancies and agency are on record, as facts for the reports of a month."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period
from reports.domain.facts import Facts
from reports.domain.recruitment import VacancyOnTrac
from reports.facts.agency import agency_until
from reports.facts.agency_plan import typed_for
from reports.facts.quality import quality_of_files
from reports.facts.staff import calendar_on_record, contracts_in, fundings_in, rules_on, specialties_of, spells_in
from staffing.models import Vacancy, VacancyStage

# Long enough for three months ahead, and for the day before the twelve months.
AHEAD, BEFORE = timedelta(days=100), timedelta(days=32)


def month_facts(*, month: Period, rolling_12: Period, smallest_shown: int) -> Facts:
    """Read everything the reports of a month need, in a number of queries that does not grow with the staff."""
    window = Period(first=rolling_12.first - BEFORE, last=month.last + AHEAD)
    contracts, fundings = tuple(contracts_in(window)), tuple(fundings_in(month))
    agency = agency_until(month.last)
    booked = {booking.specialty for booking in agency.bookings}
    planned = {code for _, code in typed_for(month).plans}
    used = {held.specialty for held in contracts} | {post.specialty for post in fundings} | booked | planned
    return Facts(
        specialties=specialties_of(used - {""}),
        contracts=contracts,
        fundings=fundings,
        spells=tuple(spells_in(window)),
        calendar=calendar_on_record(),
        rules=rules_on(month.last, smallest_shown=smallest_shown),
        agency=agency,
        quality=quality_of_files(),
        vacancies=tuple(_vacancies()),
    )


def _vacancies() -> Iterator[VacancyOnTrac]:
    for row in Vacancy.objects.select_related("post", "specialty").order_by("vacancy_ref"):
        yield VacancyOnTrac(
            ref=row.vacancy_ref,
            position=row.post.position_no if row.post else "",
            specialty=row.specialty.code if row.specialty else "",
            band=row.post.band if row.post else row.band,
            wte=Fraction(row.wte or 0),
            stage=row.get_stage_display(),
            is_open=row.stage != VacancyStage.OUTCOME,
            applications=row.applications,
            authorised=row.authorised_date,
            start=row.start_date,
            as_at=row.data_as_at_date,
        )
