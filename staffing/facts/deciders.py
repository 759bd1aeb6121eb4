"""Who is asked to decide about somebody's leave."""

from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup


def clinical_lead_of(person: Person) -> User | None:
    """Return the account of the clinical lead of a doctor's specialty; None for others, and for the lead's own leave."""
    if person.staff_group != StaffGroup.MEDICAL:
        return None
    leads = User.objects.filter(
        is_active=True, person__is_clinical_lead=True, person__specialty=person.specialty_id
    ).exclude(person=person)
    return leads.select_related("person").order_by("person__sort_name", "pk").first()


def decider_of(person: Person) -> str:
    """Return who is asked, in words: Dr Patel (clinical lead); empty when there is no lead with an account."""
    lead = clinical_lead_of(person)
    return f"{lead.person.display_name} (clinical lead)" if lead and lead.person else ""
