"""The figures that are compared with a spreadsheet while both are kept, and what the comparison says."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Unit = Literal["count", "wte", "percent", "money"]
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: how it is called, in what it is counted, and whether it belongs to a week that ends on a Sunday."""

    name: str
    unit: Unit
    is_of_a_week: bool = False


MEASURES: dict[str, Measure] = {
    "open_pathways": Measure("Open RTT pathways", "count"),
    "over_52_weeks": Measure("Over 52 weeks", "count"),
    "off_sick": Measure("A&C staff off sick", "count"),
    "annual_leave": Measure("A&C staff on annual leave", "count"),
    "in_post_wte": Measure("A&C in post, WTE", "wte", is_of_a_week=True),
    "funded_wte": Measure("A&C funded, WTE", "wte", is_of_a_week=True),
    "sickness_rate": Measure("Sickness % of the week", "percent", is_of_a_week=True),
    "agency_net": Measure("Agency of the week, £ net", "money", is_of_a_week=True),
    "open_complaints": Measure("Open complaints", "count"),
}
# The key of a weekly report's figure, for those that it prints.
REPORT_KEYS = {
    "in_post_wte": "staffing.total.in_post_wte",
    "funded_wte": "staffing.total.funded_wte",
    "sickness_rate": "sickness.total.rate_percent",
    "agency_net": "agency.total.net",
}


def day_fault(measure: str, *, day: date, today: date) -> str:
    """Return why a figure cannot be of this day, empty when it can."""
    if day > today:
        return "The day has not come yet"
    if MEASURES[measure].is_of_a_week and day.weekday() != SUNDAY:
        return "This figure belongs to a week: enter the Sunday on which it ends"
    return ""


def difference(*, theirs: Decimal, ours: Decimal | None) -> Decimal | None:
    """Return how much more the spreadsheet says than we do; None where we have no figure."""
    return None if ours is None else theirs - ours


def shown(value: Decimal | None, *, unit: Unit) -> str:
    """Return a figure as it is printed: whole numbers without decimals, the rest with two; "not known" without one."""
    if value is None:
        return "not known"
    text = f"{value:,.0f}" if unit == "count" and value == value.to_integral_value() else f"{value:,.2f}"
    return {"money": f"£{text}", "percent": f"{text}%"}.get(unit, text)
