"""What tests of the staff list send."""

from datetime import date

from directorate.core.models import Person, Specialty

DECEMBER = date(2026, 12, 1)
FULL_WEEK = {f"{half}_{day}": "3.75" for half in ("am", "pm") for day in range(5)}
# Monday to Wednesday, 22.5 hours.
THREE_DAYS = {f"{half}_{day}": "3.75" for half in ("am", "pm") for day in range(3)}


def prefixed(values: dict[str, str]) -> dict[str, str]:
    return {f"contract-{name}": value for name, value in values.items()}


def a_person(**changes: str) -> dict[str, str]:
    """What is sent to enter Maya Moss, an ENT secretary who works full time."""
    sent = {
        "staff_number": "481234",
        "staff_group": "ac",
        "forenames": "Maya",
        "surname": "Moss",
        "job_title": "Medical secretary",
        "grade": "Band 4",
        "specialty": str(Specialty.objects.get(code="ent").pk),
        "start_date": "2/11/2026",
        **prefixed({"contract_type": "substantive", "status": "active", "weekly_hours": "37.5", **FULL_WEEK}),
    }
    return sent | changes


def a_change(**changes: str) -> dict[str, str]:
    """What is sent to work three days from December on."""
    return {
        "first_day": "1/12/2026",
        "contract_type": "substantive",
        "status": "active",
        "weekly_hours": "22.5",
        **THREE_DAYS,
    } | changes


def details_of(person: Person, **changes: str) -> dict[str, str]:
    """The form about somebody as it is, with changes."""
    return {
        "staff_number": person.staff_number or "",
        "staff_group": person.staff_group,
        "forenames": person.forenames,
        "surname": person.surname,
        "job_title": person.job_title,
        "specialty": str(person.specialty_id),
        "team": str(person.team_id or ""),
        "start_date": f"{person.start_date:%d/%m/%Y}",
    } | changes
