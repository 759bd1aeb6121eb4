"""What the team leader still has to say about somebody who was called in sick: reason, expected back, cover."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from directorate.core.models import Cover, User
from staffing.models import Absence, AbsenceKind, AbsenceState, SicknessDetail
from staffing.querysets import scope


@dataclass(frozen=True, slots=True)
class SicknessTask:
    """One open sickness and what is missing, in the words of its page."""

    absence: Absence
    missing: Sequence[str]


def with_what_is_said(absences: QuerySet[Absence], *, today: date) -> QuerySet[Absence]:
    """Absences that know whether a reason is entered (`has_reason`) and whether the person is covered (`has_cover`)."""
    covered = Cover.objects.filter(covered=OuterRef("person"), valid__contains=today)
    reason = SicknessDetail.objects.filter(absence=OuterRef("pk")).exclude(reason_code="")
    return absences.annotate(has_reason=Exists(reason), has_cover=Exists(covered))


def sickness_tasks(absences: Iterable[Absence], *, user: User, today: date, most: int) -> list[SicknessTask]:
    """Open sickness of people whose dates and reason the user keeps, the newest first, while anything is missing.

    `absences` come from `with_what_is_said`. A day of return that has passed is missing again.
    """
    writes, reads = scope.may_write_sickness_of(user), scope.may_see_reason_of(user)
    kept = [
        row
        for row in absences
        if _is_open_sickness(row, today=today)
        and row.person_id != user.person_id
        and writes.holds(row.person)
        and reads.holds(row.person)
    ]
    kept.sort(key=lambda row: row.person.sort_name)
    kept.sort(key=lambda row: row.first_date, reverse=True)
    tasks = (SicknessTask(row, _missing(row, today=today)) for row in kept)
    return [task for task in tasks if task.missing][:most]


def _is_open_sickness(row: Absence, *, today: date) -> bool:
    is_sickness = row.kind == AbsenceKind.SICKNESS and row.state == AbsenceState.APPROVED
    return is_sickness and row.last_date is None and row.first_date <= today


def _missing(row: Absence, *, today: date) -> list[str]:
    expected = row.expected_back_date is not None and row.expected_back_date >= today
    there = (("reason", row.has_reason), ("expected back", expected), ("cover", row.has_cover))  # type: ignore[attr-defined]
    return [words for words, is_there in there if not is_there]
