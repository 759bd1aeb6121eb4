"""Who left the list since the one before, of whom somebody has to find out why, and what was found out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directorate.core.models import User
from waiting_lists.domain.left_list import RANDOM, Gone, drawn, why_it_matters
from waiting_lists.models import Census, CensusChange, CensusPathway, LeftCheck
from waiting_lists.models.census import ChangeKind

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class LeftRow:
    """One patient to look into: the row of the list before, why, and what was found out (None: nothing yet)."""

    pathway: CensusPathway
    reasons: tuple[str, ...]
    check: LeftCheck | None


@dataclass(frozen=True, slots=True)
class LeftList:
    """How many left, and the rows that this user looks into: those nobody has settled first."""

    total: int
    before: date
    rows: Sequence[LeftRow]

    @property
    def open(self) -> int:
        """How many nobody has settled."""
        return sum(row.check is None for row in self.rows)


def reasons_of(census: Census) -> dict[UUID, tuple[str, ...]]:
    """Return why somebody asks about each pathway that left, by its key; the same for everybody who looks."""
    if census.previous is None:
        return {}
    before = census.previous.census_date
    gone = list(_gone(census))
    found = {UUID(one.key): why_it_matters(one, before=before) for one in gone}
    rest = [str(key) for key, why in found.items() if not why]
    sample = drawn(rest, seed=f"{before}|{census.census_date}")
    return {key: why or (RANDOM,) for key, why in found.items() if why or str(key) in sample}


def _gone(census: Census) -> Sequence[Gone]:
    rows = CensusChange.objects.filter(census=census, kind=ChangeKind.GONE).values_list(
        "pathway_key", "clock_start_before", "next_step_before", "is_on_cancer_ptl", "priority_rank"
    )
    return [Gone(str(key), start, booked, is_cancer, rank) for key, start, booked, is_cancer, rank in rows]


def left_list(census: Census, *, user: User) -> LeftList | None:
    """Return who left between a list and the one before, as far as the user sees the patients; None without one before."""
    if census.previous is None:
        return None
    reasons = reasons_of(census)
    checks = {check.pathway_key: check for check in census.left_checks.select_related("checked_by")}
    rows = CensusPathway.objects.visible_to(user).filter(census=census.previous, pathway_key__in=reasons, is_rtt=True)
    found = [LeftRow(row, reasons[row.pathway_key], checks.get(row.pathway_key)) for row in rows]
    found.sort(key=lambda row: (row.check is not None, row.pathway.rtt_period_start_date or date.max, row.pathway.pk))
    total = CensusChange.objects.filter(census=census, kind=ChangeKind.GONE).count()
    return LeftList(total=total, before=census.previous.census_date, rows=found[:MOST_SHOWN])
