"""Block D, sickness in a week by specialty: rate, episodes, long term, return-to-work meetings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.core.domain.calendar import add_working_days
from directorate.core.domain.periods import Period
from directorate.core.domain.suppression import Table, suppress
from reports.domain.facts import Facts, Spell
from reports.domain.figures import Figure, amount, count, rate
from staffing.domain.episodes import AbsenceRow, Episode, episodes_of
from staffing.domain.sickness_rate import Rate, Segment, StaffMember, rate_of, total

ONE_DAY = timedelta(days=1)
OLDEST_RETURN_LOOKED_AT = timedelta(days=364)
# Column, words, definition. Each stands in a table of its own with its total.
COUNTS = (
    ("episodes_started", "started", "K4 episodes"),
    ("episodes_ended", "ended", "K4 episodes"),
    ("episodes_open", "open", "K4 episodes"),
    ("rtw_due_in_week", "return to work due", "K5 return"),
    ("rtw_held_in_week", "return to work held", "K5 return"),
    ("rtw_overdue", "return to work overdue", "K5 return"),
)
LENGTHS = (("short_term", "short term"), ("long_term", "long term"))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A return-to-work meeting of an absence that has ended: when it is due and whether it was held."""

    due: date
    held: date | None
    absence_last: date


@dataclass(frozen=True, slots=True)
class Person:
    """One person's sickness as the week sees it."""

    specialty: str
    is_here: bool
    rate: Rate
    episodes: tuple[Episode, ...]
    meetings: tuple[Meeting, ...]


def figures(facts: Facts, *, week: Period) -> Iterator[Figure]:
    """Yield block D of a Monday-to-Sunday week, row by row with the total last."""
    people = tuple(people_of(facts, week=week))
    groups = {code: [one for one in people if one.specialty == code] for code in facts.specialties}
    for code, name in facts.specialties.items():
        yield from _rates(groups[code], key=f"sickness.{code}", name=name, k=facts.rules.smallest_shown, is_total=False)
    yield from _rates(people, key="sickness.total", name="All", k=facts.rules.smallest_shown, is_total=True)
    for column, words, definition in COUNTS:
        yield from _count_column(facts, groups=groups, week=week, column=column, words=words, definition=definition)
    yield from _lengths(facts, groups=groups)


def rate_over(facts: Facts, *, period: Period) -> Rate:
    """Return the directorate's rate over any period: the sum of everybody's lost over available FTE days."""
    return total(rate_of(member, period=period) for _, member in _members(facts, day=period.last))


def headcount(facts: Facts, *, day: date) -> int:
    """Return the number of people with a contract other than bank."""
    return len({held.person for held in facts.contracts_on(day)})


def people_off_long_term(facts: Facts, *, day: date) -> set[int]:
    """Return who has an open long-term episode on a day and a contract other than bank."""
    here = {held.person for held in facts.contracts_on(day)}
    return {
        person
        for person, spells in facts.spells_of("sickness").items()
        if person in here and any(e.open and e.long_term for e in _episodes(facts, spells=spells, as_at=day))
    }


def people_of(facts: Facts, *, week: Period) -> Iterator[Person]:
    """Yield everybody with a contract other than bank at some time, with what the week shows of them."""
    here = {held.person for held in facts.contracts_on(week.last)}
    spells_of = facts.spells_of("sickness")
    for person, member in _members(facts, day=week.last):
        spells = spells_of.get(person, [])
        episodes = (
            e for e in _episodes(facts, spells=spells, as_at=week.last) if e.last is None or e.last >= week.first
        )
        yield Person(
            specialty=member.group,
            is_here=person in here,
            rate=rate_of(member, period=week),
            episodes=tuple(e for e in episodes if _employed(facts, person=person, day=max(e.first, week.first))),
            meetings=tuple(_meetings(facts, spells=spells, sunday=week.last)),
        )


def counted(people: Iterable[Person], *, column: str, week: Period) -> int:
    """Return one count of block D over these people."""
    count_one = _COUNTERS[column]
    return sum(count_one(person, week) for person in people)


def _started(person: Person, week: Period) -> int:
    return sum(week.holds(e.first) for e in person.episodes)


def _ended(person: Person, week: Period) -> int:
    return sum(e.last is not None for e in person.episodes)


def _open(person: Person, week: Period) -> int:
    return sum(e.open for e in person.episodes)


def _due(person: Person, week: Period) -> int:
    return sum(week.holds(meeting.due) for meeting in person.meetings)


def _held(person: Person, week: Period) -> int:
    return sum(meeting.held is not None and week.holds(meeting.held) for meeting in person.meetings)


def _overdue(person: Person, week: Period) -> int:
    oldest = week.last - OLDEST_RETURN_LOOKED_AT
    return sum(m.held is None and m.due < week.last and m.absence_last >= oldest for m in person.meetings)


_COUNTERS = {
    "episodes_started": _started,
    "episodes_ended": _ended,
    "episodes_open": _open,
    "rtw_due_in_week": _due,
    "rtw_held_in_week": _held,
    "rtw_overdue": _overdue,
}


