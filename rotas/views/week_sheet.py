"""The week sheet: who is where, half day by half day, and who is on call."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONArray
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.domain.access import Subject
from directorate.core.domain.words import long_date, plural
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Site, Specialty, User
from rotas.actions.week_sheets import publish_week
from rotas.facts.week_rules import counts_of, week_check
from rotas.facts.week_sheet import SHORT, specialties_of
from rotas.facts.week_sheet import week_sheet as sheet_of
from rotas.facts.week_state import may_publish, published_week, unattended
from rotas.forms.week_sheet import EARLIEST, LATEST, WeekForm
from rotas.querysets import rota_reach
from staffing.models import AbsenceKind

# The letters of the sheet: hospitals, which come along with the specialties, and leave.
HOSPITALS = ArraySubquery(
    Site.objects.filter(is_active=True).order_by("letter").values(row=JSONArray("letter", "name"))
)
LEAVE_KEY = [(short, AbsenceKind(kind).label.lower()) for kind, short in SHORT.items() if short.lower() != kind]


@require_GET
@requires(Subject.WHEREABOUTS, Subject.ROTA)
def week_sheet(request: AuthenticatedRequest) -> HttpResponse:
    """This week of the viewer's specialty unless another is asked for."""
    specialties = specialties_with_hospitals(request.user)
    specialty = specialty_asked_for(request, specialties=specialties)
    monday = _monday(request)
    sheet = sheet_of(specialty, viewer=request.user, monday=monday, now=clock.now())
    context = {
        "specialties": specialties,
        "specialty": specialty,
        "sheet": sheet,
        "published": published_week(sheet, specialty=specialty, monday=monday),
        "unattended": unattended(sheet),
        "monday": monday,
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "key": [*specialty.hospitals, *LEAVE_KEY],  # type: ignore[attr-defined]
        "own_person": rota_reach(request.user, operation=WRITE).person_id,
        "may_publish": may_publish(request.user, specialty=specialty),
        "is_editing": "edit" in request.GET and may_publish(request.user, specialty=specialty),
        "wide": True,
    }
    return render(request, "rotas/week_sheet.html", context)


@require_POST
@requires(Subject.ROTA, operation=WRITE)
def week_publish(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the week as it stands now."""
    form = WeekForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was published. Open the week on the week sheet and press Publish there.")
        return redirect("rotas:week_sheet")
    specialty, monday = form.cleaned_data["specialty"], form.cleaned_data["week"]
    if not may_publish(request.user, specialty=specialty):
        raise Http404
    tells = form.cleaned_data["tell"] == "doctors"
    told = publish_week(specialty, monday=monday, by=request.user, tells_doctors=tells).mails.count()
    mailed = f" {plural(told, 'doctor')} will have an e-mail in a minute." if tells else ""
    messages.success(
        request, f"Published: {specialty.name}, week of {long_date(monday)}. What changes now is marked.{mailed}"
    )
    return redirect(_address("rotas:week_sheet", specialty=specialty, monday=monday))


@require_GET
@requires(Subject.ROTA, operation=WRITE)
def week_rules(request: AuthenticatedRequest) -> HttpResponse:
    """Which working-time rules the week keeps, by doctor."""
    seen = list(Specialty.objects.in_order().filter(specialties_of(request.user)))
    made = [row for row in seen if may_publish(request.user, specialty=row)]
    specialty, monday = specialty_asked_for(request, specialties=made or seen), _monday(request)
    lines = week_check(specialty, viewer=request.user, monday=monday)
    breaches, unknown = counts_of(lines)
    context = {
        "specialty": specialty,
        "monday": monday,
        "lines": lines,
        "breaches": breaches,
        "unknown": unknown,
        "sheet_address": _address("rotas:week_sheet", specialty=specialty, monday=monday),
    }
    return render(request, "rotas/week_rules.html", context)


def _address(name: str, *, specialty: Specialty, monday: date) -> str:
    return f"{reverse(name)}?{urlencode({'specialty': specialty.code, 'from': monday.isoformat()})}"


def specialties_with_hospitals(user: User) -> list[Specialty]:
    """Specialties whose whereabouts the user may see, with the letters and names of the hospitals; one query."""
    return list(Specialty.objects.in_order().filter(specialties_of(user)).annotate(hospitals=HOSPITALS))


def specialty_asked_for(request: AuthenticatedRequest, *, specialties: list[Specialty]) -> Specialty:
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
