"""To whom the desk writes by itself: switchboard and bank office."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from rotas.actions.desk import add_address, stop_address
from rotas.actions.problems import DeskRefused
from rotas.facts.desk import addresses_in_use, latest_mailings
from rotas.forms.desk import AddressForm
from rotas.models import Desk
from rotas.querysets import rota_reach

UNPROCESSABLE = 422
keeps_addresses = requires(Subject.ROTA, Subject.ADMINISTRATION, operation=WRITE)


def _check(request: AuthenticatedRequest) -> None:
    """Let in who makes the rotas of the whole directorate, and the administrator."""
    administers = may(user=request.user, subject=Subject.ADMINISTRATION, operation=WRITE)
    if not administers and not rota_reach(request.user, operation=WRITE).everything:
        raise Http404


@require_http_methods(["GET", "POST"])
@keeps_addresses
def address_list(request: AuthenticatedRequest) -> HttpResponse:
    """The addresses, a new one, and what the switchboard was last sent."""
    _check(request)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            add_address(desk=Desk(said["desk"]), address=said["address"], by=request.user)
            messages.success(request, f"{said['address']} is written to from now on.")
            return redirect("rotas:address_list")
        except DeskRefused as problem:
            form.add_error("address", str(problem))
    context = {"form": form, "addresses": addresses_in_use(), "mails": latest_mailings()}
    return render(request, "rotas/address_list.html", context, status=UNPROCESSABLE if form.errors else None)


@require_POST
@keeps_addresses
def address_stop(request: AuthenticatedRequest, address: int) -> HttpResponse:
    """Write to an address no longer."""
    _check(request)
    stop_address(address, by=request.user)
    messages.success(request, "The address is written to no longer.")
    return redirect("rotas:address_list")
