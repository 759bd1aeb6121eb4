"""The only place that reads the clock; everything else is given the date."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return timezone.now()


def today() -> date:
    """Today's date in Europe/London."""
    return now().astimezone(LONDON).date()


def local(moment: datetime) -> datetime:
    """The same moment in Europe/London."""
    return moment.astimezone(LONDON)
