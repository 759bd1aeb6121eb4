"""Adapters of the establishment, agency, recruitment and training families of staffing."""

from typing import Any

from directorate.core.domain.periods import Period
from staffing.domain import agency, recruitment, training, turnover, vacancies
from staffing.domain.spans import Span
from tests.vectors.adapters.json_values import day, day_or_none, hundredths, iso, number, text_or_none


def _post(given: Any) -> vacancies.Post:
    return vacancies.Post(
        group=given["group"],
        funded=number(given["funded_wte"]),
        occupants=tuple(
            vacancies.Occupant(wte=number(occupant["wte"]), kind=occupant["kind"]) for occupant in given["occupants"]
        ),
    )


def _establishment(found: vacancies.Establishment) -> dict[str, Any]:
    return {
        "funded_wte": hundredths(found.funded),
        "in_post_wte": hundredths(found.in_post),
        "vacancy_wte": hundredths(found.vacancy),
        "vacancy_rate_percent": text_or_none(found.vacancy_rate_percent),
        "backfill_wte": hundredths(found.backfill),
        "bank_wte": hundredths(found.bank),
        "agency_wte": hundredths(found.agency),
        "overtime_wte": hundredths(found.overtime),
        "actual_wte": hundredths(found.actual),
        "net_gap_wte": hundredths(found.net_gap),
        "unfilled_post_wte": hundredths(found.unfilled_post),
        "over_established_wte": hundredths(found.over_established),
    }


def _vacancy(given: Any) -> Any:
    groups = vacancies.establishment_by_group(map(_post, given["posts"]))
    return {
        **_establishment(vacancies.total(groups.values())),
        "groups": {name: _establishment(found) for name, found in groups.items()},
    }


def _vacancy_movement(given: Any) -> Any:
    found = vacancies.reconcile_movement(
        number(given["opening_wte"]),
        closing=number(given["closing_wte"]),
        movements=[(movement["kind"], number(movement["wte"])) for movement in given["movements"]],
    )
    return {
        "by_kind": {kind: hundredths(wte) for kind, wte in found.by_kind.items()},
        "computed_closing_wte": hundredths(found.computed_closing),
        "difference_wte": hundredths(found.difference),
        "reconciles": found.reconciles,
    }


def _line(given: Any) -> agency.TimesheetLine:
    return agency.TimesheetLine(
        id=given["id"],
        booking_id=given["booking_id"],
        worker=given["worker"],
        week_ending=day(given["week_ending"]),
        timesheet_no=given["timesheet_no"] or "",
        hours=number(given["hours"]),
        rate=number(given["rate"]),
        vat_percent=number(given["vat_percent"]),
        cap=None if given["cap"] is None else number(given["cap"]),
        approval_no=given["approval_no"] or "",
        on_framework=given["on_framework"],
        status=given["status"],
    )


def _agency_cost(given: Any) -> Any:
    found = agency.agency_cost(
        map(_line, given["lines"]),
        standard_week_hours=number(given["standard_week_hours"]),
        weeks=given["weeks"],
    )
    return {
        "workers": found.workers,
        "hours": str(found.hours),
        "wte": str(found.wte),
        "net": str(found.net),
        "gross": str(found.gross),
        "vat": str(found.vat),
        "over_cap": list(found.over_cap),
        "no_cap_loaded": list(found.no_cap_loaded),
        "excess_over_cap": str(found.excess_over_cap),
        "without_approval": list(found.without_approval),
        "off_framework": list(found.off_framework),
        "duplicates": list(found.duplicates),
    }


def _agency_worker_weeks(given: Any) -> Any:
    found = agency.awr_clock(
        [
            agency.AgencyWeek(week_start=day(week["week_start"]), worked=week["worked"], reason=week["reason"])
            for week in given["weeks"]
        ],
        settings=agency.AwrSettings(
            pausing_limits=given["pausing_limits"],
            continuing_reasons=given["continuing_reasons"],
            required_weeks=given["required_weeks"],
            break_limit_weeks=given["break_limit_weeks"],
        ),
    )
    return {
        "weeks_on_clock": found.weeks_on_clock,
        "qualified": found.qualified,
        "qualifying_week_start": iso(found.qualifying_week_start),
    }


