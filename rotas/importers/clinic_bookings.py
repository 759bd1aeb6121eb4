"""The extract of clinic bookings: one row a clinic and half day, with slots and patients booked. No patient is in it.

Source: product description 2 (feeds beyond the waiting list).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from directorate.core.importers.document_files import read_grids
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, FoundTable, Line, Table, find_tables, missing_columns

LONGEST_CODE, LONGEST_WORDS, MOST = 20, 60, 500
DATE = Column("date", ("Clinic date", "Session date", "Date"), required=True)
HALF = Column("half", ("Half day", "AM/PM", "Session"), required=True)
CODE = Column("code", ("Clinic code", "Session code"), required=True)
CONSULTANT = Column("consultant", ("Consultant", "Consultant code", "Clinician"), required=True)
SITE = Column("site", ("Site", "Site code", "Location"))
SLOTS = Column("slots", ("Slots", "Capacity"), required=True)
NEW = Column("booked_new", ("Booked new", "New booked"), required=True)
FOLLOW_UP = Column("booked_follow_up", ("Booked follow-up", "Booked follow up", "Follow-up booked"), required=True)
DNA = Column("dna", ("DNA", "Did not attend"))
CANCELLED_BY = Column("cancelled_by", ("Cancelled by", "Cancelled"))
CLINICS = Table(
    "clinics", (DATE, HALF, CODE, CONSULTANT, SITE, SLOTS, NEW, FOLLOW_UP, DNA, CANCELLED_BY)
)  # fmt: skip
HALVES: dict[str, Literal["am", "pm"]] = {"am": "am", "morning": "am", "pm": "pm", "afternoon": "pm"}
NUMBERS = ("slots", "booked_new", "booked_follow_up", "dna")


ClinicKey = tuple[date, str, str]


@dataclass(frozen=True, slots=True)
class ClinicLine:
    """One clinic as a row says it, the consultant and the hospital in the file's words."""

    date: date
    session: Literal["am", "pm"]
    clinic_code: str
    consultant: str
    site: str
    slots: int
    booked_new: int
    booked_follow_up: int
    dna: int
    cancelled_by: str

    @property
    def key(self) -> ClinicKey:
        """Return what names a clinic."""
        return self.date, self.session, self.clinic_code


def read(path: Path) -> FoundTable:
    """Return the table of the extract.

    Raises: FileRefusedError: it cannot be read, or a column is missing.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=[CLINICS])
    if not found:
        lacking = missing_columns(grids, table=CLINICS)
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(lacking) + ".")
    return found["clinics"]


def faults_of(line: Line) -> Iterator[tuple[str, str]]:
    """Yield the code and the field of whatever is wrong with a row in itself."""
    day = line.read("date", target="date")
    if not isinstance(day.value, date):
        yield ("missing_required" if day.flag == "blank" else "bad_date"), "date"
    if line.text("half").casefold() not in HALVES:
        yield "unknown_half", "half"
    if not line.text("code") or len(line.text("code")) > LONGEST_CODE:
        yield "missing_required", "code"
    for field in NUMBERS:
        if number_of(line, field=field) is None:
            yield "bad_number", field


def number_of(line: Line, *, field: str) -> int | None:
    """Return a whole number from 0 to 500; 0 for a blank cell of DNA, None for anything else."""
    text = line.text(field)
    if not text and field == "dna":
        return 0
    found = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)) else None
    return found if found is not None and found <= MOST else None


def clinic_of(line: Line) -> ClinicLine:
    """Return what a row without faults says."""
    day = line.read("date", target="date").value
    assert isinstance(day, date)  # noqa: S101 the row has no fault
    slots, new, follow_up, dna = (number_of(line, field=field) or 0 for field in NUMBERS)
    return ClinicLine(
        date=day,
        session=HALVES[line.text("half").casefold()],
        clinic_code=line.text("code").upper(),
        consultant=line.text("consultant"),
        site=line.text("site"),
        slots=slots,
        booked_new=new,
        booked_follow_up=follow_up,
        dna=dna,
        cancelled_by=line.text("cancelled_by")[:LONGEST_WORDS],
    )
