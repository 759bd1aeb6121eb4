"""Rows to facts, named in users' words."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import DateField, Exists, F, Func, Max, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from psycopg.types.range import DateRange

from staffing.domain.esr_entries import ESR_KINDS, LIST_DAYS
from staffing.querysets import scope

if TYPE_CHECKING:
    from directorate.core.models import User
    from staffing.models import Absence, Assignment, LeaveLedger, Post, ReturnToWork


class HalfDays(Func):
    """The half days an absence covers, as a range of integers (two a day from 1 January 2000)."""

    function = "staffing_half_days"


BLOCKING_STATES = ("requested", "approved")
# What a secretary needs to see of the people she logs leave for; the rest is for their managers.
SEEN_BY_WHO_LOGS = ("annual_leave", "study", "toil", "professional")


class PostQuerySet(models.QuerySet["Post", "Post"]):
    """Posts."""


class AssignmentQuerySet(models.QuerySet["Assignment", "Assignment"]):
    """Assignments."""

    def on(self, day: date) -> "AssignmentQuerySet":
        """Rows in force on a day."""
        return self.filter(valid__contains=day)

    def touching(self, *, first: date, last: date) -> "AssignmentQuerySet":
        """Rows in force on any day from `first` to `last`, both in."""
        return self.filter(valid__overlap=DateRange(first, last, "[]"))


class AbsenceQuerySet(models.QuerySet["Absence", "Absence"]):
    """Absences."""

    def counting(self) -> "AbsenceQuerySet":
        """Requested or approved: those that take up the person's time."""
        return self.filter(state__in=BLOCKING_STATES)

    def approved(self) -> "AbsenceQuerySet":
        """Approved: those that figures count."""
        return self.filter(state="approved")

    def touching(self, *, first: date, last: date) -> "AbsenceQuerySet":
        """With at least one day from `first` to `last`, both in; open absences reach every later day."""
        return self.filter(Q(last_date=None) | Q(last_date__gte=first), first_date__lte=last)

    def on(self, day: date) -> "AbsenceQuerySet":
        """Covering a day, or part of it."""
        return self.touching(first=day, last=day)

    def open(self) -> "AbsenceQuerySet":
        """Without a last date."""
        return self.filter(last_date=None)

    def visible_to(self, user: "User") -> "AbsenceQuerySet":
        """Absences whose kind and dates the user may see; of others they see only that somebody is away.

        Sickness needs the right to sickness dates; whoever logs leave for somebody sees the kinds they can log.
        """
        kinds = scope.may_see_kind_of(user).as_filter(prefix="person__") & ~Q(kind="sickness")
        sickness = scope.may_see_sickness_of(user).as_filter(prefix="person__") & Q(kind="sickness")
        logged = scope.may_log_leave_for(user).as_filter(prefix="person__") & Q(kind__in=SEEN_BY_WHO_LOGS)
        return self.filter(kinds | sickness | logged)

    def decidable_by(self, user: "User") -> "AbsenceQuerySet":
        """Absences of people about whose leave the user decides; never their own."""
        reach = scope.may_decide_leave_of(user).as_filter(prefix="person__")
        return self.filter(reach & scope.own_excluded(user, prefix="person__"))

    def to_decide_by(self, user: "User") -> "AbsenceQuerySet":
        """Requests that wait for this user."""
        return self.decidable_by(user).filter(state="requested")

    def managed_by(self, user: "User") -> "AbsenceQuerySet":
        """Absences of people whose sickness dates the user sets."""
        return self.filter(scope.may_write_sickness_of(user).as_filter(prefix="person__"))

    def to_enter_in_esr(self, *, today: date) -> "AbsenceQuerySet":
        """Absences that payroll acts on, have begun, and stand in no extract with these dates (`task_of` in SQL)."""
        reached = self.approved().filter(
            Q(last_date=None) | Q(last_date__gte=today - timedelta(days=LIST_DAYS)),
            kind__in=ESR_KINDS,
            first_date__lte=today,
        )
        said = _statements("AbsenceSource").filter(source="esr")
        together = said.order_by().values("absence")
        return reached.annotate(
            esr_first=Subquery(together.annotate(found=Min("first_date")).values("found")),
            esr_end=Subquery(together.annotate(found=Max("end")).values("found")),
        ).exclude(
            Exists(said.filter(_same_dates()))
            | Q(esr_first__isnull=False, esr_first=F("first_date"), esr_end=_end(F("last_date")))
        )

    def not_entered_yet(self) -> "AbsenceQuerySet":
        """Those that nobody has said to have typed with the dates they have now."""
        return self.exclude(Exists(_statements("EsrEntry").filter(_same_dates())))


def _end(day: F | OuterRef) -> Coalesce:
    """A last day that can be compared: an open end is the end of time."""
    return Coalesce(day, Value(date.max), output_field=DateField())


def _statements(model: str) -> models.QuerySet[models.Model, models.Model]:
    """Rows of a model about the absence outside, each with its `end`."""
    rows = apps.get_model("staffing", model)._default_manager.filter(absence=OuterRef("pk"))
    ended: models.QuerySet[models.Model, models.Model] = rows.annotate(end=_end(F("last_date")))
    return ended


def _same_dates() -> Q:
    return Q(first_date=OuterRef("first_date"), end=_end(OuterRef("last_date")))


class ReturnToWorkQuerySet(models.QuerySet["ReturnToWork", "ReturnToWork"]):
    """Return-to-work meetings."""

    def outstanding(self) -> "ReturnToWorkQuerySet":
        """Not held yet, of absences that stand."""
        return self.filter(held_date=None, absence__state="approved")

    def visible_to(self, user: "User") -> "ReturnToWorkQuerySet":
        """Meetings of people whose sickness dates the user may see."""
        return self.filter(scope.may_see_sickness_of(user).as_filter(prefix="absence__person__"))

    def managed_by(self, user: "User") -> "ReturnToWorkQuerySet":
        """Meetings of people whose sickness dates the user sets."""
        return self.filter(scope.may_write_sickness_of(user).as_filter(prefix="absence__person__"))


class LeaveLedgerQuerySet(models.QuerySet["LeaveLedger", "LeaveLedger"]):
    """Ledger entries."""

    def in_order(self) -> "LeaveLedgerQuerySet":
        """As they take effect."""
        return self.order_by(F("effective_date"), "pk")
