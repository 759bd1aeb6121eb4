"""Finding a patient: by POST, so that no number or name stands in an address."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from directorate.core.access import may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import User
from directorate.core.models.access import AccessKind
from directorate.core.registry import SearchHit
from waiting_lists.actions import writer_of
from waiting_lists.forms import SearchForm
from waiting_lists.models import Census, CensusPathway
from waiting_lists.pages.listing import list_day
from waiting_lists.pages.rows import list_rows
from waiting_lists.querysets.searching import find_patients
from waiting_lists.querysets.work import with_work

MOST_SHOWN = 50
MOST_HITS = 10


@requires(Subject.WAITING_LIST)
def pathway_search(request: AuthenticatedRequest) -> HttpResponse:
    """One answer opens its page; several are listed."""
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    census = Census.objects.latest_with_rows()
    context: dict[str, Any] = {"form": form, "census": census, "searched": False}
    if census is None or not form.is_bound or not form.is_valid():
        return render(request, "waiting_lists/pathway_search.html", context, status=422 if form.errors else 200)
    found = _found(request, census=census, text=form.cleaned_data["q"], most=MOST_SHOWN + 1)
    if len(found) == 1:
        return redirect("waiting_lists:pathway_detail", found[0].pathway_key)
    keys = [row.pk for row in found[:MOST_SHOWN]]
    rows = with_work(CensusPathway.objects.filter(census=census, pk__in=keys)).in_bulk()
    shown = list_rows((rows[key] for key in keys), writer=writer_of(request.user), day=list_day(census.census_date))
    context |= {"searched": True, "rows": shown, "has_more": len(found) > MOST_SHOWN}
    return render(request, "waiting_lists/pathway_search.html", context)


def _found(request: HttpRequest, *, census: Census, text: str, most: int) -> list[Any]:
    """Matches that the user may see; the search is logged without what was typed."""
    user = request.user
    rows = CensusPathway.objects.filter(census=census).visible_to(user)
    found = find_patients(rows, text=text, most=most)
    record_access(
        user=user if isinstance(user, User) else None,
        kind=AccessKind.SEARCH,
        subject=Subject.WAITING_LIST,
        row_count=len(found),
        request=request,
    )
    return found


def patient_hits(request: HttpRequest, text: str) -> Sequence[SearchHit]:
    """What the search in the header shows of the waiting list."""
    if not may(user=request.user, subject=Subject.WAITING_LIST):
        return []
    census = Census.objects.latest_with_rows()
    if census is None:
        return []
    return [
        SearchHit(
            text=f"{row.surname.upper()} {row.forename}",
            href=reverse("waiting_lists:pathway_detail", args=[row.pathway_key]),
            detail=f"{row.local_patient_identifier}, treatment function {row.treatment_function_code}",
        )
        for row in _found(request, census=census, text=text, most=MOST_HITS)
    ]
