"""Who of a team is in on each half day, beside the minimum."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.types.range import DateRange

from directorate.core.domain.periods import Period
from directorate.core.models import Person
from staffing.domain.cover import HALVES, AwayDays, Half, HalfDayCover, TeamMember, check_cover
from staffing.domain.leave_charge import WorkingPattern, pattern_on
from staffing.domain.spans import each_day
from staffing.facts.half_days import Dates
from staffing.facts.patterns import PatternsByPerson, bank_holidays_between, patterns_between
from staffing.models import Absence, MinimumCover


@dataclass(frozen=True, slots=True)
class Shortage:
    """A half day on which fewer people of a team are in than the minimum."""

    breach: HalfDayCover
    must_give_reason: bool


@dataclass(frozen=True, slots=True)
class LeaveCover:
    """What a leave leaves of the team: half days that would be short, and the one with least to spare.

    `tightest` is None where no half day of the leave has a minimum.
    """

    shortages: tuple[Shortage, ...] = ()
    tightest: HalfDayCover | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """An absence of a person, with the row it comes from."""

    absence_id: int
    days: AwayDays


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """Members, patterns, absences and minimums of some teams in a period, read once."""

    period: Period
    rules: Mapping[int, Sequence[MinimumCover]]
    members: Mapping[int, Sequence[int]]
    patterns: PatternsByPerson
    away: Mapping[int, Sequence[Away]]
    holidays: Mapping[date, str]

    def of_leave(self, person: Person, *, dates: Dates, ignoring: Collection[int] = ()) -> LeaveCover:
        """The half days of a leave, worked by the person, beside the minimum without them.

        `ignoring` are absences that the leave replaces, such as its own row.
        """
        team = person.team_id
        if team is None or team not in self.rules:
            return LeaveCover()
        wanted = _as_away(dates)
        away = {
            pk: [a.days for a in self.away.get(pk, ()) if a.absence_id not in ignoring] for pk in self.members[team]
        }
        away.setdefault(person.pk, []).append(wanted)
        own = self.patterns.get(person.pk, {})
        counted = [
            (cover, must_give_reason)
            for day in _days_of(dates, within=self.period)
            for cover, must_give_reason in self._counted_on(day, team=team, away=away)
            if wanted.takes(day, half=cover.half) and cover.half in halves_worked(day, patterns=own)
        ]
        return LeaveCover(
            shortages=tuple(
                Shortage(cover, must_give_reason) for cover, must_give_reason in counted if cover.spare < 0
            ),
            tightest=min((cover for cover, _ in counted), key=lambda cover: cover.spare, default=None),
        )

    def short_days(self, team: int) -> tuple[Shortage, ...]:
        """Every half day of the period on which a team is short."""
        away = {pk: [a.days for a in self.away.get(pk, ())] for pk in self.members.get(team, ())}
        return tuple(
            Shortage(cover, must_give_reason)
            for day in each_day(self.period)
            for cover, must_give_reason in self._counted_on(day, team=team, away=away)
            if cover.spare < 0
        )

    def _counted_on(
        self, day: date, *, team: int, away: Mapping[int, Sequence[AwayDays]]
    ) -> Iterable[tuple[HalfDayCover, bool]]:
        """Each half of a day that has a minimum, and whether going below it needs a reason."""
        members = [
            TeamMember(
                working={day.isoweekday(): halves_worked(day, patterns=self.patterns.get(pk, {}))},
                absences=tuple(away.get(pk, ())),
            )
            for pk in self.members.get(team, ())
        ]
        needed, strict = _minimum_on(day, rules=self.rules.get(team, ()))
        check = check_cover(
            members,
            period=Period(first=day, last=day),
            minimum={day.isoweekday(): needed},
            bank_holidays=self.holidays,
        )
        return ((cover, cover.half in strict) for cover in check.half_days)


def picture_of(teams: Collection[int], *, first: date, last: date) -> TeamPicture:
    """The teams that have a minimum, in a period; one query when none has, five otherwise."""
    period = Period(first=first, last=max(first, last))
    rules: dict[int, list[MinimumCover]] = defaultdict(list)
    for rule in MinimumCover.objects.filter(team__in=teams, valid__overlap=DateRange(period.first, period.last, "[]")):
        rules[rule.team_id].append(rule)
    if not rules:
        return TeamPicture(period, {}, {}, {}, {}, {})
    members: dict[int, list[int]] = defaultdict(list)
    for team, pk in Person.objects.filter(team__in=rules).employed_on(first).values_list("team", "pk"):
        members[team or 0].append(pk)
    everybody = [pk for of_team in members.values() for pk in of_team]
    return TeamPicture(
        period=period,
        rules=rules,
        members=members,
        patterns=patterns_between(everybody, first=period.first, last=period.last),
        away=away_by_person(everybody, first=period.first, last=period.last),
        holidays=bank_holidays_between(period.first, last=period.last),
    )


def away_by_person(people: Collection[int], *, first: date, last: date) -> dict[int, list[Away]]:
    """Requested and approved absences of these people in a period; one query."""
    found: dict[int, list[Away]] = defaultdict(list)
    rows = Absence.objects.counting().touching(first=first, last=last).filter(person__in=people)
    for pk, person, begun, ended, first_part, last_part in rows.values_list(
        "pk", "person", "first_date", "last_date", "first_part", "last_part"
    ):
        found[person].append(Away(pk, AwayDays(begun, ended, first_part, last_part)))  # type: ignore[arg-type]
    return found


def halves_worked(day: date, *, patterns: Mapping[str, Sequence[WorkingPattern]]) -> frozenset[Half]:
    """The halves of a day that a person works, all assignments together."""
    found: set[Half] = set()
    for of_assignment in patterns.values():
        pattern = pattern_on(day, patterns=of_assignment)
        worked = pattern.worked_on(day) if pattern else None
        if worked:
            found |= {half for half in HALVES if getattr(worked, half)}
    return frozenset(found)


def _as_away(dates: Dates) -> AwayDays:
    return AwayDays(dates.first, dates.last, dates.first_part, dates.last_part)


def _days_of(dates: Dates, *, within: Period) -> Iterable[date]:
    first = max(dates.first, within.first)
    last = within.last if dates.last is None else min(dates.last, within.last)
    return each_day(Period(first=first, last=last)) if first <= last else ()


def _minimum_on(day: date, *, rules: Sequence[MinimumCover]) -> tuple[dict[Half, int], set[Half]]:
    """The minimum of each half of a day, and the halves for which going below needs a reason."""
    held = [rule for rule in rules if rule.weekday == day.weekday() and day in rule.valid]
    needed: dict[Half, int] = {rule.half: rule.minimum for rule in held}  # type: ignore[misc]
    strict: set[Half] = {rule.half for rule in held if rule.effect == "block"}  # type: ignore[misc]
    return needed, strict
