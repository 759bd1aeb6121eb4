"""Timesheets of locums: received, coded, signed by a second person, forwarded; and who may sign."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may, people_who_may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import User
from rotas.actions.locums import may_approve
from rotas.actions.problems import DeskRefused
from rotas.actions.timesheets import (
    add_signatory,
    code_timesheet,
    end_signatory,
    forward_timesheet,
    receive_timesheet,
    sign_timesheet,
)
from rotas.domain.clocks import hours_words
from rotas.domain.states import StepRefused
from rotas.facts.desk import addresses_of
from rotas.facts.locums import pounds
from rotas.facts.timesheets import (
    FILES,
    amount,
    beside_booking,
    booked_minutes,
    obstacle_to_sign,
    sheets_of,
    signatories,
)
from rotas.forms.timesheets import CodingForm, FileForm, ForwardForm, SignatoryForm
from rotas.models import Desk, Timesheet

MOST_SHOWN = 100
UNPROCESSABLE = 422
reads_locums, asks_for_locums = requires(Subject.LOCUM), requires(Subject.LOCUM, operation=WRITE)


@require_GET
@reads_locums
def timesheet_list(request: AuthenticatedRequest) -> HttpResponse:
    """Timesheets that are on their way, then the last forwarded ones."""
    asks = may(user=request.user, subject=Subject.LOCUM, operation=WRITE)
    context = {"sheets": sheets_of(request.user, most=MOST_SHOWN), "may_ask": asks}
    return render(request, "rotas/timesheet_list.html", context)


@require_GET
@reads_locums
def timesheet_detail(request: AuthenticatedRequest, sheet: int) -> HttpResponse:
    """One timesheet, what was done with it, and what comes next."""
    return _page(request, sheet)


def _page(request: AuthenticatedRequest, sheet: int, *, refused: Form | None = None) -> HttpResponse:
    """The page; with a refused form what was typed in it, and why."""
    rows = Timesheet.objects.visible_to(request.user)
    people = ("received_by", "coded_by", "signed_by", "sent_by")
    found = get_object_or_404(rows.select_related("request__gap__duty__rota", *people), pk=sheet)
    context = {
        "found": found,
        "changes": Timesheet.objects.changeable_by(request.user).filter(pk=sheet).exists(),
        "amount": pounds(amount(found)),
        "worked": hours_words(found.minutes or 0),
        "rate": pounds(found.rate_pence or 0),
        "booked": hours_words(booked_minutes(found)),
        "agreed": pounds(found.request.rate_pence) if found.request.rate_pence else "",
        "differences": beside_booking(found, now=clock.now()),
        "obstacle": obstacle_to_sign(found, user=request.user, today=clock.today()) if found.state == "coded" else "",
        "lacks_finance": found.state == "signed" and not addresses_of(Desk.FINANCE),
        "mails": found.mails.order_by("pk"),
        "refused": refused,
        "file_form": refused if isinstance(refused, FileForm) else FileForm(),
        "coding": refused if isinstance(refused, CodingForm) else CodingForm(initial=_coded(found)),
        "forward": refused if isinstance(refused, ForwardForm) else ForwardForm(),
    }
    return render(request, "rotas/timesheet_detail.html", context, status=UNPROCESSABLE if refused else None)


def _coded(sheet: Timesheet) -> dict[str, str]:
    """What is known of hours, rate and cost code before anybody types: what was coded, otherwise what was booked."""
    rate = f"{sheet.rate_pence // 100}.{sheet.rate_pence % 100:02}" if sheet.rate_pence else ""
    minutes = booked_minutes(sheet) if sheet.minutes is None else sheet.minutes
    return {"hours": f"{minutes / 60:.2f}", "rate": rate, "cost_code": sheet.cost_code}


@require_GET
@reads_locums
def timesheet_file(request: AuthenticatedRequest, sheet: int) -> HttpResponseBase:
    """The photo or PDF, always as a download."""
    found = get_object_or_404(Timesheet.objects.visible_to(request.user).exclude(stored_name=""), pk=sheet)
    path = FILES.path_of(found.stored_name)
    if not path.is_file():
        messages.error(request, f"{found.original_name} is not on the server's disk any more. Tell the administrator.")
        return redirect("rotas:timesheet_detail", sheet=sheet)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=found.original_name, content_type=found.media_type
    )


@require_POST
@asks_for_locums
def timesheet_receive(request: AuthenticatedRequest, sheet: int) -> HttpResponse:
    """Keep the photo or PDF."""
    form = FileForm(request.POST, request.FILES)

    def act() -> None:
        file = form.cleaned_data["file"]
        receive_timesheet(sheet, content=file.read(), name=file.name, by=request.user)

    return _act(request, sheet, form=form, act=act, done="The timesheet is kept.")


@require_POST
@asks_for_locums
def timesheet_code(request: AuthenticatedRequest, sheet: int) -> HttpResponse:
    """Write down hours, rate and cost code."""
    form = CodingForm(request.POST)
    done = "Coded. A second person signs it."
    return _act(request, sheet, form=form, act=lambda: code_timesheet(sheet, by=request.user, **form.coding), done=done)


@require_POST
@asks_for_locums
def timesheet_sign(request: AuthenticatedRequest, sheet: int) -> HttpResponse:
    """Sign it."""
    done = "Signed."
    return _act(request, sheet, form=Form(request.POST), act=lambda: sign_timesheet(sheet, by=request.user), done=done)


@require_POST
@asks_for_locums
def timesheet_forward(request: AuthenticatedRequest, sheet: int) -> HttpResponse:
    """Send it to the agency and to Finance."""
    form = ForwardForm(request.POST)

    def act() -> None:
        forward_timesheet(sheet, agency_address=form.cleaned_data["agency_address"], by=request.user)

    return _act(request, sheet, form=form, act=act, done="It goes to the agency and to Finance.")


def _act(
    request: AuthenticatedRequest, sheet: int, *, form: Form, act: Callable[[], object], done: str
) -> HttpResponse:
    """Do it and show the page anew; where it is refused, the page with all that was typed."""
    get_object_or_404(Timesheet.objects.changeable_by(request.user), pk=sheet)
    if form.is_valid():
        try:
            act()
            messages.success(request, done)
            return redirect("rotas:timesheet_detail", sheet=sheet)
        except (DeskRefused, StepRefused) as problem:
            form.add_error(None, str(problem))
    return _page(request, sheet, refused=form)


@require_http_methods(["GET", "POST"])
@asks_for_locums
def signatory_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who may sign what; a manager gives the right to somebody else."""
    gives = may_approve(request.user)
    people = people_who_may(Subject.LOCUM, operation=WRITE).exclude(pk=request.user.pk)
    form = SignatoryForm(request.POST or None, people=[(user.pk, user.name) for user in people])
    if request.method == "POST" and gives and form.is_valid():
        user = get_object_or_404(User, pk=form.cleaned_data["user"])
        try:
            add_signatory(user, cost_codes=form.codes, limit_pence=form.limit_pence, by=request.user)
            messages.success(request, f"{user.name} may sign from today.")
            return redirect("rotas:signatory_list")
        except DeskRefused as problem:
            form.add_error(None, str(problem))
    rows = [(row, pounds(row.limit_pence)) for row in signatories(clock.today())]
    context = {"rows": rows, "form": form, "gives": gives}
    return render(request, "rotas/signatory_list.html", context, status=UNPROCESSABLE if form.errors else None)


@require_POST
@asks_for_locums
def signatory_end(request: AuthenticatedRequest, signatory: int) -> HttpResponse:
    """Let a right to sign end."""
    if may_approve(request.user):
        end_signatory(signatory, by=request.user)
        messages.success(request, "The right to sign has ended.")
    else:
        messages.error(request, "A manager ends a right to sign.")
    return redirect("rotas:signatory_list")
