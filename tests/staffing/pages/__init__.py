"""What tests of pages share."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from directorate.core.models import User

ClientFor = Callable[[User], Client]
TODAY = date(2026, 11, 23)
MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 11)


def words_of(response: object) -> str:
    """The page as text."""
    return response.content.decode()  # type: ignore[attr-defined]
