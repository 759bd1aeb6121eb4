"""Adapters of the sickness families of staffing."""

from datetime import date
from typing import Any

from directorate.core.domain.calendar import WorkingCalendar, england_and_wales
from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away
from staffing.domain import episodes, fit_notes, sickness_rate, sickness_triggers
from staffing.domain.spans import Span
from tests.vectors.adapters.json_values import WEEKDAYS, day, day_or_none, iso, number, text_or_none


def _span(given: Any) -> Span:
    return Span(day(given["from"]), day_or_none(given["to"]))


def _rate(rate: sickness_rate.Rate) -> dict[str, Any]:
    return {
        "fte_days_lost": str(decimal_half_away(rate.lost, places=2)),
        "fte_days_available": str(decimal_half_away(rate.available, places=2)),
        "rate_percent": text_or_none(rate.percent),
    }


def _sickness_rate(given: Any) -> Any:
    members = [
        sickness_rate.StaffMember(
            group=person["group"],
            segments=tuple(
                sickness_rate.Segment(span=_span(segment), fte=number(segment["fte"]), status=segment["status"])
                for segment in person["segments"]
            ),
            episodes=tuple(map(_span, person["episodes"])),
        )
        for person in given["people"]
    ]
    rates = sickness_rate.rates_by_group(
        members,
        period=Period(first=day(given["period_from"]), last=day(given["period_to"])),
        exclude_statuses=given["exclude_statuses"],
    )
    groups = {group: _rate(rate) for group, rate in rates.items()}
    return {**_rate(sickness_rate.total(rates.values())), "groups": groups}


def _sickness_episodes(given: Any) -> Any:
    found = episodes.episodes_of(
        [
            episodes.AbsenceRow(
                id=row["id"],
                first=day(row["from"]),
                last=day_or_none(row["to"]),
                counts_as_episode=row["counts_as_episode"],
            )
            for row in given["absences"]
        ],
        as_at=day(given["as_at"]),
        bank_holidays=frozenset(map(day, given["bank_holidays"])),
        settings=episodes.EpisodeSettings(
            merge_rule=given["merge_rule"],
            long_term_days=given["lt_threshold_days"],
            long_term_operator=given["lt_operator"],
            working_weekdays=frozenset(WEEKDAYS[name] for name in given["working_weekdays"]),
        ),
    )
    return {
        "episodes": [
            {
                "absence_ids": list(item.absence_ids),
                "from": iso(item.first),
                "to": iso(item.last),
                "open": item.open,
                "calendar_days": item.calendar_days,
                "working_days": item.working_days,
                "long_term": item.long_term,
            }
            for item in found
        ],
        "count": len(found),
        "open": sum(item.open for item in found),
        "long_term": sum(item.long_term for item in found),
        "short_term": sum(not item.long_term for item in found),
    }


def _fit_note_rtw(given: Any) -> Any:
    holidays = given["bank_holidays"]
    found = fit_notes.paperwork(
        fit_notes.SicknessSpell(
            first_day_absent=day(given["first_day_absent"]),
            last_day_absent=day_or_none(given["last_day_absent"]),
            return_date=day_or_none(given["return_date"]),
            rtw_held_on=day_or_none(given["rtw_held_on"]),
        ),
        as_at=day(given["as_at"]),
        rtw_working_days=given["rtw_working_days"],
        calendar=england_and_wales()
        if holidays is None
        else WorkingCalendar(holidays=frozenset(map(day, holidays)), first=date.min, last=date.max),
    )
    return {
        "self_certificate_last_day": iso(found.self_certificate_last_day),
        "fit_note_needed_from": iso(found.fit_note_needed_from),
        "fit_note_needed": found.fit_note_needed,
        "rtw_due": iso(found.rtw_due),
        "rtw_overdue": found.rtw_overdue,
    }


def _grouped(given: Any) -> list[sickness_triggers.GroupedEpisode]:
    return [
        sickness_triggers.GroupedEpisode(span=_span(episode), group=episode["group"]) for episode in given["episodes"]
    ]


def _rule(given: Any) -> sickness_triggers.TriggerRule:
    return sickness_triggers.TriggerRule(
        code=given["code"],
        window_kind=given["window_kind"],
        window_n=given["window_n"],
        anchor=given["anchor"],
        any_of=tuple(
            sickness_triggers.Condition(
                measure=condition["measure"], operator=condition["op"], value=number(condition["value"])
            )
            for condition in given["any_of"]
        ),
        exclude_groups=frozenset(given["exclude_groups"]),
    )


def _sickness_triggers(given: Any) -> Any:
    results = [
        sickness_triggers.judge_rule(_rule(rule), episodes=_grouped(given), report_date=day(given["report_date"]))
        for rule in given["rules"]
    ]
    return {
        "results": [
            {
                "rule": result.rule,
                "window_from": iso(result.window.first if result.window else None),
                "window_to": iso(result.window.last if result.window else None),
                "occasions": result.occasions,
                "days": result.days,
                "rate_percent": text_or_none(result.rate_percent),
                "prompt": result.prompt,
                "met": list(result.met),
            }
            for result in results
        ]
    }


def _attendance_review(given: Any) -> Any:
    found = sickness_triggers.attendance_review(
        day(given["review_start"]),
        months=given["months"],
        max_periods=given["max_periods"],
        max_days=given["max_days"],
        episodes=[_span(episode) for episode in given["episodes"]],
    )
    return {
        "review_end": iso(found.review_end),
        "periods": found.periods,
        "days": found.days,
        "target_met": found.target_met,
    }


def _bradford(given: Any) -> Any:
    week = sickness_triggers.WorkingWeek(
        weekdays=frozenset(WEEKDAYS[name] for name in given["working_weekdays"]),
        bank_holidays=frozenset(map(day, given["bank_holidays"])),
    )
    found = sickness_triggers.bradford(
        _grouped(given),
        as_at=day(given["as_at"]),
        window_kind=given["window_kind"],
        window_n=given["window_n"],
        working=week if given["day_basis"] == "working" else None,
        exclude_groups=given["exclude_groups"],
    )
    return {
        "window_from": iso(found.window_from),
        "s": found.occasions,
        "d": found.days,
        "b": found.factor,
    }


ADAPTERS = {
    "fit_note_rtw": _fit_note_rtw,
    "sickness_triggers": _sickness_triggers,
    "attendance_review": _attendance_review,
    "bradford": _bradford,
    "sickness_rate": _sickness_rate,
    "sickness_episodes": _sickness_episodes,
}
