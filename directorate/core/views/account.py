"""The page about one's own account, and how long the session still lasts."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core import clock
from directorate.core.access import permissions
from directorate.core.access_log import record_access
from directorate.core.domain.access import ROLE_NAMES
from directorate.core.guard import AuthenticatedRequest
from directorate.core.middleware import ends_at
from directorate.core.models import User
from directorate.core.models.access import AccessKind


@require_GET
def account_view(request: AuthenticatedRequest) -> HttpResponse:
    """Own account: roles, password, second step, where signed in."""
    roles = sorted(ROLE_NAMES[role] for role in permissions(request.user).roles)
    return render(request, "account/view.html", {"roles": roles, "ends_at": request.session_ends_at})  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def session_extend(request: HttpRequest) -> JsonResponse:
    """GET: seconds until the session ends, without using it. POST: stay signed in."""
    session = request.session
    now = clock.now().timestamp()
    if request.method == "POST":
        session["seen"] = now
    end = ends_at(started=session.get("started", now), seen=session.get("seen", now))
    return JsonResponse({"seconds_left": max(0, int(end.timestamp() - now))})


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: wait, then try again; logged."""
    user = request.user if isinstance(request.user, User) else None
    record_access(user=user, kind=AccessKind.DENIED, subject="too many tries", request=request)
    return render(request, "core/too_many_requests.html", status=429)
