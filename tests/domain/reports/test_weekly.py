"""The weekly report's figures equal those worked out for the sample files, one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from directorate.core.domain.periods import Period
from reports.domain.definitions import DEFINITIONS
from reports.domain.figures import Figure
from reports.domain.weekly import figures
from tests.reports import sample_files

WEEK = Period(first=date(2026, 11, 16), last=date(2026, 11, 22))


@cache
def by_key() -> dict[str, Figure]:
    found = figures(
        sample_files.facts(),
        week=WEEK,
        month_to_date=Period(first=date(2026, 11, 1), last=date(2026, 11, 22)),
        rolling_12=Period(first=date(2025, 11, 1), last=date(2026, 10, 31)),
    )
    assert len({figure.key for figure in found}) == len(found)
    return {figure.key: figure for figure in found}


# Bank and agency come from timesheets, which this report does not read: what is worked out from them is left out.
NOT_HERE = {"bank_wte", "agency_wte", "actual_wte", "net_gap_wte"}


def expected_figures() -> Iterator[tuple[str, Any]]:
    target = sample_files.expected("expected_weekly_report")
    for block in ("staffing", "sickness"):
        rows = {**target[block]["by_specialty"], "total": target[block]["total"]}
        for row, columns in rows.items():
            yield from (
                (f"{block}.{row}.{column}", value) for column, value in columns.items() if column not in NOT_HERE
            )
    for row in target["staffing"]["by_specialty_band"]:
        for column in row.keys() - NOT_HERE - {"specialty", "band"}:
            yield f"staffing.{row['specialty']}.band{row['band']}.{column}", row[column]
    for column, value in target["maternity"].items():
        yield f"maternity.total.{column}", value
    headlines = target["headlines"]
    yield "sickness.previous_week.rate_percent", headlines["sickness_rate_previous_week"]
    yield "sickness.month_to_date.rate_percent", headlines["sickness_rate_month_to_date"]
    yield "sickness.rolling_12.rate_percent", headlines["sickness_rate_rolling_12_months"]
    yield "sickness.long_term_open_now", headlines["long_term_open_now"]


def expected_in_wide_copy() -> Iterator[tuple[str, str]]:
    target = sample_files.expected("expected_weekly_report")["suppressed"]
    for column, rows in target["sickness_counts"].items():
        yield from ((f"sickness.{row}.{column}", text) for row, text in rows.items())
    table = target["sickness_short_long"]
    for row, cells, total in zip(table["rows"], table["cells"], table["row_totals"], strict=True):
        yield from ((f"sickness.{row}.{column}", text) for column, text in zip(table["columns"], cells, strict=True))
        yield f"sickness.{row}.episodes_in_week", total
    yield from ((f"sickness.total.{c}", text) for c, text in zip(table["columns"], table["column_totals"], strict=True))
    yield "sickness.total.episodes_in_week", table["grand_total"]
    yield from ((f"sickness.{row}.rate_percent", text) for row, text in target["sickness_rates"].items())
    yield from ((f"maternity.total.{column}", text) for column, text in target["maternity"].items())
    yield "sickness.long_term_open_now", target["long_term_open_now"]


@pytest.mark.parametrize(("key", "value"), sorted(expected_figures(), key=lambda figure: figure[0]))
def test_figure_equals_the_worked_one(key: str, value: object) -> None:
    assert by_key()[key].text == str(value)


@pytest.mark.parametrize(("key", "text"), list(expected_in_wide_copy()))
def test_wide_copy_prints_what_the_privacy_rules_say(key: str, text: str) -> None:
    assert by_key()[key].suppressed_text == text


def test_wide_copy_prints_no_sickness_days_by_specialty() -> None:
    found = by_key()
    assert all(found[f"sickness.{code}.fte_days_lost"].suppressed_text is None for code in sample_files.SPECIALTIES)
    assert found["sickness.total.fte_days_lost"].suppressed_text == "37.10"


def test_every_figure_has_a_definition() -> None:
    assert {figure.definition_id for figure in by_key().values()} <= set(DEFINITIONS)


def test_available_is_actual_less_away_long() -> None:
    found = by_key()
    for row in ("ENT", "OMFS", "Dermatology", "total"):
        actual, away, left = (found[f"staffing.{row}.{c}_wte"].numerator for c in ("actual", "away_long", "available"))
        assert actual is not None
        assert away is not None
        assert actual - away == left


def test_with_nobody_in_post_every_figure_is_nought_or_not_available() -> None:
    empty = replace(sample_files.facts(), contracts=(), fundings=(), spells=())
    found = figures(empty, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)
    assert {figure.text for figure in found} == {"0", "0.00", "n/a"}


def test_rates_of_fewer_than_five_people_are_not_printed() -> None:
    facts = sample_files.facts()
    few = replace(facts, contracts=facts.contracts[:3])
    found = {figure.key: figure for figure in figures(few, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)}
    assert found["sickness.total.rate_percent"].suppressed_text == "-"
