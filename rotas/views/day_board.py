"""The day board: clinics and lists of today and the next five days, by hospital and half day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from rotas.facts.day_board import Standing
from rotas.facts.day_board import day_board as board_of
from rotas.facts.week_state import may_publish
from rotas.views.week_sheet import specialties_with_hospitals, specialty_asked_for

COLOURS = {"running": "green", "reduced": "yellow", "at risk": "red", "cancelled": "grey"}


@require_GET
@requires(Subject.WHEREABOUTS, Subject.ROTA)
def day_board(request: AuthenticatedRequest) -> HttpResponse:
    """What runs, what is at risk, and where one decides."""
    specialties = specialties_with_hospitals(request.user)
    specialty = specialty_asked_for(request, specialties=specialties)
    sites = dict(specialty.hospitals)  # type: ignore[attr-defined]
    days = board_of(specialty, viewer=request.user, today=clock.today(), sites=sites)
    only = request.GET.get("show", "")
    context = {
        "specialties": specialties,
        "specialty": specialty,
        "days": days,
        "counts": {standing.value: sum(day.how_many(standing) for day in days) for standing in Standing},
        "only": only if only in set(Standing) else "",
        "colours": COLOURS,
        "may_change": may_publish(request.user, specialty=specialty),
        "sees_requests": any(
            may(user=request.user, subject=subject, operation=WRITE)
            for subject in (Subject.MEDICAL_LEAVE, Subject.MEDICAL_LEAVE_APPROVAL)
        ),
    }
    return render(request, "rotas/day_board.html", context)
