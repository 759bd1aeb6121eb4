"""The patient tracking list: tabs, filters, order, pages, saved views."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.domain.words import number
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind
from waiting_lists.actions import ViewNameTakenError, Writer, delete_view, save_view, writer_of
from waiting_lists.domain.bands import BANDS, band_name
from waiting_lists.domain.list_choices import LIST_TYPES, OVER_WEEKS, SORTS, STEPS, TABS, ListChoices
from waiting_lists.forms import ANOTHER_REASON, USUAL_REASONS, SavedViewForm, iso_day
from waiting_lists.models import Census, SavedView
from waiting_lists.pages.choice_words import choice_words
from waiting_lists.pages.cohort_line import cohort_error, cohort_line
from waiting_lists.pages.export_rows import NO_REASON_UP_TO
from waiting_lists.pages.figures import list_address
from waiting_lists.pages.listing import (
    MOST_COUNTED,
    Facets,
    Option,
    counted,
    current_census,
    day_of,
    facets_of,
    rows_chosen,
    rows_in_order,
)
from waiting_lists.querysets.keyset import page_of
from waiting_lists.views.dashboard import RHYTHM_DAYS, import_address, unsettled_context

PAGE_SIZE = 50


@requires(Subject.WAITING_LIST)
def pathway_list(request: AuthenticatedRequest) -> HttpResponse:
    """One page of the list, logged."""
    writer = writer_of(request.user)
    choices = _chosen(request, writer=writer)
    census = current_census(request.user, specialty=choices.specialty)
    if census is None:
        return render(
            request, "waiting_lists/pathway_list.html", {"census": None, "import_href": import_address(request)}
        )
    typed = request.GET.get("by", "").strip()
    error = cohort_error(typed, by=choices.by, census_date=census.census_date)
    if error:  # the list is not shown as that of another day
        choices = choices.with_choice(over=None, by=None, changed="", step="")
    facets = facets_of(census, user=request.user, specialty=choices.specialty)
    day = day_of(census)
    rows = rows_chosen(census, user=request.user, choices=choices, codes=facets.codes, writer=writer, day=day)
    start = _start(request, rows=rows, choices=choices, day=day)
    page = page_of(rows.segments(choices, day=day), size=PAGE_SIZE, start=start)
    shown = rows_in_order(census, keys=page.keys, writer=writer, day=day)
    record_access(
        user=request.user,
        kind=AccessKind.LIST,
        subject=Subject.WAITING_LIST,
        row_count=len(shown),
        filters=choices.described(),
        request=request,
    )
    found = _counted(rows, choices=choices, facets=facets, day=day) if start is None else UNCOUNTED
    context = {
        "census": census,
        "choices": choices,
        "rows": shown,
        "tabs": _tabs(choices, census=census, facets=facets),
        # Further pages of a list that is no cohort say of cohorts what the first one said.
        "cohorts": cohort_line(census, user=request.user, choices=choices, writer=writer)
        if start is None or choices.over
        else None,
        "usual_reasons": USUAL_REASONS if found.needs_reason else (),
        "another_reason": ANOTHER_REASON,
        "cohort_error": error,
        "cohort_typed": typed,
        "count": found.words,
        "chips": _chips(choices, facets=facets),
        "previous": list_address_at(choices, before=page.keys[0]) if page.has_previous and page.keys else "",
        "next": list_address_at(choices, after=page.keys[-1]) if page.has_next and page.keys else "",
        "sorts": _sorts(choices),
        "options": _options(facets),
        "views": view_links(census),
        "here": request.get_full_path(),
        "stale_days": _stale_days(census),
        "import_href": import_address(request),
        "may_filter_mine": bool(writer.codes),
        "may_bring_back": bool(writer.reached),
        **unsettled_context(request, census=census),
    }
    return render(request, "waiting_lists/pathway_list.html", context)


def _chosen(request: AuthenticatedRequest, *, writer: Writer) -> ListChoices:
    """The choices of the address; without any, those who write for consultants begin with these consultants."""
    if not request.GET and writer.codes:
        return ListChoices(mine=True)
    return ListChoices.read({**request.GET.dict(), "by": iso_day(request.GET.get("by", ""))})


def list_address_at(choices: ListChoices, **cursor: int) -> str:
    """The page after or before a row; the row's key says nothing about the patient."""
    return (
        f"{reverse('waiting_lists:pathway_list')}?{choices.address(**{name: str(key) for name, key in cursor.items()})}"
    )


