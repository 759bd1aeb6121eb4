"""What the demo's list makes one ask: offers without a date, patients who should leave, and queries for validation."""

from collections.abc import Sequence
from datetime import timedelta

from directorate.core import clock
from directorate.core.models import User
from waiting_lists.models import Census, CensusPathway, Comment, ValidationQuery
from waiting_lists.models.pathway_work import CommentKind

# kind, text, days ago
SAID = (
    (CommentKind.OFFER, "Offered the 12th by phone, will ring back about work", 19),
    (CommentKind.OFFER, "Offered a cancellation, asked for a later date", 26),
    (CommentKind.OFFER, "Letter with two dates sent, no answer", 33),
    (CommentKind.REMOVAL, "Rang: treated privately, does not want to come", 31),
    (CommentKind.REMOVAL, "Moved away, new GP has referred to the Trust there", 40),
)
QUERIES = (
    ("Attended in May and was discharged by letter: should the clock have stopped?", ""),
    ("Two referrals for the same ear: are these one pathway?", ""),
    ("Clock start is before the referral was received. Which is right?", ""),
    ("On the list of both sites: which one counts?", "The Royal. The other row goes with the next extract."),
)
SPECIALTIES = ("ent", "omfs", "dermatology")


def create_questions(*, by: User) -> None:
    """Make them about patients of the latest list with nothing booked, the longest waiting first."""
    census = Census.objects.latest_with_rows()
    if census is None:
        return
    writer = User.objects.filter(is_demo=True, grants__role="sec").order_by("pk").first() or by
    validator = User.objects.filter(is_demo=True, grants__role="am").order_by("pk").first() or by
    waiting = _waiting(census, most=len(SAID) + len(QUERIES))
    for row, (kind, text, days) in zip(waiting, SAID, strict=False):
        at = clock.now() - timedelta(days=days)
        Comment.objects.create(pathway_key=row.pathway_key, kind=kind, text=text, created_by=writer, created_at=at)
    for row, (question, answer) in zip(waiting[len(SAID) :], QUERIES, strict=False):
        _ask(row, question=question, answer=answer, by=writer, answered_by=validator)


def _waiting(census: Census, *, most: int) -> Sequence[CensusPathway]:
    """Return patients of every specialty in turn, the longest waiting of each first."""
    rows = CensusPathway.objects.filter(census=census, is_rtt=True, next_step_kind="")
    ordered = rows.order_by("rtt_period_start_date", "local_patient_identifier")
    by_specialty = [list(ordered.filter(specialty__code=code)[:most]) for code in SPECIALTIES]
    return [row for turn in zip(*by_specialty, strict=False) for row in turn][:most]


def _ask(row: CensusPathway, *, question: str, answer: str, by: User, answered_by: User) -> None:
    asked = clock.now() - timedelta(days=6)
    ValidationQuery.objects.create(
        pathway_key=row.pathway_key,
        question=question,
        created_by=by,
        created_at=asked,
        answer=answer,
        answered_by=answered_by if answer else None,
        answered_at=asked + timedelta(days=2) if answer else None,
    )
