"""Write a draft, send it for check, tick it or send it back, and hand it to the complaints team."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from complaints.actions.cases import locked
from complaints.actions.problems import CaseRefused
from complaints.actions.steps import record_step
from complaints.domain.drafts import draft_state, tick_fault
from complaints.facts.drafts import clinical_leads, facts_of_draft, kind_for, latest_version
from complaints.facts.entries import Step
from complaints.models import Case, Draft, DraftCheck
from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import User

BEFORE_DRAFTING = frozenset({"logged", "acknowledged", "plan_agreed", "reopened", "investigating"})


def write_draft(case: Case, *, body: str, by: User) -> Draft:
    """A new version; what was ticked before counts for the version it was given to.

    Raises:
        CaseRefused: the case is not at a point where a draft is written, or nothing is different.
    """
    with transaction.atomic(), acting(by=by, action="Write a draft"):
        row = locked(case, by=by)
        latest = Draft.objects.filter(case=row).order_by("-version").first()
        if latest is not None and latest.body == body:
            raise CaseRefused("Nothing is different from the latest version.", field="body")
        step = "start_draft" if row.state in BEFORE_DRAFTING else "edit_draft"
        record_step(row, Step(step, clock.today(), is_outside=False), by=by)
        version = latest.version + 1 if latest else 1
        return Draft.objects.create(case=row, version=version, body=body, created_by=by, created_at=clock.now())


def send_for_check(draft: Draft, *, clinical_lead: User, by: User) -> None:
    """Ask the directorate manager and a clinical lead to check a version.

    Raises:
        CaseRefused: it is not the latest version, or was sent already.
    """
    with transaction.atomic(), acting(by=by, action="Send a draft for check"):
        case = locked(draft.case, by=by)
        row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if draft_state(facts_of_draft(row, latest=latest_version(case.pk))) != "draft":
            raise CaseRefused("This version was sent already, or is not the latest one.")
        if case.is_restricted:
            raise CaseRefused("This case is restricted: a clinical lead cannot be sent its draft from here.")
        if not clinical_leads(case, on=clock.today()).filter(pk=clinical_lead.pk).exists():
            raise CaseRefused("Choose a clinical lead.", field="clinical_lead")
        row.sent_at, row.sent_by, row.clinical_checker = clock.now(), by, clinical_lead
        row.save(update_fields=["sent_at", "sent_by", "clinical_checker"])


def decide_draft(draft: Draft, *, is_approved: bool, reason: str, by: User) -> DraftCheck:
    """Tick a version, or send it back with the reason; two people at once get one answer each.

    Raises:
        CaseRefused: it is not being checked, this user wrote it, or has ticked it already.
        PermissionDenied: neither check is this user's.
    """
    with transaction.atomic(), acting(by=by, action="Check a draft", reason=reason):
        row = Draft.objects.visible_to(by).filter(pk=draft.pk).values("pk")
        held = Draft.objects.select_for_update(of=("self",)).filter(pk__in=row).first()
        kind = kind_for(by, draft=held) if held else ""
        if held is None or not kind:
            raise PermissionDenied
        fault = tick_fault(facts_of_draft(held, latest=latest_version(held.case_id)), kind=kind, by=by.pk)
        if fault:
            raise CaseRefused(fault)
        return DraftCheck.objects.create(
            draft=held, kind=kind, is_approved=is_approved, reason=reason, checked_by=by, checked_at=clock.now()
        )


def hand_over_draft(draft: Draft, *, by: User) -> None:
    """Send a version that both have approved to the complaints team; the step is recorded with it.

    Raises:
        CaseRefused: a tick is missing.
    """
    with transaction.atomic(), acting(by=by, action="Send a draft to the complaints team"):
        case = locked(draft.case, by=by)
        row = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if draft_state(facts_of_draft(row, latest=latest_version(case.pk))) != "approved":
            raise CaseRefused("Both ticks are needed first: the directorate manager’s and the clinical lead’s.")
        record_step(case, Step("submit_for_check", clock.today(), is_outside=False), by=by)
        row.handed_over_at, row.handed_over_by = clock.now(), by
        row.save(update_fields=["handed_over_at", "handed_over_by"])
