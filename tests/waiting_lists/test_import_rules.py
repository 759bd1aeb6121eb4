"""What the import works out in SQL equals the domain's functions, row by row."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from directorate.core.domain.nhs_numbers import check_digit, read_nhs_number
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import User
from waiting_lists.domain.breaches import PathwayFacts, next_preventable, next_step, priority_rank, running_clocks
from waiting_lists.domain.standards import DEFAULT_LIMITS
from waiting_lists.models import CensusPathway

SAMPLE = Path(__file__).parent.parent / "data" / "waiting_lists" / "ptl_2026-01-25.csv"
CENSUS = date(2026, 1, 24)
pytestmark = pytest.mark.django_db


def facts_of(row: CensusPathway) -> PathwayFacts:
    return PathwayFacts(
        list_type=row.waiting_list_type,
        clock_start=row.rtt_period_start_date,
        procedure_priority=row.procedure_priority_code or None,
        decision_to_admit=row.decision_to_admit_date,
        tci=row.tci_date,
        next_appointment=row.outpatient_future_appointment_date,
        diagnostic=row.diagnostic_date,
        first_activity=row.date_last_attended,
        cancer=row.is_on_cancer_ptl,
        referral_received=row.referral_received_date,
    )


def test_breaches_steps_and_ranks_are_those_of_the_domain(chris: User, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    batch = import_file(SAMPLE, feed="ptl", by=chris, given=Given(as_at=CENSUS))
    rows = CensusPathway.objects.filter(census=batch.target_id)
    assert rows.count() == 14_688
    for row in rows.iterator():
        facts = facts_of(row)
        coming = next_preventable(running_clocks(facts, on=CENSUS, limits=DEFAULT_LIMITS))
        step = next_step(facts, on=CENSUS, in_time_until=None)
        expected = (coming.first_breach, coming.clock) if coming else (None, "")
        assert (row.next_breach_date, row.next_breach_clock) == expected, facts
        assert (row.next_step_kind, row.next_step_date) == (step.kind or "", step.day), facts
        assert row.priority_rank == priority_rank(facts.procedure_priority), facts


def numbers(dice: random.Random) -> list[str]:
    valid = [f"{nine}{check_digit(nine)}" for nine in (f"{dice.randrange(10**9):09d}" for _ in range(300))]
    valid = [digits for digits in valid if len(digits) == 10]
    forms = [f"{n[:3]} {n[3:6]} {n[6:]}" for n in valid[:40]] + [f"{n[:3]}-{n[3:6]}-{n[6:]}" for n in valid[:40]]
    wrong = [f"{int(n) + 1:010d}" for n in valid[:100]]
    return [
        *valid,
        *forms,
        *wrong,
        *(f"{n}.0" for n in valid[:20]),
        "9.99E+09",
        "1_23456789",
        "0xFFFFFFFF",
        "",
        "9999999999",
    ]


def test_an_nhs_number_is_read_as_the_domain_reads_it() -> None:
    given = numbers(random.Random(7))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT core_read_nhs_number(given) FROM unnest(%s::text[]) WITH ORDINALITY AS g (given, place) ORDER BY place",
            [given],
        )
        found = [row[0] for row in cursor.fetchall()]
    assert found == [read_nhs_number(text).digits for text in given]


DATES = {
    "2026-01-31": date(2026, 1, 31),
    "2026-01-31 10:15": date(2026, 1, 31),
    "2025-07-13T23:00:00Z": date(2025, 7, 14),
    "2025-07-14T00:30:00+01:00": date(2025, 7, 14),
    "31/01/2026": date(2026, 1, 31),
    "1/2/2026": date(2026, 2, 1),
    "31-01-2026": date(2026, 1, 31),
    "31-Jan-2026": date(2026, 1, 31),
    "46053": date(2026, 1, 31),
    "29/02/2028": date(2028, 2, 29),
    "01/31/2026": None,
    "30/02/2026": None,
    "31-Foo-2026": None,
    "31-ebm-2026": None,
    "19999": None,
    "today": None,
    "2026-01-5/": None,
    "about Easter": None,
}


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read_day_first_and_never_guessed(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_read_date(%s)", [text])
        assert cursor.fetchone()[0] == DATES[text]
