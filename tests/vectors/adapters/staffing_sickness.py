"""Adapters of the sickness families of staffing."""

from typing import Any

from directorate.core.domain.periods import Period
from directorate.core.domain.rounding import decimal_half_away
from staffing.domain import episodes, sickness_rate
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


ADAPTERS = {
    "sickness_rate": _sickness_rate,
    "sickness_episodes": _sickness_episodes,
}
