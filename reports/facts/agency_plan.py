"""What was typed of plan, pay and exemptions, for the agency reports and for the page on which it is typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import cast

from directorate.core.domain.periods import Period, financial_year_of
from directorate.core.models import Specialty
from reports.domain.agency_ledger import Exemption
from reports.domain.agency_plan import Typed, months_to
from reports.models import AgencyExemption, AmountKind, MonthlyAmount
from staffing.domain.spans import Span

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """One box of the page: a month, and a specialty or, for pay, none."""

    month: date
    specialty: int | None

    @property
    def kind(self) -> AmountKind:
        """Return whether a plan or the pay is typed there."""
        return AmountKind.PAY if self.specialty is None else AmountKind.PLAN

    @property
    def name(self) -> str:
        """Return what the box is called in the form."""
        return f"{self.kind}_{self.specialty or 'all'}_{self.month:%Y_%m}"


def places_of(year: Period, *, specialties: Sequence[Specialty]) -> list[list[Place]]:
    """Return the boxes of a financial year: a row a month, a column a specialty, and pay at the end."""
    return [
        [*(Place(first, one.pk) for one in specialties), Place(first, None)]
        for first in months_to(Period(first=year.first, last=year.last))
    ]


def amounts_of(year: Period) -> Mapping[Place, MonthlyAmount]:
    """Return what is typed for a financial year; one query."""
    rows = MonthlyAmount.objects.filter(month_date__range=(year.first, year.last)).select_related("typed_by")
    return {Place(row.month_date, row.specialty_id): row for row in rows}


def typed_for(month: Period) -> Typed:
    """Return plan and pay of the financial year of a month; one query."""
    year = financial_year_of(month.last)
    rows = MonthlyAmount.objects.filter(month_date__range=(year.first, month.last))
    plans: dict[tuple[date, str], Fraction] = {}
    pay: dict[date, Fraction] = {}
    for kind, first, code, pounds in rows.values_list("kind", "month_date", "specialty__code", "pounds"):
        if kind == AmountKind.PAY:
            pay[first] = Fraction(pounds)
        else:
            plans[first, code or ""] = Fraction(pounds)
    return Typed(plans=plans, pay=pay)


def exemptions() -> Iterator[Exemption]:
    """Yield every exemption that is recorded; one query."""
    for row in AgencyExemption.objects.select_related("specialty").order_by("pk"):
        last = row.valid.upper - ONE_DAY if row.valid.upper else None
        yield Exemption(
            reference=row.reference,
            specialty=row.specialty.code,
            band=row.band,
            ground=row.ground,
            granted_by=row.granted_by_name,
            span=Span(cast("date", row.valid.lower), last),
        )


def exemptions_recorded() -> Sequence[AgencyExemption]:
    """Return the exemptions for the page: those that last longest first."""
    rows = AgencyExemption.objects.select_related("specialty").order_by("-valid", "reference")
    return sorted(rows, key=lambda row: (row.valid.upper is not None, -(row.valid.upper or date.max).toordinal()))
