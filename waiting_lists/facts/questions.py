"""The questions that the list on screen raises, with the patients whom this user sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef

from directorate.core.access import permissions
from directorate.core.domain.access import Role
from directorate.core.models import PolicyNumber, User
from waiting_lists.domain.questions import FALL_BACK, OnePerson, one_person
from waiting_lists.models import Census, CensusPathway, Comment, LeftCheck, PlannedDate
from waiting_lists.models.checks import LeftOutcome
from waiting_lists.models.pathway_work import CommentKind

MOST_SHOWN = 50
LOOK_BACK = timedelta(days=91)
# Who is asked about one person's removals; the question is off until its policy number says from what share.
ASKED_OF = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Question:
    """One question and the patients it is about (the longest waiting first, `total` of them)."""

    title: str
    text: str
    rows: Sequence[CensusPathway]
    total: int


def questions_for(user: User, *, census: Census, now: datetime, today: date) -> list[Question]:
    """Return the questions that have patients."""
    numbers = FALL_BACK | {key: int(n) for key, n in PolicyNumber.objects.values_on(today).items() if key in FALL_BACK}
    rows = CensusPathway.objects.visible_to(user).filter(census=census, is_rtt=True, next_step_kind="")
    return [found for found in _questions(rows, numbers=numbers, now=now) if found.total]


def _questions(rows: Any, *, numbers: dict[str, int], now: datetime) -> Iterator[Question]:
    times = numbers["question_dna_times"]
    yield _question(
        "Did not attend",
        f"Did not attend {times} times or more and nothing is booked: is the patient to be seen again, or to go back to "
        "the referrer?",
        rows.filter(dna_count__gte=times),
    )
    days = numbers["question_offer_days"]
    planned = PlannedDate.objects.filter(pathway_key=OuterRef("pathway_key"), ended_at=None)
    yield _question(
        "Offers",
        f"A date was offered more than {days} days ago and none is booked: was it declined, and does the PAS say so?",
        rows.filter(_said(CommentKind.OFFER, before=now - timedelta(days=days)), ~Exists(planned)),
    )
    days = numbers["question_removal_days"]
    yield _question(
        "Should leave the list",
        f"Somebody said more than {days} days ago that the patient should leave the list: was it asked for in the PAS?",
        rows.filter(_said(CommentKind.REMOVAL, before=now - timedelta(days=days))),
    )


def _said(kind: str, *, before: datetime) -> Exists:
    said = Comment.objects.filter(pathway_key=OuterRef("pathway_key"), kind=kind, withdrawn_at=None)
    return Exists(said.filter(created_at__lt=before))


def _question(title: str, text: str, rows: Any) -> Question:
    found = list(rows.order_by("rtt_period_start_date", "pk")[: MOST_SHOWN + 1])
    total = len(found) if len(found) <= MOST_SHOWN else rows.count()
    return Question(title, text, found[:MOST_SHOWN], total)


def one_persons_removals(user: User, *, now: datetime, today: date) -> OnePerson | None:
    """Return who recorded most of the removals; for managers and auditors, and only where a share is set."""
    percent = int(PolicyNumber.objects.values_on(today).get("question_one_person_percent", 0))
    if not percent or not permissions(user).roles & ASKED_OF:
        return None
    checks = LeftCheck.objects.filter(outcome=LeftOutcome.REMOVED, checked_at__gte=now - LOOK_BACK)
    counts = checks.values_list("checked_by__name").annotate(n=Count("pk"))
    return one_person(counts.order_by("-n"), from_percent=percent)
