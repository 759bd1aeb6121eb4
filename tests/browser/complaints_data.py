"""A complaint with three points and a late statement of somebody on leave, made once in a site."""

from datetime import timedelta

from complaints.actions.cases import log_case
from complaints.actions.steps import record_step
from complaints.actions.work import add_note, ask_for_statements
from complaints.facts.entries import Ask, NewCase, Step
from complaints.models import Case, Point, StatementRequest
from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import Specialty
from directorate.core.models.people import StaffGroup
from staffing.models import AbsenceKind
from tests.browser.site import Site
from tests.factories import PersonFactory
from tests.staffing.factories import AbsenceFactory

POINTS = ("Wait for surgery", "Cancelled on the day", "Attitude at the desk")


def one_complaint(site: Site) -> Case:
    """The complaint of the site; made at the first call, found at later ones."""
    found = Case.objects.filter(complainant_name="Mrs V").first()
    return found or _make(site)


def late_statement(site: Site) -> StatementRequest:
    """The statement of that complaint that is late."""
    return StatementRequest.objects.standing().get(point__case=one_complaint(site), point__number=2)


def _make(site: Site) -> Case:
    sam, today = site.people[Role.ASSISTANT_MANAGER], clock.today()
    fields = {
        "datix_ref": "W-12345",
        "draft_wanted_date": today + timedelta(days=1),
        "complainant_name": "Mrs V",
        "complainant_relation": "daughter of the patient",
        "patient_number": "W9319161",
        "timescale_working_days": 25,
        "summary": "She says that her mother waited for ten months and was sent home on the day.",
    }
    ent = Specialty.objects.get(code="ent")
    new = NewCase("formal", "electronic", ent, today - timedelta(days=14), fields=fields, points=POINTS)
    case = log_case(new, by=sam)
    osborne = PersonFactory(
        surname="Osborne", forenames="Paul", title="Mr", staff_group=StaffGroup.MEDICAL, job_title="Consultant"
    )
    AbsenceFactory(
        person=osborne,
        kind=AbsenceKind.ANNUAL_LEAVE,
        first_date=today - timedelta(days=1),
        last_date=today + timedelta(days=2),
    )
    asks = [
        Ask(Point.objects.get(case=case, number=2), osborne, today),
        Ask(Point.objects.get(case=case, number=3), site.people[Role.CONSULTANT].person, today + timedelta(days=3)),
    ]
    ask_for_statements(case, asks, by=sam)
    StatementRequest.objects.filter(point__case=case, point__number=2).update(
        asked_date=today - timedelta(days=12), due_date=today - timedelta(days=4)
    )
    record_step(case, Step("acknowledge", today - timedelta(days=12)), by=sam)
    add_note(case, text="She rang and asked when she will hear", by=sam, kind="call")
    return case
