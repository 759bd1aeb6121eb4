"""Establishment: funded, in post, vacant; and how the in-post figure moved.

A holder on maternity leave is in post; her cover is backfill and is not. Negative vacancies are shown.
Source: NHS England, NHS vacancy statistics; staffing rule book, section 8.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from directorate.core.domain.rounding import percentage

Kind = Literal["substantive", "fixed_term", "backfill", "bank", "agency", "overtime"]
Movement = Literal["starter", "leaver", "hours_increase", "hours_decrease", "transfer_in", "transfer_out"]
MOVEMENTS: tuple[Movement, ...] = get_args(Movement)
ADDING = frozenset({"starter", "hours_increase", "transfer_in"})
NONE = Fraction(0)


@dataclass(frozen=True, slots=True)
class Occupant:
    """Who fills part of a post, in whole-time equivalents."""

    wte: Fraction
    kind: Kind


@dataclass(frozen=True, slots=True)
class Post:
    """A funded chair in a group such as a specialty."""

    group: str
    funded: Fraction
    occupants: tuple[Occupant, ...] = ()

    def filled_by(self, kind: Kind) -> Fraction:
        """Return the WTE of one kind of occupant."""
        return sum((occupant.wte for occupant in self.occupants if occupant.kind == kind), NONE)

    @property
    def in_post(self) -> Fraction:
        """Return substantive and fixed-term WTE, whatever their status."""
        return self.filled_by("substantive") + self.filled_by("fixed_term")


@dataclass(frozen=True, slots=True)
class Establishment:
    """Exact WTE figures; add establishments to combine groups."""

    funded: Fraction = NONE
    in_post: Fraction = NONE
    backfill: Fraction = NONE
    bank: Fraction = NONE
    agency: Fraction = NONE
    overtime: Fraction = NONE
    unfilled_post: Fraction = NONE
    over_established: Fraction = NONE

    def __add__(self, other: "Establishment") -> "Establishment":
        return Establishment(
            funded=self.funded + other.funded,
            in_post=self.in_post + other.in_post,
            backfill=self.backfill + other.backfill,
            bank=self.bank + other.bank,
            agency=self.agency + other.agency,
            overtime=self.overtime + other.overtime,
            unfilled_post=self.unfilled_post + other.unfilled_post,
            over_established=self.over_established + other.over_established,
        )

    @property
    def vacancy(self) -> Fraction:
        """Return funded minus in post; may be negative."""
        return self.funded - self.in_post

    @property
    def vacancy_rate_percent(self) -> Decimal | None:
        """Return vacancy over funded in per cent, None without funding."""
        return percentage(self.vacancy, denominator=self.funded)

    @property
    def actual(self) -> Fraction:
        """Return everybody at work or in post: in post, backfill, bank, agency and overtime."""
        return self.in_post + self.backfill + self.bank + self.agency + self.overtime

    @property
    def net_gap(self) -> Fraction:
        """Return the vacancy that bank and agency do not fill."""
        return self.vacancy - self.bank - self.agency


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Movement of in-post WTE between two dates."""

    by_kind: Mapping[Movement, Fraction]
    computed_closing: Fraction
    difference: Fraction

    @property
    def reconciles(self) -> bool:
        """Return whether the movements explain the closing figure exactly."""
        return self.difference == 0


def establishment_by_group(posts: Iterable[Post]) -> dict[str, Establishment]:
    """Return the establishment of each group in order of first appearance."""
    groups: dict[str, Establishment] = {}
    for post in posts:
        groups[post.group] = groups.get(post.group, Establishment()) + _of_post(post)
    return groups


def total(establishments: Iterable[Establishment]) -> Establishment:
    """Return all of them together."""
    return sum(establishments, Establishment())


def reconcile_movement(
    opening: Fraction, *, closing: Fraction, movements: Sequence[tuple[Movement, Fraction]]
) -> Reconciled:
    """Return what came and went by kind, and what of the closing figure it does not explain."""
    by_kind = {kind: sum((wte for moved, wte in movements if moved == kind), NONE) for kind in MOVEMENTS}
    change = sum((wte if kind in ADDING else -wte for kind, wte in by_kind.items()), NONE)
    computed = opening + change
    return Reconciled(by_kind=by_kind, computed_closing=computed, difference=closing - computed)


def _of_post(post: Post) -> Establishment:
    vacancy = post.funded - post.in_post
    return Establishment(
        funded=post.funded,
        in_post=post.in_post,
        backfill=post.filled_by("backfill"),
        bank=post.filled_by("bank"),
        agency=post.filled_by("agency"),
        overtime=post.filled_by("overtime"),
        unfilled_post=max(vacancy, NONE),
        over_established=max(-vacancy, NONE),
    )
