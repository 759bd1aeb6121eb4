"""What the team leader still has to say about somebody who was called in sick: reason, expected back, cover."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from directorate.core.models import Cover, User
from staffing.models import Absence, AbsenceKind, SicknessDetail
from staffing.querysets import scope


@dataclass(frozen=True, slots=True)
class SicknessTask:
    """One open sickness and what is missing, in the words of its page."""

    absence: Absence
    missing: Sequence[str]


def sickness_tasks(user: User, *, today: date, most: int) -> list[SicknessTask]:
    """Open sickness of people whose dates and reason the user keeps, the newest first, while anything is missing.

    A day of return that has passed is missing again. One query.
    """
    reach = scope.may_write_sickness_of(user).as_filter(prefix="person__")
    reach &= scope.may_see_reason_of(user).as_filter(prefix="person__") & scope.own_excluded(user, prefix="person__")
    covered = Cover.objects.filter(covered=OuterRef("person"), valid__contains=today)
    reason = SicknessDetail.objects.filter(absence=OuterRef("pk")).exclude(reason_code="")
    rows = (
        Absence.objects.approved()
        .open()
        .filter(reach, kind=AbsenceKind.SICKNESS, first_date__lte=today)
        .annotate(has_reason=Exists(reason), has_cover=Exists(covered))
        .exclude(has_reason=True, has_cover=True, expected_back_date__gte=today)
        .select_related("person")
        .order_by("-first_date", "person__sort_name")
    )
    return [SicknessTask(row, _missing(row, today=today)) for row in rows[:most]]


def _missing(row: Absence, *, today: date) -> list[str]:
    expected = row.expected_back_date is not None and row.expected_back_date >= today
    there = (("reason", row.has_reason), ("expected back", expected), ("cover", row.has_cover))  # type: ignore[attr-defined]
    return [words for words, is_there in there if not is_there]