def _start(request: HttpRequest, *, rows: Any, choices: ListChoices, day: Any) -> Any:
    for name in ("after", "before"):
        typed = request.GET.get(name, "")
        if typed.isascii() and typed.isdigit() and len(typed) <= 18:
            return rows.start_at(int(typed), choices=choices, day=day, backwards=name == "before")
    return None


def _stale_days(census: Census) -> int:
    age = (clock.today() - census.census_date).days
    return age if age > RHYTHM_DAYS else 0


def _tabs(choices: ListChoices, *, census: Any, facets: Facets) -> list[dict[str, Any]]:
    counts = {} if choices.is_filtered else {"over": number(census.over), "all": number(facets.pathways)}
    return [
        {
            "text": text + (f" ({counts[tab]})" if tab in counts and facets.pathways else ""),
            "href": list_address(choices.with_choice(tab=tab, sort="", down=False)),
            "current": tab == choices.tab,
        }
        for tab, text in TABS.items()
    ]


class Counted(NamedTuple):
    """How many pathways are chosen, in words, and whether a file of them may need a reason."""

    words: str
    needs_reason: bool


# Not counted: nearly the whole list, or a further page. Counting would cost more than showing the page.
UNCOUNTED = Counted("", needs_reason=True)


def _counted(rows: Any, *, choices: ListChoices, facets: Facets, day: Any) -> Counted:
    if choices.tab == "all" and not choices.is_filtered and facets.pathways:
        return Counted(f"{facets.pathways:,}", facets.pathways > NO_REASON_UP_TO)
    if choices.tab == "save" and not choices.is_filtered:
        return UNCOUNTED
    found = counted(rows, choices=choices, day=day)
    words = f"more than {MOST_COUNTED:,}" if found > MOST_COUNTED else f"{found:,}"
    return Counted(words, found > NO_REASON_UP_TO)


def _sorts(choices: ListChoices) -> dict[str, dict[str, str]]:
    found = {}
    for name, text in SORTS.items():
        current = name == choices.order
        flipped = choices.with_choice(sort=name, down=current and not choices.down)
        state = ("descending" if choices.down else "ascending") if current else ""
        found[name] = {"text": text, "href": list_address(flipped), "direction": state}
    return found


def _options(facets: Facets) -> dict[str, list[Option]]:
    return {
        "specialty": facets.specialties,
        "consultant": facets.consultants,
        "site": facets.sites,
        "list_type": [Option(value, text) for value, (text, _) in LIST_TYPES.items()],
        "band": [Option(str(index), f"{band_name(index)} weeks") for index in range(BANDS)],
        "over": [Option(str(weeks), f"over {weeks} weeks") for weeks in OVER_WEEKS],
        "priority": [*facets.priorities, Option("none", "no code")],
        "step": [Option(value, text) for value, text in STEPS.items()],
    }


def _chips(choices: ListChoices, *, facets: Facets) -> list[dict[str, str]]:
    """The filters in use, each with the list without it."""
    return [
        {"text": text, "href": list_address(choices.with_choice(**cleared))}
        for text, cleared in choice_words(choices, facets=facets)
    ]


@requires(Subject.WAITING_LIST)
@require_POST
def view_save(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the filters in use under a name."""
    form = SavedViewForm(request.POST)
    choices = ListChoices.read(request.POST)
    if form.is_valid():
        _keep_view(request, name=form.cleaned_data["name"], choices=choices, replace=form.cleaned_data["replace"])
    else:
        messages.error(request, "Give the view a name of at most 60 characters.")
    return redirect(list_address(choices))


def _keep_view(request: AuthenticatedRequest, *, name: str, choices: ListChoices, replace: bool) -> None:
    """Save the view and say so; a name in use is replaced only when that was ticked."""
    try:
        save_view(by=request.user, name=name, choices=choices.written(), replace=replace)
    except ViewNameTakenError:
        words = f"You have a view “{name}” already, and it stays as it was. Use another name, or tick “Replace”."
        messages.error(request, words)
        return
    messages.success(request, f"View “{name}” saved{', in place of the one of that name' if replace else ''}.")


@requires(Subject.WAITING_LIST)
@require_POST
def view_delete(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    delete_view(view, by=request.user)
    messages.success(request, f"View “{view.name}” removed.")
    return redirect("waiting_lists:pathway_list")


def view_links(census: Any) -> list[dict[str, str]]:
    """The user's saved views as links."""
    base = reverse("waiting_lists:pathway_list")
    return [
        {"pk": view["pk"], "name": view["name"], "href": f"{base}?{urlencode(view['choices'] or {'tab': 'save'})}"}
        for view in census.views
    ]
