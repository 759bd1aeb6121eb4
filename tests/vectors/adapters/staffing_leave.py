"""Adapters of the leave and cover families of staffing."""

from typing import Any

from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away
from staffing.domain import carers_leave, cover, entitlement, leave_charge, leave_overlap, ledger, maternity
from staffing.domain.spans import Span
from tests.vectors.adapters.json_values import WEEKDAYS, day, day_or_none, hundredths, iso, number


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


def _leave_entitlement(given: Any) -> Any:
    found = entitlement.entitlement(
        day(given["leave_year_start"]),
        service_start=day(given["service_start"]),
        hours=[
            entitlement.ContractedHours(
                span=Span(day(segment["from"]), day_or_none(segment["to"])),
                weekly_hours=number(segment["weekly_hours"]),
            )
            for segment in given["hours_segments"]
        ],
        bank_holidays=frozenset(map(day, given["bank_holidays"])),
        settings=entitlement.EntitlementSettings(
            method=given["method"],
            bank_holiday_mode=given["bh_mode"],
            rounding_step=number(given["rounding"]["step"]),
            rounding_mode=given["rounding"]["mode"],
            steps=tuple(entitlement.ServiceStep(**step) for step in given["steps"]),
        ),
    )
    return {
        "al_raw": str(decimal_half_away(found.al_raw, places=4)),
        "al_hours": str(found.al_hours),
        "bh_raw": str(decimal_half_away(found.bh_raw, places=4)),
        "bh_hours": str(found.bh_hours),
        "total_hours": str(found.total_hours),
        "balance_hours": hundredths(number(found.total_hours) - number(given["taken_hours"])),
    }


def _event(given: Any) -> ledger.LedgerEvent:
    return ledger.LedgerEvent(
        id=given["id"],
        effective_date=day(given["date"]),
        kind=given["kind"],
        minutes=given["minutes"],
        expires=day_or_none(given["expires"]),
        ref=given["ref"],
        key=given["key"],
    )


def _leave_ledger(given: Any) -> Any:
    events = [_event(event) for event in given["events"]]
    found = ledger.balance(events, as_at=day(given["as_at"]))
    rule = given["carry_over"]
    carried = rule and ledger.carry_over(
        events, rule=ledger.CarryOver(year_end=day(rule["year_end"]), cap_minutes=rule["cap_minutes"])
    )
    return {
        "credited_minutes": found.credited_minutes,
        "taken_minutes": found.taken_minutes,
        "expired_minutes": found.expired_minutes,
        "balance_minutes": found.balance_minutes,
        "booked_minutes": found.booked_minutes,
        "buckets": [{"event_id": event, "remaining_minutes": minutes} for event, minutes in found.buckets.items()],
        "ignored": list(found.ignored),
        "carry_out_minutes": carried and carried.carry_out_minutes,
        "forfeited_minutes": carried and carried.forfeited_minutes,
    }


def _member(given: Any) -> cover.TeamMember:
    return cover.TeamMember(
        working={WEEKDAYS[name]: frozenset(halves) for name, halves in given["working"].items()},
        absences=tuple(
            cover.AwayDays(
                first=day(absence["from"]),
                last=day_or_none(absence["to"]),
                first_part=absence["from_part"],
                last_part=absence["to_part"],
            )
            for absence in given["absences"]
        ),
    )


def _minimum_cover(given: Any) -> Any:
    found = cover.check_cover(
        [_member(person) for person in given["people"]],
        period=Period(first=day(given["from"]), last=day(given["to"])),
        minimum={WEEKDAYS[name]: halves or {} for name, halves in given["minimum"].items()},
        bank_holidays=frozenset(map(day, given["bank_holidays"])),
    )
    return {
        "half_days_checked": found.half_days_checked,
        "breaches": [
            {"date": iso(item.date), "half": item.half, "present": item.present, "minimum": item.minimum}
            for item in found.breaches
        ],
    }


def _maternity_dates(given: Any) -> Any:
    found = maternity.maternity_dates(
        maternity.MaternityFacts(
            due_date=day(given["due_date"]),
            planned_start=day_or_none(given["planned_start"]),
            birth_date=day_or_none(given["birth_date"]),
            service_start=day_or_none(given["service_start"]),
            pregnancy_sickness_from=day_or_none(given["pregnancy_sickness_from"]),
            leave_weeks=given["leave_weeks"],
        )
    )
    pay = found.pay
    return {
        "ewc_start": iso(found.ewc_start),
        "earliest_start": iso(found.earliest_start),
        "notify_by": iso(found.notify_by),
        "four_week_line": iso(found.four_week_line),
        "start_error": found.start_error,
        "actual_start": iso(found.actual_start),
        "full_pay_to": iso(pay.full_pay_to if pay else None),
        "half_pay_to": iso(pay.half_pay_to if pay else None),
        "smp_to": iso(pay.smp_to if pay else None),
        "last_day": iso(pay.last_day if pay else None),
        "return_date": iso(pay.return_date if pay else None),
        "change_start_notice_by": iso(found.change_start_notice_by),
        "return_notice_by_8_weeks": iso(pay.return_notice_by_8_weeks if pay else None),
        "compulsory_to": iso(found.compulsory_to),
        "occupational_pay_service": found.occupational_pay_service,
        "four_week_prompt": found.four_week_prompt,
    }


def _carers_leave_notice(given: Any) -> Any:
    found = carers_leave.carers_notice(
        [day(item["date"]) for item in given["days"]],
        given_on=day_or_none(given["given_on"]),
        count_parts_separately=given["count_parts_separately"],
    )
    return {
        "days_or_part_days": found.days_or_part_days,
        "notice_days": found.notice_days,
        "latest_notice_date": iso(found.latest_notice_date),
        "in_time": found.in_time,
    }


ADAPTERS = {
    "leave_charge": _leave_charge,
    "leave_overlap": _leave_overlap,
    "leave_entitlement": _leave_entitlement,
    "leave_ledger": _leave_ledger,
    "minimum_cover": _minimum_cover,
    "maternity_dates": _maternity_dates,
    "carers_leave_notice": _carers_leave_notice,
}
