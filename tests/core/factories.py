"""Factories of what comes in from files."""

from datetime import UTC, datetime

import factory

from directorate.core.models import JobStatus, OutgoingFile, OutgoingMail
from directorate.core.models.imports import FeedMapping, ImportBatch, ImportWarning, RejectedRow
from tests.factories import UserFactory

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class ImportBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportBatch

    feed = "ptl"
    original_name = "ptl.csv"
    stored_name = factory.Sequence(lambda n: f"{n}.csv")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size_bytes = 100
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = MORNING


class RejectedRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RejectedRow

    batch = factory.SubFactory(ImportBatchFactory)
    row_number = factory.Sequence(lambda n: n + 2)
    code = "not_a_date"


class ImportWarningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportWarning

    batch = factory.SubFactory(ImportBatchFactory)
    row_number = 2
    column = "birth date"
    code = "unlikely_date"


class FeedMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeedMapping

    feed = factory.Sequence(lambda n: f"feed-{n}")
    decided_by = factory.SubFactory(UserFactory)
    decided_at = MORNING


class JobStatusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JobStatus

    task = factory.Sequence(lambda n: f"directorate.core.tasks.job_{n}")


class OutgoingMailFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    kind = "cover-offer"
    recipient = "kaur@nhs.net"
    subject = "Can you be on call?"
    text = "Answer here: [link]"
    message_id = factory.Sequence(lambda n: f"<{n}@nhs.net>")
    next_attempt_at = factory.LazyAttribute(lambda mail: mail.queued_at)
    queued_at = datetime(2026, 11, 23, 7, 20, tzinfo=UTC)
    queued_by = factory.SubFactory(UserFactory)


class OutgoingFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutgoingFile

    mail = factory.SubFactory(OutgoingMailFactory)
    name = "timesheet.pdf"
    place = "timesheets/none.kept"
    media_type = "application/pdf"
    sha256 = "0" * 64
