"""The cancer list as a file: one row a record, read and judged; no database.

Source: waiting-list rule book, sections 4 and 6.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from directorate.core.domain.nhs_numbers import read_nhs_number
from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Noticed, RejectedLine
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, FoundTable, Line, Table, find_tables, missing_columns
from waiting_lists.domain.cancer import OUTCOMES, ROUTES, SPECIALTY_OF_SITE, CancerFacts, fault_of

DATES = {
    "start": ("Clock_Start_Date", "Clock Start"),
    "informed": ("Informed_Date", "Date Informed", "Patient Informed Date"),
    "decision": ("Decision_To_Treat_Date", "DTT Date", "Decision To Treat"),
    "treatment": ("Treatment_Date", "Treatment Start Date"),
}
CANCER_LIST = Table(
    "cancer",
    (
        Column("id", ("Pathway_ID", "Cancer Pathway ID"), required=True),
        Column("nhs_number", ("NHS_Number", "NHS No"), required=True),
        Column("site", ("Tumour_Site", "Tumour Group"), required=True),
        Column("route", ("Route", "Referral Route"), required=True),
        Column("outcome", ("Outcome",)),
        *(Column(name, names, required=True) for name, names in DATES.items()),
    ),
)
LONGEST = 40
CODES = {
    "missing_required": ("A cell that every row needs is blank", "Fill it in."),
    "bad_date": ("The cell should hold a date and cannot be read", "Give day, month and year, for example 22/11/2026."),
    "year_out_of_range": ("The year is before 1900 or after 2100", "Correct the date."),
    "unknown_route": ("The route is not one we know", "Correct it in the cancer system."),
    "unknown_outcome": ("The outcome is neither cancer nor not cancer", "Correct it, or leave it blank."),
    "told_without_outcome": ("The patient has been told, but not what", "Give the outcome."),
    "treated_before_referral": ("The treatment lies before the referral", "Find out which date is right."),
    "ruled_out_after_treatment": ("Cancer is ruled out after a treatment", "Find out which date is right."),
    "duplicate_row": ("The record stands in the file before", "Nothing: the first one is used."),
    "nhs_number_invalid": ("The NHS number fails its check", "Correct it. The record is shown without a number."),
}


@dataclass(frozen=True, slots=True)
class CancerLine:
    """One record."""

    identifier: str
    nhs_number: str
    site: str
    facts: CancerFacts


@dataclass(slots=True)
class JudgedList:
    """What became of every row; records by their identifier."""

    records: dict[str, CancerLine] = field(default_factory=dict)
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)


def read(path: Path) -> Mapping[str, FoundTable]:
    """Return the table of the file.

    Raises: FileRefusedError: it cannot be read, or lacks columns.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=[CANCER_LIST])
    if not found:
        lacking = missing_columns(grids, table=CANCER_LIST)
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(lacking) + ".")
    return found


def judge(table: FoundTable) -> JudgedList:
    """Return the record of each row, or why it cannot be loaded."""
    judged = JudgedList()
    for line in table.lines():
        fault = _fault(line, judged=judged)
        if fault is None:
            _take(line, judged=judged)
            continue
        name, code = fault
        judged.rejected.append(
            line.rejected(code, field=name, specialty=SPECIALTY_OF_SITE.get(_code(line, "site"), ""))
        )
    return judged


def _fault(line: Line, *, judged: JudgedList) -> tuple[str, str] | None:
    """Return the field and code of the first thing that is wrong with a row."""
    found = _unreadable(line) or _unknown(line)
    if found:
        return found
    if line.text("id")[:LONGEST] in judged.records:
        return "id", "duplicate_row"
    return fault_of(_facts(line))


def _unreadable(line: Line) -> tuple[str, str] | None:
    for name in ("id", "site", "route", "start"):
        if not line.text(name):
            return name, "missing_required"
    for name in DATES:
        if error := line.read(name, target="date").error:
            return name, error
    return None


def _unknown(line: Line) -> tuple[str, str] | None:
    if _code(line, "route") not in ROUTES:
        return "route", "unknown_route"
    outcome = _code(line, "outcome")
    if outcome and outcome not in OUTCOMES:
        return "outcome", "unknown_outcome"
    return ("outcome", "told_without_outcome") if line.text("informed") and not outcome else None


def _take(line: Line, *, judged: JudgedList) -> None:
    read_number = read_nhs_number(line.text("nhs_number"))
    if line.text("nhs_number") and not read_number.valid:
        judged.warnings.append(line.noticed("nhs_number_invalid", field="nhs_number"))
    identifier, number = line.text("id")[:LONGEST], read_number.digits or ""
    judged.records[identifier] = CancerLine(identifier, number, _code(line, "site")[:LONGEST], _facts(line))


def _facts(line: Line) -> CancerFacts:
    days = {name: line.read(name, target="date").value for name in DATES}
    start = days["start"]
    if not isinstance(start, date):
        raise TypeError("a row is read before its start has been checked")
    informed, decision, treatment = (_day(days[name]) for name in ("informed", "decision", "treatment"))
    return CancerFacts(_code(line, "route"), start, informed, _code(line, "outcome"), decision, treatment)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _code(line: Line, name: str) -> str:
    return "_".join(line.text(name).casefold().replace("-", " ").replace("_", " ").split())
