"""The definitions of every figure that a report prints, and the policy numbers in force."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directorate.core import clock
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import PolicyNumber
from reports.domain.definitions import DEFINITIONS
from reports.domain.settings import SETTINGS_IN_USE


@requires(Subject.HR_REPORT)
@require_safe
def definition_list(request: AuthenticatedRequest) -> HttpResponse:
    """What each figure counts, and the numbers it depends on today."""
    numbers = PolicyNumber.objects.on(clock.today()).filter(key__in=SETTINGS_IN_USE).order_by("name")
    return render(request, "reports/definition_list.html", {"definitions": DEFINITIONS, "numbers": numbers})
