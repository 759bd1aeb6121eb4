"""Whether the people who owe a statement are away, as far as the viewer may know it.

Who may see the dates of an absence reads "Away until …"; a colleague reads "Away"; nobody reads why.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from directorate.core.domain.words import long_date
from directorate.core.models import Person, User
from staffing.models import Absence
from staffing.querysets.scope import may_see_away


@dataclass(frozen=True, slots=True)
class Away:
    """That somebody is away; `until` is the last day, None when it is not known or not for this viewer."""

    is_now: bool
    first: date | None = None
    until: date | None = None
    shows_dates: bool = False

    @property
    def words(self) -> str:
        """Away until 25 November 2026; Away from 3 December 2026 to 9 December 2026; Away."""
        if not self.shows_dates:
            return "Away"
        end = f" to {long_date(self.until)}" if self.until else ""
        if self.is_now:
            return f"Away until {long_date(self.until)}" if self.until else "Away, no day of return yet"
        return f"Away from {long_date(self.first)}{end}"


def away_now(people: Collection[Person], *, viewer: User, today: date) -> dict[int, Away]:
    """Who of these people is away today; two queries."""
    return _away(people, viewer=viewer, first=today, last=today, today=today)


def away_between(people: Collection[Person], *, viewer: User, first: date, last: date) -> dict[int, Away]:
    """Who of these people is away on some day of a period, for the warning when a statement is asked for."""
    return _away(people, viewer=viewer, first=first, last=last, today=first)


def away_words(people: Collection[Person], *, viewer: User, first: date, last: date) -> dict[int, str]:
    """Who of these people is away on some day of a period, in words that go on a name: away until 25 November 2026."""
    found = away_between(people, viewer=viewer, first=first, last=last)
    return {pk: away.words[:1].lower() + away.words[1:] for pk, away in found.items()}


def _away(people: Collection[Person], *, viewer: User, first: date, last: date, today: date) -> dict[int, Away]:
    seen = may_see_away(viewer)
    ids = {person.pk for person in people if seen.holds(person)}
    rows = Absence.objects.approved().touching(first=first, last=last).filter(person__in=ids)
    found: dict[int, list[Absence]] = defaultdict(list)
    for row in rows.order_by("first_date"):
        found[row.person_id].append(row)
    with_dates = _with_dates(found, viewer=viewer)
    return {
        person: _words_of(rows[0], shows_dates=rows[0].pk in with_dates, today=today) for person, rows in found.items()
    }


def _with_dates(found: Mapping[int, list[Absence]], *, viewer: User) -> set[int]:
    keys = [row.pk for rows in found.values() for row in rows]
    return set(Absence.objects.visible_to(viewer).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _words_of(row: Absence, *, shows_dates: bool, today: date) -> Away:
    is_now = row.first_date <= today
    return Away(is_now, row.first_date, row.last_date, shows_dates) if shows_dates else Away(is_now)
