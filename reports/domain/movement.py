"""How the in-post WTE moved between two days: who came and went, and changes of hours.

Source: staffing rule book, section 8.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from directorate.core.domain.periods import Period
from reports.domain.facts import Contract, Facts
from reports.domain.figures import Figure, amount, number_of, words
from staffing.domain.spans import Span
from staffing.domain.turnover import Employment, is_left_out
from staffing.domain.vacancies import MOVEMENTS, Movement, reconcile_movement

ONE_DAY, NONE = timedelta(days=1), Fraction(0)
FIXED_TERM = "fixed_term"
DOES_NOT_RECONCILE = "does not reconcile"
Moved = tuple[Movement, Fraction]


def movements(
    contracts: Sequence[Contract], *, opening: date, closing: date, holds: Callable[[Contract], bool]
) -> list[Moved]:
    """Return what became of each contract of a group between two days; who moved from or to another group is told apart."""
    before = {held.assignment: held for held in _in_post(contracts, day=opening)}
    after = {held.assignment: held for held in _in_post(contracts, day=closing)}
    people_before, people_after = ({held.person for held in side.values()} for side in (before, after))
    found: list[Moved] = []
    for key in sorted(before.keys() | after.keys()):
        old = before.get(key) if key in before and holds(before[key]) else None
        new = after.get(key) if key in after and holds(after[key]) else None
        if old and new and old.fte != new.fte:
            found.append(("hours_increase" if new.fte > old.fte else "hours_decrease", abs(new.fte - old.fte)))
        elif new and not old:
            found.append(("transfer_in" if new.person in people_before else "starter", new.fte))
        elif old and not new:
            found.append(("transfer_out" if old.person in people_after else "leaver", old.fte))
    return found


def _in_post(contracts: Sequence[Contract], *, day: date) -> list[Contract]:
    return [held for held in contracts if held.is_in_post and not held.is_bank and held.span.holds(day)]


@dataclass(frozen=True, slots=True)
class Net:
    """WTE that comes, that goes, and that changes of hours bring (less, where they are fewer)."""

    starters: Fraction
    leavers: Fraction
    hours: Fraction


def net_by_kind(contracts: Sequence[Contract], *, opening: date, closing: date) -> Net:
    """Return the movement of everybody between two days."""
    moved = movements(contracts, opening=opening, closing=closing, holds=lambda _: True)

    def wte(*kinds: Movement) -> Fraction:
        return sum((size for kind, size in moved if kind in kinds), NONE)

    return Net(
        starters=wte("starter", "transfer_in"),
        leavers=wte("leaver", "transfer_out"),
        hours=wte("hours_increase") - wte("hours_decrease"),
    )


def movement_figures(facts: Facts, *, month: Period) -> Iterator[Figure]:
    """Yield opening, movement by kind and closing of a month, by specialty and in total, and whether it reconciles."""
    for code, name in (*facts.specialties.items(), ("total", "All")):
        yield from _of_group(facts.contracts, month=month, code=code, name=name)


def _of_group(contracts: Sequence[Contract], *, month: Period, code: str, name: str) -> Iterator[Figure]:
    def holds(held: Contract) -> bool:
        return code in {"total", held.specialty}

    eve = month.first - ONE_DAY
    opening, closing = (
        sum((held.fte for held in _in_post(contracts, day=day) if holds(held)), NONE) for day in (eve, month.last)
    )
    moved = movements(contracts, opening=eve, closing=month.last, holds=holds)
    found = reconcile_movement(opening, closing=closing, movements=moved)
    key = f"movement.{code}"
    parts = [("opening_wte", "opening WTE", opening)]
    parts += [(f"{kind}_wte", f"{_words(kind)} WTE", found.by_kind[kind]) for kind in MOVEMENTS]
    parts += [
        ("computed_closing_wte", "opening with the movement, WTE", found.computed_closing),
        ("closing_wte", "closing WTE", closing),
        ("difference_wte", "not explained, WTE", found.difference),
    ]
    for column, label, n in parts:
        yield amount(f"{key}.{column}", label=f"{name}, {label}", n=n, definition_id="V5 movement", suppressed=True)
    for kind in MOVEMENTS:
        times = sum(one == kind for one, _ in moved)
        yield number_of(f"{key}.{kind}", label=f"{name}, {_words(kind)}", n=times, definition_id="V5 movement")
    said = "yes" if found.reconciles else DOES_NOT_RECONCILE
    yield words(f"{key}.reconciles", label=f"{name}, reconciles", text=said, definition_id="V5 movement")


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def employments(contracts: Sequence[Contract], *, left_out: str) -> list[Employment]:
    """Return unbroken times in post; one whose end is none of turnover has `left_out` as its reason."""
    by_person: dict[int, list[Contract]] = {}
    for held in sorted(contracts, key=lambda held: held.span.first):
        if held.is_in_post and not held.is_bank:
            by_person.setdefault(held.person, []).append(held)
    return [spell for person, held in by_person.items() for spell in _unbroken(person, held=held, left_out=left_out)]


def _unbroken(person: int, *, held: Sequence[Contract], left_out: str) -> Iterator[Employment]:
    first, last, kind = held[0].span.first, held[0].span.last, held[0].contract_type
    for contract in held[1:]:
        if last is not None and contract.span.first > last + ONE_DAY:
            yield Employment(str(person), Span(first, last), left_out if kind == FIXED_TERM else None)
            first, last, kind = contract.span.first, contract.span.last, contract.contract_type
        elif last is not None and (contract.span.last is None or contract.span.last > last):
            last, kind = contract.span.last, contract.contract_type
    said = _said_of_leaving(held[-1], since=first)
    if last is None:
        yield Employment(str(person), Span(first, last))
    elif said:
        yield Employment(str(person), Span(first, last), left_out if is_left_out(said) else said)
    else:
        yield Employment(str(person), Span(first, last), left_out if kind == FIXED_TERM else None)


def _said_of_leaving(contract: Contract, *, since: date) -> str:
    """Why a person left, where that is recorded of the time in post that began on a day."""
    left = contract.leaving_date
    return contract.leaving_reason if left is not None and left >= since else ""
