"""An empty database is migrated with few models put together anew: nothing may be missing in it."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from pgtrigger.registry import registered

from directorate.core.first_migration import few_models_anew


def names(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_the_migrated_database_has_what_every_model_says() -> None:
    """The tests' own database was made so; a unique constraint with a condition is an index there."""
    there = names("SELECT conname FROM pg_constraint") | names("SELECT indexname FROM pg_indexes")
    models = [model for model in apps.get_models() if model._meta.managed]
    wanted = {item.name for model in models for item in (*model._meta.constraints, *model._meta.indexes)}
    assert len(wanted) > 200
    assert wanted - there == set()


@pytest.mark.django_db
def test_the_migrated_database_has_every_trigger() -> None:
    there = names("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
    wanted = {trigger.get_pgid(model) for model, trigger in registered() if model._meta.managed}
    assert len(wanted) > 200
    assert wanted - there == set()


def test_django_is_as_before_afterwards() -> None:
    before = ProjectState.add_model
    with few_models_anew():
        assert ProjectState.add_model is not before
    assert ProjectState.add_model is before
