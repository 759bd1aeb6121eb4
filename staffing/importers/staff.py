"""The staff list as the readers of absence files want it: contracts by number, with whose they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract of a person in a period, both days in; no last day means still."""

    assignment: str
    staff_no: str
    first: date
    last: date | None
    fte: Decimal


@dataclass(frozen=True, slots=True)
class StaffList:
    """Contracts by assignment number and by staff number, in date order."""

    by_assignment: Mapping[str, Sequence[Contract]]
    by_staff_no: Mapping[str, Sequence[Contract]]

    def staff_no_of(self, assignment: str) -> str | None:
        """Return whose contract it is, None when it is not in the list."""
        held = self.by_assignment.get(assignment)
        return held[0].staff_no if held else None


def staff_list_of(contracts: Iterable[Contract]) -> StaffList:
    """Return the list of these contracts."""
    by_assignment: dict[str, list[Contract]] = defaultdict(list)
    by_staff_no: dict[str, list[Contract]] = defaultdict(list)
    for contract in sorted(contracts, key=lambda contract: contract.first):
        by_assignment[contract.assignment].append(contract)
        by_staff_no[contract.staff_no].append(contract)
    return StaffList(by_assignment=dict(by_assignment), by_staff_no=dict(by_staff_no))
