"""The auditor's page. What is asked comes by POST and waits in the session, so that no address names a person."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from directorate.core.access_log import record_access
from directorate.core.audit_search import Found, Question, Start, accesses, changes, readings_of, table_choices
from directorate.core.domain.access import Subject
from directorate.core.domain.access_words import SUBJECT_NAMES
from directorate.core.forms.audit import CHANGES, AuditForm
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models.access import AccessKind

OTHER_SUBJECTS = [("sign_in", "Signing in"), ("session", "Sessions"), ("administration", "Administration")]
LONGEST_KEY = 60


@require_http_methods(["GET", "POST"])
@requires(Subject.HISTORY)
def audit_search(request: AuthenticatedRequest) -> HttpResponse:
    """Search the history of every table, or the access log."""
    asked = request.session.get("audit", {"what": CHANGES})
    form = _form(request.POST if request.method == "POST" else asked)
    if not form.is_valid():
        return render(request, "core/audit_search.html", {"form": form}, status=422)
    if request.method == "POST":
        request.session["audit"] = _kept(form.cleaned_data)
        return redirect("core_admin:audit_search")
    return render(request, "core/audit_search.html", {"form": form, **_answer(request, form=form)})


@require_safe
@requires(Subject.HISTORY)
def record_readings(request: AuthenticatedRequest, subject: str, key: str) -> HttpResponse:
    """Who viewed, printed or downloaded one record."""
    if subject not in SUBJECT_NAMES:
        raise Http404
    found = readings_of(Subject(subject), key=key, start=_start(request))
    record_access(
        user=request.user,
        kind=AccessKind.LIST,
        subject=Subject.HISTORY,
        object_key=f"{subject} {key}"[:LONGEST_KEY],
        row_count=len(found.rows),
        request=request,
    )
    names = dict(_subjects())
    return render(
        request,
        "core/record_readings.html",
        {"found": found, "name": names[subject], "key": key, "subject_names": names},
    )


def _answer(request: AuthenticatedRequest, *, form: AuditForm) -> dict[str, Any]:
    asked = dict(form.cleaned_data)
    what, user = asked.pop("what"), asked.pop("user_id")
    question = Question(user_id=user.pk if user else None, **asked)
    named = sorted(name for name, value in form.cleaned_data.items() if value)
    start = _start(request)
    found: Found[Any] = (
        changes(question, viewer=request.user, start=start) if what == CHANGES else accesses(question, start=start)
    )
    record_access(
        user=request.user,
        kind=AccessKind.SEARCH,
        subject=Subject.HISTORY,
        row_count=len(found.rows),
        filters={"what": what, "fields": named, "from": start.key},
        request=request,
    )
    return {"found": found, "what": what, "subject_names": dict(_subjects())}


def _start(request: AuthenticatedRequest) -> Start:
    """Where the page begins; the key of a row says nothing of anybody."""
    before, after = (request.GET.get(name, "").replace("\0", "") for name in ("before", "after"))
    return Start(key=before or after, backwards=bool(before))


def _form(data: Any) -> AuditForm:
    return AuditForm(data, tables=table_choices(), subjects=_subjects())


def _subjects() -> list[tuple[str, str]]:
    return [(subject.value, name) for subject, name in SUBJECT_NAMES.items()] + OTHER_SUBJECTS


def _kept(asked: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value and not isinstance(value, date)}
    if asked.get("user_id"):
        kept["user_id"] = asked["user_id"].pk
    for name in ("first_day", "last_day"):
        if asked.get(name):
            day = asked[name]
            kept |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return kept
