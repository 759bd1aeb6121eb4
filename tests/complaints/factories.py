"""One factory a model of complaints."""

from datetime import UTC, date, datetime

import factory

from complaints import models
from tests.core.factories import OutgoingMailFactory
from tests.factories import PersonFactory, SpecialtyFactory, UserFactory

LOGGED_AT = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Case

    reference = factory.Sequence(lambda n: f"ENT/26/{900 + n:03}")
    specialty = factory.SubFactory(SpecialtyFactory)
    received_at = LOGGED_AT
    draft_wanted_date = date(2026, 11, 24)
    complainant_name = "Mrs V"
    timescale_working_days = 25
    lead = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("lead")
    created_at = LOGGED_AT


class CaseAccessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CaseAccess

    case = factory.SubFactory(CaseFactory)
    user = factory.SubFactory(UserFactory)
    kind = models.AccessKind.NAMED
    granted_by = factory.SelfAttribute("case.lead")
    granted_at = LOGGED_AT


class CaseStepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CaseStep

    case = factory.SubFactory(CaseFactory)
    number = factory.Sequence(lambda n: n + 2)
    type = "acknowledge"
    on_date = date(2026, 11, 11)
    is_outside = True
    recorded_by = factory.SelfAttribute("case.lead")
    recorded_at = LOGGED_AT


class PointFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Point

    case = factory.SubFactory(CaseFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Wait for surgery"


class StatementRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.StatementRequest

    point = factory.SubFactory(PointFactory)
    person = factory.SubFactory(PersonFactory)
    asked_date = date(2026, 11, 10)
    due_date = date(2026, 11, 20)
    asked_by = factory.SelfAttribute("point.case.lead")


class StatementLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.StatementLink

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(PersonFactory)
    asked_at = LOGGED_AT
    asked_by = factory.SelfAttribute("case.lead")
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)
    mail = factory.SubFactory(OutgoingMailFactory, kind="statement")


class CaseFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CaseFile

    case = factory.SubFactory(CaseFactory)
    original_name = "statement.pdf"
    stored_name = factory.Sequence(lambda n: f"{n:032x}.kept")
    media_type = "application/pdf"
    sha256 = "0" * 64
    size_bytes = 10
    uploaded_by = factory.SelfAttribute("case.lead")
    uploaded_at = LOGGED_AT


class NoteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Note

    case = factory.SubFactory(CaseFactory)
    text = "She rang and asked when she will hear"
    created_by = factory.SelfAttribute("case.lead")
    created_at = LOGGED_AT


class DraftFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Draft

    class Params:
        sent = factory.Trait(
            sent_at=LOGGED_AT,
            sent_by=factory.SelfAttribute("created_by"),
            clinical_checker=factory.SubFactory(UserFactory),
        )

    case = factory.SubFactory(CaseFactory)
    version = 1
    body = "Dear Mrs V, I am sorry for the wait."
    created_by = factory.SelfAttribute("case.lead")
    created_at = LOGGED_AT


class DraftCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.DraftCheck

    draft = factory.SubFactory(DraftFactory, sent=True)
    kind = models.CheckKind.DIRECTORATE
    is_approved = True
    checked_by = factory.SubFactory(UserFactory)
    checked_at = LOGGED_AT
