"""The cancer list: who runs out of time, and how the standards stand."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from waiting_lists.pages.cancer import (
    cancer_rows,
    census_on_screen,
    due_this_week,
    friday_of,
    latest_list,
    standard_lines,
)
from waiting_lists.views.dashboard import RHYTHM_DAYS, import_address

PAGE_SIZE = 50


@requires(Subject.WAITING_LIST)
def cancer_list(request: AuthenticatedRequest) -> HttpResponse:
    """Records with a running clock, the first that can still be kept on top; logged."""
    as_at = latest_list()
    if as_at is None:
        empty = {"as_at": None, "import_href": import_address(request)}
        return render(request, "waiting_lists/cancer_list.html", empty)
    census = census_on_screen()
    rows = cancer_rows(request.user, census_id=census.pk if census else None)
    is_due = request.GET.get("due") == "week"
    if is_due:
        told, treated = due_this_week(rows)
        keys = {row.record.pk for row in (*told, *treated)}
        rows = [row for row in rows if row.record.pk in keys]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    record_access(
        user=request.user,
        kind=AccessKind.LIST,
        subject=Subject.WAITING_LIST,
        row_count=len(page.object_list),
        filters={"list": "cancer", **({"due": "week"} if is_due else {})},
        request=request,
    )
    here = reverse("waiting_lists:cancer_list") + ("?due=week&page=" if is_due else "?page=")
    age = (clock.today() - as_at).days
    context = {
        "as_at": as_at,
        "stale_days": age if age > RHYTHM_DAYS else 0,
        "rows": page.object_list,
        "count": len(rows),
        "only_here": sum(not row.href for row in rows),
        "friday": friday_of(clock.today()) if is_due else None,
        "previous": f"{here}{page.previous_page_number()}" if page.has_previous() else "",
        "next": f"{here}{page.next_page_number()}" if page.has_next() else "",
        "standards": standard_lines(request.user, as_at=as_at),
        "import_href": import_address(request),
        "census": census,
    }
    return render(request, "waiting_lists/cancer_list.html", context)
