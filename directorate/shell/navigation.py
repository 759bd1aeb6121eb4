"""What every page shows around its content: navigation by role, account, breadcrumbs' start."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from directorate.core import registry
from directorate.core.access import may


def page_furniture(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; no query beyond the user's roles."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "signed_in": signed_in,
        "service_name": settings.SERVICE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "demo": settings.DEMO,
        "navigation": navigation_for(request) if signed_in else [],
        "session_warning_minutes": settings.SESSION_WARNING_MINUTES,
    }


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this user may open; the current one is marked."""
    entries: list[dict[str, Any]] = [{"text": "Today", "href": reverse("shell:today"), "current": request.path == reverse("shell:today")}]
    for item in registry.navigation:
        if any(may(user=request.user, subject=subject, operation=item.operation) for subject in item.subjects):
            href = reverse(item.url_name)
            entries.append({"text": item.text, "href": href, "current": request.path.startswith(href)})
    return entries
