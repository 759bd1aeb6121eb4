"""Addresses that name nothing, session limits, the second step, headers of private pages, and the context that row history records."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pghistory
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.cache import patch_vary_headers

from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.models import User
from directorate.core.models.access import AccessKind

Handler = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Sent by the page's script with requests that no person made (polls): they do not keep a session alive.
BACKGROUND_HEADER = "X-Background-Poll"


def real_paths(get_response: Handler) -> Handler:
    """Say of an address with a NUL that it names nothing: no record has such a key, and the database refuses to ask."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            raise Http404
        return get_response(request)

    return middleware


def session_limits(get_response: Handler) -> Handler:
    """End a session after too long without use, and in any case twelve hours after signing in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            _enforce(request, user=request.user)
        return get_response(request)

    return middleware


def _enforce(request: HttpRequest, *, user: User) -> None:
    now = clock.now().timestamp()
    started = request.session.setdefault("started", now)
    seen = request.session.get("seen", now)
    why = _why_ended(now=now, started=started, seen=seen)
    if why:
        record_access(user=user, kind=AccessKind.SIGN_OUT, subject="session", filters={"why": why}, request=request)
        logout(request)
        request.session_ended = why  # type: ignore[attr-defined]
        return
    # Once a minute is enough, and spares a write per request.
    if "seen" not in request.session or (now - seen > 60 and BACKGROUND_HEADER not in request.headers):
        request.session["seen"] = seen = now
    request.session_ends_at = ends_at(started=started, seen=seen)  # type: ignore[attr-defined]


def _why_ended(*, now: float, started: float, seen: float) -> str:
    if now - seen > settings.SESSION_IDLE_MINUTES * 60:
        return "idle"
    return "long" if now - started > settings.SESSION_COOKIE_AGE else ""


def ends_at(*, started: float, seen: float) -> datetime:
    """When the session ends if nothing more is done (UTC)."""
    last = min(seen + settings.SESSION_IDLE_MINUTES * 60, started + settings.SESSION_COOKIE_AGE)
    return datetime.fromtimestamp(last, tz=UTC)


class SignInRequired(LoginRequiredMiddleware):
    """Every page needs a signed-in user; a fragment that htmx asks for sends the whole window to the sign-in page."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        """To the sign-in page, and from there back to the page that was open."""
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(_way_back(request))}"
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": address})
        return redirect(address)


def _way_back(request: HttpRequest) -> dict[str, str]:
    page = request.get_full_path() if request.method in SAFE_METHODS else "/"
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "/")).path or "/"
    ended = getattr(request, "session_ended", "")
    return {"next": page, "ended": ended} if ended else {"next": page}


def second_step(get_response: Handler) -> Handler:
    """Where the installation asks for it, nobody gets past the account pages without a second step of sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and isinstance(request.user, User) and not _has_second_step(request, user=request.user):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def _has_second_step(request: HttpRequest, *, user: User) -> bool:
    if request.path.startswith("/accounts/") or request.session.get("second_step"):
        return True
    methods = request.session.get("account_authentication_methods", [])
    held = any(entry.get("method") == "socialaccount" for entry in methods) or (
        Authenticator.objects.filter(
            user=user, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exists()
    )
    if held:
        request.session["second_step"] = True  # until the session ends: the last one cannot be removed meanwhile
    return held


def private_pages(get_response: Handler) -> Handler:
    """Nothing that a signed-in user sees is kept by a browser or proxy; partials and pages are told apart."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return middleware


def history_context(get_response: Handler) -> Handler:
    """Give every request an identifier, and every change it makes the user who made it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4()  # type: ignore[attr-defined]
        if request.method in SAFE_METHODS or not isinstance(request.user, User):
            return get_response(request)
        with pghistory.context(user=request.user.pk, name=request.user.name, request=str(request.request_id)):  # type: ignore[attr-defined]
            return get_response(request)

    return middleware
