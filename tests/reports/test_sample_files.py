"""The sample files of a directorate, imported as they are, give every figure that was worked out for them."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from directorate.core.domain.periods import Period
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import User
from reports.domain import monthly_agency, monthly_vacancies
from reports.domain.definitions import DEFINITIONS
from reports.domain.figures import Figure
from reports.domain.weekly import figures
from reports.facts.months import month_facts
from reports.facts.staff import weekly_facts
from tests.core.document_feeds import SAMPLES, check_sample, load

pytestmark = pytest.mark.django_db
FILES, DATA = SAMPLES / "staffing", Path(__file__).parent / "data"
FEED_OF = {
    "establishment_2026-11.xlsx": "establishment",
    "esr_absence_2024-12_2026-11.csv": "esr_absence",
    "healthroster_absence_2026-11-23.csv": "healthroster",
    "agency_timesheets_2026-27.xlsx": "agency",
    "trac_managers_update_2026-11-23.xlsx": "trac",
    "leave_2026-27.xlsx": "leave_sheet",
    "training_compliance_2026-11-22.csv": "training",
}
SPECIALTY = {"ENT": "ent", "OMFS": "omfs", "Dermatology": "dermatology", "total": "total"}
MONEY = {"net", "gross", "year_to_date_net"}
# Headlines are the same figures once more.
HEADLINES = {
    "agency_net_week": "agency.total.net",
    "agency_gross_week": "agency.total.gross",
    "agency_net_previous_week": "agency.previous_week.net",
    "agency_net_mean_4_weeks": "agency.mean_4_weeks.net",
    "agency_net_year_to_date": "agency.total.year_to_date_net",
    "agency_wte": "agency.total.wte",
    "funded_wte": "staffing.total.funded_wte",
    "in_post_wte": "staffing.total.in_post_wte",
    "headcount": "staffing.total.headcount",
    "vacancy_wte": "staffing.total.vacancy_wte",
    "vacancy_rate_percent": "staffing.total.vacancy_rate_percent",
    "sickness_rate_week": "sickness.total.rate_percent",
    "sickness_rate_previous_week": "sickness.previous_week.rate_percent",
    "sickness_rate_month_to_date": "sickness.month_to_date.rate_percent",
    "sickness_rate_rolling_12_months": "sickness.rolling_12.rate_percent",
    "long_term_open_now": "sickness.long_term_open_now",
    "maternity_wte": "maternity.total.on_leave_wte",
    "rtw_overdue": "sickness.total.rtw_overdue",
    "training_rate_percent": "compliance.training.rate_percent",
    "appraisal_rate_percent": "compliance.appraisal.rate_percent",
}
LONE = ("long_term_open_now", "rtw_overdue", "maternity_wte", "open_sickness_over_28_days")


@pytest.fixture
def imported(sam: User, tmp_path: Path, settings: Any, monday: datetime) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    for name, feed in FEED_OF.items():
        if feed == "trac":  # its own day is that of the file's name, which the report counts to
            batch = import_file(FILES / name, feed=feed, by=sam, given=Given(as_at=date(2026, 11, 23)))
        else:
            batch = (check_sample if feed == "training" else load)(FILES / name, feed=feed, by=sam)
        assert batch.state == "accepted", batch.explanation


def expected(stem: str) -> dict[str, Any]:
    return json.loads((DATA / f"{stem}.json").read_text())


def printed(column: str, value: object) -> str:
    if column in MONEY or "_net_" in column or "_gross_" in column:
        return f"£{Decimal(str(value)):,}"
    return f"{Decimal(str(value)):,}" if column == "hours" else str(value)


def test_every_figure_of_the_three_reports(imported: None) -> None:
    """One test, since the files are imported once."""
    rolling = Period(first=date(2025, 11, 1), last=date(2026, 10, 31))
    week = Period(first=date(2026, 11, 16), last=date(2026, 11, 22))
    facts = weekly_facts(week=week, rolling_12=rolling, smallest_shown=5)
    month = Period(first=date(2026, 11, 1), last=week.last)
    made = by_key(figures(facts, week=week, month_to_date=month, rolling_12=rolling))
    target = expected("expected_weekly_report")
    assert differences(made, weekly(target)) == {}
    hidden = {key: (wide(made, key), value) for key, value in weekly_wide(target) if wide(made, key) != value}
    assert hidden == {}
    october = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
    facts = month_facts(month=october, rolling_12=rolling, smallest_shown=5)
    made = by_key(monthly_vacancies.figures(facts, month=october, rolling_12=rolling))
    target = expected("expected_monthly_vacancy_report")
    assert differences(made, vacancies(target)) == {}
    assert [key for key in made if key.endswith(".trac_ref")] == [
        f"post.{post['position']}.trac_ref" for post in target["vacant_posts"]
    ], "no post more, and in this order"
    names = tuple(facts.specialties.items())
    made = by_key(monthly_agency.figures(facts.agency, month=october, specialties=names))
    assert differences(made, month_of_agency(expected("expected_monthly_agency_report"))) == {}


def by_key(found: Iterable[Figure]) -> dict[str, Figure]:
    every = list(found)
    assert len({one.key for one in every}) == len(every)
    assert {one.definition_id for one in every} <= set(DEFINITIONS)
    return {one.key: one for one in every}


def differences(made: dict[str, Figure], target: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Each figure that is not as it was worked out: ours and the other."""
    return {key: (text(made, key), value) for key, value in target if text(made, key) != value}


