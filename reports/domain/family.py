"""Block E, maternity and adoption leave: who is away, starts and returns, and how much of it is covered."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from directorate.core.domain.suppression import suppressed_count
from reports.domain.facts import Contract, Facts, Spell, fte_on
from reports.domain.figures import HIDDEN_RATE, Figure, amount, count

FOUR_WEEKS, TWELVE_WEEKS = 28, 84


def figures(facts: Facts, *, day: date) -> Iterator[Figure]:
    """Yield block E on a Sunday, by specialty (HR copy only) and in total."""
    specialty_of = facts.specialty_of(day=day)
    spells = [spell for group in facts.spells_of("maternity", "adoption").values() for spell in group]
    for code, name in facts.specialties.items():
        of_specialty = [spell for spell in spells if specialty_of.get(spell.person) == code]
        yield from _row(facts, spells=of_specialty, day=day, key=f"maternity.{code}", name=name, in_wide=False)
    yield from _row(facts, spells=spells, day=day, key="maternity.total", name="All", in_wide=True)


def _row(
    facts: Facts,
    *,
    spells: list[Spell],
    day: date,
    key: str,
    name: str,
    in_wide: bool,
) -> Iterator[Figure]:
    k = facts.rules.smallest_shown
    contracts = facts.contracts_on(day)
    away = {spell.person for spell in spells if spell.span.holds(day)}
    counts = (
        ("on_leave_now", "on leave now", len(away)),
        ("starting_next_4_weeks", "starting in 4 weeks", _starting(spells, day=day, within=FOUR_WEEKS)),
        ("starting_next_12_weeks", "starting in 12 weeks", _starting(spells, day=day, within=TWELVE_WEEKS)),
        ("returning_next_4_weeks", "returning in 4 weeks", _returning(spells, day=day, within=FOUR_WEEKS)),
        ("returning_next_12_weeks", "returning in 12 weeks", _returning(spells, day=day, within=TWELVE_WEEKS)),
        (
            "no_return_date",
            "no return date",
            len({s.person for s in spells if s.span.holds(day) and s.span.last is None}),
        ),
    )
    for column, words, n in counts:
        wide = suppressed_count(n, smallest_shown=k) if in_wide else None
        yield count(f"{key}.{column}", label=f"{name}, {words}", n=n, definition_id="K16 family", suppressed=wide)
    leave_wte = sum((fte_on(contracts, person=person) for person in away), Fraction(0))
    covered = sum((_cover_of(contracts, person=person) for person in away), Fraction(0))
    hidden = 0 < len(away) < k
    for column, words, wte in (
        ("on_leave_wte", "on leave WTE", leave_wte),
        ("covered_wte", "covered WTE", covered),
        ("uncovered_wte", "not covered WTE", leave_wte - covered),
    ):
        suppressed = (HIDDEN_RATE if hidden else True) if in_wide else None
        yield amount(
            f"{key}.{column}", label=f"{name}, {words}", n=wte, definition_id="K16 family", suppressed=suppressed
        )


def _starting(spells: list[Spell], *, day: date, within: int) -> int:
    return len({spell.person for spell in spells if 1 <= (spell.span.first - day).days <= within})


def _returning(spells: list[Spell], *, day: date, within: int) -> int:
    closed = ((spell.person, spell.span.last) for spell in spells if spell.span.last)
    return len({person for person, last in closed if 1 <= (last - day).days + 1 <= within})


def _cover_of(contracts: tuple[Contract, ...], *, person: int) -> Fraction:
    cover = sum((held.fte for held in contracts if held.backfill_for == person), Fraction(0))
    return min(cover, fte_on(contracts, person=person))
