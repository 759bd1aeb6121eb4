"""How our sickness of a week stands beside ESR: what was typed of its dashboard, what its extract does not show."""

from django.db.models import Count, Q

from directorate.core.domain.periods import Period
from directorate.core.models import ImportBatch
from directorate.core.models.imports import BatchState
from directorate.core.models.people import StaffGroup
from reports.domain.esr_tie import Tie
from reports.models import EsrRate
from staffing.facts.esr_entries import ESR_FEED
from staffing.models import Absence


def esr_tie(week: Period) -> Tie:
    """Return the tie of a week (three queries)."""
    theirs = EsrRate.objects.filter(week_ending_date=week.last).values_list("rate_percent", flat=True).first()
    if not ImportBatch.objects.filter(feed=ESR_FEED, state=BatchState.ACCEPTED).exists():
        return Tie(theirs=theirs)
    apart = (
        Absence.objects.touching(first=week.first, last=week.last)
        .filter(kind="sickness", person__staff_group=StaffGroup.ADMIN_AND_CLERICAL)
        .to_enter_in_esr(today=week.last)
        .aggregate(missing=Count("pk", filter=Q(esr_first=None)), other=Count("pk", filter=Q(esr_first__isnull=False)))
    )
    return Tie(theirs=theirs, not_in_esr=apart["missing"], other_dates=apart["other"])
