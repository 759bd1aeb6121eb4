"""Every field is classified, every model has a factory, what is about patients has a `visible_to`."""

import importlib
from pathlib import Path

import factory
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from directorate.core.domain.classification import Classification, classification_of, classifications
from tests.architecture.test_source import OURS, TABLES, label

TESTS = Path(__file__).resolve().parents[1]
SENSITIVE = {Classification.PATIENT, Classification.SPECIAL}


def own_fields(model: type[models.Model]) -> set[str]:
    """The fields that need a class: not a made-up primary key, not the other end of somebody's foreign key."""
    concrete = {field.name for field in model._meta.concrete_fields if not (field.primary_key and field.auto_created)}
    made_up = {
        field.name for field in model._meta.concrete_fields if field.primary_key and isinstance(field, models.AutoField)
    }
    return (concrete | {field.name for field in model._meta.local_many_to_many}) - made_up


def test_every_field_is_classified() -> None:
    wanted = {(model._meta.label, field) for model in OURS for field in own_fields(model)}
    missing = sorted(f"{model}: {field}" for model, field in wanted - set(classifications()))
    assert missing == [], "add them to directorate/core/domain/classified_fields.py"


def test_no_classified_field_is_stale() -> None:
    known = {(model._meta.label, field) for model in OURS for field in own_fields(model)}
    assert sorted(f"{model}: {field}" for model, field in set(classifications()) - known) == []


def test_a_field_nobody_classified_is_secret() -> None:
    assert classification_of(model="core.Person", field="unheard_of") is Classification.SECRET


def factories() -> set[type[models.Model]]:
    for path in TESTS.glob("*/factories.py"):
        importlib.import_module(f"tests.{path.parent.name}.factories")
    importlib.import_module("tests.factories")
    found: set[type[models.Model]] = set()
    kinds = list(factory.django.DjangoModelFactory.__subclasses__())
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind._meta.model:
            found.add(kind._meta.model)
    return found


def test_every_model_has_a_factory() -> None:
    assert sorted(label(model) for model in set(TABLES) - factories()) == []


# Rows about people that are reached only through another row whose `visible_to` decides, or by system jobs.
REACHED_OTHERWISE = {
    "complaints.CaseStep": "its case",
    "complaints.Note": "its case",
    "core.Action": "its owner's list, or the record of the app it belongs to",
    "core.ImportWarning": "its import, which those who may import open",
    "core.Person": "its reason for leaving alone, which only a page of who keeps the staff record shows",
    "core.RejectedRow": "its import, which those who may import open",
    "reports.ReportRows": "the HR copy of its report, which those who see full counts open",
    "staffing.SicknessDetail": "its absence",
    "waiting_lists.CensusChange": "the difference of two censuses, which those who may import open",
    "waiting_lists.Comment": "its pathway",
    "waiting_lists.EscalationOption": "its escalation",
    "waiting_lists.LeftCheck": "its pathway",
    "waiting_lists.ListExport": "whoever asked for it",
    "waiting_lists.NamePart": "the search index of names; no page shows it",
    "waiting_lists.PathwayAction": "its pathway",
    "waiting_lists.PlannedDate": "its pathway",
    "waiting_lists.ReturnedWorkbook": "whoever brought it back",
    "waiting_lists.ValidationQuery": "its pathway",
}


@pytest.mark.parametrize("model", TABLES, ids=label)
def test_what_is_about_patients_or_health_has_a_visible_to(model: type[models.Model]) -> None:
    kinds = {classification_of(model=label(model), field=field) for field in own_fields(model)}
    if kinds & SENSITIVE and label(model) not in REACHED_OTHERWISE:
        assert hasattr(model._default_manager.all(), "visible_to")


@pytest.mark.django_db
def test_the_generated_documents_are_up_to_date() -> None:
    try:
        call_command("generate_docs", "--check")
    except CommandError as problem:
        pytest.fail(str(problem))
