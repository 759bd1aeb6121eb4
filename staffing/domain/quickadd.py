"""One line of leave, typed: who, what, from, to, part of day, note.

    ngu a 8/2 12/2        annual leave from 8 to 12 February
    jones s               off sick from today, no end yet
    jones b               back today
    patel a fri pm dentist

Dates are never month first; without a year the one within six months of today is meant. A weekday is
the next one, for sickness the last one, the day itself included. Who is meant is matched by the caller: the parser gives the words.
Source: product description 3.4; staffing rule book, section 13.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from directorate.core.domain.calendar import MONTH_NAMES, add_months

Kind = Literal["annual_leave", "sickness", "maternity", "carers", "toil", "study", "back"]
Part = Literal["all", "am", "pm"]
OPEN_ENDED: frozenset[Kind] = frozenset({"sickness", "maternity"})
SINCE: frozenset[Kind] = frozenset({"sickness", "back"})
MOST_DAYS_BACK = 31
MOST_MONTHS_AHEAD = 18
LONGEST_NUMBER_OF_DAYS = 3
LONGEST_LINE = 200
LONGEST_ECHO = 30
FIRST_YEAR, LAST_YEAR = 2000, 2099

KIND_WORDS: dict[str, Kind] = {
    **dict.fromkeys(("a", "al", "annual", "leave", "holiday", "hol"), "annual_leave"),
    **dict.fromkeys(("s", "sick", "off", "ill", "sickness"), "sickness"),
    **dict.fromkeys(("m", "mat", "maternity"), "maternity"),
    **dict.fromkeys(("c", "carer", "carers", "carer's"), "carers"),
    **dict.fromkeys(("t", "toil", "lieu"), "toil"),
    **dict.fromkeys(("st", "sl", "e", "study", "course"), "study"),
    **dict.fromkeys(("b", "back"), "back"),
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_RELATIVE = {"today": 0, "tod": 0, "tomorrow": 1, "tom": 1, "yesterday": -1}
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_AND_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?([a-z]{3,9})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)", re.ASCII)
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.ASCII)
_LOOKS_LIKE_A_DATE = re.compile(r"[+]\S*\d\S*|\d{1,4}(?:[/.-]\d{1,4})+|\d{1,2}(?:st|nd|rd|th)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class QuickAddError:
    """What is wrong with the line and what to do about it."""

    code: Literal["empty", "too_long", "kind_missing", "bad_date", "year_out_of_range", "end_before_start"]
    message: str


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """The line as understood. `who` is "" for oneself; `last` None is open; `kind` None when it was not said.

    `ask` lists questions to put once before saving (a date long past or far ahead, a word that may have been meant as one).
    """

    who: str
    kind: Kind | None
    first: date
    last: date | None
    first_part: Part = "all"
    last_part: Part = "all"
    note: str = ""
    errors: tuple[QuickAddError, ...] = ()
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _FoundDate:
    """A date (None when it looks like one and is none) and how many words it took."""

    date: date | None
    words: int
    text: str


@dataclass(frozen=True, slots=True)
class _Head:
    """The beginning of the line: who, what, and what stands between the kind and the first date."""

    who: str
    kind: Kind | None
    words: int
    part: Part | None = None
    note: tuple[str, ...] = ()


class _Words:
    """The words of the line, taken one after the other."""

    def __init__(self, words: list[str]) -> None:
        self.left = words

    def take_date(self, *, near: date, relative_to: date, back: bool = False) -> _FoundDate | None:
        """Take a date if one comes next; with `back` a weekday is the last one, not the next."""
        found = _find_date(self.left, near=near, relative_to=relative_to, back=back)
        if found:
            del self.left[: found.words]
        return found

    def take_part(self) -> Part | None:
        """Take am or pm if it comes next."""
        if not self.left or self.left[0].lower() not in {"am", "pm"}:
            return None
        return "am" if self.left.pop(0).lower() == "am" else "pm"


def parse_quick_add(text: str, *, today: date) -> QuickAdd:
    """Return the line as a leave, with every error found in it."""
    if len(text) > LONGEST_LINE:
        return _refused("too_long", f"The line is longer than {LONGEST_LINE} characters. Shorten the note", today=today)
    words = text.split()
    if not words:
        example = "Type who, what kind of leave and the dates, like: ngu a 8/2 12/2"
        return _refused("empty", example, today=today)
    head = _head(words, today=today)
    line = _Words(words[head.words :])
    start = line.take_date(near=today, relative_to=today, back=head.kind in SINCE)
    part_of_first = line.take_part() or head.part
    first = start.date if start and start.date else today
    end = line.take_date(near=first, relative_to=first) if start else None
    part_of_last = line.take_part() if end else None
    last = _last_day(first, kind=head.kind, end=end)
    result = QuickAdd(
        who=head.who,
        kind=head.kind,
        first=first,
        last=last,
        first_part=_first_part(part_of_first, part_of_last, one_day=last == first),
        last_part=(part_of_last or "all") if last != first else "all",
        note=" ".join([*head.note, *line.left]).lstrip("-: ").strip(),
    )
    ask = far_away(result.first, last=result.last, today=today)
    if start is None and result.note and result.kind not in SINCE:
        ask = (
            f"{shortened(result.note)} is no date, so it is kept as a note and the leave is today. Is that right?",
            *ask,
        )
    return replace(result, errors=_errors(result, dates=(start, end)), ask=ask)


def _refused(code: Literal["empty", "too_long"], message: str, *, today: date) -> QuickAdd:
    """Return a line of which nothing is read."""
    error = QuickAddError(code=code, message=message)
    return QuickAdd(who="", kind=None, first=today, last=today, errors=(error,))


def shortened(text: str) -> str:
    """Return what was typed as a message repeats it: the beginning is enough to know it by."""
    return text if len(text) <= LONGEST_ECHO else f"{text[:LONGEST_ECHO]}…"


def _head(words: list[str], *, today: date) -> _Head:
    """Return who and what from the words before the first date; what else stands there is part of day and note."""
    starts = (i for i in range(len(words)) if _find_date(words[i:], near=today, relative_to=today))
    size = next(starts, len(words))
    kinds = [i for i in range(size) if words[i].lower() in KIND_WORDS]
    if not kinds:
        return _Head(who=" ".join(words[:size]), kind=None, words=size)
    at = _place_of_kind(kinds, size=size, dated=size < len(words))
    rest = _Words(words[at + 1 : size])
    part = rest.take_part()
    kind = KIND_WORDS[words[at].lower()]
    return _Head(who=" ".join(words[:at]), kind=kind, words=size, part=part, note=tuple(rest.left))


def _place_of_kind(kinds: list[int], *, size: int, dated: bool) -> int:
    """Return which of the kind words is meant.

    The last word before the date or the end, so that people called Al or T Jones can go on leave; but "ngu s off"
    is ngu, sick, with a note. In the middle it is the first one after a name.
    """
    last = kinds[-1]
    if last == size - 1:
        said_twice = not dated and last - 1 in kinds and last > 1
        return last - 1 if said_twice else last
    return next((place for place in kinds if place > 0), kinds[0])


def _last_day(first: date, *, kind: Kind | None, end: _FoundDate | None) -> date | None:
    if end and end.date:
        return end.date
    return None if kind in OPEN_ENDED else first


def _first_part(first: Part | None, last: Part | None, *, one_day: bool) -> Part:
    """Return the part of the first day; on one day a part given after the second date counts as well."""
    return first or (last if one_day and last else "all")


def _errors(result: QuickAdd, *, dates: tuple[_FoundDate | None, ...]) -> tuple[QuickAddError, ...]:
    errors = [_date_error(found.text) for found in dates if found and found.date is None]
    if result.kind is None:
        message = "Say what kind of leave it is: A annual, S sick, M maternity, C carer's, T TOIL, ST study, B back"
        errors.append(QuickAddError(code="kind_missing", message=message))
    if result.last is not None and result.last < result.first:
        message = "The last day is before the first. Check both dates"
        errors.append(QuickAddError(code="end_before_start", message=message))
    return tuple(errors)


def _date_error(text: str) -> QuickAddError:
    year = _YEAR.search(text)
    if year and not FIRST_YEAR <= int(year[1]) <= LAST_YEAR:
        message = f"{shortened(text)}: leave is booked in the years {FIRST_YEAR} to {LAST_YEAR}. Check the year"
        return QuickAddError(code="year_out_of_range", message=message)
    message = f"{shortened(text)} is not a date. Write day then month, like 23/11 or 23 nov"
    return QuickAddError(code="bad_date", message=message)


def cannot_be_booked(first: date, *, last: date | None, known_until: date | None) -> str:
    """Return why leave on these dates is refused, whoever asks and however often; empty when it is not.

    `known_until` is the last day whose bank holidays are known, None when none is entered: a leave past it would
    cost hours that nobody can work out yet.
    """
    if first.year < FIRST_YEAR:
        return f"Leave is booked in the years {FIRST_YEAR} to {LAST_YEAR}. Check the year"
    if known_until is not None and (last or first) > known_until:
        day = f"{known_until:%-d %B %Y}"
        return (
            f"Bank holidays are known up to {day}. Choose dates up to then, or ask an administrator to add later ones"
        )
    return ""


def far_away(first: date, *, last: date | None, today: date) -> tuple[str, ...]:
    """Questions about a first day long past or a last day far ahead; none where the dates are near."""
    questions = []
    if (today - first).days > MOST_DAYS_BACK:
        questions.append(f"The first day is more than {MOST_DAYS_BACK} days ago. Is that right?")
    if (last or first) > add_months(today, n=MOST_MONTHS_AHEAD).date:
        questions.append(f"The leave is more than {MOST_MONTHS_AHEAD} months ahead. Is that right?")
    return tuple(questions)


def _find_date(words: list[str], *, near: date, relative_to: date, back: bool = False) -> _FoundDate | None:
    """Return the date at the beginning of the words, None when what comes there does not look like one."""
    if not words:
        return None
    text = words[0].lower()
    named = _weekday_or_offset(text, relative_to=relative_to, back=back)
    if named:
        return _FoundDate(date=named, words=1, text=text)
    written = _day_then_month_name(words, near=near)
    if written:
        return written
    if not _LOOKS_LIKE_A_DATE.fullmatch(text):
        return None
    return _FoundDate(date=_numeric_date(text, near=near), words=1, text=words[0])


def _weekday_or_offset(text: str, *, relative_to: date, back: bool) -> date | None:
    """Return today, tomorrow, +4 days, or the next (last, with `back`) such weekday, the day itself included."""
    if text in _RELATIVE:
        return relative_to + timedelta(days=_RELATIVE[text])
    if re.fullmatch(rf"[+]\d{{1,{LONGEST_NUMBER_OF_DAYS}}}", text, re.ASCII):
        return relative_to + timedelta(days=int(text[1:]))
    weekday = _index_of(text, names=_WEEKDAYS)
    if weekday is None:
        return None
    if back:
        return relative_to - timedelta(days=(relative_to.weekday() - weekday) % 7)
    return relative_to + timedelta(days=(weekday - relative_to.weekday()) % 7)


def _day_then_month_name(words: list[str], *, near: date) -> _FoundDate | None:
    """Return a date like 23nov, 23 nov or 23 nov 2026."""
    joined = _DAY_AND_MONTH.fullmatch(words[0].lower())
    used = 1 if joined else 2
    day = _DAY.fullmatch(words[0].lower())
    month_text = joined[2] if joined else words[1].lower() if day and len(words) > 1 else ""
    month = _index_of(month_text, names=MONTH_NAMES)
    if month is None:
        return None
    number = int((joined or day or [0, 0])[1])
    year = words[used] if len(words) > used and re.fullmatch(r"\d{4}", words[used], re.ASCII) else None
    found = _in_year(number, month=month + 1, year=year, near=near)
    used += year is not None
    return _FoundDate(date=found, words=used, text=" ".join(words[:used]))


def _numeric_date(text: str, *, near: date) -> date | None:
    iso = _ISO.fullmatch(text)
    if iso:
        return _valid(int(iso[1]), month=int(iso[2]), day=int(iso[3]))
    numeric = _NUMERIC.fullmatch(text)
    if not numeric:
        return None
    return _in_year(int(numeric[1]), month=int(numeric[2]), year=numeric[3], near=near)


def _in_year(day: int, *, month: int, year: str | None, near: date) -> date | None:
    """Return the date in the year given, otherwise the one within six months of `near`."""
    if year is not None:
        return _valid(int(year) % 100 + 2000 if len(year) < len("2026") else int(year), month=month, day=day)
    candidates = (_valid(near.year + shift, month=month, day=day) for shift in (-1, 0, 1))
    first, last = add_months(near, n=-6).date, add_months(near, n=6).date
    return next((found for found in candidates if found and first < found <= last), None)


def _valid(year: int, *, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _index_of(text: str, *, names: tuple[str, ...]) -> int | None:
    """Return the place of a name written in full or with at least its first three letters."""
    if len(text) < len("mon"):
        return None
    return next((index for index, name in enumerate(names) if name.startswith(text)), None)
