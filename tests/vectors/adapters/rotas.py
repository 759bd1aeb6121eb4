"""Adapters of the rota families."""

from fractions import Fraction
from typing import Any

from directorate.core.domain.rounding import decimal_half_away
from rotas.domain import averages, compliance, cyclic, duties, publication
from rotas.domain import timesheet_match as match
from rotas.domain.clocks import DAY, LONDON_CLOCK, day_of, local_minute
from rotas.domain.findings import Finding
from rotas.domain.templates import DutyType
from rotas.domain.terms import Terms
from tests.vectors.adapters.json_values import day, day_or_none, hundredths, iso, number


def _time(text: Any, *, fold: Any = None) -> duties.StatedTime:
    return duties.StatedTime(text=text, fold=fold)


def _duty(given: Any) -> duties.StatedDuty:
    breaks, call_outs = given.get("breaks"), given.get("callouts")
    return duties.StatedDuty(
        start=_time(given["start"], fold=given.get("start_fold")),
        end=_time(given["end"], fold=given.get("end_fold")),
        kind=given["kind"],
        work_minutes=given.get("work_minutes"),
        episodes=given.get("episodes"),
        breaks=None if breaks is None else tuple(breaks),
        call_outs=None
        if call_outs is None
        else tuple(
            (_time(item["start"], fold=item.get("start_fold")), _time(item["end"], fold=item.get("end_fold")))
            for item in call_outs
        ),
    )


def _terms(given: Any) -> Terms:
    return Terms(
        **{
            **given,
            "reference_start": day_or_none(given["reference_start"]),
            "excluded_days": frozenset(map(day, given["excluded_days"])),
        }
    )


