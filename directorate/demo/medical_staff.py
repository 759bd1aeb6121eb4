"""The demo's medical staff list: registration and posts, with a few things missing or about to run out."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from psycopg.types.range import DateRange

from directorate.core.models import Person, Site
from rotas.models import DoctorRecord, MedicalContract, MedicalPost

# grade of the demo's people: grades of the list, and the kind of contract
GRADES = {
    "Consultant": (("Consultant",), MedicalContract.SUBSTANTIVE),
    "Specialty doctor": (("Specialty doctor", "Specialist"), MedicalContract.SUBSTANTIVE),
    "Specialty registrar": (("ST4", "ST6", "ST3"), MedicalContract.TRAINING),
    "Resident doctor": (("CT1", "F2", "CT2"), MedicalContract.TRAINING),
}
SITE_OF_SPECIALTY = {"ent": "RWP50", "omfs": "RWP50", "dermatology": "RWP31"}
PART_TIME_EVERY = 5


def create_medical_staff(doctors: Sequence[Person], *, today: date) -> None:
    """Make registration and posts of the doctors; the last one is not on the list yet."""
    sites = {site.code: site for site in Site.objects.all()}
    listed = list(enumerate(doctors))[:-1]
    DoctorRecord.objects.bulk_create(_record(person, number=number, today=today) for number, person in listed)
    MedicalPost.objects.bulk_create(
        _post(person, number=number, site=sites.get(SITE_OF_SPECIALTY[person.specialty.code]), today=today)
        for number, person in listed
    )


def _record(person: Person, *, number: int, today: date) -> DoctorRecord:
    has_visa = number % 11 == 10
    return DoctorRecord(
        person=person,
        gmc_no=person.consultant_code[1:] if person.consultant_code else f"9{100_000 + 13 * number}",
        revalidation_due_date=None if number % 13 == 12 else today + timedelta(days=20 + 37 * number),
        visa_type="Skilled Worker" if has_visa else "",
        visa_expiry_date=today + timedelta(days=3 * number) if has_visa else None,
    )


def _post(person: Person, *, number: int, site: Site | None, today: date) -> MedicalPost:
    grades, contract = GRADES[person.grade]
    is_part_time = number % PART_TIME_EVERY == PART_TIME_EVERY - 1
    is_training = contract == MedicalContract.TRAINING
    began = person.start_date or today
    return MedicalPost(
        person=person,
        grade=grades[number % len(grades)],
        specialty=person.specialty,
        site=None if number % 17 == 16 else site,
        contract_type=contract,
        wte=Decimal("0.8") if is_part_time else 1,
        pas=None if is_training else 8 if is_part_time else 10,
        valid=DateRange(began, today + timedelta(days=250) if is_training else None),
    )
