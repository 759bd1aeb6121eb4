"""Roles of a user: given, changed, ended."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directorate.core import clock
from directorate.core.access import WRITE
from directorate.core.actions.grants import change_grant, end_grant, grant_role
from directorate.core.actions.users import LastAdministratorError, NotToYourselfError
from directorate.core.domain.access import ROLE_NAMES, Role, Subject
from directorate.core.forms.users import GrantForm, ReasonForm
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import RoleGrant, User
from directorate.core.views.users import REFUSALS

REFUSED = (NotToYourselfError, LastAdministratorError)


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def grant_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Give a user a role."""
    user = get_object_or_404(User, pk=pk, is_system=False)
    form = GrantForm(request.POST or None, initial={"first_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            grant_role(user=user, by=request.user, asked=form.asked(), reason=form.cleaned_data["reason"])
        except REFUSED as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(request, f"{user.name} has the role. It counts from their next page.")
            return redirect("core_admin:user_view", user.pk)
    return render(request, "core/grant_form.html", {"account": user, "form": form, "role": ""})


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def grant_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Change where a role reaches and how long it lasts."""
    grant = _grant(pk)
    role = Role(grant.role)
    form = GrantForm(request.POST or None, fixed_role=role, initial=_initial(grant))
    if request.method == "POST" and form.is_valid():
        try:
            change_grant(grant=grant, by=request.user, asked=form.asked(), reason=form.cleaned_data["reason"])
        except REFUSED as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(request, "The role is changed. It counts from their next page.")
            return redirect("core_admin:user_view", grant.user_id)
    return render(request, "core/grant_form.html", {"account": grant.user, "form": form, "role": ROLE_NAMES[role]})


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def grant_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take a role away at once."""
    grant = _grant(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_grant(grant=grant, by=request.user, reason=form.cleaned_data["reason"])
        except REFUSED as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(request, "The role is taken away. It counts from their next page.")
            return redirect("core_admin:user_view", grant.user_id)
    words = {
        "title": f"Take away: {ROLE_NAMES[Role(grant.role)]}",
        "text": "They lose the rights of this role with the next page they open. To set a last day instead, change the role.",
        "button": "Take the role away",
    }
    return render(request, "core/user_act.html", {"account": grant.user, "form": form, "words": words})


def _grant(pk: int) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk, user__is_system=False)


def _initial(grant: RoleGrant) -> dict[str, object]:
    return {
        "specialties": list(grant.specialties.all()),
        "teams": list(grant.teams.all()),
        "may_log_for_team": grant.may_log_for_team,
        "first_day": grant.valid.lower,
        "last_day": grant.valid.upper - timedelta(days=1) if grant.valid.upper else None,
    }
