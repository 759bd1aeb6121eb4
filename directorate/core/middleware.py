"""Session limits, headers of private pages, and the context that row history records."""

import uuid
from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from directorate.core import clock
from directorate.core.models import User

Handler = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def session_limits(get_response: Handler) -> Handler:
    """End a session after too long without use, and in any case twelve hours after signing in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _enforce(request)
        return get_response(request)

    return middleware


def _enforce(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    started = request.session.setdefault("started", now)
    seen = request.session.get("seen", now)
    idle_too_long = now - seen > settings.SESSION_IDLE_MINUTES * 60
    if idle_too_long or now - started > settings.SESSION_COOKIE_AGE:
        logout(request)
        return
    if now - seen > 60 or "seen" not in request.session:  # once a minute is enough, and spares a write per request
        request.session["seen"] = now


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
