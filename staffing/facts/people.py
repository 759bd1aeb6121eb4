"""Who is meant: the people a user may log leave for, found by what was typed."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from directorate.core.models import Person, User
from staffing.querysets.scope import may_log_leave_for, may_open_page_of

MOST_CANDIDATES = 10
TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof"})


def loggable_people(user: User, *, on: date) -> QuerySet[Person]:
    """People employed on a day whose leave the user may log, by name."""
    return (
        Person.objects.employed_on(on)
        .filter(may_log_leave_for(user).as_filter())
        .select_related("team", "specialty")
        .in_name_order()
    )


def openable_people(user: User) -> QuerySet[Person]:
    """People whose page the user may open, by name."""
    return Person.objects.filter(may_open_page_of(user)).select_related("team", "specialty").in_name_order()


def plain(text: str) -> str:
    """Lower case without accents, as names are sorted."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def name_words(text: str) -> list[str]:
    """The words of a name as typed; titles are left out unless nothing else was typed."""
    words = [word.strip(".,") for word in plain(text).split()]
    words = [word for word in words if word]
    return [word for word in words if word not in TITLES] or words


def called(people: QuerySet[Person], *, text: str) -> list[Person]:
    """People with a name that begins with each word typed; if some have exactly these words, only those.

    At most one more than `MOST_CANDIDATES`, so that a caller can say "and more".
    """
    words = name_words(text)
    if not words:
        return []
    for word in words:
        people = people.filter(_name_begins_with(word))
    found = list(people[: MOST_CANDIDATES + 1])
    exact = [person for person in found if _has_exactly(person, words=words)]
    return exact or found


def _name_begins_with(word: str) -> Q:
    return (
        Q(sort_name__startswith=word)
        | Q(sort_name__contains=f" {word}")
        | Q(sort_name__contains=f"-{word}")
        | Q(known_as__istartswith=word)
    )


def _has_exactly(person: Person, *, words: Sequence[str]) -> bool:
    own = set(re.split(r"[\s-]+", person.sort_name)) | {person.sort_name.split(" ")[0], plain(person.known_as)}
    return set(words) <= own
