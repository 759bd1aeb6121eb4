"""A list of five patients as the screens' tests know it, as at Sunday 22 November 2026; today is the Monday after."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from directorate.core import clock
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import User
from tests.factories import SecretaryConsultantFactory
from tests.waiting_lists.factories import CensusFactory, CensusPathwayFactory, summarise
from waiting_lists.models import Census, CensusPathway


@dataclass(frozen=True)
class SmallList:
    """The census and its rows: Ms Nguyen's, another ENT consultant's, Dermatology's, one over a year, one cancer."""

    census: Census
    hers: CensusPathway
    colleagues: CensusPathway
    skin: CensusPathway
    long: CensusPathway
    cancer: CensusPathway


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def small_list(amira: User, nguyen: User, monday: datetime) -> SmallList:
    """Amira works for Ms Nguyen."""
    SecretaryConsultantFactory(secretary=amira.person, consultant=nguyen.person)
    census = CensusFactory()
    found = SmallList(
        census=census,
        hers=CensusPathwayFactory(
            census=census, rtt_period_start_date=date(2026, 1, 12), comments="Prefers Kidderminster"
        ),
        colleagues=CensusPathwayFactory(
            census=census, consultant_code="C9001201", surname="Sahota", forename="Mohammed", nhs_number="9990901937"
        ),
        skin=CensusPathwayFactory(
            census=census, treatment_function_code="330", consultant_code="C9003302", surname="Bhatti", forename="Olive"
        ),
        long=CensusPathwayFactory(
            census=census,
            consultant_code="C9001201",
            surname="Wilkes",
            forename="Leon",
            rtt_period_start_date=date(2025, 9, 1),
        ),
        cancer=CensusPathwayFactory(
            census=census,
            surname="Zapata-Fotheringhay-Featherstonehaugh",
            forename="Maximiliana",
            is_on_cancer_ptl=True,
            rtt_period_start_date=date(2026, 10, 30),
        ),
    )
    summarise(census)
    return found


FILES = Path(__file__).parent.parent / "data" / "waiting_lists"


@pytest.fixture
def january(sam: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists of 24 and 31 January 2026 are in; it is the Monday after."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 2, 2, 9, 0, tzinfo=UTC))
    for name, day in (("ptl_2026-01-25.csv", date(2026, 1, 24)), ("ptl_2026-02-01.csv", date(2026, 1, 31))):
        batch = import_file(FILES / name, feed="ptl", by=sam, given=Given(as_at=day))
        assert batch.state == "accepted"
