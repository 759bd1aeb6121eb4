"""Accounts: the list, one account with its roles and history, and what an administrator may do with it."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.actions import users as actions
from directorate.core.domain.access import Subject
from directorate.core.forms.users import ReasonForm, UserForm
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import RoleGrant, User
from directorate.core.models.users import RoleGrantSpecialty, RoleGrantTeam
from directorate.core.row_history import Related, row_history

MOST_SHOWN = 300
REFUSALS = {
    actions.NotToYourselfError: "You cannot do this to your own account. Ask another administrator.",
    actions.LastAdministratorError: "This is the last administrator. Make somebody else one first.",
}


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION)
def user_list(request: AuthenticatedRequest) -> HttpResponse:
    """Accounts by name; a search comes by POST, so that no name stands in an address."""
    text = request.POST.get("q", "").replace("\0", "").strip()[:100]
    found = User.objects.filter(is_system=False).order_by("-is_active", "name", "pk").prefetch_related("grants")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    users = list(found[: MOST_SHOWN + 1])
    today = clock.today()
    rows = [(user, [grant.get_role_display() for grant in user.grants.all() if today in grant.valid]) for user in users]
    page = {"rows": rows[:MOST_SHOWN], "more": len(users) > MOST_SHOWN, "text": text, "may_write": _writes(request)}
    return render(request, "core/user_list.html", page)


@require_GET
@requires(Subject.ADMINISTRATION)
def user_view(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One account."""
    user = _account(pk)
    grants = list(user.grants.prefetch_related("specialties", "teams").select_related("granted_by").order_by("-valid"))
    own_rows = {"rolegrant_id__in": [grant.pk for grant in grants]}
    related: list[Related] = [(RoleGrant, {"user": user.pk}), (RoleGrantSpecialty, own_rows), (RoleGrantTeam, own_rows)]
    today = clock.today()
    page = {
        "account": user,
        "now": [grant for grant in grants if today in grant.valid],
        "later": [grant for grant in grants if grant.valid.lower and grant.valid.lower > today],
        "past": [grant for grant in grants if today not in grant.valid and grant.valid.lower <= today],
        "second_steps": sorted(set(Authenticator.objects.filter(user=user).values_list("type", flat=True))),
        "session_count": UserSession.objects.filter(user=user).count(),
        "changes": row_history(user, viewer=request.user, related=related),
        "may_write": _writes(request),
        "own": user == request.user,
    }
    return render(request, "core/user_view.html", page)


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_add(request: AuthenticatedRequest) -> HttpResponse:
    """Open an account."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.create_user(by=request.user, **form.cleaned_data)
        messages.success(request, "The account is open. Give it a role, then make a link for its first password.")
        return redirect("core_admin:user_view", user.pk)
    return render(request, "core/user_form.html", {"form": form, "account": None})


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put right the name, address or person of an account."""
    user = _account(pk)
    initial = {"name": user.name, "email": user.email, "person": user.person_id}
    form = UserForm(request.POST or None, user=user, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_user(user=user, by=request.user, **form.cleaned_data)
        messages.success(request, "The account is changed.")
        return redirect("core_admin:user_view", user.pk)
    return render(request, "core/user_form.html", {"form": form, "account": user})


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Close an account and end its sessions."""
    words = {
        "title": "Close this account",
        "text": "They are signed out at once and cannot sign in again. What they have written stays.",
        "button": "Close the account",
        "done": "The account is closed and its sessions are ended.",
    }
    return _with_reason(request, pk=pk, words=words, act=actions.close_user)


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_open(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    words = {
        "title": "Open this account again",
        "text": "They can sign in again with the roles listed on the account. Look at the roles first.",
        "button": "Open the account",
        "done": "The account is open again.",
    }
    return _with_reason(request, pk=pk, words=words, act=actions.open_user)


@require_http_methods(["GET", "POST"])
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_reset_second_step(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Forget a user's app, passkeys and codes."""
    words = {
        "title": "Reset the second step",
        "text": "Their app, passkeys and recovery codes stop working and they are signed out. Make sure that it is really "
        "them who asks: ring them back on a number you know.",
        "button": "Reset the second step",
        "done": "The second step is reset. They set up a new one when they sign in.",
    }
    return _with_reason(request, pk=pk, words=words, act=actions.reset_second_step)


@require_POST
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_end_sessions(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Sign a user out everywhere."""
    user = _account(pk)
    actions.end_sessions(user=user, by=request.user)
    messages.success(request, f"{user.name} is signed out everywhere.")
    return redirect("core_admin:user_view", user.pk)


@require_POST
@requires(Subject.ADMINISTRATION, operation=WRITE)
def user_make_link(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show, once, the link with which a user sets a password."""
    user = _account(pk)
    path = actions.password_link(user=user, by=request.user)
    return render(request, "core/user_make_link.html", {"account": user, "link": request.build_absolute_uri(path)})


def _account(pk: int) -> User:
    return get_object_or_404(User.objects.select_related("person"), pk=pk, is_system=False)


def _writes(request: AuthenticatedRequest) -> bool:
    return may(user=request.user, subject=Subject.ADMINISTRATION, operation=WRITE)


def _with_reason(
    request: AuthenticatedRequest, *, pk: int, words: dict[str, str], act: Callable[..., Any]
) -> HttpResponse:
    user = _account(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(user=user, by=request.user, reason=form.cleaned_data["reason"])
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
        else:
            messages.success(request, words["done"])
            return redirect("core_admin:user_view", user.pk)
    return render(request, "core/user_act.html", {"account": user, "form": form, "words": words})
