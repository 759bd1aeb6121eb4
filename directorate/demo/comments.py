"""What was said last week of patients of the demo's list, by whom and when: the comments that are still there on Monday."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import User
from waiting_lists.models import Census, CensusPathway, Comment

# The longest waiting and the next to reach a limit, so many of each in a specialty.
ORDERS, EACH = (("rtt_period_start_date",), ("next_breach_date", "priority_rank")), 18
WEEK = 7
SAID = (
    "Rang, wants Kidderminster",
    "Rang twice, no answer; letter sent",
    "MDT Tuesday, wants Alex",
    "Can come at two days’ notice, weekdays only",
    "Offered the 10th, away until the 14th",
    "Pre-op done, fit for surgery",
    "On blood thinners: needs a week’s notice",
    "Old notes asked for from Kidderminster",
    "Daughter rings for her, number in the notes",
    "Would take any site for an earlier date",
    "Scan reported, to be seen in the next clinic",
    "Wants to wait until after Christmas, asked to think again",
)


def create_comments(*, random: Random, today: date) -> None:
    """Say something of the longest waiting, and of those who reach a limit next, of every specialty."""
    census = Census.objects.latest_with_rows()
    if census is None:
        return
    for code, writer in _writers().items():
        for order in ORDERS:
            for row in _rows(census, code=code, order=order):
                text, at = random.choice(SAID), _last_week(random, today=today)
                Comment.objects.create(pathway_key=row.pathway_key, text=text, created_by=writer, created_at=at)


def _writers() -> dict[str, User]:
    """Who looks after the list of each specialty: its secretary, or who runs the desk."""
    sam = User.objects.get(is_demo=True, grants__role=Role.ASSISTANT_MANAGER)
    secretaries = User.objects.filter(is_demo=True, grants__role=Role.SECRETARY).select_related("person__specialty")
    of = {user.person.specialty.code: user for user in secretaries if user.person}
    return {code: of.get(code, sam) for code in ("ent", "omfs", "dermatology")}


def _rows(census: Census, *, code: str, order: Sequence[str]) -> Sequence[CensusPathway]:
    """Patients who were on the list a week ago and of whom nothing has been said yet."""
    known = CensusPathway.objects.filter(census=census, specialty__code=code, next_breach_date__isnull=False)
    known = known.filter(rtt_period_start_date__lte=census.census_date - timedelta(days=2 * WEEK))
    known = known.exclude(pathway_key__in=Comment.objects.values("pathway_key"))
    return list(known.order_by(*order, "local_patient_identifier")[:EACH])


def _last_week(random: Random, *, today: date) -> datetime:
    day = today - timedelta(days=random.randint(1, WEEK))
    day -= timedelta(days=max(0, day.weekday() - 4))  # nobody rings patients at the weekend
    return datetime.combine(day, time(random.randint(9, 15), random.randint(0, 59)), clock.LONDON)
