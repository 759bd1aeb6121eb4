"""What the weekly report is worked out from: contracts, posts and absences as they are on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from directorate.core.domain.calendar import WorkingCalendar
from reports.domain.agency_ledger import Agency
from reports.domain.esr_tie import Tie
from reports.domain.recruitment import VacancyOnTrac
from staffing.domain.episodes import EpisodeSettings
from staffing.domain.spans import Span
from staffing.domain.training import Rates

AbsenceKind = Literal["sickness", "maternity", "adoption"]


@dataclass(frozen=True, slots=True)
class Contract:
    """One assignment in a span in which its hours and status stay the same.

    `specialty` and `band` are those of its post; `backfill_for` is the person covered. `leaving_date` and
    `leaving_reason` are those of the person.
    """

    person: int
    specialty: str
    band: str
    span: Span
    fte: Fraction
    contract_type: str
    status: str = "active"
    is_primary: bool = True
    backfill_for: int | None = None
    assignment: str = ""
    position: str = ""
    leaving_date: date | None = None
    leaving_reason: str = ""

    @property
    def is_bank(self) -> bool:
        """Whether this is a bank contract, which counts nowhere."""
        return self.contract_type == "bank" or self.status == "bank"

    @property
    def is_in_post(self) -> bool:
        """Whether it counts as in post: permanent or fixed term, whatever its status."""
        return self.contract_type in {"substantive", "fixed_term"}


@dataclass(frozen=True, slots=True)
class Funding:
    """WTE funded for a post in a span."""

    specialty: str
    band: str
    span: Span
    wte: Fraction
    position: str = ""
    status: str = "active"


@dataclass(frozen=True, slots=True)
class Spell:
    """One absence as recorded; `return_held_date` is the day of the return-to-work meeting."""

    id: str
    person: int
    kind: AbsenceKind
    span: Span
    counts_as_episode: bool = True
    return_held_date: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Policy numbers in force on the Sunday."""

    smallest_shown: int = 5
    return_working_days: int = 3
    episodes: EpisodeSettings = field(default_factory=EpisodeSettings)


@dataclass(frozen=True, slots=True)
class File:
    """The last file of a feed: rows that could not be loaded, and rows that said the same again."""

    feed: str
    name: str
    rejected: int
    duplicates: int


@dataclass(frozen=True, slots=True)
class Quality:
    """What the imports noticed; None where no such file was loaded."""

    files: tuple[File, ...] = ()
    overlapping_pairs: int | None = None
    only_in_roster: int | None = None
    sheet_not_in_esr: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the report needs, read in one go; `specialties` maps code to name in printing order."""

    specialties: Mapping[str, str]
    contracts: tuple[Contract, ...]
    fundings: tuple[Funding, ...]
    spells: tuple[Spell, ...]
    calendar: WorkingCalendar
    rules: Rules = field(default_factory=Rules)
    agency: Agency = field(default_factory=Agency)
    tie: Tie = field(default_factory=Tie)
    compliance: Mapping[str, Rates] | None = None
    quality: Quality = field(default_factory=Quality)
    vacancies: tuple[VacancyOnTrac, ...] = ()

    def contracts_on(self, day: date) -> tuple[Contract, ...]:
        """Return the contracts other than bank in force on a day."""
        return tuple(held for held in self.contracts if held.span.holds(day) and not held.is_bank)

    def specialty_of(self, *, day: date) -> dict[int, str]:
        """Return each person's specialty by a day: that of the primary assignment, the latest if there were several."""
        begun = [held for held in self.contracts if held.span.first <= day and not held.is_bank]
        latest_last = sorted(begun, key=lambda held: (held.span.holds(day), held.is_primary, held.span.first))
        return {held.person: held.specialty for held in latest_last}

    def spells_of(self, *kinds: AbsenceKind) -> dict[int, list[Spell]]:
        """Return the absences of these kinds by person."""
        found: dict[int, list[Spell]] = {}
        for spell in self.spells:
            if spell.kind in kinds:
                found.setdefault(spell.person, []).append(spell)
        return found


def fte_on(contracts: Iterable[Contract], *, person: int) -> Fraction:
    """Return a person's FTE over these contracts."""
    return sum((held.fte for held in contracts if held.person == person), Fraction(0))
