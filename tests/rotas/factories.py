"""One factory a model of rotas."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from psycopg.types.range import TimestamptzRange

from directorate.core.models import Person
from rotas import models
from tests.factories import ALWAYS, PersonFactory, SpecialtyFactory, UserFactory
from tests.staffing.factories import AbsenceFactory

SEEN_AT = datetime(2026, 11, 23, 7, 20, tzinfo=UTC)


def hours(start: datetime, end: datetime) -> TimestamptzRange:
    """From a moment to a moment, the last excluded."""
    return TimestamptzRange(start, end, "[)")


def night(month: int, day: int) -> TimestamptzRange:
    """On call 17:00 to 08:00, in a winter of 2026."""
    begin = datetime(2026, month, day, 17, tzinfo=UTC)
    return hours(begin, begin + timedelta(hours=15))


def registrar(surname: str, **fields: object) -> Person:
    """A registrar of ENT, unless told otherwise."""
    said = {"title": "Dr", "staff_group": "medical", "grade": "Specialty registrar"} | fields
    made: Person = PersonFactory(surname=surname, **said)
    return made


WEDNESDAY_NIGHT = hours(datetime(2026, 11, 25, 17, tzinfo=UTC), datetime(2026, 11, 26, 8, tzinfo=UTC))
THURSDAY_WEEK_NIGHT = hours(datetime(2026, 12, 3, 17, tzinfo=UTC), datetime(2026, 12, 4, 8, tzinfo=UTC))


class DutyTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DutyType
        django_get_or_create = ("code",)

    code = "Z"
    name = "On call from home"
    kind = models.DutyKind.NON_RESIDENT_ON_CALL
    start_time = time(17)
    end_time = time(8)
    work_minutes = 120
    episodes = 2


class LongDayFactory(DutyTypeFactory):
    code = "L"
    name = "Long day"
    kind = models.DutyKind.SHIFT
    start_time = time(8)
    end_time = time(20, 30)
    work_minutes = None
    episodes = None


class RotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Rota
        django_get_or_create = ("name",)

    name = "ENT 2nd on call"
    specialty = factory.SubFactory(SpecialtyFactory)
    tier = models.Tier.SECOND
    rule_set = models.RuleSet.RESIDENT
    bleep = "bleep 274"


class DutyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Duty

    rota = factory.SubFactory(RotaFactory)
    duty_type = factory.SubFactory(DutyTypeFactory)
    kind = factory.SelfAttribute("duty_type.kind")
    person = factory.SubFactory(PersonFactory, staff_group="medical", title="Dr")
    during = WEDNESDAY_NIGHT
    work_minutes = factory.SelfAttribute("duty_type.work_minutes")
    episodes = factory.SelfAttribute("duty_type.episodes")


class GapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Gap

    duty = factory.SubFactory(DutyFactory, person=None)
    cause = models.GapCause.SICK
    opened_at = SEEN_AT
    opened_by = factory.SubFactory(UserFactory)


class CoverOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CoverOffer

    gap = factory.SubFactory(GapFactory)
    person = factory.SubFactory(PersonFactory, staff_group="medical", title="Dr")
    way = models.OfferWay.TEXT
    asked_at = SEEN_AT
    asked_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2026, 11, 23, 12, tzinfo=UTC)


class SwapOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SwapOffer

    duty = factory.SubFactory(DutyFactory)
    giver = factory.SelfAttribute("duty.person")
    other = factory.SubFactory(DutyFactory, during=THURSDAY_WEEK_NIGHT)
    person = factory.SelfAttribute("other.person")
    way = models.OfferWay.TEXT
    asked_at = SEEN_AT
    asked_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2026, 11, 23, 12, tzinfo=UTC)


class LocumRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LocumRequest

    gap = factory.SubFactory(GapFactory)
    risk = "No 2nd on call; consultant resident overnight"
    skills = "Flexible nasendoscopy, airway"
    most_pence = 7500
    needs_manager = False
    created_at = SEEN_AT
    created_by = factory.SubFactory(UserFactory)


class LocumStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LocumStep

    request = factory.SubFactory(LocumRequestFactory)
    to_state = "submitted"
    taken_at = SEEN_AT
    taken_by = factory.SubFactory(UserFactory)


class DeskAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DeskAddress

    desk = models.Desk.SWITCHBOARD
    address = "switchboard@nhs.net"
    added_at = SEEN_AT
    added_by = factory.SubFactory(UserFactory)


class SwitchboardMailingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SwitchboardMailing

    day = date(2026, 11, 23)
    last_day = date(2026, 11, 24)
    is_daily = True
    said = factory.LazyFunction(dict)
    queued_at = SEEN_AT
    queued_by = factory.SubFactory(UserFactory)


class SignatoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Signatory

    user = factory.SubFactory(UserFactory)
    cost_codes = ["RWP-ENT-5501"]
    limit_pence = 200_000
    valid = ALWAYS
    added_at = SEEN_AT
    added_by = factory.SubFactory(UserFactory)


class TimesheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Timesheet

    request = factory.SubFactory(LocumRequestFactory)
    expected_date = date(2026, 11, 26)


class ActivityTemplateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ActivityTemplate

    person = factory.SubFactory(PersonFactory, staff_group="medical", title="Mr")
    weekday = 1
    session = models.Session.AM
    weeks_of_month = [1, 2, 3, 4, 5]
    activity = "Clinic"
    valid = ALWAYS


class SessionChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SessionChange

    person = factory.SubFactory(PersonFactory, staff_group="medical", title="Mr")
    date = date(2026, 11, 23)
    session = models.Session.AM
    activity = "Theatre"
    changed_at = SEEN_AT
    changed_by = factory.SubFactory(UserFactory)


class WeekPublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.WeekPublication

    specialty = factory.SubFactory(SpecialtyFactory)
    monday_date = date(2026, 11, 23)
    marks = factory.Dict({})
    published_at = SEEN_AT
    published_by = factory.SubFactory(UserFactory)


class SwitchboardLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SwitchboardLink

    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    purpose = "Switchboard"
    created_at = SEEN_AT
    created_by = factory.SubFactory(UserFactory)


class CancellationRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CancellationRequest

    absence = factory.SubFactory(AbsenceFactory, person__staff_group="medical", person__title="Mr")
    desk = models.Desk.BOOKING_OFFICE
    asked_at = SEEN_AT
    asked_by = factory.SubFactory(UserFactory)


class CancellationStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CancellationStep

    request = factory.SubFactory(CancellationRequestFactory)
    to_state = "asked"
    taken_at = SEEN_AT
    taken_by = factory.SubFactory(UserFactory)


class LeaveSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LeaveSession

    absence = factory.SubFactory(AbsenceFactory, person__staff_group="medical", person__title="Mr")
    date = factory.SelfAttribute("absence.first_date")
    part = models.SessionPart.AM
    kind = models.BookedKind.CLINIC
    activity = "Clinic"
    choice = models.SessionChoice.CANCEL
    booked = 4
    chosen_at = SEEN_AT
    chosen_by = factory.SubFactory(UserFactory)


class ClinicBookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ClinicBooking

    session = models.Session.AM
    clinic_code = factory.Sequence(lambda n: f"ENT{n:03d}")
    consultant = factory.SubFactory(PersonFactory, staff_group="medical", title="Mr")
    slots = 14
    booked_new = 5
    booked_follow_up = 9
    data_as_at_date = date(2026, 11, 22)
    date = date(2027, 2, 8)


class DoctorRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DoctorRecord

    person = factory.SubFactory(PersonFactory, staff_group="medical", grade="Consultant")
    gmc_no = factory.Sequence(lambda n: f"{6_900_000 + n}")


class MedicalPostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MedicalPost

    person = factory.SubFactory(PersonFactory, staff_group="medical", grade="Consultant")
    grade = factory.SelfAttribute("person.grade")
    specialty = factory.SelfAttribute("person.specialty")
    contract_type = models.MedicalContract.SUBSTANTIVE
    wte = 1
    pas = 10
    valid = ALWAYS


class LocumBookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LocumBooking

    booking_ref = factory.Sequence(lambda n: f"B{n:04d}")
    worker_ref = "W200"
    worker_name = "Ashdown"
    agency = "Northfield Medical"
    specialty = factory.SubFactory(SpecialtyFactory)
    during = hours(datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 17, 30, tzinfo=UTC))
    break_minutes = 30
    core_pence = 6000
    unsocial_pence = 7550
    confirmed_core_pence = 6000
    confirmed_unsocial_pence = 7550
    vat_basis = models.VatBasis.NONE
    cost_code = "RWP-ENT-5501"
    requested_by = "REQ1"


class LocumTimesheetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LocumTimesheetLine

    booking_ref = "B0001"
    worker_ref = "W200"
    during = hours(datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 17, 30, tzinfo=UTC))
    break_minutes = 30
    band = "CORE"
    cost_code = "RWP-ENT-5501"
    worker_signed_date = date(2026, 11, 3)
    signer_ref = "SIG1"
    signed_date = date(2026, 11, 4)


class LocumInvoiceLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LocumInvoiceLine

    invoice_no = factory.Sequence(lambda n: f"INV-{n}")
    booking_ref = "B0001"
    position = 1
    worker_ref = "W200"
    is_work = True
    band = "CORE"
    minutes = 480
    rate_pence = 6000
    amount_pence = 48_000
    vat_pence = 0
    total_pence = 48_000


class PaperSignatoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PaperSignatory

    reference = factory.Sequence(lambda n: f"SIG{n}")
    cost_codes = ["RWP-ENT-5501"]
    valid = ALWAYS
