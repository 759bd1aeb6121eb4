"""Rows to facts, named in users' words."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Func, Q
from psycopg.types.range import DateRange

if TYPE_CHECKING:
    from staffing.models import Absence, Assignment, LeaveLedger, Post, ReturnToWork


class HalfDays(Func):
    """The half days an absence covers, as a range of integers (two a day from 1 January 2000)."""

    function = "staffing_half_days"


BLOCKING_STATES = ("requested", "approved")


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


class ReturnToWorkQuerySet(models.QuerySet["ReturnToWork", "ReturnToWork"]):
    """Return-to-work meetings."""

    def outstanding(self) -> "ReturnToWorkQuerySet":
        """Not held yet, of absences that stand."""
        return self.filter(held_date=None, absence__state="approved")


class LeaveLedgerQuerySet(models.QuerySet["LeaveLedger", "LeaveLedger"]):
    """Ledger entries."""

    def in_order(self) -> "LeaveLedgerQuerySet":
        """As they take effect."""
        return self.order_by(F("effective_date"), "pk")
