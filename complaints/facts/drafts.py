"""Drafts of a case as pages show them, and who may do what with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject

from complaints.domain.drafts import CLINICAL, DIRECTORATE, DraftFacts, DraftState, draft_state, tick_fault
from complaints.models import Case, CheckKind, Draft, DraftCheck
from directorate.core.access import permissions
from directorate.core.domain.access import Role
from directorate.core.models import User

STATE_WORDS: dict[DraftState, tuple[str, str]] = {
    "draft": ("Not sent for check yet", "grey"),
    "checking": ("Being checked", "yellow"),
    "returned": ("Sent back", "red"),
    "approved": ("Approved by both", "green"),
    "handed_over": ("With the complaints team", "blue"),
    "replaced": ("Replaced by a later version", "grey"),
}
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """One of the two checks: whose, and what they said; `check` is None until then."""

    kind: str
    name: str
    who: str
    check: DraftCheck | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A version with where it stands."""

    draft: Draft
    state: DraftState
    ticks: Sequence[Tick]

    @property
    def words(self) -> tuple[str, str]:
        """The state in words, and the colour of its tag."""
        return STATE_WORDS[self.state]


def facts_of_draft(draft: Draft, *, latest: int) -> DraftFacts:
    """What the rules need of a version."""
    checks = list(draft.checks.all())
    return DraftFacts(
        author=draft.created_by_id,
        is_latest=draft.version == latest,
        is_sent=draft.sent_at is not None,
        is_handed_over=draft.handed_over_at is not None,
        checks={check.kind: check.is_approved for check in checks},
        checkers=[check.checked_by_id for check in checks],
    )


def latest_version(case_id: int) -> int:
    """The number of the latest version, 0 when there is none."""
    return Draft.objects.filter(case=case_id).order_by("-version").values_list("version", flat=True).first() or 0


def drafts_of(case: Case) -> list[DraftLine]:
    """Every version of a case, the latest first; two queries."""
    rows = list(with_people(Draft.objects.filter(case=case)).order_by("-version"))
    return [draft_line(row, latest=rows[0].version) for row in rows]


def with_people(drafts: QuerySet[Draft]) -> QuerySet[Draft]:
    """Bring along who wrote, sent and checked each version, and its case."""
    people = ("created_by", "sent_by", "clinical_checker", "handed_over_by", "case__specialty")
    return drafts.select_related(*people).prefetch_related("checks__checked_by")


def draft_line(draft: Draft, *, latest: int) -> DraftLine:
    """A version with where it stands and its two ticks."""
    checks = {check.kind: check for check in draft.checks.all()}
    ticks = [
        Tick(kind.value, kind.label, _who(draft, kind=kind, check=checks.get(kind)), checks.get(kind))
        for kind in CheckKind
    ]
    return DraftLine(draft, draft_state(facts_of_draft(draft, latest=latest)), ticks)


def _who(draft: Draft, *, kind: CheckKind, check: DraftCheck | None) -> str:
    if check is not None:
        return check.checked_by.name
    return draft.clinical_checker.name if kind == CheckKind.CLINICAL and draft.clinical_checker else ""


def kind_for(user: User, *, draft: Draft) -> str:
    """Which of the two checks is this user's: the clinical one if it was sent to them; empty for neither."""
    if draft.clinical_checker_id == user.pk:
        return CLINICAL
    return DIRECTORATE if Role.DIRECTORATE_MANAGER in permissions(user).roles else ""


def may_tick(user: User, *, draft: Draft, latest: int) -> bool:
    """Whether this user can decide about the version now."""
    kind = kind_for(user, draft=draft)
    return bool(kind) and not tick_fault(facts_of_draft(draft, latest=latest), kind=kind, by=user.pk)


def clinical_leads(case: Case, *, on: date) -> QuerySet[User]:
    """Clinical leads with an account, those of the specialty only where it has one."""
    held = Q(grants__role=Role.CONSULTANT, grants__valid__contains=on, person__is_clinical_lead=True)
    leads = User.objects.filter(held, is_active=True).distinct()
    own = leads.filter(person__specialty=case.specialty_id)
    return (own if own.exists() else leads).order_by("name")


def draft_figures(user: User) -> dict[str, Combinable]:
    """Versions that wait for this user's tick, for one query."""
    rows = Draft.objects.waiting_for(user, as_manager=Role.DIRECTORATE_MANAGER in permissions(user).roles)
    shown = JSONObject(case="case", version="version", reference="case__reference", sent="sent_at")
    return {"drafts_to_check": ArraySubquery(rows.order_by("sent_at", "pk").values(found=shown)[:MOST_SHOWN])}
