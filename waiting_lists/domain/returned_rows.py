"""Rows of the list that come back in a workbook: what is new in each, or why it cannot be taken.

Source: product book, section 2 (comments) and 3.3 (export): only new comments, planned dates and owners come back, as
differences first, and the same workbook again changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

LONGEST_COMMENT = 2000
FURTHEST_PLAN = timedelta(days=3 * 366)

NOT_ON_THE_LIST = "This patient is not on the list any more, or not on yours"
NOT_YOURS = "You may read this patient's row but not write on it"
OTHER_PATIENT = "The hospital number and the key in this row belong to different patients: export the list again"
SAID_TWICE = "Another row of the workbook is about the same patient: put both into one row"
TOO_LONG = "The comment is longer than 2,000 characters"
UNREADABLE_DATE = "The planned date cannot be read: write day, month and year, for example 20/2/2027"
PAST_DATE = "The planned date must be today or later"
FAR_DATE = "The planned date must be within three years"
UNKNOWN_OWNER = (
    "Nobody of this name works on this patient's list: use the name as the list shows it, or the e-mail address"
)
SEVERAL_OWNERS = "Several people have this name: use the e-mail address"


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row in which something was filled in; `planned` is the date as it was typed, None in `planned_date` unread."""

    row: int
    key: str
    hospital_number: str
    comment: str = ""
    planned: str = ""
    planned_date: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the patient of a row.

    `said`, `planned` and `seen_to_by` is what was written since the workbook left, so that it is not written again;
    `owners` maps names and e-mail addresses, folded, to the users who go by them.
    """

    hospital_number: str
    is_writable: bool
    said: frozenset[str] = frozenset()
    planned: frozenset[date] = frozenset()
    owners: Mapping[str, frozenset[int]] | None = None
    seen_to_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row would add, or why it cannot be taken; a row that adds nothing and is not refused is as before."""

    refused: tuple[str, ...] = ()
    comment: str = ""
    planned_date: date | None = None
    owner: int | None = None

    @property
    def adds(self) -> bool:
        """Return whether anything is new."""
        return not self.refused and bool(self.comment or self.planned_date or self.owner)


def folded(name: str) -> str:
    """Return a name or an e-mail address for comparison."""
    return " ".join(name.split()).casefold()


def judge_rows(rows: Iterable[ReturnedRow], *, known: Mapping[str, Known], today: date) -> list[Verdict]:
    """Return the verdict of each row, in order; a second row about one patient is refused."""
    met: set[str] = set()
    verdicts = []
    for row in rows:
        verdicts.append(Verdict(refused=(SAID_TWICE,)) if row.key in met else judge(row, known=known, today=today))
        met.add(row.key)
    return verdicts


def judge(row: ReturnedRow, *, known: Mapping[str, Known], today: date) -> Verdict:
    """Return what a row would add: all of it, or nothing and every reason why."""
    patient = known.get(row.key)
    if patient is None:
        return Verdict(refused=(NOT_ON_THE_LIST,))
    if folded(patient.hospital_number) != folded(row.hospital_number):
        return Verdict(refused=(OTHER_PATIENT,))
    if not patient.is_writable:
        return Verdict(refused=(NOT_YOURS,))
    owners = (patient.owners or {}).get(folded(row.owner), frozenset())
    found = [_comment_fault(row), _date_fault(row, today=today, planned=patient.planned), _owner_fault(row, owners)]
    if faults := tuple(fault for fault in found if fault):
        return Verdict(refused=faults)
    owner = next(iter(owners), None)
    return Verdict(
        comment="" if row.comment in patient.said else row.comment,
        planned_date=None if row.planned_date in patient.planned else row.planned_date,
        owner=None if owner in patient.seen_to_by else owner,
    )


def _comment_fault(row: ReturnedRow) -> str:
    return TOO_LONG if len(row.comment) > LONGEST_COMMENT else ""


def _date_fault(row: ReturnedRow, *, today: date, planned: frozenset[date]) -> str:
    if not row.planned or row.planned_date in planned:
        return ""
    if row.planned_date is None:
        return UNREADABLE_DATE
    if row.planned_date < today:
        return PAST_DATE
    return FAR_DATE if row.planned_date > today + FURTHEST_PLAN else ""


def _owner_fault(row: ReturnedRow, owners: frozenset[int]) -> str:
    if not row.owner or len(owners) == 1:
        return ""
    return SEVERAL_OWNERS if owners else UNKNOWN_OWNER


def digest_of(verdicts: Iterable[Verdict]) -> str:
    """Return what tells whether a later look finds the same differences."""
    return sha256(repr(list(verdicts)).encode()).hexdigest()