def text(made: dict[str, Figure], key: str) -> str:
    return made[key].text if key in made else "not there"


def wide(made: dict[str, Figure], key: str) -> str:
    return str(made[key].suppressed_text) if key in made else "not there"


def weekly(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every figure of the file by our key, as it is printed."""
    for name, value in target["headlines"].items():
        if name not in {"rolling_12_from", "rolling_12_to"}:  # the period that the figures were asked for
            yield HEADLINES[name], printed(name, value)
    yield from levels(target["staffing"])
    sickness = target["sickness"]
    yield from columns({"sickness": sickness["by_specialty"] | {"total": sickness["total"]}})
    yield "sickness.month_to_date.rate_percent", sickness["month_to_date"]["rate_percent"]
    yield "sickness.rolling_12.rate_percent", sickness["rolling_12_months"]["rate_percent"]
    yield from columns({"maternity": {"total": target["maternity"]}, "bank": {"total": target["bank"]}})
    yield from columns({"compliance": target["compliance"]})
    yield from agency(target["agency"])
    yield from quality(target["data_quality"])


def columns(blocks: dict[str, dict[str, dict[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Figures that stand in the file as block, row and column."""
    for block, rows in blocks.items():
        for row, found in rows.items():
            place = f"{block}.{SPECIALTY.get(row, row)}"
            yield from ((f"{place}.{column}", printed(column, value)) for column, value in found.items())


def levels(staffing: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from columns({"staffing": staffing["by_specialty"] | {"total": staffing["total"]}})
    for row in staffing["by_specialty_band"]:
        place = f"staffing.{SPECIALTY[row['specialty']]}.band{row['band']}"
        yield from ((f"{place}.{column}", str(row[column])) for column in row.keys() - {"specialty", "band"})


def quality(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for column, files in (("rejected", target["rejected_rows"]), ("duplicates", target["duplicates"])):
        yield from ((f"quality.{FEED_OF[name]}.{column}", str(n)) for name, n in files.items())
    for column in target.keys() - {"rejected_rows", "duplicates"}:
        yield f"quality.total.{column}", str(target[column])


def vacancies(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from levels(target["summary"])
    for post in target["vacant_posts"]:
        found = {**post, "trac_ref": post["trac_ref"] or "none"}
        shown = found.keys() - {"position", "specialty", "band"}
        yield from ((f"post.{post['position']}.{column}", str(found[column])) for column in shown)
    for one in target["vacancy_log"]:
        found = {**one, "authorised": in_words(one["authorised"]), "start_date": in_words(one["start_date"])}
        shown = found.keys() - {"ref", "position", "specialty", "band"}
        yield from ((f"log.{one['ref']}.{column}", str(found[column])) for column in shown)
    moved = target["movement"]
    for row, found in {**moved["by_specialty"], "total": moved["total"]}.items():
        yield from movement(found, place=f"movement.{SPECIALTY[row]}")
    for key, period in (("month", "month"), ("rolling_12", "rolling_12_months")):
        found = target["time_to_hire"][period]
        yield from ((f"hire.{key}.{column}", str(found[column])) for column in found.keys() - {"rejected"})
    for month in target["forecast"]:
        shown = month.keys() - {"month"}
        yield from ((f"forecast.{month['month']}.{column}", month[column]) for column in shown)
    yield from columns({"turnover": {"total": target["turnover"]}})


def movement(found: dict[str, Any], *, place: str) -> Iterator[tuple[str, str]]:
    yield from ((f"{place}.{kind}", str(n)) for kind, n in found["counts"].items())
    yield from ((f"{place}.{kind}_wte", wte) for kind, wte in found["by_kind"].items())
    yield from ((f"{place}.{column}", found[column]) for column in found if column.endswith("_wte"))
    yield f"{place}.reconciles", "yes" if found["reconciles"] else "does not reconcile"


def in_words(day: str | None) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}" if day else "none"


def month_of_agency(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from columns({"agency": target["by_specialty"] | {"total": target["total"]}, "reason": target["by_reason"]})
    yield from columns({"year": {"total": target["year_to_date"]}, "bank": {"total": target["bank"]}})


def agency(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    rows = {f"{SPECIALTY[row['specialty']]}.band{row['band']}.{row['reason']}": row for row in target["rows"]}
    for key, row in {**rows, "total": target["total"]}.items():
        for column in row.keys() - {"specialty", "band", "reason", "latest_booking_end", "max_awr_weeks"}:
            yield f"agency.{key}.{column}", printed(column, row[column])
        if "max_awr_weeks" in row:
            weeks, end = row["max_awr_weeks"], row["latest_booking_end"]
            yield f"agency.{key}.max_awr_weeks", "none" if weeks is None else str(weeks)
            open_end = "open" if row["bookings"] else "none"
            yield f"agency.{key}.latest_booking_end", f"{date.fromisoformat(end):%-d %B %Y}" if end else open_end


def weekly_wide(target: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the wide copy prints, by our key."""
    hidden = target["suppressed"]
    for column, rows in hidden["sickness_counts"].items():
        yield from ((f"sickness.{SPECIALTY[row]}.{column}", value) for row, value in rows.items())
    lengths = hidden["sickness_short_long"]
    names = [SPECIALTY[row] for row in lengths["rows"]]
    for row, cells, total in zip(names, lengths["cells"], lengths["row_totals"], strict=True):
        yield from ((f"sickness.{row}.{one}", value) for one, value in zip(lengths["columns"], cells, strict=True))
        yield f"sickness.{row}.episodes_in_week", total
    for column, value in zip(lengths["columns"], lengths["column_totals"], strict=True):
        yield f"sickness.total.{column}", value
    yield "sickness.total.episodes_in_week", lengths["grand_total"]
    yield from ((f"sickness.{SPECIALTY[row]}.rate_percent", value) for row, value in hidden["sickness_rates"].items())
    yield from ((f"maternity.total.{column}", value) for column, value in hidden["maternity"].items())
    keys = {**HEADLINES, "open_sickness_over_28_days": "quality.total.open_sickness_over_28_days"}
    yield from ((keys[name], hidden[name]) for name in LONE)
