"""To enter in ESR: what still has to be typed there, by team, and what was typed and is not seen back yet."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from staffing.actions.esr_entries import enter_in_esr, not_entered_in_esr
from staffing.actions.problems import LeaveRefused
from staffing.facts.esr_entries import esr_list
from staffing.models import Absence

MANAGES_ABSENCE = requires(Subject.SICKNESS_DATES, operation=WRITE)


@require_GET
@MANAGES_ABSENCE
def esr_entries(request: AuthenticatedRequest) -> HttpResponse:
    """The list of the people whose absences the user manages."""
    context = {"found": esr_list(request.user, today=clock.today())}
    return render(request, "staffing/esr_entries.html", context)


@require_POST
@MANAGES_ABSENCE
def esr_entered(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Say that an absence was typed."""
    return _marked(request, absence, do=enter_in_esr, said="{name}: entered. It goes when the next extract shows it.")


@require_POST
@MANAGES_ABSENCE
def esr_not_entered(request: AuthenticatedRequest, absence: int) -> HttpResponse:
    """Take that back."""
    return _marked(request, absence, do=not_entered_in_esr, said="{name}: back on the list.")


def _marked(request: AuthenticatedRequest, absence: int, *, do: Callable[..., object], said: str) -> HttpResponse:
    row = get_object_or_404(Absence.objects.managed_by(request.user).select_related("person"), pk=absence)
    try:
        do(row.pk, by=request.user)
    except LeaveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said.format(name=row.person.display_name))
    return redirect("staffing:esr_entries")
