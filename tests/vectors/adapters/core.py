"""Adapters of the families of directorate.core."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from directorate.core.domain import calendar, cells, nhs_numbers, periods, service, spc, suppression
from directorate.core.domain.bank_holidays import (
    COVERED_FROM,
    COVERED_TO,
    ENGLAND_AND_WALES,
    bank_holidays_between,
)
from directorate.core.domain.calendar import parse_iso_date
from tests.vectors.adapters.json_values import day, iso, number


def _nhs_numbers(given: Any) -> Any:
    found = nhs_numbers.read_nhs_number(given["value"])
    return {
        "valid": found.valid,
        "normalised": found.digits,
        "masked": found.masked,
        "range": found.number_range,
        "reason": found.reason,
    }


def calendar_of(given: Any) -> calendar.WorkingCalendar:
    if given == "EW":
        return calendar.england_and_wales()
    if given["base"] == "EW":
        return calendar.england_and_wales().edited(
            add=map(day, given.get("add", [])), remove=map(day, given.get("remove", []))
        )
    return calendar.WorkingCalendar(
        holidays=frozenset(map(day, given["holidays"])),
        first=day(given["from"]),
        last=day(given["to"]),
        weekend=frozenset(given.get("weekend", [6, 7])),
        statutory_days=given.get("statutory_days", False),
    )


def _working_days(given: Any) -> Any:
    try:
        return _working_days_answer(given)
    except calendar.CalendarError as error:
        return {"error": error.code}


def _working_days_answer(given: Any) -> Any:
    op = given["op"]
    if op == "local_date":
        return {"result": calendar.local_date(calendar.parse_iso_instant(given["instant"])).isoformat()}
    start = parse_iso_date(given["start"])
    if op == "add_months":
        step = calendar.add_months(start, n=given["n"])
        return {"result": step.date.isoformat(), "clamped": step.clamped}
    used = calendar_of(given["calendar"])
    if op == "explain":
        return _explained(given, start=start, used=used)
    result = _plain_answer(given, start=start, used=used)
    return {"result": result.isoformat() if isinstance(result, date) else result}


def _plain_answer(given: Any, *, start: date, used: calendar.WorkingCalendar) -> Any:
    op = given["op"]
    if op in {"between", "half_open"}:
        count = calendar.working_days_between if op == "between" else calendar.working_days_half_open
        return count(start, end=parse_iso_date(given["end"]), calendar=used)
    if op in {"add", "subtract"}:
        move = calendar.add_working_days if op == "add" else calendar.subtract_working_days
        return move(start, n=given["n"], calendar=used, convention=given.get("convention", "day0"))
    questions = {
        "is_working_day": calendar.is_working_day,
        "next_working_day": calendar.next_working_day,
        "previous_working_day": calendar.previous_working_day,
    }
    return questions[op](start, calendar=used)


def _explained(given: Any, *, start: date, used: calendar.WorkingCalendar) -> Any:
    counted = calendar.explain_working_days(
        start, n=given["n"], calendar=used, convention=given.get("convention", "day0")
    )
    return {
        "result": counted.result.isoformat(),
        "day_zero": counted.day_zero.isoformat(),
        "counted": [item.isoformat() for item in counted.counted],
        "skipped": [{"date": item.date.isoformat(), "reason": item.reason} for item in counted.skipped],
    }


def _bank_holidays(given: Any) -> Any:
    found = bank_holidays_between(day(given["from"]), last=day(given["to"]))
    return {"count": len(found), "dates": [item.date.isoformat() for item in found]}


def _bank_holidays_calendar(_given: Any) -> Any:
    shipped = calendar.england_and_wales()
    return {
        "division": "england-and-wales",
        "covers": {"from": iso(COVERED_FROM), "to": iso(COVERED_TO)},
        "weekend": sorted(shipped.weekend),
        "statutory_days": shipped.statutory_days,
        "days": [
            {"date": item.date.isoformat(), "name": item.name, "substitute": item.substitute}
            for item in ENGLAND_AND_WALES
        ],
    }


def _cell_parse(given: Any) -> Any:
    cell = cells.parse_cell(given.get("value"), cell_type=given["cell_type"], target=given["as"])
    value: Any = cell.value
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = str(value)
    return {"value": value, "flag": cell.flag, "error": cell.error}


def _suppression(given: Any) -> Any:
    table = suppression.Table(counts=tuple(tuple(row) for row in given["counts"]), totals_shown=given["totals_shown"])
    printed = suppression.suppress(table, smallest_shown=given["k"])
    return {
        "cells": [list(row) for row in printed.cells],
        "row_totals": printed.row_totals and list(printed.row_totals),
        "column_totals": printed.column_totals and list(printed.column_totals),
        "grand_total": printed.grand_total,
        "rates": [
            {
                "key": rate["key"],
                "shown": suppression.suppressed_rate(
                    number(rate["numerator"]),
                    denominator=number(rate["denominator"]),
                    people=rate["people"],
                    smallest_shown=given["k"],
                ),
            }
            for rate in given["rates"]
        ],
    }


def _report_period(given: Any) -> Any:
    found = periods.report_period(
        given["report"], local_now=datetime.fromisoformat(given["local_now"]), version=given["version"]
    )
    return {
        "from": iso(found.period.first),
        "to": iso(found.period.last),
        "label": found.label,
        "file_stem": found.file_stem,
        "utc_now": found.run_at_utc.strftime("%Y-%m-%dT%H:%MZ"),
        "year_to_date_from": iso(found.year_to_date_from),
        "month_to_date_from": iso(found.month_to_date_from),
        "rolling_12_from": iso(found.rolling_12.first),
        "rolling_12_to": iso(found.rolling_12.last),
    }


def _service_dates(given: Any) -> Any:
    found = service.service_on(day(given["service_start"]), as_at=day(given["as_at"]))
    return {
        "complete_years": found.complete_years,
        "five_year_date": iso(found.five_year_date),
        "ten_year_date": iso(found.ten_year_date),
        "leave_days": found.leave_days,
        "osp_full_months": found.sick_pay_full_months,
        "osp_half_months": found.sick_pay_half_months,
    }


def _limits(found: spc.Limits) -> dict[str, float]:
    return {name: float(getattr(found, name)) for name in ("mean", "lpl", "upl", "near_lpl", "near_upl")}


def _spc_limits(given: Any) -> Any:
    return _limits(
        spc.limits(
            given["values"],
            screen_outliers=given["screen_outliers"],
            baseline_points=given["baseline_points"],
        )
    )


def _run(found: spc.Run) -> Any:
    return {"trigger": list(found.trigger), "part_of": list(found.part_of)}


def _spc_chart(given: Any) -> Any:
    found = spc.chart(
        given["values"],
        direction=given["direction"],
        target=given["target"],
        rebase_at=given["rebase_at"],
        settings=spc.Settings(**given["settings"]),
    )
    return {
        "groups": [{"start": group.start, "end": group.end, **_limits(group.limits)} for group in found.groups],
        "points": [{"type": point.type, "reason": point.reason} for point in found.points],
        "variation_icon": found.variation_icon,
        "assurance_icon": found.assurance_icon,
        "warnings": list(found.warnings),
    }


def _spc_two_in_three(given: Any) -> Any:
    flagged = spc.two_in_three(given["zone"], sides=given["side"], outer_counts=cast("bool", given["outer_counts"]))
    return {"flagged": list(flagged)}


def _spc_assurance(given: Any) -> Any:
    icon = spc.assurance(lpl=given["lpl"], upl=given["upl"], target=given["target"], direction=given["direction"])
    return {"icon": icon}


_SPC = {
    "limits": _spc_limits,
    "shift": lambda given: _run(spc.shift(given["relative_to_mean"], points=given["points"])),
    "trend": lambda given: _run(spc.trend(given["values"], points=given["points"])),
    "two_in_three": _spc_two_in_three,
    "assurance": _spc_assurance,
    "chart": _spc_chart,
}

ADAPTERS = {
    "nhs_numbers": _nhs_numbers,
    "working_days": _working_days,
    "bank_holidays": _bank_holidays,
    "bank_holidays_calendar": _bank_holidays_calendar,
    "cell_parse": _cell_parse,
    "suppression": _suppression,
    "report_period": _report_period,
    "service_dates": _service_dates,
    "spc": lambda given: _SPC[given["op"]](given),
}
