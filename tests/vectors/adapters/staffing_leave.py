"""Adapters of the leave and cover families of staffing."""

from typing import Any

from staffing.domain import leave_charge, leave_overlap
from tests.vectors.adapters.json_values import WEEKDAYS, day, day_or_none, iso


def _pattern(given: Any) -> leave_charge.WorkingPattern:
    return leave_charge.WorkingPattern(
        valid_from=day(given["valid_from"]),
        valid_to=day_or_none(given["valid_to"]),
        cycle_start=day(given["cycle_start"]),
        weeks=tuple(
            {WEEKDAYS[name]: leave_charge.WorkedDay(**minutes) for name, minutes in week.items()}
            for week in given["weeks"]
        ),
    )


def _leave_charge(given: Any) -> Any:
    absence = given["absence"]
    try:
        found, error = (
            leave_charge.charge(
                leave_charge.LeaveDates(
                    first=day(absence["from"]),
                    last=day(absence["to"]),
                    first_part=absence["from_part"],
                    last_part=absence["to_part"],
                    minutes=absence["minutes"],
                ),
                patterns=[_pattern(pattern) for pattern in given["patterns"]],
                bank_holidays=frozenset(map(day, given["bank_holidays"])),
            ),
            None,
        )
    except leave_charge.EndBeforeStartError:
        found, error = leave_charge.Charge(days=(), uncovered_dates=()), "END_BEFORE_START"
    return {
        "error": error,
        "days": [
            {"date": iso(item.date), "al_minutes": item.al_minutes, "bh_minutes": item.bh_minutes}
            for item in found.days
        ],
        "by_leave_year": {
            label: {"al_minutes": al, "bh_minutes": bh} for label, (al, bh) in found.by_leave_year.items()
        },
        "al_minutes": found.al_minutes,
        "bh_minutes": found.bh_minutes,
        "uncovered_dates": [iso(item) for item in found.uncovered_dates],
    }


def _times(given: Any, *, which: str) -> leave_overlap.Times:
    start, end = given[f"{which}_day_start"], given[f"{which}_day_end"]
    return leave_overlap.Times(
        start=start and leave_overlap.minutes_of_clock(start), end=end and leave_overlap.minutes_of_clock(end)
    )


def _absence(given: Any) -> leave_overlap.Absence:
    return leave_overlap.Absence(
        id=given["id"],
        status=given["status"],
        first=day(given["from"]),
        last=day_or_none(given["to"]),
        first_part=given["from_part"],
        last_part=given["to_part"],
        first_day=_times(given, which="first"),
        last_day=_times(given, which="last"),
        same_times_every_day=given["same_times_every_day"],
        half_date=day_or_none(given["half_date"]),
    )


def _leave_overlap(given: Any) -> Any:
    found = leave_overlap.fit(_absence(given["request"]), existing=map(_absence, given["existing"]))
    return {
        "error": found.error,
        "fits": found.fits,
        "conflicts": [{"date": iso(item.date), "existing_id": item.existing_id} for item in found.conflicts],
    }


ADAPTERS = {
    "leave_charge": _leave_charge,
    "leave_overlap": _leave_overlap,
}
