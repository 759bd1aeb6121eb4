"""The demo's waiting list: two years of weekly totals, then two censuses through the ordinary import."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from directorate.core.models import User
from directorate.demo.people import Staff

if TYPE_CHECKING:
    from directorate.demo.seed import Options


def seed(*, options: "Options", staff: Staff, today: date, by: User, say: Callable[[str], object]) -> None:
    """X."""
