"""Who is asked to decide about somebody's leave."""

from django.db.models import QuerySet

from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup


def lead_of(person: Person) -> QuerySet[User]:
    """The account of the clinical lead of a doctor's specialty; nobody for others, and for the lead's own leave."""
    if person.staff_group != StaffGroup.MEDICAL:
        return User.objects.none()
    leads = User.objects.filter(is_active=True, person__is_clinical_lead=True, person__specialty=person.specialty_id)
    return leads.exclude(person=person).order_by("person__sort_name", "pk")


def approver_of(person: Person) -> User | None:
    """Who is asked about somebody's leave by e-mail: the clinical lead, else the team's leader; None without an account."""
    if person.staff_group == StaffGroup.MEDICAL:
        return lead_of(person).select_related("person").first()
    leaders = User.objects.filter(is_active=True, person__teams_led=person.team_id or 0).exclude(person=person)
    return leaders.select_related("person").first()
