"""Today, start page, search and help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from directorate.core.access import permissions
from directorate.core.access_log import record_access
from directorate.core.guard import any_signed_in_user, public
from directorate.core.models import User
from directorate.core.models.access import AccessKind
from directorate.shell import glossary as words
from directorate.shell import guide
from directorate.shell.navigation import address
from directorate.shell.search import SearchForm, search
from directorate.shell.today import gather, steps_shown


@require_GET
@any_signed_in_user
def today(request: HttpRequest) -> HttpResponse:
    """The home page."""
    return render(request, "shell/today.html", {"page": gather(request), "address": address})


@require_GET
@any_signed_in_user
def start(request: HttpRequest) -> HttpResponse:
    """The steps to begin with, and which are done."""
    steps = steps_shown(request)
    context = {"steps": steps, "done": sum(step.done for step in steps), "topics": guide.start_topics_for(request)}
    return render(request, "shell/start.html", context)


@require_http_methods(["GET", "POST"])
@any_signed_in_user
def find(request: HttpRequest) -> HttpResponse:
    """The search of the header; what is searched for comes by POST and stands in no address and no log."""
    if request.method != "POST":
        return render(request, "shell/search.html", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "shell/search.html", {"form": form, "has_errors": True})
    results = search(request, text=form.cleaned_data["q"])
    count = sum(len(found.hits) for found in results)
    record_access(
        user=request.user if isinstance(request.user, User) else None,
        kind=AccessKind.SEARCH,
        subject="search",
        row_count=count,
        filters={"kinds": [found.title for found in results]},
        request=request,
    )
    return render(request, "shell/search.html", {"form": form, "results": results, "count": count, "searched": True})


@require_GET
@any_signed_in_user
def help_page(request: HttpRequest) -> HttpResponse:
    """What this user can do here."""
    roles = sorted(permissions(request.user).roles)
    return render(request, "shell/help.html", {"guides": guide.guides_for(roles), "topics": guide.topics_for(request)})


@require_GET
@any_signed_in_user
def glossary(request: HttpRequest) -> HttpResponse:
    """Words and abbreviations."""
    return render(request, "shell/glossary.html", {"entries": words.ENTRIES})


@require_GET
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement; open to everybody, the sign-in page links to it."""
    return render(request, "shell/accessibility.html")
