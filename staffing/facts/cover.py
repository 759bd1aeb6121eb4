"""Who of a team is in on each half day, beside the minimum."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.range import DateRange

from directorate.core.domain.periods import Period
from directorate.core.models import Person
from staffing.domain.cover import HALVES, AwayDays, CoverBreach, Half, TeamMember, check_cover
from staffing.domain.leave_charge import WorkingPattern, pattern_on
from staffing.domain.spans import each_day
from staffing.facts.half_days import Dates
from staffing.facts.patterns import PatternsByPerson, bank_holidays_between, patterns_between
from staffing.models import Absence, MinimumCover


@dataclass(frozen=True, slots=True)
class Shortage:
    """A half day on which the leave leaves fewer people in than the minimum."""

    breach: CoverBreach
    must_give_reason: bool


def shortages(
    person: Person, *, dates: Dates, last_checked: date, ignoring: Collection[int] = ()
) -> tuple[Shortage, ...]:
    """Half days of the leave on which the person's team would be short, that the person works; five queries at most.

    `last_checked` ends the look at open leave; `ignoring` are absences that the new one replaces.
    """
    if person.team_id is None:
        return ()
    period = Period(first=dates.first, last=min(dates.last or last_checked, last_checked))
    rules = (
        list(
            MinimumCover.objects.filter(team=person.team_id, valid__overlap=DateRange(period.first, period.last, "[]"))
        )
        if period.first <= period.last
        else []
    )
    if not rules:
        return ()
    return _shortages_of_team(person, dates=dates, period=period, rules=rules, ignoring=ignoring)


def _shortages_of_team(
    person: Person, *, dates: Dates, period: Period, rules: Sequence[MinimumCover], ignoring: Collection[int]
) -> tuple[Shortage, ...]:
    members = list(Person.objects.filter(team=person.team_id).employed_on(period.first).values_list("pk", flat=True))
    patterns = patterns_between(members, first=period.first, last=period.last)
    absences = away_by_person(members, first=period.first, last=period.last, ignoring=ignoring)
    absences[person.pk].append(_as_away(dates))
    holidays = bank_holidays_between(period.first, last=period.last)
    found = []
    for day in each_day(period):
        team = [_member_on(day, patterns=patterns.get(pk, {}), absences=absences[pk]) for pk in members]
        needed, strict = _minimum_on(day, rules=rules)
        check = check_cover(
            team, period=Period(first=day, last=day), minimum={day.isoweekday(): needed}, bank_holidays=holidays
        )
        own = _member_on(day, patterns=patterns.get(person.pk, {}), absences=[])
        found += [
            Shortage(breach=breach, must_give_reason=breach.half in strict)
            for breach in check.breaches
            if own.is_in(day, half=breach.half) and _as_away(dates).takes(day, half=breach.half)
        ]
    return tuple(found)


def away_by_person(
    people: Collection[int], *, first: date, last: date, ignoring: Collection[int] = ()
) -> dict[int, list[AwayDays]]:
    """Requested and approved absences of these people in a period; one query."""
    found: dict[int, list[AwayDays]] = defaultdict(list)
    rows = (
        Absence.objects.counting().touching(first=first, last=last).filter(person__in=people).exclude(pk__in=ignoring)
    )
    for person, begun, ended, first_part, last_part in rows.values_list(
        "person", "first_date", "last_date", "first_part", "last_part"
    ):
        found[person].append(AwayDays(begun, ended, first_part, last_part))  # type: ignore[arg-type]
    return found


def _as_away(dates: Dates) -> AwayDays:
    return AwayDays(dates.first, dates.last, dates.first_part, dates.last_part)


def _member_on(
    day: date, *, patterns: Mapping[str, Sequence[WorkingPattern]], absences: Sequence[AwayDays]
) -> TeamMember:
    """The person with what is worked on that very day, all assignments together."""
    halves: set[Half] = set()
    for of_assignment in patterns.values():
        pattern = pattern_on(day, patterns=of_assignment)
        worked = pattern.worked_on(day) if pattern else None
        if worked:
            halves |= {half for half in HALVES if getattr(worked, half)}
    return TeamMember(working={day.isoweekday(): frozenset(halves)}, absences=tuple(absences))


def _minimum_on(day: date, *, rules: Sequence[MinimumCover]) -> tuple[dict[Half, int], set[Half]]:
    """The minimum of each half of a day, and the halves for which going below needs a reason."""
    held = [rule for rule in rules if rule.weekday == day.weekday() and day in rule.valid]
    needed: dict[Half, int] = {rule.half: rule.minimum for rule in held}  # type: ignore[misc]
    strict: set[Half] = {rule.half for rule in held if rule.effect == "block"}  # type: ignore[misc]
    return needed, strict


__all__ = ["PatternsByPerson", "Shortage", "away_by_person", "shortages"]
