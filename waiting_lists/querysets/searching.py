"""Finding a patient: by hospital number, then NHS number, then name with birth date."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Func, Q, QuerySet, Value

from directorate.core.domain.nhs_numbers import read_nhs_number

MOST_NAMES = 1000
SHORTEST_INSIDE = 3
_DATE = re.compile(r"\b(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})\b")
_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")


@dataclass(frozen=True)
class Asked:
    """What was typed, taken apart: words of a name and a birth date."""

    words: tuple[str, ...]
    born: date | None


def find_patients(rows: QuerySet[Any], *, text: str, most: int) -> list[Any]:
    """Rows (of one census, that the user may see) that answer what was typed; the surest kind of match alone."""
    typed = text.strip()
    by_number = list(rows.filter(local_patient_identifier=typed.upper().replace(" ", ""))[:most])
    if by_number:
        return by_number
    number = read_nhs_number(typed)
    if number.digits:
        return list(rows.filter(nhs_number=number.digits)[:most])
    return list(by_name(rows, asked=taken_apart(typed))[:most])


def taken_apart(typed: str) -> Asked:
    """Split a name from a birth date typed with it."""
    found = _DATE.search(typed)
    born = _day(found.group(1)) if found else None
    rest = typed.replace(found.group(0), " ") if found and born else typed
    return Asked(words=tuple(re.findall(r"[^\W\d_][\w'’-]*", rest)), born=born)


def unreadable_date(typed: str) -> str:
    """The part of what was typed that looks like a date and is none (31/02/1950); empty when there is none."""
    found = _DATE.search(typed)
    return found.group(1) if found and _day(found.group(1)) is None else ""


def _day(text: str) -> date | None:
    for layout in _FORMATS:
        try:
            return datetime.strptime(text, layout).date()  # noqa: DTZ007 a birth date has no time
        except ValueError:
            continue
    return None


def by_name(rows: QuerySet[Any], *, asked: Asked) -> QuerySet[Any]:
    """Rows whose surname or forename holds each word, in name order; none when no word was typed."""
    if not asked.words:
        return rows.none()
    for word in asked.words:
        parts = name_parts(word)
        rows = rows.filter(Q(surname_key__in=parts) | Q(forename_key__in=parts))
    if asked.born:
        rows = rows.filter(birth_date=asked.born)
    return rows.order_by("surname_key", "forename_key", "pk")


def name_parts(word: str) -> list[str]:
    """Names on any list that hold this word; of a word shorter than three letters, those that begin with it."""
    names = apps.get_model("waiting_lists", "NamePart")._default_manager
    folded = Func(Value(word), function="core_sort_name")
    lookup = "value__contains" if len(word) >= SHORTEST_INSIDE else "value__startswith"
    return list(names.annotate(word=folded).filter(**{lookup: F("word")}).values_list("value", flat=True)[:MOST_NAMES])
