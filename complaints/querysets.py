"""Rows to facts, named in users' words; who may see a case is decided here and nowhere else."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q, Subquery

from complaints.domain.states import NOT_OPEN
from directorate.core.access import READ, WRITE, Reach, may, reach
from directorate.core.domain.access import Operation, Subject

if TYPE_CHECKING:
    from complaints.models import Case, CaseFile, Draft, DraftCheck, Point, StatementRequest
    from directorate.core.models import User

NOTHING = Q(pk__in=())
NOTHING_TO_DO = ("compliment", "oral_next_day")


class CaseQuerySet(models.QuerySet["Case", "Case"]):
    """Complaints."""

    def open(self) -> "CaseQuerySet":
        """Those that somebody still works on, or that wait to be closed; nothing is to be done about a compliment."""
        return self.exclude(state__in=NOT_OPEN).exclude(kind__in=NOTHING_TO_DO)

    def visible_to(self, user: "User") -> "CaseQuerySet":
        """Cases that exist for this user.

        A restricted case exists only for users named on it who also hold the right to restricted cases; nobody sees
        a case they are shut out of, or one about a statement of another person when only their own are open to them.
        """
        return self._within(user, operation=READ)

    def managed_by(self, user: "User") -> "CaseQuerySet":
        """Cases the user sees and may change."""
        return self._within(user, operation=WRITE)

    def with_narrative_by(self, user: "User") -> "CaseQuerySet":
        """Cases the user sees with what is said in them and by whom; of own statement requests only the request."""
        told = reach(user=user, subject=Subject.COMPLAINT_NARRATIVE)
        return self.visible_to(user).filter(_in_reach(told, with_own=False))

    def _within(self, user: "User", *, operation: Operation) -> "CaseQuerySet":
        found = reach(user=user, subject=Subject.COMPLAINT_INDEX, operation=operation)
        open_to = Q(is_restricted=False, mine__kind__isnull=True)
        if may(user=user, subject=Subject.RESTRICTED_CASE):
            open_to |= Q(mine__kind="named")
        mine = FilteredRelation("access", condition=Q(access__user=user))
        return self.annotate(mine=mine).filter(open_to, _in_reach(found, with_own=True))


def _in_reach(found: Reach, *, with_own: bool) -> Q:
    if found.everything:
        return Q()
    condition = NOTHING
    if found.specialty_ids:
        condition |= Q(specialty__in=found.specialty_ids)
    if with_own and found.person_id:
        requests = apps.get_model("complaints", "StatementRequest")._default_manager.filter(
            person=found.person_id, ended_date=None
        )
        condition |= Q(pk__in=Subquery(requests.values("point__case")))
    return condition


def _cases_seen_by(user: "User") -> Subquery:
    cases = CaseQuerySet(apps.get_model("complaints", "Case"))
    return Subquery(cases.with_narrative_by(user).values("pk"))


class PointQuerySet(models.QuerySet["Point", "Point"]):
    """Points."""

    def visible_to(self, user: "User") -> "PointQuerySet":
        """Points of cases whose narrative the user may read, and those the user was asked to answer."""
        cases = CaseQuerySet(apps.get_model("complaints", "Case")).visible_to(user).values("pk")
        own = (
            Q(requests__person=user.person_id, requests__ended_date=None, case__in=Subquery(cases))
            if user.person_id
            else NOTHING
        )
        return self.filter(Q(case__in=_cases_seen_by(user)) | Q(pk__in=self.model._default_manager.filter(own)))


class StatementRequestQuerySet(models.QuerySet["StatementRequest", "StatementRequest"]):
    """Statement requests."""

    def visible_to(self, user: "User") -> "StatementRequestQuerySet":
        """Those of cases whose narrative the user may read; whoever is asked reaches theirs by the key of a link."""
        return self.filter(point__case__in=_cases_seen_by(user))

    def standing(self) -> "StatementRequestQuerySet":
        """Those that were not taken back."""
        return self.filter(ended_date=None)

    def outstanding(self) -> "StatementRequestQuerySet":
        """Asked for, not received, and nobody said that they cannot give it."""
        return self.standing().filter(received_date=None, cannot_date=None)

    def late_on(self, day: date) -> "StatementRequestQuerySet":
        """Outstanding and due before this day."""
        return self.outstanding().filter(due_date__lt=day)


class CaseFileQuerySet(models.QuerySet["CaseFile", "CaseFile"]):
    """Files of cases."""

    def visible_to(self, user: "User") -> "CaseFileQuerySet":
        """Files of cases whose narrative the user may read."""
        return self.filter(case__in=_cases_seen_by(user))


class DraftQuerySet(models.QuerySet["Draft", "Draft"]):
    """Drafts of responses."""

    def visible_to(self, user: "User") -> "DraftQuerySet":
        """Drafts of cases whose narrative the user reads, and those that were sent to the user for check.

        A clinical lead sees the draft only, and neither that of a restricted case nor of one they are shut out of.
        """
        shut_out = Q(case__access__user=user, case__access__kind="shut_out")
        sent = self.model._default_manager.filter(clinical_checker=user, case__is_restricted=False).exclude(shut_out)
        return self.filter(Q(case__in=_cases_seen_by(user)) | Q(pk__in=sent.values("pk")))

    def waiting_for(self, user: "User", *, as_manager: bool) -> "DraftQuerySet":
        """Versions that were sent for check, not replaced, not sent back, and still without this user's tick."""
        checks = apps.get_model("complaints", "DraftCheck")._default_manager.filter(draft=OuterRef("pk"))
        later = self.model._default_manager.filter(case=OuterRef("case"), version__gt=OuterRef("version"))
        mine = Q(~Exists(checks.filter(kind="clinical")), clinical_checker=user)
        if as_manager:
            mine |= Q(~Q(clinical_checker=user), ~Exists(checks.filter(kind="directorate")))
        open_ones = self.visible_to(user).filter(sent_at__isnull=False, handed_over_at=None).exclude(created_by=user)
        return open_ones.filter(mine, ~Exists(later), ~Exists(checks.filter(is_approved=False)))


class DraftCheckQuerySet(models.QuerySet["DraftCheck", "DraftCheck"]):
    """What was said about drafts."""

    def visible_to(self, user: "User") -> "DraftCheckQuerySet":
        """Checks of the drafts that the user sees."""
        drafts = DraftQuerySet(apps.get_model("complaints", "Draft")).visible_to(user)
        return self.filter(draft__in=drafts.values("pk"))