def _headcount(found: turnover.Turnover) -> dict[str, Any]:
    return {
        "opening": found.opening,
        "closing": found.closing,
        "leavers": found.leavers,
        "rate_percent": text_or_none(found.rate_percent),
    }


def _turnover(given: Any) -> Any:
    if given["mode"] == "counts":
        return _headcount(
            turnover.Turnover(
                opening=given["opening_headcount"],
                closing=given["closing_headcount"],
                leavers=given["leavers"],
            )
        )
    if given["mode"] == "monthly_rates":
        rates = [number(rate) for rate in given["rates"]]
        return {
            "cumulative_percent": str(turnover.cumulative_percent(rates)),
            "simple_mean_percent": text_or_none(turnover.simple_mean_percent(rates)),
        }
    found = turnover.turnover(
        [
            turnover.Employment(
                person_id=person["id"],
                span=Span(day(person["start"]), day_or_none(person["end"])),
                reason=person["reason"],
            )
            for person in given["people"]
        ],
        period=Period(first=day(given["period_from"]), last=day(given["period_to"])),
        exclude_reasons=given["exclude_reasons"],
    )
    return {**_headcount(found), "stability_percent": text_or_none(found.stability_percent)}


def _expiry(given: Any) -> Any:
    found = training.expiry(
        day_or_none(given["completed"]),
        period_months=given["period_months"],
        as_at=day(given["as_at"]),
        state=given["state"],
        amber_days=given["amber_days"],
    )
    return {"expires": iso(found.expires), "status": found.status, "days_left": found.days_left}


def _compliance(given: Any) -> Any:
    as_at = day(given["as_at"])
    people = [
        training.Person(id=person["id"], role=person["role"], status=person["status"], start=day(person["start"]))
        for person in given["people"]
    ]
    requirements = [
        training.Requirement(
            id=item["id"],
            period_months=item["period_months"],
            roles=None if item["roles"] is None else frozenset(item["roles"]),
        )
        for item in given["requirements"]
    ]
    records = [
        training.Record(
            person_id=record["person"],
            requirement_id=record["requirement"],
            completed=day_or_none(record["completed"]),
            state=record["state"],
        )
        for record in given["records"]
    ]
    eligible = [
        person
        for person in people
        if training.is_eligible(
            person,
            as_at=as_at,
            exclude_statuses=given["exclude_statuses"],
            new_starter_days=given["new_starter_days"],
        )
    ]
    found = training.compliance(eligible, requirements=requirements, records=records, as_at=as_at)
    everyone = training.compliance(people, requirements=requirements, records=records, as_at=as_at)
    return {
        "eligible_people": found.people,
        "required": found.required,
        "in_date": found.in_date,
        "rate_percent": text_or_none(found.rate_percent),
        "everyone_required": everyone.required,
        "everyone_in_date": everyone.in_date,
        "everyone_rate_percent": text_or_none(everyone.rate_percent),
    }


def _time_to_hire(given: Any) -> Any:
    found = recruitment.time_to_hire(
        [
            recruitment.Hire(id=record["id"], authorised=day(record["from"]), started=day(record["to"]))
            for record in given["records"]
        ],
        target_days=given["target_days"],
    )
    return {
        "n": found.n,
        "median_days": text_or_none(found.median_days),
        "mean_days": text_or_none(found.mean_days),
        "within_target": found.within_target,
        "within_target_percent": text_or_none(found.within_target_percent),
        "rejected": list(found.rejected),
    }


ADAPTERS = {
    "vacancy": _vacancy,
    "vacancy_movement": _vacancy_movement,
    "agency_cost": _agency_cost,
    "agency_worker_weeks": _agency_worker_weeks,
    "turnover": _turnover,
    "expiry": _expiry,
    "compliance": _compliance,
    "time_to_hire": _time_to_hire,
}
