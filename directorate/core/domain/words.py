"""Dates, times and numbers as the NHS service manual writes them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NO_DATA = "No data"


def long_date(day: date | None) -> str:
    """6 August 2026; empty when there is no date."""
    return f"{day:%-d %B %Y}" if day else ""


def short_date(day: date | None) -> str:
    """Thu 6 Aug 2026, for table cells."""
    return f"{day:%a %-d %b %Y}" if day else ""


def day_month(day: date | None) -> str:
    """6 Aug, where the year is plain from the page."""
    return f"{day:%-d %b}" if day else ""


def clock_time(moment: datetime | None) -> str:
    """5:30pm, in London; midday and midnight in words."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    if local.minute == 0 and local.hour in {0, 12}:
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(at: datetime | None) -> str:
    """6 August 2026 at 5:30pm, in London."""
    return f"{long_date(at.astimezone(LONDON).date())} at {clock_time(at)}" if at else ""


def number(value: Decimal | float | None, *, places: int = 0) -> str:
    """1,234.50 with thousands commas, rounded half away from zero; 'No data' for None."""
    if value is None:
        return NO_DATA
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{rounded:,.{places}f}"


def percent(value: Decimal | float | None, *, places: int = 2) -> str:
    """43.46%; 'No data' for None."""
    return NO_DATA if value is None else f"{number(value, places=places)}%"


def plural(count: int, one: str, many: str = "") -> str:
    """1 row, 2 rows, 1,234 rows."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def nhs_number(digits: str | None) -> str:
    """999 123 4567: three, three and four digits."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if digits else ""
