"""Records of the cancer list, named in users' words."""

from datetime import date
from typing import Any, Self

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from directorate.core.access import reach
from directorate.core.domain.access import Subject
from directorate.core.models import User

ROW = ("pathway_key", "surname", "forename", "local_patient_identifier", "next_step_date", "next_step_kind", "tci_date")


class CancerPathwayQuerySet(models.QuerySet[Any, Any]):
    """Records of the cancer list."""

    def on_the_list(self) -> Self:
        """Records of the last list; one that is on it no longer has left, whatever the reason."""
        last = self.model._default_manager.order_by().values(a=models.Value(1)).annotate(last=Max("listed_date"))
        return self.filter(listed_date__in=last.values("last"))

    def last_listed(self) -> date | None:
        """The day of the last list; None before the first."""
        found: date | None = self.aggregate(last=Max("listed_date"))["last"]
        return found

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Records of the specialties whose list this user reads; those of no specialty to whoever reads all."""
        reached = reach(user=user, subject=Subject.WAITING_LIST)
        return self if reached.everything else self.filter(specialty__in=reached.specialty_ids)

    def running(self) -> Self:
        """Records with a clock that has not stopped."""
        return self.filter(treatment_date=None).exclude(
            Q(outcome="not_cancer", decision_to_treat_date=None, informed_date__isnull=False)
        )

    def starts_by_number(self) -> models.QuerySet[Any, Any]:
        """Of each NHS number on the last list the earliest day 0 of each clock that runs."""
        named = self.on_the_list().exclude(nhs_number="").order_by().values("nhs_number")
        untold = Q(informed_date=None) & ~Q(route="consultant_upgrade")
        untreated = Q(treatment_date=None)
        found: models.QuerySet[Any, Any] = named.annotate(
            fds28=Min("clock_start_date", filter=untold),
            cwt62=Min("clock_start_date", filter=untreated & ~Q(outcome="not_cancer")),
            cwt31=Min("decision_to_treat_date", filter=untreated),
        )
        return found

    def with_row(self, census_id: int | None, *, user: User) -> Self:
        """Annotate `row`, the patient's row of a census as JSON, and `planned`, the day planned for it; None: no row."""
        rows = apps.get_model("waiting_lists", "CensusPathway")._default_manager
        planned = apps.get_model("waiting_lists", "PlannedDate")._default_manager.filter(ended_at=None)
        mine = (
            rows.filter(census=census_id, nhs_number=OuterRef("nhs_number"))
            .exclude(nhs_number="")
            .visible_to(user)
            .annotate(planned=Subquery(planned.filter(pathway_key=OuterRef("pathway_key")).values("date")[:1]))
            .order_by("-is_on_cancer_ptl", "-rtt_period_start_date", "pk")
        )
        found = JSONObject(**{name: name for name in (*ROW, "planned")})
        return self.annotate(row=Subquery(mine.values(found=found)[:1]))
