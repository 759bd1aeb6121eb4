"""Adapters of the families of waiting_lists."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.vectors.adapters.json_values import day, day_or_none, iso, number, plain, utc_text
from tests.vectors.compare import Unordered
from waiting_lists.domain import (
    bands,
    clock_events,
    clocks,
    queue_theory,
    reasonable_offers,
    reconciliation,
    standards,
    statistics,
    targets,
)


def _rtt_bands(given: Any) -> Any:
    fields = ("days", "band_index", "band", "column", "within_18")
    over = ("over_52", "over_65", "over_78", "over_104")
    try:
        wait = _wait(given)
    except bands.NegativeDurationError:
        return {**dict.fromkeys((*fields, *over)), "error": "negative_duration"}
    return {
        "days": wait.days,
        "band_index": wait.band_index,
        "band": bands.band_name(wait.band_index),
        "column": bands.band_column(wait.band_index),
        "within_18": wait.within_18,
        **{f"over_{weeks}": wait.over(weeks) for weeks in (52, 65, 78, 104)},
        "error": None,
    }


def _wait(given: Any) -> bands.Wait:
    if given["days"] is not None:
        return bands.wait_of(given["days"])
    return bands.wait_between(day(given["clock_start"]), as_of=day(given["as_of"]))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _rtt_statistics(given: Any) -> Any:
    found = statistics.statistics_of(given["bands"], unknown_start=given["unknown_start"])
    return {
        "n": found.n,
        "total_all": found.total_all,
        "within_18": found.within_18,
        "pct_within_18": _float(found.percent_within_18),
        **{f"over_{weeks}": found.over(weeks) for weeks in (52, 65, 78, 104)},
        "median": _float(found.median),
        "p92": _float(found.p92),
        "median_display": found.median_text,
        "p92_display": found.p92_text,
        "quantile_values": [_float(found.quantile(q)) for q in given["quantiles"]],
    }


def _standards(given: Any) -> Any:
    limit = standards.limit_for(standards.DEFAULT_LIMITS, clock=given["clock"], priority=given.get("priority"))
    return _minutes(limit, given) if limit.days is None else _days(limit, given)


def _days(limit: standards.Limit, given: Any) -> Any:
    start = day(given["start"])
    if limit.clock == "VALIDATION":
        start = standards.counted_from(start, last_validated=day_or_none(given.get("last_validated")))
    found = standards.judge_days(
        limit.days or 0, start=start, on=day(given["on"]), stopped_on=day_or_none(given.get("stopped_on"))
    )
    return {
        "unit": "day",
        "last_in_time": iso(found.last_in_time),
        "first_breach": iso(found.first_breach),
        "elapsed": found.elapsed,
        "remaining": found.remaining,
        "status": found.status,
    }


def _minutes(limit: standards.Limit, given: Any) -> Any:
    stopped = given.get("stopped_on")
    found = standards.judge_hours(
        limit.hours or 0,
        start=datetime.fromisoformat(given["start"]),
        on=datetime.fromisoformat(given["on"]),
        stopped_at=datetime.fromisoformat(stopped) if stopped else None,
    )
    return {
        "unit": "minute",
        "last_in_time": utc_text(found.last_in_time),
        "first_breach": utc_text(found.first_breach),
        "elapsed": found.elapsed,
        "remaining": found.remaining,
        "status": found.status,
    }


def _number_or_none(text: str | None) -> Fraction | None:
    return None if text is None else number(text)


def _targets(given: Any) -> Any:
    target = targets.target_percent(
        floor=number(given["floor_pct"]),
        baseline=_number_or_none(given["baseline_pct"]),
        delta=_number_or_none(given["delta_pts"]),
    )
    found = targets.position(target=target, within=given["within"], n=given["n"])
    return {
        "target_pct": plain(found.target),
        "achieved_pct": _float(found.achieved),
        "met": found.met,
        "breaches_to_clear": found.breaches_to_clear,
    }


def _offer(given: Any) -> reasonable_offers.Offer:
    return reasonable_offers.Offer(
        offered_on=day(given["offered_on"]),
        for_date=day(given["for_date"]),
        outcome=given["outcome"],
        provider=given["provider"],
        appropriate=given.get("appropriate") is True,
    )


def _reasonable_offers(given: Any) -> Any:
    offers = tuple(_offer(offer) for offer in given["offers"])
    spell = given["unavailable"]
    refusal = reasonable_offers.refusal_of(
        reasonable_offers.ActiveMonitoringCase(
            ground=given["ground"],
            decided_on=day(given["decided_on"]),
            clinician_agreed=given["clinician_agreed"],
            patient_agreed=given["patient_agreed"],
            offers=offers,
            unavailable=spell
            and reasonable_offers.UnavailableSpell(
                declared_on=day(spell["declared_on"]), first=day(spell["from"]), last=day(spell["to"])
            ),
        )
    )
    return {
        "accepted": refusal is None,
        "reason": refusal,
        "offers_reasonable": [reasonable_offers.is_reasonable(offer) for offer in offers],
    }


def _spans(given: Any) -> list[queue_theory.WaitSpan]:
    return [
        queue_theory.WaitSpan(referral=day(referral), removal=day_or_none(removal))
        for referral, removal in zip(given["referrals"], given["removals"], strict=True)
    ]


def _forecast_month(given: Any) -> Any:
    found = queue_theory.forecast_month(
        given["opening"],
        new_referrals=given["new_referrals"],
        renege_rates=given["renege_rate"],
        shares=given["share"],
        capacity=given["capacity"],
    )
    return {
        "closing": [float(count) for count in found.closing],
        "reneges": [float(count) for count in found.reneges],
        "treatments": [float(count) for count in found.treatments],
        "unused_capacity": float(found.unused_capacity),
    }


_PLAIN = {
    "load": (queue_theory.load, "demand"),
    "target_mean_wait": (queue_theory.target_mean_wait, "target"),
    "target_queue_size": (queue_theory.target_queue_size, "demand"),
    "relief_capacity": (queue_theory.relief_capacity, "demand"),
    "target_capacity": (queue_theory.target_capacity, "demand"),
    "pressure": (queue_theory.pressure, "mean_wait"),
    "steady_state_list": (queue_theory.steady_state_list, "demand"),
    "clearance_weeks": (queue_theory.clearance_weeks, "list_size"),
}


def _queue_answer(given: Any) -> Any:
    op = given["op"]
    if op == "queue_size_by_day":
        return queue_theory.queue_size_by_day(_spans(given), first=day(given["start"]), last=day(given["end"]))
    if op == "mean_wait":
        return _float(queue_theory.mean_wait(_spans(given), on=day(given["on"])))
    if op == "forecast_month":
        return _forecast_month(given)
    function: Any
    function, first = _PLAIN[op]
    others = {key: value for key, value in given.items() if key not in {"op", first}}
    return float(function(given[first], **others))


def _queue_theory(given: Any) -> Any:
    try:
        return {"value": _queue_answer(given), "error": None}
    except queue_theory.NoCapacityError:
        return {"value": None, "error": "no_capacity"}


def _listed(given: Any) -> reconciliation.ListedPathway:
    return reconciliation.ListedPathway(
        key=given["key"], tfc=given["tfc"], clock_start=day_or_none(given["clock_start"])
    )


def _entry(given: Any) -> reconciliation.LedgerEntry:
    return reconciliation.LedgerEntry(
        key=given["key"],
        kind=given["kind"],
        date=day(given["date"]),
        reason=given.get("reason"),
        requested_by=given.get("requested_by"),
        approved_by=given.get("approved_by"),
    )


def _census_reconciliation(given: Any) -> Any:
    found = reconciliation.reconcile(
        [_listed(row) for row in given["opening"]],
        closing=[_listed(row) for row in given["closing"]],
        ledger=[_entry(entry) for entry in given["ledger"]],
        earlier={key: day_or_none(start) for key, start in given["earlier"].items()},
        opening_as_at=day(given["opening_as_at"]),
        closing_as_at=day(given["closing_as_at"]),
    )
    return {
        "opening_n": found.opening_n,
        "closing_n": found.closing_n,
        "new": len(found.new),
        "reinstated": len(found.reinstated),
        "clock_stops": len(found.clock_stops),
        "removals": dict(found.removals),
        "unexplained": list(found.unexplained),
        "moved_starts": [
            {
                "key": moved.key,
                "from": iso(moved.before),
                "to": iso(moved.after),
                "direction": moved.direction,
            }
            for moved in found.moved_starts
        ],
        "tfc_changes": [{"key": change.key, "from": change.before, "to": change.after} for change in found.tfc_changes],
        "late_additions": list(found.late_additions),
        "exceptions": [{"code": item.code, "key": item.key} for item in found.exceptions],
        "balances": found.balances,
        "clean": found.clean,
    }


def _event(given: Any) -> clock_events.PathwayEvent:
    plain = (
        ("type", "kind"),
        ("pathway", "pathway"),
        ("rtt_status", "rtt_status"),
        ("attendance", "attendance"),
        ("first_attendance", "first_attendance"),
        ("clearly_communicated", "clearly_communicated"),
        ("communicated", "communicated"),
        ("responsibility_transferred", "responsibility_transferred"),
        ("ratified", "ratified"),
        ("kind", "planned_kind"),
        ("ready", "ready"),
        ("purpose", "purpose"),
        ("treatment_given", "treatment_given"),
        ("reason", "reason"),
        ("clinician_decision", "clinician_decision"),
    )
    dates = (("communicated_on", "communicated_on"), ("iptamds_clock_start", "clock_start"), ("due", "due"))
    values: dict[str, Any] = {name: given[key] for key, name in plain if given.get(key) is not None}
    values |= {name: day_or_none(given.get(key)) for key, name in dates}
    if given.get("dna_conditions"):
        values["dna_conditions"] = clock_events.DnaConditions(**given["dna_conditions"])
    return clock_events.PathwayEvent(event_date=day(given["date"]), **values)


def _rtt_clocks(given: Any) -> Any:
    as_of = day(given["as_of"])
    found = clocks.clock_history(
        [_event(event) for event in given["events"]],
        as_of=as_of,
        settings=clocks.ClockSettings(**(given.get("settings") or {})),
    )
    return {
        "periods": [_period(period, wait=period.wait(as_of=as_of)) for period in found.periods],
        "issues": Unordered(
            {"code": issue.code, "date": iso(issue.date), "pathway": issue.pathway} for issue in found.issues
        ),
    }


def _period(period: clocks.RttPeriod, *, wait: bands.Wait | None) -> Any:
    return {
        "pathway": period.pathway,
        "start": iso(period.start),
        "stop": iso(period.stop),
        "stop_code": period.stop_code,
        "part": period.part,
        "nullified": period.nullified,
        "reported": period.reported,
        "days": wait.days if wait else None,
        "band": bands.band_name(wait.band_index) if wait else None,
        "within_18": wait.within_18 if wait else None,
    }


ADAPTERS = {
    "rtt_clocks": _rtt_clocks,
    "rtt_bands": _rtt_bands,
    "rtt_statistics": _rtt_statistics,
    "standards": _standards,
    "targets": _targets,
    "reasonable_offers": _reasonable_offers,
    "queue_theory": _queue_theory,
    "census_reconciliation": _census_reconciliation,
}
