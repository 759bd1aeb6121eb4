"""One line of leave, understood for the person who types it: who is meant among those they may log for, what, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from directorate.core import clock
from directorate.core.access import permissions
from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from staffing.domain.quickadd import QuickAdd, cannot_be_booked, parse_quick_add, shortened
from staffing.facts.half_days import Dates
from staffing.facts.leave import LeaveDraft
from staffing.facts.patterns import bank_holidays_known_until, end_of_year, known_holidays
from staffing.facts.people import MOST_CANDIDATES, called, loggable_people
from staffing.models import AbsenceKind

BACK, MOST_NAMED = "back", 5
OWN_WORDS = frozenset({"me", "myself", "my", "i"})
UNREAD = frozenset({"empty", "too_long"})


@dataclass(frozen=True, slots=True)
class Understood:
    """What a line means so far.

    `candidates` are the people a name may mean when it is more than one; `draft` is ready to be saved, or
    `returned_date` when the line says that somebody is back. `ask` is put once before saving.
    """

    person: Person | None = None
    candidates: Sequence[Person] = ()
    more_candidates: bool = False
    draft: LeaveDraft | None = None
    returned_date: date | None = None
    errors: Sequence[str] = ()
    ask: Sequence[str] = ()

    @property
    def is_ready(self) -> bool:
        """Whether there is something to save."""
        return (
            self.person is not None and not self.errors and (self.draft is not None or self.returned_date is not None)
        )


def understand(line: str, *, user: User, chosen: int | None = None) -> Understood:
    """Read a line; three queries at most. `chosen` is the person picked from the candidates."""
    today = clock.today()
    typed = parse_quick_add(line, today=today)
    if any(problem.code in UNREAD for problem in typed.errors):
        return Understood(errors=[problem.message for problem in typed.errors])
    people, error = _people_meant(typed.who, user=user, on=min(typed.first, today))
    errors = [*([error] if error else []), *(problem.message for problem in typed.errors)]
    picked = [person for person in people if person.pk == chosen] or people
    if len(picked) != 1:
        return Understood(
            candidates=picked[:MOST_CANDIDATES], more_candidates=len(picked) > MOST_CANDIDATES, errors=errors
        )
    return _for_person(picked[0], typed=typed, errors=errors)


def _people_meant(who: str, *, user: User, on: date) -> tuple[list[Person], str]:
    """The people a name may mean, and what is wrong when there is none."""
    people: QuerySet[Person] = loggable_people(user, on=on).annotate(newest_holidays=known_holidays())
    if not who or who.casefold() in OWN_WORDS:
        if not who and Role.TEAM_LEADER in permissions(user).roles:
            return [], "Begin with a name, like: jones a 8/2"
        own = list(people.filter(pk=user.person_id or 0))
        return own, "" if own else "Begin with a name, like: jones a 8/2"
    found = called(people, text=who)
    return (
        found,
        "" if found else f"Nobody whose leave you may log is called “{shortened(who)}”{_whose(people, user=user)}",
    )


def _whose(people: QuerySet[Person], *, user: User) -> str:
    """For whom the user logs leave, where they are few."""
    few = list(people[: MOST_NAMED + 1])
    if not few or len(few) > MOST_NAMED:
        return ""
    names = ["yourself" if person.pk == user.person_id else person.display_name for person in few]
    return f". You log leave for {', '.join(names)}"


def _for_person(person: Person, *, typed: QuickAdd, errors: Sequence[str]) -> Understood:
    if errors or typed.kind is None:
        return Understood(person=person, errors=errors)
    if typed.kind == BACK:
        problem = shape_problem(Dates(typed.first, typed.first, "all", "all"), person=person)
        return Understood(person=person, returned_date=typed.first, errors=[problem] if problem else [], ask=typed.ask)
    last_part = typed.first_part if typed.last == typed.first else typed.last_part
    dates = Dates(typed.first, typed.last, typed.first_part, last_part)
    draft = LeaveDraft(person=person, kind=AbsenceKind(typed.kind), dates=dates, note=typed.note[:300])
    problem = shape_problem(dates, person=person)
    return Understood(person=person, draft=draft, errors=[problem] if problem else [], ask=typed.ask)


def _known_until(person: Person) -> date | None:
    """The last day whose bank holidays are known; a query only for a person who did not bring it along."""
    newest = getattr(person, "newest_holidays", None)
    return bank_holidays_known_until() if newest is None else end_of_year(next(iter(newest), None))


def shape_problem(dates: Dates, *, person: Person) -> str:
    """What is wrong with dates in themselves; empty when nothing is."""
    if dates.last is not None and dates.last < dates.first:
        return "The last day is before the first. Check both dates"
    unbookable = cannot_be_booked(dates.first, last=dates.last, known_until=_known_until(person))
    if unbookable:
        return unbookable
    several = dates.last != dates.first
    if several and dates.first_part == "am":
        return "Leave of several days begins in the morning anyway, or with pm at midday. Take away “am” after the first date"
    if several and dates.last_part == "pm":
        return "Leave of several days ends in the afternoon anyway, or with am at midday. Take away “pm” after the last date"
    if person.leaving_date and (dates.last or dates.first) > person.leaving_date:
        return f"{person.display_name} leaves on {person.leaving_date:%-d %B %Y}. Choose dates up to then"
    return ""
