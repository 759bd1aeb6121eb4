"""One factory a model of staffing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory

from staffing import models
from tests.factories import ALWAYS, PersonFactory, SpecialtyFactory, TeamFactory, UserFactory

LOGGED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OFFICE_HOURS = [225] * 5 + [0, 0]


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Post

    position_no = factory.Sequence(lambda n: f"{30_000_000 + n}")
    title = "Medical secretary"
    specialty = factory.SubFactory(SpecialtyFactory)
    band = "4"


class PostFundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PostFunding

    post = factory.SubFactory(PostFactory)
    valid = ALWAYS
    wte = Decimal(1)


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Assignment

    person = factory.SubFactory(PersonFactory)
    assignment_no = factory.LazyAttribute(lambda made: made.person.staff_number)
    post = factory.SubFactory(PostFactory)
    fte = Decimal(1)
    weekly_minutes = 2250
    valid = ALWAYS


class WorkPatternFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.WorkPattern

    person = factory.SubFactory(PersonFactory)
    assignment_no = factory.LazyAttribute(lambda made: made.person.staff_number)
    valid = ALWAYS
    cycle_start = date(2020, 3, 30)
    am_minutes = OFFICE_HOURS
    pm_minutes = OFFICE_HOURS


class AbsenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Absence

    person = factory.SubFactory(PersonFactory)
    kind = models.AbsenceKind.ANNUAL_LEAVE
    first_date = date(2026, 12, 7)
    last_date = date(2026, 12, 11)
    state = models.AbsenceState.APPROVED
    requested_by = factory.SubFactory(UserFactory)
    requested_at = LOGGED_AT
    decided_by = factory.Maybe("decided", factory.SelfAttribute("requested_by"), None)
    decided_at = factory.Maybe("decided", LOGGED_AT, None)

    class Params:
        decided = factory.LazyAttribute(lambda made: made.state in {"approved", "declined", "cancelled"})


class DecisionLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DecisionLink

    absence = factory.SubFactory(AbsenceFactory, state="requested")
    approver = factory.SubFactory(UserFactory)
    asked_at = LOGGED_AT
    asked_by = factory.SubFactory(UserFactory)
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)


class AbsenceSourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AbsenceSource

    absence = factory.SubFactory(AbsenceFactory)
    source = models.SourceName.ESR
    source_key = factory.Sequence(lambda n: f"row {n}")
    first_date = factory.SelfAttribute("absence.first_date")
    last_date = factory.SelfAttribute("absence.last_date")
    data_as_at_date = date(2026, 11, 22)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = LOGGED_AT


class EsrEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EsrEntry

    absence = factory.SubFactory(AbsenceFactory, kind=models.AbsenceKind.SICKNESS)
    first_date = factory.SelfAttribute("absence.first_date")
    last_date = factory.SelfAttribute("absence.last_date")
    entered_by = factory.SubFactory(UserFactory)
    entered_at = LOGGED_AT


class AbsenceChargeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AbsenceCharge

    absence = factory.SubFactory(AbsenceFactory)
    assignment_no = factory.SelfAttribute("absence.person.staff_number")
    date = factory.SelfAttribute("absence.first_date")
    leave_year = 2026
    leave_minutes = 450
    bank_holiday_minutes = 0


class SicknessDetailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SicknessDetail

    absence = factory.SubFactory(AbsenceFactory, kind=models.AbsenceKind.SICKNESS)
    reason_code = "S13"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = LOGGED_AT


class ReturnToWorkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReturnToWork

    absence = factory.SubFactory(AbsenceFactory, kind=models.AbsenceKind.SICKNESS)
    due_date = date(2026, 12, 16)


class LeaveAccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LeaveAccount

    person = factory.SubFactory(PersonFactory)
    leave_year = 2026


class LeaveLedgerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LeaveLedger

    account = factory.SubFactory(LeaveAccountFactory)
    kind = models.LedgerKind.ENTITLEMENT
    minutes = 12_150
    effective_date = date(2026, 4, 1)
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = LOGGED_AT
    key = factory.Sequence(lambda n: f"entry {n}")


class MinimumCoverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MinimumCover

    team = factory.SubFactory(TeamFactory)
    weekday = 0
    half = models.Half.AM
    minimum = 2
    valid = ALWAYS


class DeskCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DeskCount

    team = factory.SubFactory(TeamFactory)
    count_date = date(2026, 11, 20)
    letters_to_type = 212
    oldest_letter_days = 9
    referrals_to_triage = 96
    oldest_referral_days = 5
    results_to_file = 40
    voicemails = 7
    entered_by = factory.SubFactory(UserFactory)
    entered_at = LOGGED_AT


class AgencyBookingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyBooking

    booking_ref = factory.Sequence(lambda n: f"BK{n:04}")
    worker_ref = factory.Sequence(lambda n: f"AW{n}")
    worker_type = models.WorkerType.AGENCY
    specialty = factory.SubFactory(SpecialtyFactory)
    band = "4"
    reason = "Vacancy"
    start_date = date(2026, 4, 6)
    hourly_rate = Decimal("17.20")
    vat_percent = Decimal(20)


class AgencyTimesheetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyTimesheet

    booking = factory.SubFactory(AgencyBookingFactory)
    week_ending_date = date(2026, 11, 22)
    timesheet_no = factory.Sequence(lambda n: f"TS{n:04}")
    minutes = 2250
    hourly_rate = Decimal("17.20")
    status = models.TimesheetStatus.APPROVED


class AgencyInvoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyInvoice

    invoice_no = factory.Sequence(lambda n: f"INV-{n:04}")
    net = Decimal("645.00")


class AgencyPriceCapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyPriceCap

    band = "4"
    valid = ALWAYS
    hourly_rate = Decimal("17.50")


class VacancyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Vacancy

    vacancy_ref = factory.Sequence(lambda n: f"412-26-{n:04}")
    post = factory.SubFactory(PostFactory)
    wte = Decimal(1)
    stage = models.VacancyStage.ADVERTISED
    data_as_at_date = date(2026, 11, 22)


class TrainingRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TrainingRecord

    person = factory.SubFactory(PersonFactory)
    competence = "Fire Safety"
    is_complete = True
    completed_date = date(2026, 9, 30)
    renewal_months = 12
    data_as_at_date = date(2026, 11, 22)
