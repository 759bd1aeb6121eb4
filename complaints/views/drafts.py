"""Drafts of a response: versions, Word and back, two ticks, and on to the complaints team."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models.expressions import Combinable
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints.actions.drafts import decide_draft, hand_over_draft, send_for_check, write_draft
from complaints.actions.problems import CaseRefused
from complaints.facts.drafts import (
    clinical_leads,
    draft_figures,
    draft_line,
    drafts_of,
    latest_version,
    may_tick,
    with_people,
)
from complaints.forms.drafts import DecisionForm, DraftForm, DraftUploadForm, SendForm
from complaints.models import Case, Draft, DraftCheck
from complaints.render.word import NoTextError, text_of_document, word_document
from complaints.views.cases import SEE, WORK
from directorate.core import clock, registry
from directorate.core.access import Permissions
from directorate.core.access_log import record_access
from directorate.core.domain.access import Role, Subject
from directorate.core.domain.words import moment
from directorate.core.figures import figures
from directorate.core.guard import AuthenticatedRequest
from directorate.core.importers.attachments import WORD, AttachmentRefusedError, read_attachment
from directorate.core.models import User
from directorate.core.models.access import AccessKind
from directorate.core.row_history import row_history

CHECKERS = {Role.DIRECTORATE_MANAGER, Role.CONSULTANT}


def _case(request: AuthenticatedRequest, case: int) -> Case:
    return get_object_or_404(Case.objects.managed_by(request.user).select_related("specialty"), pk=case)


def _draft(request: AuthenticatedRequest, *, case: int, version: int) -> Draft:
    return get_object_or_404(with_people(Draft.objects.visible_to(request.user)), case=case, version=version)


@require_http_methods(["GET", "POST"])
@WORK
def draft_write(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """The text of a new version, begun with the latest one."""
    found = _case(request, case)
    lines = drafts_of(found)
    form = DraftForm(request.POST or None, initial={"body": lines[0].draft.body if lines else ""})
    if request.method == "POST" and form.is_valid():
        try:
            draft = write_draft(found, body=form.cleaned_data["body"], by=request.user)
        except CaseRefused as refused:
            form.add_error("body" if refused.field == "body" else None, str(refused))
        else:
            return _saved(request, draft)
    return _write_page(request, case=found, form=form, upload=DraftUploadForm())


def _write_page(request: AuthenticatedRequest, *, case: Case, form: Form, upload: Form) -> HttpResponse:
    bad = bool(form.errors or upload.errors)
    context = {
        "case": case,
        "form": form,
        "upload": upload,
        "version": latest_version(case.pk) + 1,
        "points": case.points.order_by("number"),
        "has_errors": bad,
    }
    return render(request, "complaints/draft_write.html", context, status=422 if bad else 200)


def _saved(request: AuthenticatedRequest, draft: Draft) -> HttpResponse:
    messages.success(request, f"Draft {draft.version} is kept. Send it for check when it is ready.")
    return redirect("complaints:draft_detail", draft.case_id, draft.version)


@require_POST
@WORK
def draft_upload(request: AuthenticatedRequest, case: int) -> HttpResponse:
    """A new version from a Word document."""
    found = _case(request, case)
    upload = DraftUploadForm(request.POST, request.FILES)
    if upload.is_valid():
        try:
            body = _text_of(upload.cleaned_data["file"].read())
            return _saved(request, write_draft(found, body=body, by=request.user))
        except (CaseRefused, AttachmentRefusedError) as refused:
            upload.add_error("file", str(refused))
    return _write_page(request, case=found, form=DraftForm(), upload=upload)


def _text_of(content: bytes) -> str:
    attachment = read_attachment(content)
    if attachment.media_type != WORD:
        raise CaseRefused("This is no Word document. Save it as .docx and use that.")
    try:
        return text_of_document(attachment.content)
    except NoTextError as problem:
        raise CaseRefused("No words can be read in this document.") from problem


@require_GET
@SEE
def draft_detail(request: AuthenticatedRequest, case: int, version: int) -> HttpResponse:
    """One version: its text, where it stands, and what the viewer can do with it."""
    return _page(request, case=case, version=version)


def _page(request: AuthenticatedRequest, *, case: int, version: int, status: int = 200, **forms: Form) -> HttpResponse:
    draft, user, latest = _draft(request, case=case, version=version), request.user, latest_version(case)
    line = draft_line(draft, latest=latest)
    works = Case.objects.managed_by(user).filter(pk=case).exists()
    sends, decides = works and line.state == "draft", may_tick(user, draft=draft, latest=latest)
    record_access(
        user=user, kind=AccessKind.VIEW, subject=Subject.COMPLAINT_NARRATIVE, object_key=str(case), request=request
    )
    context = {
        "line": line,
        "draft": draft,
        "case": draft.case,
        "latest": latest,
        "works": works,
        "sees_case": Case.objects.with_narrative_by(user).filter(pk=case).exists(),
        "send": forms.get("send", SendForm(leads=clinical_leads(draft.case, on=clock.today()))) if sends else None,
        "decide": forms.get("decide", DecisionForm()) if decides else None,
        "history": row_history(draft, viewer=user, related=[(DraftCheck, {"draft": draft.pk})]),
        "has_errors": status != 200,
    }
    return render(request, "complaints/draft_detail.html", context, status=status)


@require_GET
@SEE
def draft_word(request: AuthenticatedRequest, case: int, version: int) -> HttpResponse:
    """The version as a Word document, logged."""
    draft = _draft(request, case=case, version=version)
    record_access(
        user=request.user,
        kind=AccessKind.DOWNLOAD,
        subject=Subject.COMPLAINT_NARRATIVE,
        object_key=str(case),
        request=request,
    )
    name = f"{draft.case.reference.replace('/', '-')}-draft-{draft.version}.docx"
    return HttpResponse(
        word_document(draft.body),
        content_type=WORD,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@WORK
def draft_send(request: AuthenticatedRequest, case: int, version: int) -> HttpResponse:
    """Send a version to the directorate manager and a clinical lead."""
    draft = _draft(request, case=case, version=version)
    form = SendForm(request.POST, leads=clinical_leads(draft.case, on=clock.today()))
    if form.is_valid():
        try:
            send_for_check(draft, clinical_lead=form.cleaned_data["clinical_lead"], by=request.user)
        except CaseRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Sent for check. It stands on Today of those who check it.")
            return redirect("complaints:draft_detail", case, version)
    return _page(request, case=case, version=version, status=422, send=form)


@require_POST
@SEE
def draft_decide(request: AuthenticatedRequest, case: int, version: int) -> HttpResponse:
    """A tick, or back with the reason."""
    draft = _draft(request, case=case, version=version)
    form = DecisionForm(request.POST)
    if form.is_valid():
        approved = form.cleaned_data["decision"] == "approve"
        reason = "" if approved else form.cleaned_data["reason"]
        try:
            decide_draft(draft, is_approved=approved, reason=reason, by=request.user)
        except CaseRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Your tick is kept." if approved else "Sent back with what must change.")
        return redirect("complaints:draft_detail", case, version)
    return _page(request, case=case, version=version, status=422, decide=form)


@require_POST
@WORK
def draft_hand_over(request: AuthenticatedRequest, case: int, version: int) -> HttpResponse:
    """A version that both approved goes to the complaints team."""
    draft = _draft(request, case=case, version=version)
    try:
        hand_over_draft(draft, by=request.user)
    except CaseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Noted as sent to the complaints team today. Take the Word document for your e-mail.")
    return redirect("complaints:draft_detail", case, version)


def figures_of(request: HttpRequest, held: Permissions) -> Mapping[str, Combinable]:
    """What waits for a tick of those who may be asked for one."""
    user: Any = request.user
    return draft_figures(user) if isinstance(user, User) and held.roles & CHECKERS else {}


def cards(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Drafts that wait for the viewer's tick."""
    waiting = (figures(request).get("drafts_to_check") or ()) if held.roles & CHECKERS else ()
    lines = [
        registry.Line(
            f"Check the draft for {found['reference']}",
            reverse("complaints:draft_detail", args=[found["case"], found["version"]]),
            detail=f"sent {moment(datetime.fromisoformat(found['sent']))}",
        )
        for found in waiting
    ]
    return [registry.Card("Drafts to check", lines)] if lines else []
