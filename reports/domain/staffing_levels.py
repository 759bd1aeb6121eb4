"""Block C, A&C staffing levels on the Sunday: WTE funded, in post, vacant, actual, away long and available."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from reports.domain import sickness
from reports.domain.agency_ledger import AGENCY, BANK, STANDARD_WEEK, Ledger
from reports.domain.facts import Contract, Facts, Funding
from reports.domain.figures import Figure, amount, count, rate
from staffing.domain.vacancies import Establishment


@dataclass(frozen=True, slots=True)
class Scope:
    """Which contracts and posts a row counts, and how the row is called."""

    key: str
    name: str
    holds: Callable[[Contract | Funding], bool]
    specialty: str = ""
    band: str | None = None


def figures(facts: Facts, *, day: date, sundays: Sequence[date] = ()) -> Iterator[Figure]:
    """Yield the rows of every specialty, of every specialty's bands, and the total.

    Bank and agency are the hours a week of `sundays`, of the day itself where none are given.
    """
    away = away_long(facts, day=day)
    for scope in _scopes(facts, day=day):
        yield from _row(facts, day=day, scope=scope, away=away, sundays=sundays or (day,))


def previous_total(facts: Facts, *, day: date) -> Iterator[Figure]:
    """Yield the total row of an earlier Sunday."""
    scope = Scope("staffing.previous", "All, last week", lambda _: True)
    yield from _row(facts, day=day, scope=scope, away=away_long(facts, day=day), sundays=(day,))


def bands(facts: Facts, *, day: date, specialty: str) -> list[str]:
    """Return the bands of a specialty that have a post or a person on the day, lowest first."""
    posts = {post.band for post in facts.fundings if post.specialty == specialty and post.span.holds(day)}
    held = {contract.band for contract in facts.contracts_on(day) if contract.specialty == specialty}
    return sorted(posts | held)


def away_long(facts: Facts, *, day: date) -> frozenset[int]:
    """Return who is away long on a day: maternity, adoption, or an open episode that is long term."""
    family = {
        person
        for person, spells in facts.spells_of("maternity", "adoption").items()
        if any(spell.span.holds(day) for spell in spells)
    }
    return frozenset(family | sickness.people_off_long_term(facts, day=day))


def _scopes(facts: Facts, *, day: date) -> Iterator[Scope]:
    for code, name in facts.specialties.items():
        yield Scope(f"staffing.{code}", name, lambda row, code=code: row.specialty == code, code)  # type: ignore[misc]
        for band in bands(facts, day=day, specialty=code):
            yield Scope(
                f"staffing.{code}.band{band or 'none'}",
                f"{name} band {band or 'not known'}",
                lambda row, code=code, band=band: (row.specialty, row.band) == (code, band),  # type: ignore[misc]
                code,
                band,
            )
    yield Scope("staffing.total", "All", lambda _: True)


def _row(facts: Facts, *, day: date, scope: Scope, away: frozenset[int], sundays: Sequence[date]) -> Iterator[Figure]:
    contracts = [held for held in facts.contracts_on(day) if scope.holds(held)]
    funded = sum((post.wte for post in facts.fundings if post.span.holds(day) and scope.holds(post)), Fraction(0))
    ledger = Ledger(facts.agency)

    def sent(worker_type: str) -> Fraction:
        hours = ledger.hours(sundays, worker_type=worker_type, specialty=scope.specialty, band=scope.band)
        return hours / STANDARD_WEEK / len(sundays)

    level = Establishment(
        funded=funded,
        in_post=_wte(held for held in contracts if held.is_in_post),
        backfill=_wte(held for held in contracts if held.contract_type == "backfill"),
        bank=sent(BANK),
        agency=sent(AGENCY),
    )
    long_away = _wte(held for held in contracts if held.person in away)
    for column, label, n, definition, wide in (
        ("funded_wte", "funded WTE", level.funded, "C1 funded", True),
        ("in_post_wte", "in post WTE", level.in_post, "C2 in post", True),
        ("vacancy_wte", "vacant WTE", level.vacancy, "K8 vacancy", True),
        ("backfill_wte", "backfill WTE", level.backfill, "C3 backfill", True),
        ("bank_wte", "bank WTE", level.bank, "B2 bank", True),
        ("agency_wte", "agency WTE", level.agency, "B1 agency", True),
        ("actual_wte", "actual WTE", level.actual, "C4 actual", True),
        ("away_long_wte", "away long WTE", long_away, "C6 away long", None),
        ("available_wte", "available WTE", level.actual - long_away, "C7 available", None),
        ("net_gap_wte", "net gap WTE", level.net_gap, "K9 gap", True),
    ):
        yield amount(
            f"{scope.key}.{column}", label=f"{scope.name}, {label}", n=n, definition_id=definition, suppressed=wide
        )
    yield rate(
        f"{scope.key}.vacancy_rate_percent",
        label=f"{scope.name}, vacant %",
        numerator=level.vacancy,
        denominator=level.funded,
        definition_id="K8 vacancy",
    )
    people = len({held.person for held in contracts})
    yield count(
        f"{scope.key}.headcount",
        label=f"{scope.name}, headcount",
        n=people,
        definition_id="C5 headcount",
        suppressed=str(people),
    )


def _wte(contracts: Iterable[Contract]) -> Fraction:
    return sum((held.fte for held in contracts), Fraction(0))
