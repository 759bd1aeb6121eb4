"""The pages that say what went wrong. 500 and 503 need neither database nor session nor the rest of the context."""

import logging
import sys
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from directorate.core.domain.full_disk import SENTENCE, is_disk_full
from directorate.shell.navigation import bare_furniture

logger = logging.getLogger(__name__)

# SQLSTATE classes that mean "no database to talk to": connection, resources, operator intervention.
GONE = ("08", "53", "57P")


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _bare(
        request,
        status=400,
        title="There is a problem with this request",
        lines=["The address or the form was not complete. Go back, load the page again and repeat the last step."],
    )


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the user has no such right."""
    context = {
        "title": "You cannot open this page",
        "lines": [
            "Your role does not include it. The attempt has been logged, as every attempt is.",
            "If you need it for your work, ask the directorate manager to change your role.",
        ],
    }
    return render(request, "shell/error.html", context, status=403)


@requires_csrf_token
def forbidden_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form came without its token, usually because the person signed in or out in another tab."""
    return _bare(
        request,
        status=403,
        title="This form is too old to be sent",
        lines=[
            "You have signed in or out since the page was opened, or your browser does not keep cookies. "
            "Nothing has been saved.",
            "Go back, load the page again and send the form once more.",
        ],
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or a record beyond the user's reach."""
    context = {
        "title": "Page not found",
        "lines": [
            "If you typed the address, check that it is correct.",
            "If you followed a link, the record may have been closed, or it belongs to a specialty or team that is not yours.",
        ],
    }
    return render(request, "shell/error.html", context, status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database cannot be reached, or 507 when a disk is full."""
    error = sys.exc_info()[1]
    if is_disk_full(error):
        return disk_full(request)
    if database_is_gone(error):
        return unavailable(request)
    return _bare(
        request,
        status=500,
        title="Sorry, there is a problem with this service",
        lines=[
            "What you sent has not been saved. Try again.",
            "If it happens again, tell whoever looks after this service what you were doing and the time.",
        ],
    )


def explain_refused_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the address of a form, opened without the form, is answered in words."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        return response if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED else _no_page_here(request, response)

    return middleware


def _no_page_here(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    page = _bare(
        request,
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        title="There is no page at this address",
        lines=["It only takes what a form sends. Go back, or start from Today. Nothing has been changed."],
    )
    page.headers["Allow"] = response.headers.get("Allow", "")
    return page


def unavailable(request: HttpRequest) -> HttpResponse:
    """503."""
    response = _bare(
        request,
        status=503,
        title="Sorry, the service is not available",
        lines=[
            f"{settings.SERVICE_NAME} cannot reach its database just now. Nothing that was saved is lost; "
            "what you sent just now has not been saved.",
            "Wait a minute and load the page again.",
        ],
    )
    response.headers["Retry-After"] = "60"
    return response


def disk_full(request: HttpRequest) -> HttpResponse:
    """507."""
    return _bare(
        request,
        status=HTTPStatus.INSUFFICIENT_STORAGE,
        title="Sorry, there is no room left on the server",
        lines=["Nothing that was saved is lost; what you sent just now has not been saved.", SENTENCE],
    )


def database_is_gone(error: BaseException | None) -> bool:
    """Whether this error means that there is no database to talk to (and not that one statement was wrong)."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    cause: BaseException | DatabaseError | None = error.__cause__
    state = getattr(cause, "sqlstate", None)
    return state is None or state.startswith(GONE)


def _bare(request: HttpRequest, *, status: int, title: str, lines: list[str]) -> HttpResponse:
    """A page in the look, made without context processors: they would ask the database who this is."""
    context = bare_furniture(request) | {"title": title, "lines": lines, "bare": True}
    return HttpResponse(render_to_string("shell/error.html", context), status=status)
