"""Doctors and duties as JSON in a query of several figures, and how they are read back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models.functions import JSONObject

from directorate.core.domain.calendar import LONDON

NAMES = ("title", "known_as", "forenames", "surname")


def name_json(prefix: str) -> JSONObject:
    """Return title and names of a doctor; `prefix` is the path to the person."""
    return JSONObject(**{name: f"{prefix}{name}" for name in NAMES})


def name_of(row: Mapping[str, str]) -> str:
    """Return what colleagues call a doctor."""
    return f"{row['title'] or row['known_as'] or row['forenames']} {row['surname']}"


def moments_of(duty: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return `begin` and `end` by the local clock."""
    begin, end = (datetime.fromisoformat(duty[name]).astimezone(LONDON) for name in ("begin", "end"))
    return begin, end