def _members(facts: Facts, *, day: date) -> Iterator[tuple[int, StaffMember]]:
    spells_of = facts.spells_of("sickness")
    segments: dict[int, list[Segment]] = {}
    for held in facts.contracts:
        if not held.is_bank:
            segments.setdefault(held.person, []).append(Segment(span=held.span, fte=held.fte, status=held.status))
    specialty_of = facts.specialty_of(day=day)
    for person, parts in segments.items():
        yield (
            person,
            StaffMember(
                group=specialty_of.get(person, ""),
                segments=tuple(parts),
                episodes=tuple(spell.span for spell in spells_of.get(person, [])),
            ),
        )


def _episodes(facts: Facts, *, spells: list[Spell], as_at: date) -> tuple[Episode, ...]:
    rows = (AbsenceRow(spell.id, spell.span.first, spell.span.last, spell.counts_as_episode) for spell in spells)
    return episodes_of(rows, as_at=as_at, bank_holidays=facts.calendar.holidays, settings=facts.rules.episodes)


def _employed(facts: Facts, *, person: int, day: date) -> bool:
    return any(held.person == person for held in facts.contracts_on(day))


def _meetings(facts: Facts, *, spells: list[Spell], sunday: date) -> Iterator[Meeting]:
    oldest = sunday - OLDEST_RETURN_LOOKED_AT
    for spell in spells:
        last = spell.span.last
        if last is None or not oldest <= last < sunday:
            continue
        back = last + ONE_DAY
        if _employed(facts, person=spell.person, day=back):
            due = add_working_days(back, n=facts.rules.return_working_days, calendar=facts.calendar)
            yield Meeting(due=due, held=spell.return_held_date, absence_last=last)


def _rates(people: Iterable[Person], *, key: str, name: str, k: int, is_total: bool) -> Iterator[Figure]:
    everybody = tuple(people)
    here = sum(person.is_here for person in everybody)
    lost = total(person.rate for person in everybody)
    wide_days = True if is_total else None
    yield count(
        f"{key}.people",
        label=f"{name}, people",
        n=here,
        definition_id="C5 headcount",
        suppressed=str(here) if here >= k or not here else None,
    )
    for column, words, n in (
        ("fte_days_lost", "FTE days lost", lost.lost),
        ("fte_days_available", "FTE days available", lost.available),
    ):
        yield amount(
            f"{key}.{column}",
            label=f"{name}, {words}",
            n=n,
            definition_id="K1 sickness",
            suppressed=wide_days,
            unit="days",
        )
    yield rate(
        f"{key}.rate_percent",
        label=f"{name}, sickness %",
        numerator=lost.lost,
        denominator=lost.available,
        definition_id="K1 sickness",
        hidden=here < k,
    )


def _count_column(
    facts: Facts, *, groups: dict[str, list[Person]], week: Period, column: str, words: str, definition: str
) -> Iterator[Figure]:
    counts = [counted(people, column=column, week=week) for people in groups.values()]
    printed = suppress(
        Table(counts=tuple((n,) for n in counts), totals_shown=True), smallest_shown=facts.rules.smallest_shown
    )
    totals = printed.column_totals or printed.cells[0]
    for (code, name), n, (wide,) in zip(facts.specialties.items(), counts, printed.cells, strict=True):
        yield count(
            f"sickness.{code}.{column}", label=f"{name}, {words}", n=n, definition_id=definition, suppressed=wide
        )
    yield count(
        f"sickness.total.{column}", label=f"All, {words}", n=sum(counts), definition_id=definition, suppressed=totals[0]
    )


def _lengths(facts: Facts, *, groups: dict[str, list[Person]]) -> Iterator[Figure]:
    counts = tuple(
        (
            sum(not e.long_term for person in people for e in person.episodes),
            sum(e.long_term for person in people for e in person.episodes),
        )
        for people in groups.values()
    )
    printed = suppress(Table(counts=counts, totals_shown=True), smallest_shown=facts.rules.smallest_shown)
    totals = tuple(zip(*counts, strict=True))
    wide_totals = printed.column_totals or printed.cells[0]
    for (code, name), row, wide_row in zip(facts.specialties.items(), counts, printed.cells, strict=True):
        for (column, words), n, wide in zip(LENGTHS, row, wide_row, strict=True):
            yield count(
                f"sickness.{code}.{column}",
                label=f"{name}, {words}",
                n=n,
                definition_id="K3 long term",
                suppressed=wide,
            )
    for (column, words), column_counts, wide in zip(LENGTHS, totals, wide_totals, strict=True):
        yield count(
            f"sickness.total.{column}",
            label=f"All, {words}",
            n=sum(column_counts),
            definition_id="K3 long term",
            suppressed=wide,
        )
    row_totals = printed.row_totals or ()
    for (code, name), row, wide in zip(facts.specialties.items(), counts, row_totals, strict=True):
        yield count(
            f"sickness.{code}.episodes_in_week",
            label=f"{name}, episodes",
            n=sum(row),
            definition_id="K4 episodes",
            suppressed=wide,
        )
    everything = sum(map(sum, counts))
    grand = printed.grand_total or row_totals[0]
    yield count(
        "sickness.total.episodes_in_week",
        label="All, episodes",
        n=everything,
        definition_id="K4 episodes",
        suppressed=grand,
    )
