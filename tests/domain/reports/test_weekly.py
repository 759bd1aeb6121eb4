"""The weekly report's figures equal those worked out for the sample files, one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from directorate.core.domain.periods import Period
from reports.domain.agency_ledger import Agency
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


def expected_figures() -> Iterator[tuple[str, Any]]:
    target = sample_files.expected("expected_weekly_report")
    for block in ("staffing", "sickness"):
        rows = {**target[block]["by_specialty"], "total": target[block]["total"]}
        for row, columns in rows.items():
            yield from ((f"{block}.{row}.{column}", value) for column, value in columns.items())
    for row in target["staffing"]["by_specialty_band"]:
        for column in row.keys() - {"specialty", "band"}:
            yield f"staffing.{row['specialty']}.band{row['band']}.{column}", row[column]
    for column, value in target["maternity"].items():
        yield f"maternity.total.{column}", value
    yield from expected_agency(target)
    headlines = target["headlines"]
    yield "sickness.previous_week.rate_percent", headlines["sickness_rate_previous_week"]
    yield "sickness.month_to_date.rate_percent", headlines["sickness_rate_month_to_date"]
    yield "sickness.rolling_12.rate_percent", headlines["sickness_rate_rolling_12_months"]
    yield "sickness.long_term_open_now", headlines["long_term_open_now"]


def expected_agency(target: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    agency, headlines = target["agency"], target["headlines"]
    rows = {f"{row['specialty']}.band{row['band']}.{row['reason']}": row for row in agency["rows"]}
    for key, row in {**rows, "total": agency["total"]}.items():
        for column in row.keys() - {"specialty", "band", "reason", "latest_booking_end", "max_awr_weeks"}:
            is_money = column in {"net", "gross", "year_to_date_net"}
            yield f"agency.{key}.{column}", pounds(row[column]) if is_money else row[column]
        if key != "total":
            yield f"agency.{key}.max_awr_weeks", "none" if row["max_awr_weeks"] is None else row["max_awr_weeks"]
    yield "agency.OMFS.band4.Sickness.latest_booking_end", "18 December 2026"
    yield "agency.ENT.band4.Vacancy.latest_booking_end", "open"
    yield from ((f"bank.total.{column}", value) for column, value in target["bank"].items())
    yield "agency.previous_week.net", pounds(headlines["agency_net_previous_week"])
    yield "agency.mean_4_weeks.net", pounds(headlines["agency_net_mean_4_weeks"])


def pounds(text: str) -> str:
    return f"£{Decimal(text):,}"


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
    empty = replace(sample_files.facts(), contracts=(), fundings=(), spells=(), agency=Agency())
    found = figures(empty, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)
    tied = {figure.key: figure.text for figure in found if figure.key.startswith("esr.")}
    assert {figure.text for figure in found if figure.key not in tied} == {"0", "0.00", "n/a"}
    assert tied["esr.total.theirs"] == "not typed yet"


def test_rates_of_fewer_than_five_people_are_not_printed() -> None:
    facts = sample_files.facts()
    few = replace(facts, contracts=facts.contracts[:3])
    found = {figure.key: figure for figure in figures(few, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)}
    assert found["sickness.total.rate_percent"].suppressed_text == "-"


def test_every_row_of_agency_is_expected_and_no_other() -> None:
    rows = {key.rpartition(".")[0] for key in by_key() if key.startswith("agency.") and key.endswith(".gross")}
    assert len(rows) == len(sample_files.expected("expected_weekly_report")["agency"]["rows"]) + 1


def test_what_hr_is_asked_names_no_worker() -> None:
    asked = [figure.text for key, figure in by_key().items() if key.startswith("ask.")]
    assert asked == [
        "ASK: Dermatology band 4, off framework and no approval number since 5 October 2026. Panel decision needed.",
        "ASK: 2 agency workers at 12 weeks or more (31, 22): equal pay applies.",
        "ASK: 1 agency worker near 12 weeks (week 10).",
    ]


def test_a_missing_timesheet_is_estimated_in_a_column_of_its_own() -> None:
    facts = sample_files.facts()
    late = tuple(s for s in facts.agency.timesheets if (s.booking, s.week_ending) != ("BK2602", WEEK.last))
    few = replace(facts, agency=replace(facts.agency, timesheets=late))
    found = {figure.key: figure.text for figure in figures(few, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)}
    last = next(s for s in late if (s.booking, s.week_ending) == ("BK2602", WEEK.last - timedelta(days=7)))
    assert found["agency.total.timesheets_expected"] == "4"
    assert found["agency.total.timesheets_received"] == "3"
    assert found["agency.ENT.band4.Vacancy.estimated_net"] == pounds(f"{float(last.hours) * 17.2:.2f}")
    assert found["agency.ENT.band4.Vacancy.net"] == "£0.00"
    assert found["agency.total.net"] == pounds("1934.13")


def test_without_an_agency_workbook_nothing_is_said_of_agency() -> None:
    without = replace(sample_files.facts(), agency=Agency())
    found = [figure.key for figure in figures(without, week=WEEK, month_to_date=WEEK, rolling_12=WEEK)]
    assert not [key for key in found if key.startswith(("agency.", "bank.", "ask."))]
