"""The few numbers about complaints that Today and the search show; one query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from complaints.domain.next_date import WITH_TEAM
from complaints.models import Case, StatementRequest
from directorate.core.models import User

DONE_HERE = (*WITH_TEAM, "response_sent", "phso")
MOST_HITS = 10
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case: whether the draft is still ours, how many statements have not come, which cannot be given.

    `refused` are the points of which whoever was asked said that they cannot answer; `refused_to_me` those of them
    that this user asked about, or all when the user leads the case.
    """

    pk: int
    reference: str
    is_ours: bool
    draft_wanted: date | None
    late: int
    to_come: int
    refused: tuple[int, ...] = ()
    refused_to_me: tuple[int, ...] = ()

    def is_wanted(self, *, by: date) -> bool:
        """Whether its draft is still ours and wanted by a day, or before it."""
        return self.is_ours and self.draft_wanted is not None and self.draft_wanted <= by


def open_cases(user: User, *, today: date) -> list[OpenCase]:
    """Every open case that the user sees."""
    owed = Q(points__requests__ended_date=None, points__requests__received_date=None)
    waiting = owed & Q(points__requests__cannot_date=None)
    refused = owed & Q(points__requests__cannot_date__isnull=False, points__finding="")
    to_me = refused & (Q(points__requests__asked_by=user) | Q(lead=user))
    rows = (
        Case.objects.visible_to(user)
        .open()
        .annotate(
            to_come=Count("points__requests", filter=waiting),
            late=Count("points__requests", filter=waiting & Q(points__requests__due_date__lt=today)),
            refused=_numbers(refused),
            refused_to_me=_numbers(to_me),
        )
        .order_by("draft_wanted_date", "reference")
    )
    return [
        OpenCase(pk, reference, state not in DONE_HERE, wanted, late, to_come, tuple(refused), tuple(to_me))
        for pk, reference, state, wanted, late, to_come, refused, to_me in rows.values_list(
            "pk", "reference", "state", "draft_wanted_date", "late", "to_come", "refused", "refused_to_me"
        )
    ]


def _numbers(condition: Q) -> ArrayAgg:
    return ArrayAgg("points__number", filter=condition, order_by="points__number", default=[])


def has_cases() -> bool:
    """Whether any complaint was entered yet, for the list of first steps."""
    return Case.objects.exists()


def owed_by(user: User) -> list[tuple[int, str, date]]:
    """The statements this person owes: case, reference, day; the next due first."""
    if user.person_id is None:
        return []
    cases = Case.objects.visible_to(user).open()
    rows = StatementRequest.objects.outstanding().filter(person=user.person_id, point__case__in=cases.values("pk"))
    found = rows.order_by("due_date", "pk").values_list("point__case", "point__case__reference", "due_date")
    return list(found)


def cases_called(user: User, *, text: str) -> Sequence[Case]:
    """Cases with this reference, Datix reference, hospital or NHS number or complainant, as far as the user reads them."""
    wanted = "".join(text.split())
    if not wanted:
        return []
    words = text.strip()
    told = (
        Q(reference__icontains=wanted)
        | Q(datix_ref__iexact=wanted)
        | Q(patient_number__iexact=wanted)
        | Q(nhs_number=wanted)
        | Q(complainant_name__icontains=words)
    )
    in_full = Case.objects.with_narrative_by(user).values("pk")
    seen = Case.objects.visible_to(user).filter(Q(reference__icontains=wanted) | (Q(pk__in=in_full) & told))
    return list(seen.select_related("specialty").order_by("-received_at", "-pk")[:MOST_HITS])
