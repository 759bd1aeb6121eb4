"""Factories of the waiting list, and a small list to look at."""

import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory

from directorate.core.models import Specialty, TreatmentFunction, User
from tests.factories import ActionFactory, UserFactory
from waiting_lists import models
from waiting_lists.domain.breaches import breaches_of, priority_rank
from waiting_lists.domain.standards import DEFAULT_LIMITS
from waiting_lists.importers.partitions import add_empty_partition
from waiting_lists.querysets.patient_list import facts_of

CENSUS_DATE = date(2026, 11, 22)
SEEN_AT = datetime(2026, 11, 23, 8, 41, tzinfo=UTC)


class CensusFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Census
        skip_postgeneration_save = True

    census_date = CENSUS_DATE
    created_by = factory.SubFactory(UserFactory, email="loader@nhs.uk", name="Lou Loader")
    created_at = SEEN_AT

    @factory.post_generation
    def partition(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False:
            add_empty_partition(self.pk)


class CensusPathwayFactory(factory.django.DjangoModelFactory):
    """A row as the import writes it: what depends on other columns is worked out from them."""

    class Meta:
        model = models.CensusPathway

    id = factory.Sequence(lambda n: 10_000_000 + n)
    census = factory.SubFactory(CensusFactory)
    batch_id = 1
    row_number = factory.Sequence(lambda n: n + 2)
    pathway_key = factory.LazyFunction(uuid.uuid4)
    is_rtt = factory.LazyAttribute(lambda row: row.waiting_list_type in {"IRTT", "ORTT"})
    is_nonc = False
    is_on_cancer_ptl = False
    dna_count = 0
    priority_rank = factory.LazyAttribute(lambda row: priority_rank(row.procedure_priority_code))
    birth_date = date(1976, 9, 15)
    rtt_period_start_date = date(2026, 3, 2)
    referral_received_date = factory.SelfAttribute("rtt_period_start_date")
    treatment_function_code = "120"
    waiting_list_type = "ORTT"
    rtt_period_status = "20"
    priority_type_code = "1"
    procedure_priority_code = ""
    provider_code = "RWP"
    site_code = "RWP01"
    commissioner_code = "18C"
    consultant_code = "C9001206"
    nhs_number = "9990294879"
    local_patient_identifier = factory.Sequence(lambda n: f"W{n:07d}")
    patient_pathway_identifier = factory.Sequence(lambda n: f"RWP{n:017d}")
    patient_pathway_identifier_issuer = "RWP"
    referral_identifier = factory.Sequence(lambda n: f"{540_000_000_000 + n}")
    surname = "Rollason"
    forename = "Amara"
    surname_key = factory.LazyAttribute(lambda row: row.surname.lower())
    forename_key = factory.LazyAttribute(lambda row: row.forename.lower())
    comments = ""

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **values: Any) -> Any:
        row = model_class(*args, **values)
        function = TreatmentFunction.objects.get(code=row.treatment_function_code)
        row.return_line, row.specialty_id = function.return_line, function.specialty_id
        worked_out = breaches_of(facts_of(row), on=row.census.census_date, limits=DEFAULT_LIMITS)
        coming, step = worked_out.next_breach, worked_out.next_step
        row.next_breach_date, row.next_breach_clock = (coming.first_breach, coming.clock) if coming else (None, "")
        row.next_step_date, row.next_step_kind = step.day, step.kind or ""
        row.save(force_insert=True)
        models.NamePart.objects.bulk_create(
            [models.NamePart(value=name) for name in {row.surname_key, row.forename_key}], ignore_conflicts=True
        )
        return row


class CancerPathwayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CancerPathway

    pathway_identifier = factory.Sequence(lambda n: f"CAN{n:04d}")
    nhs_number = "9990294879"
    tumour_site = "head_and_neck"
    specialty = factory.LazyFunction(lambda: Specialty.objects.get(code="ent"))
    route = "urgent_suspected_cancer"
    clock_start_date = date(2026, 10, 28)
    listed_date = CENSUS_DATE


class PublishedFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PublishedFigure

    as_at_date = CENSUS_DATE
    return_line = "120"
    measure = "open"
    published = 7884
    source = "NHS England, RTT, January 2026"
    recorded_by = factory.SubFactory(UserFactory)
    recorded_at = SEEN_AT


class LeftCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.LeftCheck

    census = factory.SubFactory(CensusFactory)
    pathway_key = factory.LazyFunction(uuid.uuid4)
    outcome = "stopped"
    checked_by = factory.SubFactory(UserFactory)
    checked_at = SEEN_AT


class EscalationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Escalation

    title = "Weekend lists in February"
    specialty = factory.LazyFunction(lambda: Specialty.objects.get(code="ent"))
    patients = 42
    by_date = CENSUS_DATE + timedelta(days=90)
    decide_by_date = CENSUS_DATE + timedelta(days=5)
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class EscalationOptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.EscalationOption

    escalation = factory.SubFactory(EscalationFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Two Saturday lists"
    patients_helped = 12
    cost_pounds = 14_000


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Comment

    pathway_key = factory.LazyFunction(uuid.uuid4)
    text = "Rang, no answer"
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class PlannedDateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PlannedDate

    pathway_key = factory.LazyFunction(uuid.uuid4)
    date = CENSUS_DATE + timedelta(days=30)
    kind = "treatment"
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class PathwayActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.PathwayAction

    pathway_key = factory.LazyFunction(uuid.uuid4)
    action = factory.SubFactory(ActionFactory)


class ValidationQueryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ValidationQuery

    pathway_key = factory.LazyFunction(uuid.uuid4)
    question = "Is this clock right?"
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class SavedViewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.SavedView

    user = factory.SubFactory(UserFactory)
    name = "My Monday"
    choices = factory.LazyFunction(lambda: {"tab": "over"})
    created_by = factory.SelfAttribute("user")
    created_at = SEEN_AT


class ListExportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ListExport

    rows_total = 6000
    reason = "Weekly meeting"
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class ReturnedWorkbookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.ReturnedWorkbook

    planned_kind = "treatment"
    rows = factory.LazyFunction(list)
    created_by = factory.SubFactory(UserFactory)
    created_at = SEEN_AT


class OpenPathwaySummaryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.OpenPathwaySummary

    census = factory.SubFactory(CensusFactory, partition=False)
    return_line = "120"
    treatment_function_code = "120"
    clock_start_date = date(2026, 3, 2)
    pathways = 10


class CensusFacetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CensusFacet

    census = factory.SubFactory(CensusFactory, partition=False)
    kind = "site"
    value = "RWP01"
    pathways = 10


class CensusChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.CensusChange

    census = factory.SubFactory(CensusFactory, partition=False)
    pathway_key = factory.LazyFunction(uuid.uuid4)
    kind = "new"


class NamePartFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.NamePart
        django_get_or_create = ("value",)

    value = "rollason"


def summarise(census: models.Census) -> None:
    """Keep the counts that the import keeps."""
    rows = list(models.CensusPathway.objects.filter(census=census))
    days = Counter(
        (row.return_line, row.treatment_function_code, row.specialty_id, row.rtt_period_start_date, row.is_nonc)
        for row in rows
        if row.is_rtt
    )
    models.OpenPathwaySummary.objects.bulk_create(
        models.OpenPathwaySummary(
            census=census,
            return_line=line,
            treatment_function_code=code,
            specialty_id=specialty,
            clock_start_date=start,
            is_nonc=is_nonc,
            pathways=pathways,
        )
        for (line, code, specialty, start, is_nonc), pathways in days.items()
    )
    facets = Counter(
        (kind, value, row.specialty_id)
        for row in rows
        for kind, value in (
            ("consultant", row.consultant_code),
            ("site", row.site_code),
            ("list_type", row.waiting_list_type),
            ("priority", row.procedure_priority_code),
        )
    )
    models.CensusFacet.objects.bulk_create(
        models.CensusFacet(census=census, kind=kind, value=value, specialty_id=specialty, pathways=pathways)
        for (kind, value, specialty), pathways in facets.items()
    )


def specialty(code: str) -> Specialty:
    """A specialty of the reference data."""
    return Specialty.objects.get(code=code)


def loader() -> User:
    """Whoever loads lists in tests."""
    return UserFactory(email="loader@nhs.uk", name="Lou Loader")
