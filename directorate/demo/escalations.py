"""Two requests for a decision: one that waits for the directorate manager, one decided last week."""

from datetime import date, timedelta

from directorate.core import clock
from directorate.core.models import Specialty, User
from waiting_lists.domain.cohorts import next_31_march
from waiting_lists.models import Census, CensusPathway, Escalation, EscalationOption
from waiting_lists.pages.cohorts import cohort_choices
from waiting_lists.pages.listing import list_day

OPTIONS = (
    ("Two Saturday lists a month from January", 24, 31_000),
    ("An insourcing weekend in February", 30, 46_500),
    ("Nothing: they wait until summer", 0, 0),
)


def create_escalations(*, today: date, by: User) -> None:
    """Make both, asked for by somebody who runs the desk and decided by a directorate manager."""
    asker = User.objects.filter(grants__role="am").order_by("pk").first() or by
    manager = User.objects.filter(grants__role="dm").order_by("pk").first() or by
    march = next_31_march(today)
    _ask("ENT patients over 78 weeks at the end of March", code="ent", weeks=78, by_date=march, today=today, by=asker)
    made = _ask("Skin surgery clinics in half term", code="dermatology", weeks=65, by_date=march, today=today, by=asker)
    made.options.filter(number=1).update(is_chosen=True)
    Escalation.objects.filter(pk=made.pk).update(
        state="decided",
        decision="Yes to the Saturdays, paid from the recovery fund; look again in March.",
        decided_by=manager,
        decided_at=clock.now() - timedelta(days=2),
    )


def _ask(title: str, *, code: str, weeks: int, by_date: date, today: date, by: User) -> Escalation:
    """Ask about everybody who would be over the weeks on the day and has no treatment date in time, or about one patient."""
    rows = cohort_choices(weeks, by_date).with_choice(specialty=code, step="not-in-time")
    census = Census.objects.in_use().latest("census_date")
    found = CensusPathway.objects.filter(census=census).chosen(rows, day=list_day(census.census_date))
    made = Escalation.objects.create(
        title=title,
        specialty=Specialty.objects.get(code=code),
        patients=max(found.count(), 1),
        rows=rows.written(),
        by_date=by_date,
        reason="They have no date in time, and every list until then is full.",
        decide_by_date=today + timedelta(days=4),
        created_by=by,
        created_at=clock.now() - timedelta(days=3),
    )
    EscalationOption.objects.bulk_create(
        EscalationOption(escalation=made, number=number, text=text, patients_helped=helped, cost_pounds=cost)
        for number, (text, helped, cost) in enumerate(OPTIONS, start=1)
    )
    return made
