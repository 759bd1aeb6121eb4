"""The staffing samples through the engine, each exactly as it stands beside it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from directorate.core.models import Person, User
from staffing.models import Absence, AbsenceSource, Assignment, Post, SicknessDetail
from tests.core.document_feeds import SAMPLES, check_nothing_changes, check_sample, load

pytestmark = pytest.mark.django_db
LATEST = date(2026, 11, 23)
FILES = SAMPLES / "staffing"
ESTABLISHMENT = FILES / "establishment_2026-11.xlsx"
ESR = FILES / "esr_absence_2024-12_2026-11.csv"


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


def uncovered_days() -> list[tuple[str, date]]:
    """Days that a source says somebody was away on and no absence covers."""
    covered = {(absence.person_id, day) for absence in Absence.objects.counting() for day in days_of(absence)}
    return [
        (said.source_key, day)
        for said in AbsenceSource.objects.select_related("absence")
        for day in days_of(said)
        if (said.absence.person_id, day) not in covered
    ]


def days_of(row: Any) -> list[date]:
    last = row.last_date or LATEST
    return [row.first_date + timedelta(days=place) for place in range((last - row.first_date).days + 1)]


def test_the_esr_extract_becomes_one_absence_a_spell(sam: User, tmp_path: Path, monday: Any) -> None:
    load(ESTABLISHMENT, feed="establishment", by=sam)
    check_sample(ESR, feed="esr_absence", by=sam)
    assert AbsenceSource.objects.filter(source="esr").count() == 888
    sick = Absence.objects.filter(kind="sickness")
    assert (sick.filter(last_date=None).count(), sick.count()) == (3, 190)
    assert SicknessDetail.objects.exclude(reason_code="").count() == 188
    assert not uncovered_days()
    before = history_rows()
    check_nothing_changes(ESR, feed="esr_absence", by=sam, copy=tmp_path / "other.csv")
    assert history_rows() == before
