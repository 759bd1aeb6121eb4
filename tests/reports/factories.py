"""One factory a model of reports."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from psycopg.types.range import DateRange

from directorate.core.history import system_user
from reports import models
from tests.factories import SpecialtyFactory, UserFactory

MOMENT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


class ReportDefinitionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportDefinition
        django_get_or_create = ("code",)

    code = "ac-weekly"
    name = "Weekly A&C absence report"
    kind = "weekly"


class RecipientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Recipient

    address = factory.Sequence(lambda n: f"hr{n}@nhs.net")
    name = "HR inbox"
    added_by = factory.SubFactory(UserFactory)
    added_at = MOMENT


class ExitPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ExitPlan

    band = "4"
    reason = "Vacancy"
    text = "Interview on 1 December"
    written_by = factory.SubFactory(UserFactory)
    written_at = MOMENT


class MonthlyAmountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MonthlyAmount

    kind = models.AmountKind.PLAN
    month_date = date(2026, 10, 1)
    specialty = factory.SubFactory(SpecialtyFactory)
    pounds = Decimal(3000)
    source = "Finance, agency plan 2026/27"
    typed_by = factory.SubFactory(UserFactory)
    typed_at = MOMENT


class AgencyExemptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgencyExemption

    reference = factory.Sequence(lambda n: f"EX-{n}")
    specialty = factory.SubFactory(SpecialtyFactory)
    band = "4"
    ground = "Business critical, no bank staff"
    granted_by_name = "Executive panel, 1 October 2026"
    valid = DateRange(date(2026, 10, 1), date(2027, 1, 1))
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = MOMENT


class EsrRateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EsrRate

    week_ending_date = date(2026, 11, 22)
    rate_percent = Decimal("11.42")
    typed_by = factory.SubFactory(UserFactory)
    typed_at = MOMENT


class ComparisonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Comparison

    measure = "over_52_weeks"
    day = date(2026, 11, 22)
    theirs = 515
    ours = 512
    entered_by = factory.SubFactory(UserFactory)
    entered_at = MOMENT


class ReportRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportRun

    definition = factory.SubFactory(ReportDefinitionFactory)
    definition_version = 1
    period_first_date = date(2026, 11, 16)
    period_last_date = date(2026, 11, 22)
    created_at = MOMENT
    created_by = factory.LazyFunction(lambda: system_user("reports"))


class ReportFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportFigure

    run = factory.SubFactory(ReportRunFactory)
    place = 0
    key = factory.Sequence(lambda n: f"figure.{n}")
    label = "A figure"
    unit = "count"
    value = 7
    text = "7"
    definition_id = "K4 episodes"
    suppressed_text = "7"


class ReportRowsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportRows

    run = factory.SubFactory(ReportRunFactory)
    rows = [["Staffing", "In post", "ENT", "4", "active", "2024-01-01", "", "1.00", ""]]


class ReportLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportLine

    run = factory.SubFactory(ReportRunFactory)
    place = 1
    text = "Panel decision wanted."
    written_by = factory.SubFactory(UserFactory)
    written_at = MOMENT


class ReportDifferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportDifference

    run = factory.SubFactory(ReportRunFactory, version=2, version_reason="Late entry")
    previous_run = factory.SubFactory(ReportRunFactory)
    key = "figure"
    label = "A figure"
    old = "7"
    new = "8"


class ReportFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportFile

    run = factory.SubFactory(ReportRunFactory)
    copy = "wide"
    format = "pdf"
    content = b"%PDF-1.7"
    sha256 = "0" * 64
    size_bytes = 8


class RunStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.RunStep

    run = factory.SubFactory(ReportRunFactory)
    from_state = "scheduled"
    to_state = "building"
    taken_at = MOMENT
    taken_by = factory.SubFactory(UserFactory)


class ReportDeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReportDelivery

    run = factory.SubFactory(ReportRunFactory)
    recipient = factory.SubFactory(RecipientFactory)
    copy = "wide"
    message_id = factory.Sequence(lambda n: f"<{n}@directorate.invalid>")
    next_attempt_at = MOMENT
    queued_at = MOMENT
    queued_by = factory.LazyFunction(lambda: system_user("reports"))


class SourceConfirmationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SourceConfirmation

    source = "absences"
    data_to_date = date(2026, 11, 22)
    confirmed_by = factory.SubFactory(UserFactory)
    confirmed_at = MOMENT


class AlertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Alert

    event = factory.Sequence(lambda n: f"job {n}")
    kind = "job"
    subject = "A scheduled job is overdue"
    what = "The job has not ended well for longer than it should."
    remedy = "Open Scheduled jobs."
    noticed_at = MOMENT
    noticed_by = factory.LazyFunction(lambda: system_user("reports"))


class AlertLetterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AlertLetter

    alert = factory.SubFactory(AlertFactory)
    user = factory.SubFactory(UserFactory)
    message_id = factory.Sequence(lambda n: f"<alert{n}@directorate.invalid>")
    next_attempt_at = MOMENT
    queued_at = MOMENT
    queued_by = factory.LazyFunction(lambda: system_user("reports"))


class MondayBriefFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.MondayBrief

    day = date(2026, 11, 23)
    made_at = MOMENT
    made_by = factory.LazyFunction(lambda: system_user("reports"))
