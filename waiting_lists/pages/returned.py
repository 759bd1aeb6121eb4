"""The page of differences: what a workbook that came back would add, and what cannot be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directorate.core.models import User
from waiting_lists.actions import writer_of
from waiting_lists.domain.returned_rows import digest_of
from waiting_lists.facts.returned import JudgedRow, judged_rows
from waiting_lists.models import PlannedDate, ReturnedWorkbook


@dataclass(frozen=True)
class NewOnRow:
    """What one row adds, in words; `replaces` is the planned date that it would end."""

    row: int
    key: str
    patient: str
    hospital_number: str
    comment: str
    planned_date: date | None
    replaces: date | None
    owner: str


@dataclass(frozen=True)
class Differences:
    """The rows of a workbook sorted by what becomes of them; `digest` is what a confirmation refers to."""

    new: Sequence[NewOnRow]
    refused: Sequence[JudgedRow]
    same: int
    digest: str

    @property
    def comments(self) -> int:
        """How many comments are new."""
        return sum(1 for row in self.new if row.comment)

    @property
    def dates(self) -> int:
        """How many planned dates are new."""
        return sum(1 for row in self.new if row.planned_date)

    @property
    def owners(self) -> int:
        """How many owners are new."""
        return sum(1 for row in self.new if row.owner)


def differences_of(returned: ReturnedWorkbook, *, user: User) -> Differences:
    """What it would add now, with the rights of now."""
    rows = judged_rows(returned, user=user, may_write=writer_of(user).may_write_on)
    adding = [row for row in rows if row.verdict.adds]
    refused = [row for row in rows if row.verdict.refused]
    return Differences(
        new=_in_words(adding),
        refused=refused,
        same=len(rows) - len(adding) - len(refused),
        digest=digest_of(row.verdict for row in rows),
    )


def _in_words(rows: Sequence[JudgedRow]) -> list[NewOnRow]:
    keys = [row.pathway.pathway_key for row in rows if row.pathway]
    standing = {key: plan.date for key, plan in PlannedDate.objects.standing_of(keys).items()}
    owners = User.objects.in_bulk({row.verdict.owner for row in rows if row.verdict.owner})
    return [
        NewOnRow(
            row=row.row.row,
            key=row.row.key,
            patient=f"{row.pathway.surname.upper()} {row.pathway.forename}".strip(),
            hospital_number=row.pathway.local_patient_identifier,
            comment=row.verdict.comment,
            planned_date=row.verdict.planned_date,
            replaces=standing.get(row.pathway.pathway_key) if row.verdict.planned_date else None,
            owner=owners[row.verdict.owner].name if row.verdict.owner else "",
        )
        for row in rows
        if row.pathway
    ]
