"""What every page shows around its content: navigation by role, account menu, phase banner."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from directorate.core import registry
from directorate.core.access import may
from directorate.core.domain.access import Operation, Subject
from directorate.core.importers.feeds import IMPORT_SUBJECTS

# Pages of one's own account; those that are not mounted are left out.
ACCOUNT_PAGES = (
    ("Your account", "account_view"),
    ("Password", "account_change_password"),
    ("Passkeys and codes", "mfa_index"),
    ("Where you are signed in", "usersessions_list"),
)
UPLOAD_PAGE = "imports:batch_upload"


def page_furniture(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; no query beyond the user and the user's roles."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    furniture = bare_furniture(request) | {"signed_in": signed_in}
    if not signed_in or user is None:
        return furniture
    return furniture | {
        "user_name": user.name,
        "navigation": navigation_for(request),
        "account_links": [{"text": text, "href": address(name)} for text, name in ACCOUNT_PAGES if address(name)],
        "upload_url": upload_address(request),
        "session_warning_minutes": settings.SESSION_WARNING_MINUTES,
    }


def bare_furniture(request: HttpRequest) -> dict[str, Any]:
    """What a page needs that can be shown without a database: names, nonce, phase banner."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "service_name": settings.SERVICE_NAME,
        "organisation_name": settings.ORGANISATION_NAME,
        "demo": settings.DEMO,
        "phase_name": settings.PHASE_NAME,
        "phase_text": settings.PHASE_TEXT,
    }


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this user may open; the one in which the page lies is marked (the longest address that fits)."""
    entries: list[dict[str, Any]] = [{"text": "Today", "href": reverse("shell:today"), "current": ""}]
    for item in registry.navigation:
        href = address(item.url_name)
        if href and allowed(request, item.subjects, operation=item.operation):
            entries.append({"text": item.text, "href": href, "current": ""})
    _mark_current(entries, path=request.path)
    return entries


def _mark_current(entries: list[dict[str, Any]], *, path: str) -> None:
    exact = [entry for entry in entries if entry["href"] == path]
    within = [entry for entry in entries if entry["href"] != "/" and path.startswith(entry["href"])]
    if exact:
        exact[0]["current"] = "page"
    elif within:
        max(within, key=lambda entry: len(entry["href"]))["current"] = "true"


def allowed(request: HttpRequest, subjects: Sequence[Subject], *, operation: Operation) -> bool:
    """Whether the user holds one of these rights at all."""
    return any(may(user=request.user, subject=subject, operation=operation) for subject in subjects)


def address(url_name: str) -> str:
    """The address of a page; empty when no such page is mounted."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def upload_address(request: HttpRequest) -> str:
    """Where a file dropped on any page goes; empty for users who may not import."""
    if not allowed(request, IMPORT_SUBJECTS, operation=Operation.WRITE):
        return ""
    return address(UPLOAD_PAGE)
