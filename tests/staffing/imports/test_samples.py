"""The staffing samples through the engine, each exactly as it stands beside it."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from directorate.core.models import Person, User
from staffing.models import Assignment, Post
from tests.core.document_feeds import SAMPLES, check_nothing_changes, check_sample

pytestmark = pytest.mark.django_db
FILES = SAMPLES / "staffing"
ESTABLISHMENT = FILES / "establishment_2026-11.xlsx"


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def history_rows() -> int:
    models = [model for model in apps.get_models() if model._meta.label.startswith(("staffing.", "core.Person"))]
    return sum(model._default_manager.count() for model in models if model.__name__.endswith("Event"))


def test_the_establishment_workbook_fills_posts_people_and_contracts(sam: User, tmp_path: Path, monday: Any) -> None:
    check_sample(ESTABLISHMENT, feed="establishment", by=sam)
    people = Person.objects.exclude(staff_number=None).filter(assignments__isnull=False).distinct()
    assert (Post.objects.count(), people.count(), Assignment.objects.count()) == (58, 62, 75)
    before = history_rows()
    check_nothing_changes(ESTABLISHMENT, feed="establishment", by=sam, copy=tmp_path / "other.xlsx")
    assert history_rows() == before
