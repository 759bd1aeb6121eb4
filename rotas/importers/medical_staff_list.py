"""The medical staff list: doctors, grades, registration and the dates that run out.

Source: rota rule book, sections 7 and 11.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from rotas.domain.medical_staff import ALERT_FIELDS, gmc_number, grade_of, is_gdc_number
from rotas.importers.rows import Reading, Remark, Row
from rotas.importers.sheets import RotaFile, SheetCells, Table, find_table, need_table

NAMES = {
    "surname": ("Surname", "Family name"),
    "forename": ("Forename", "First name"),
    "gmc": ("GMC No", "GMC number"),
    "gdc": ("GDC No", "GDC number"),
    "grade": ("Grade", "Grade/Band"),
    "specialty": ("Specialty", "Specialty name"),
    "site": ("Site", "Base"),
    "contract": ("Contract", "Contract type"),
    "wte": ("WTE", "FTE"),
    "pas": ("PAs", "Total PAs"),
    "revalidation_due": ("Revalidation due", "Reval date"),
    "cct_date": ("CCT/CESR", "CCT date"),
    "visa_type": ("Visa", "Immigration status"),
    "visa_expiry": ("Visa expiry", "Visa end"),
    "honorary_expiry": ("Honorary contract expiry", "Hon. expiry"),
    "start": ("Start date", "In post from"),
    "end": ("End date", "In post to"),
}
# The columns in the order in which the list leaves as a workbook.
EXPORTED = (
    "surname", "forename", "gmc", "gdc", "grade", "specialty", "site", "contract", "wte", "pas", "revalidation_due",
    "cct_date", "visa_type", "visa_expiry", "honorary_expiry", "start", "end",
)  # fmt: skip
NEEDED = ("surname", "grade", "wte", "start")
TOTAL_WORDS = frozenset({"total", "totals", "grand total"})
MOST_PAS = 15


@dataclass(frozen=True, slots=True)
class Doctor:
    """One doctor of the list."""

    row: int
    surname: str
    forename: str
    gmc: str
    gdc: str
    grade: str
    specialty: str
    site: str
    contract: str
    wte: Fraction
    pas: Fraction | None
    visa_type: str
    start: date
    dates: Mapping[str, date | None]


@dataclass
class MedicalStaffList:
    """The doctors of a file."""

    doctors: list[Doctor] = field(default_factory=list)
    reading: Reading = field(default_factory=Reading)


def is_medical_staff_list(file: RotaFile) -> bool:
    """Return whether the columns of a medical staff list are there."""
    return find_table(file, names=NAMES, needed=NEEDED) is not None


def read_medical_staff_list(file: RotaFile) -> MedicalStaffList:
    """Return the doctors of a file.

    Raises: FileRefusedError: the columns are not there.
    """
    table = need_table(file, names=NAMES, needed=NEEDED, what="a medical staff list")
    found = MedicalStaffList(reading=Reading(table=table))
    numbers: set[str] = set()
    for number, cells in table.rows():
        first = next((cell.strip().casefold() for cell in cells if cell.strip()), "")
        if first in TOTAL_WORDS:
            found.reading.warnings.append(Remark(row=number, column="", code="total_row_skipped"))
            continue
        row = Row(table=table, number=number, cells=cells)
        doctor = _doctor(row, numbers=numbers)
        if found.reading.take(row) and doctor is not None:
            found.doctors.append(doctor)
    found.reading.warnings.sort()
    return found


def read_typed(cells: Mapping[str, str]) -> MedicalStaffList:
    """Return the doctor whose fields were typed, read as a row of a file with all the columns."""
    sheet = SheetCells(name="", rows=[list(EXPORTED), [cells.get(name, "") for name in EXPORTED]])
    table = Table(sheet=sheet, header_row=1, columns={name: place for place, name in enumerate(EXPORTED)})
    row, found = Row(table=table, number=2, cells=sheet.rows[1]), MedicalStaffList(reading=Reading(table=table))
    doctor = _doctor(row, numbers=set())
    if found.reading.take(row) and doctor is not None:
        found.doctors.append(doctor)
    return found


def _doctor(row: Row, *, numbers: set[str]) -> Doctor | None:
    surname, grade = row.needed("surname"), _grade(row)
    gmc, gdc = _registration(row, numbers=numbers)
    wte, pas = _in_range(row, "wte", most=1, above_zero=True), _in_range(row, "pas", most=MOST_PAS)
    start = row.date("start") if row.needed("start") else None
    dates = {name: row.date(name) for name in ALERT_FIELDS}
    end = dates["end"]
    if start is not None and end is not None and end < start:
        row.fault("end", "end_before_start")
    if wte is None or start is None:
        return None
    return Doctor(
        row=row.number,
        surname=surname,
        forename=row.text("forename"),
        gmc=gmc,
        gdc=gdc,
        grade=grade,
        specialty=row.text("specialty"),
        site=row.text("site"),
        contract=row.text("contract"),
        wte=wte,
        pas=pas,
        visa_type=row.text("visa_type"),
        start=start,
        dates=dates,
    )


def _grade(row: Row) -> str:
    text = row.needed("grade")
    found = grade_of(text)
    if found is None:
        row.fault("grade", "unknown_grade", value=text)
        return ""
    grade, is_alias = found
    if is_alias:
        row.warn("grade", "grade_alias", value=text)
    return grade


def _registration(row: Row, *, numbers: set[str]) -> tuple[str, str]:
    said, gdc = row.text("gmc"), row.text("gdc")
    if gdc and not is_gdc_number(gdc):
        row.fault("gdc", "bad_gdc_number", value=gdc)
    if not said:
        if not gdc:
            row.fault("gmc", "no_registration")
        return "", gdc
    found = gmc_number(said)
    if found is None:
        row.fault("gmc", "bad_gmc_number", value=said)
        return "", gdc
    gmc, from_code = found
    if from_code:
        row.warn("gmc", "consultant_code", value=said)
    if gmc in numbers:
        row.fault("gmc", "duplicate_key", value=gmc)
    numbers.add(gmc)
    return gmc, gdc


def _in_range(row: Row, name: str, *, most: int, above_zero: bool = False) -> Fraction | None:
    if above_zero:
        row.needed(name)
    number = row.number_of(name)
    if number is not None and (number > most or (above_zero and not number)):
        row.fault(name, "wte_out_of_range" if name == "wte" else "pa_out_of_range")
    return number
