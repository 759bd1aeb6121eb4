"""One patient's pathway: its clocks with the rule in words, what is booked, what was said, who acts."""

from typing import Any
from uuid import UUID

from django.db.models import F, Model
from django.http import Http404, HttpResponse
from django.shortcuts import render

from directorate.core.access_log import record_access
from directorate.core.domain.access import Subject
from directorate.core.guard import AuthenticatedRequest, requires
from directorate.core.models import Action, User
from directorate.core.models.access import AccessKind
from directorate.core.row_history import Change, changes_of, event_models_of, with_previous
from waiting_lists.actions import Writer, writer_of
from waiting_lists.facts.owners import owners_for
from waiting_lists.forms import ActionForm, AnswerForm, CommentForm, PlannedDateForm, QueryForm
from waiting_lists.models import CensusPathway, Comment, PathwayAction, PlannedDate, ValidationQuery
from waiting_lists.pages.listing import list_day
from waiting_lists.pages.rows import ListRow, consultant_name, days_words, list_row
from waiting_lists.querysets.work import with_everything

MOST_CENSUSES = 60
MOST_CHANGES = 100


def pathway_rows(user: User, *, key: UUID) -> list[Any]:
    """The pathway on every accepted census on which the user may see it, the newest first (one query).

    Raises:
        Http404: nobody knows this pathway, or it is out of this user's reach.
    """
    rows = CensusPathway.objects.filter(pathway_key=key, census__state="accepted").visible_to(user)
    found = list(
        with_everything(rows).order_by(F("census__census_date").desc(), "rtt_period_start_date", "pk")[:MOST_CENSUSES]
    )
    if not found:
        raise Http404
    return found


@requires(Subject.WAITING_LIST)
def pathway_detail(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """The page of one pathway; reading it is logged."""
    rows = pathway_rows(request.user, key=key)
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.WAITING_LIST,
        object_key=str(key),
        row_count=1,
        request=request,
    )
    return render(request, "waiting_lists/pathway_detail.html", detail_context(request, rows=rows))


def detail_context(request: AuthenticatedRequest, *, rows: list[Any], **forms: Any) -> dict[str, Any]:
    """What the page shows; a form that was refused is passed in under its name."""
    writer = writer_of(request.user)
    row = list_row(rows[0], writer=writer, day=list_day(rows[0].census_date))
    key = rows[0].pathway_key
    return {
        "row": row,
        "pathway": row.pathway,
        "consultant": consultant_name(row.pathway.consultant, code=row.pathway.consultant_code),
        "clocks": [{"clock": one, "days": days_words(one)} for one in row.breaches.clocks],
        "history": census_history(rows),
        "comments": Comment.objects.of_pathway(key),
        "planned_dates": PlannedDate.objects.of_pathway(key),
        "actions": PathwayAction.objects.of_pathway(key),
        "queries": ValidationQuery.objects.of_pathway(key),
        **_forms(row, writer=writer),
        **forms,
        "user_pk": request.user.pk,
    }


def _forms(row: ListRow, *, writer: Writer) -> dict[str, Any]:
    if not row.is_writable:
        return {}
    return {
        "comment_form": CommentForm(),
        "plan_form": PlannedDateForm(),
        "action_form": ActionForm(owners=owners_for(row.pathway)),
        "query_form": QueryForm(),
        "answer_form": AnswerForm(),
    }


COMPARED = (
    ("rtt_period_start_date", "clock start"),
    ("waiting_list_type", "list type"),
    ("treatment_function_code", "treatment function"),
    ("rtt_period_status", "RTT status"),
    ("decision_to_admit_date", "decision to admit"),
    ("tci_date", "TCI date"),
    ("outpatient_future_appointment_date", "next appointment"),
    ("diagnostic_date", "test date"),
    ("procedure_priority_code", "P code"),
    ("consultant_code", "consultant"),
    ("comments", "comment on the list"),
)


def census_history(rows: list[Any]) -> list[dict[str, Any]]:
    """Each census with what it says anew, the newest first."""
    found = []
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        changes = [
            {"label": label, "before": getattr(before, name), "after": getattr(row, name)}
            for name, label in COMPARED
            if before is not None and getattr(before, name) != getattr(row, name)
        ]
        found.append({"row": row, "changes": changes, "is_first": before is None})
    return found


def work_history(key: UUID, *, viewer: User) -> list[Change]:
    """Every change of what people wrote on a pathway, the newest first."""
    actions = PathwayAction.objects.filter(pathway_key=key).values_list("action_id", flat=True)
    sources: list[tuple[type[Model], dict[str, Any]]] = [
        *((model, {"pathway_key": key}) for model in (Comment, PlannedDate, PathwayAction, ValidationQuery)),
        (Action, {"id__in": list(actions)}),
    ]
    changes: list[Change] = []
    for model, conditions in sources:
        for event_model in event_models_of(model):
            events = with_previous(event_model).filter(**conditions).order_by("-pgh_id")[:MOST_CHANGES]
            changes += changes_of(events, event_model=event_model, viewer=viewer, hide=["pathway_key"])
    return sorted(changes, key=lambda change: change.at, reverse=True)


@requires(Subject.WAITING_LIST)
def pathway_history(request: AuthenticatedRequest, key: UUID) -> HttpResponse:
    """Who changed what on this pathway, before and after."""
    rows = pathway_rows(request.user, key=key)
    changes = work_history(key, viewer=request.user)
    record_access(
        user=request.user,
        kind=AccessKind.VIEW,
        subject=Subject.WAITING_LIST,
        object_key=str(key),
        filters={"part": "history"},
        request=request,
    )
    row = list_row(rows[0], writer=writer_of(request.user), day=list_day(rows[0].census_date))
    return render(request, "waiting_lists/pathway_history.html", {"row": row, "changes": changes})
