"""The week sheet: who is where, half day by half day, and who is on call."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Specialty
from rotas.facts.week_sheet import specialties_of
from rotas.facts.week_sheet import week_sheet as sheet_of

EARLIEST, LATEST = date(2000, 1, 3), date(2099, 1, 1)


@require_GET
@requires(Subject.WHEREABOUTS, Subject.ROTA)
def week_sheet(request: AuthenticatedRequest) -> HttpResponse:
    """This week of the viewer's specialty unless another is asked for."""
    specialties = list(Specialty.objects.in_order().filter(specialties_of(request.user)))
    specialty = _specialty(request, specialties=specialties)
    monday = _monday(request)
    context = {
        "specialties": specialties,
        "specialty": specialty,
        "sheet": sheet_of(specialty, viewer=request.user, monday=monday, now=clock.now()),
        "monday": monday,
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "may_cover": may(user=request.user, subject=Subject.ROTA, operation=WRITE),
        "wide": True,
    }
    return render(request, "rotas/week_sheet.html", context)


def _specialty(request: AuthenticatedRequest, *, specialties: list[Specialty]) -> Specialty:
    """The one asked for, the viewer's own, or the first; 404 outside the viewer's reach."""
    wanted = request.GET.get("specialty")
    if wanted is not None or not specialties:
        found = next((specialty for specialty in specialties if specialty.code == wanted), None)
        if found is None:
            raise Http404
        return found
    person = getattr(request.user, "person", None)
    own = person.specialty_id if person else None
    return next((specialty for specialty in specialties if specialty.pk == own), specialties[0])


def _monday(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        day = clock.today()
    if not EARLIEST <= day <= LATEST:
        day = clock.today()
    return day - timedelta(days=day.weekday())
