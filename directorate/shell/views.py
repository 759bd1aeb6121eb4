"""Today, and the pages that say what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directorate.core.guard import any_signed_in_user


@any_signed_in_user
def today(request: HttpRequest) -> HttpResponse:
    """The home page."""
    return render(request, "shell/today.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return render(request, "shell/error.html", {"title": "There is a problem with this request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "shell/error.html", {"title": "You cannot open this page"}, status=403)


def forbidden_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a form came without its token."""
    return render(request, "shell/error.html", {"title": "This form is too old to be sent"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "shell/error.html", {"title": "Page not found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return render(request, "shell/error.html", {"title": "Sorry, there is a problem with this service"}, status=500)