def _shown(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(decimal_half_away(value, places=4))


def _finding(found: Finding) -> Any:
    value = found.value
    if value is not None and found.code == "H72":
        value = Fraction(decimal_half_away(value, places=2))
    return {
        "code": found.code,
        "verdict": found.verdict,
        "value": _shown(value),
        "limit": _shown(found.limit),
        "unit": found.rule.unit,
        "cause": found.cause,
    }


def _rota_compliance(given: Any) -> Any:
    read = duties.read_duties([_duty(item) for item in given["duties"]])
    if read.errors:
        errors = [{"index": error.index, "code": error.code} for error in read.errors]
        return {"errors": errors, "findings": [], "rule_sets": []}
    found = compliance.check_duties(read.duties, terms=_terms(given["context"]))
    return {"errors": [], "findings": [_finding(item) for item in found.findings], "rule_sets": list(found.rule_sets)}


def _cyclic_rota(given: Any) -> Any:
    context, placed = given["context"], given["instantiate"]
    leave = context["leave_days_per_year"]
    found = cyclic.check_template(
        given["rows"],
        duty_types={code: DutyType(**said) for code, said in given["duty_types"].items()},
        terms=Terms(
            opted_out=context["opted_out"],
            weekend_limit=context["weekend_limit"],
            low_intensity_agreed=context["low_intensity_agreed"],
        ),
        gate=cyclic.AverageGate(
            method=context["avg_gate"],
            leave_days_per_year=None if leave is None else number(leave),
            normal_day_hours=number(context["normal_day_hours"]),
        ),
        placement=placed and cyclic.Placement(start_date=day(placed["start_date"]), weeks=placed["weeks"]),
    )
    return {
        "errors": [{"row": error.row, "weekday": error.weekday, "code": error.code} for error in found.errors],
        "findings": [_finding(item) for item in found.findings],
        "averages": found.averages and _cycle_averages(found.averages),
        "coverage": found.coverage,
        "phases": None
        if found.phases is None
        else [
            {"start_row": phase.start_row, "breaches": [list(breach) for breach in phase.breaches]}
            for phase in found.phases
        ],
    }


def _cycle_averages(found: cyclic.CycleAverages) -> Any:
    return {
        "raw": _decimal(found.raw),
        "nhse_leave": _decimal(found.nhse_leave),
        "weekends_worked": found.weekends_worked,
        "cycle_minutes": found.cycle_minutes,
    }


def _decimal(value: Fraction | None) -> float | None:
    return None if value is None else float(decimal_half_away(value, places=4))


def _average_hours(given: Any) -> Any:
    said = {name: _exact(name, value) for name, value in given.items() if name != "method"}
    minutes = said.pop("total_minutes", None)
    method = given["method"]
    if method == "WTR":
        found = averages.leave_neutral(said.pop("period_minutes"), **said)
    elif method == "WORKED":
        found = averages.worked(said.pop("weekly_minutes"), **said)
    elif method == "PLACEMENT":
        found = averages.placement(said.pop("row_minutes"), **said)
    else:
        found = BY_TOTAL[method](minutes, **said)
    return {
        "hours": _decimal(found.hours),
        "verdict": found.verdict,
        "parts": {name: _part(value) for name, value in found.parts.items()},
    }


BY_TOTAL: Any = {
    "RAW": averages.raw,
    "NHSE_LEAVE": averages.leave_method,
    "DRS": averages.leave_in_grid,
    "NIGHT_WORKER": averages.night_worker,
}
EXACT = {"limit", "total_minutes", "leave_days_per_year", "normal_day_hours", "leave_days_in_grid"}


def _exact(name: str, value: Any) -> Any:
    return number(value) if name in EXACT else value


def _part(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_part(item) for item in value]
    return _decimal(value) if isinstance(value, Fraction) else value


def _publication_clock(given: Any) -> Any:
    found = publication.publication_clock(
        day(given["start_date"]),
        as_of=day(given["as_of"]),
        done={
            "trainee_information": day_or_none(given["information_received_on"]),
            "work_schedule": day_or_none(given["work_schedule_issued_on"]),
            "detailed_rota": day_or_none(given["rota_published_on"]),
        },
    )
    return {
        item: {
            "deadline": iso(standing.deadline),
            "status": standing.status,
            "rag": standing.rag,
            "days_left": standing.days_left,
            "days_late": standing.days_late,
        }
        for item, standing in found.items()
    }


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _rates(given: Any) -> Any:
    return {band: number(rate) for band, rate in given.items()}


def _booking(given: Any) -> match.Booking:
    shifts = [
        match.Shift(day(item["date"]), _minute(item["start"]), item["paid_minutes"], item["state"])
        for item in given["shifts"]
    ]
    return match.Booking(
        ref=given["booking_ref"],
        worker=given["worker_id"],
        shifts=shifts,
        rates=_rates(given["rates"]),
        vat_basis=given["vat_basis"],
        cost_code=given["cost_code"],
        requested_by=given["requested_by"],
        breaks_paid=given["breaks_paid"],
    )


def _worked(given: Any) -> match.WorkedLine:
    first, start, end = day_of(day(given["date"])), _minute(given["start"]), _minute(given["end"])
    return match.WorkedLine(
        day=day(given["date"]),
        minute=start,
        start=LONDON_CLOCK.elapsed(first * DAY + start),
        end=LONDON_CLOCK.elapsed((first + (end <= start)) * DAY + end),
        break_minutes=given["break_minutes"],
        band=given["band"],
    )


def _sheet(given: Any) -> match.Sheet:
    return match.Sheet(
        ref=given["booking_ref"],
        worker=given["worker_id"],
        lines=[_worked(line) for line in given["lines"]],
        cost_code=given["cost_code"] or "",
        worker_signed=day_or_none(given["worker_signed_on"]),
        signer=given["signer_id"] or "",
        signed=day_or_none(given["signed_on"]),
    )


def _invoice(given: Any) -> match.Invoice:
    lines = [
        match.InvoiceLine(
            is_work=line["type"] == "WORK",
            band=line["band"] or "",
            minutes=number(line["minutes"]),
            rate=number(line["rate"]),
            amount=number(line["amount"]),
        )
        for line in given["lines"]
    ]
    return match.Invoice(
        ref=given["booking_ref"],
        worker=given["worker_id"],
        number=given["invoice_no"],
        lines=lines,
        vat=number(given["vat"]),
        total=number(given["total"]),
    )


def _timesheet_match(given: Any) -> Any:
    confirmed = given["confirmation"]
    papers = match.Documents(
        booking=_booking(given["booking"]) if given["booking"] else None,
        confirmation=match.Confirmation(
            ref=confirmed["booking_ref"], worker=confirmed["worker_id"], rates=_rates(confirmed["rates"])
        )
        if confirmed
        else None,
        sheet=_sheet(given["timesheet"]) if given["timesheet"] else None,
        invoice=_invoice(given["invoice"]) if given["invoice"] else None,
    )
    around = match.Around(
        rights=[
            match.SignerRight(row["id"], day(row["from"]), day_or_none(row["to"]), frozenset(row["cost_codes"]))
            for row in given["authorised_signatories"]
        ],
        earlier=[
            (row["worker_id"], local_minute(row["start"]), local_minute(row["end"])) for row in given["prior_lines"]
        ],
        earlier_invoices=frozenset(given["prior_invoice_nos"]),
        on_rota=[
            (row["worker_id"], local_minute(row["start"]), local_minute(row["end"])) for row in given["rota_duties"]
        ],
        tolerance=given["tolerance_minutes"],
        same_person_threshold=number(given["same_person_threshold"]),
        vat_rate=number((given["booking"] or {"vat_rate": "0.20"})["vat_rate"]),
    )
    found = match.match(papers, around=around)
    return {
        "status": found.status,
        "mismatches": [{"code": code, "line": line} for code, line in found.mismatches],
        "paid_minutes": dict(found.paid_minutes),
        "payable": hundredths(found.payable),
    }


ADAPTERS = {
    "timesheet_match": _timesheet_match,
    "rota_compliance": _rota_compliance,
    "cyclic_rota": _cyclic_rota,
    "average_hours": _average_hours,
    "publication_clock": _publication_clock,
}
