"""The "Managers update report" that Trac sends on Mondays; the columns of applicants are not read.

Source: staffing rule book, section 12.7.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.importers.document_files import read_grids
from directorate.core.importers.documents import Noticed, RejectedLine
from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.importers.grids import Column, FoundTable, Line, Table, find_tables, missing_columns
from staffing.importers import columns as c
from staffing.importers.columns import required
from staffing.importers.values import band_of, number_of, specialty_of

REF = Column("vref", ("Vacancy Ref", "Trac Ref"))
WTE = Column("wte", ("WTE",))
STAGE = Column("stage", ("Stage", "Current Stage"))
GATEWAYS = (
    Column("authorised", ("Authorised", "Date Authorised")),
    Column("advert_opened", ("Advert Opened", "Advert Open")),
    Column("advert_closed", ("Advert Closed", "Closing Date")),
    Column("shortlisted", ("Shortlisting Complete", "Shortlisted")),
    Column("interview", ("Interview Date", "Interview")),
    Column("offer", ("Offer Made", "Conditional Offer")),
    Column("checks", ("Checks Complete", "Pre-employment Checks Complete")),
    Column("start", ("Start Date", "Agreed Start Date")),
)
FIELDS = tuple(column.field for column in GATEWAYS)
ACTIVE = Table(
    "active", (required(REF), required(STAGE), required(c.POSITION), required(WTE), c.TITLE, c.SPECIALTY, c.BAND, *GATEWAYS)
)  # fmt: skip
CLOSED = Table(
    "closed",
    (
        required(REF), c.SPECIALTY, c.BAND, WTE,
        *(required(column) if column.field in {"authorised", "start"} else column for column in GATEWAYS),
    ),
    without=("stage",),
    others=(STAGE,),
    is_optional=True,
)  # fmt: skip
TABLES = (ACTIVE, CLOSED)
# In the order in which a vacancy goes through them.
STAGES = {
    "advertised": "advertised",
    "shortlisting: shortlist": "shortlist",
    "shortlisting: evaluate": "evaluate",
    "interview": "interview",
    "offer pending": "offer_pending",
    "offer: conditional": "offer_conditional",
    "starting": "starting",
    "outcome": "outcome",
}
ORDER = tuple(STAGES.values())


@dataclass(frozen=True, slots=True)
class VacancyLine:
    """One vacancy; `dates` are those of the gateways, in their order."""

    ref: str
    position: str
    title: str
    specialty: str
    band: str
    wte: Decimal | None
    stage: str
    applications: int
    dates: Mapping[str, date | None]


@dataclass(slots=True)
class Judged:
    """What became of every row; vacancies by reference."""

    active: dict[str, VacancyLine] = field(default_factory=dict)
    closed: dict[str, VacancyLine] = field(default_factory=dict)
    accepted: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)
    warnings: list[Noticed] = field(default_factory=list)


def read(path: Path) -> Mapping[str, FoundTable]:
    """Return the tables of the report.

    Raises: FileRefusedError: it cannot be read, or has neither table.
    """
    grids = read_grids(path)
    found = find_tables(grids, tables=TABLES)
    if not found:
        lacking = missing_columns(grids, table=ACTIVE)
        raise FileRefusedError("missing_columns", "These columns are missing: " + ", ".join(lacking) + ".")
    return found


def judge(tables: Mapping[str, FoundTable], *, positions: Collection[str]) -> Judged:
    """Return what each row says, or why it cannot be loaded."""
    judged = Judged()
    for line in tables["active"].lines() if "active" in tables else ():
        _take_active(line, judged=judged, positions=positions)
    for line in tables["closed"].lines() if "closed" in tables else ():
        _take_closed(line, judged=judged)
    return judged


def _take_active(line: Line, *, judged: Judged, positions: Collection[str]) -> None:
    faults = (
        ("missing_required", "vref", not line.text("vref")),
        ("unknown_position", "position", line.text("position") not in positions),
        ("unknown_stage", "stage", line.text("stage").casefold() not in STAGES),
        *_bad_dates(line, fields=FIELDS),
        ("bad_number", "wte", number_of(line.cell("wte")) is None),
    )
    if _refuse(line, judged=judged, faults=faults):
        return
    judged.accepted += 1
    vacancy = _vacancy(line, stage=STAGES[line.text("stage").casefold()])
    if late := _first_out_of_order(vacancy.dates):
        judged.warnings.append(line.noticed("gateway_order", field=late))
    before = judged.active.get(vacancy.ref)
    judged.active[vacancy.ref] = vacancy if before is None else _together(before, vacancy)


def _take_closed(line: Line, *, judged: Judged) -> None:
    first, last = line.read("authorised", target="date").value, line.read("start", target="date").value
    faults = (
        ("missing_required", "vref", not line.text("vref")),
        *_bad_dates(line, fields=("authorised", "start")),
        ("end_before_start", "start", isinstance(first, date) and isinstance(last, date) and last < first),
    )
    if _refuse(line, judged=judged, faults=faults):
        return
    judged.accepted += 1
    judged.closed[line.text("vref")[:30]] = replace(_vacancy(line, stage="outcome"), applications=0)


def _refuse(line: Line, *, judged: Judged, faults: Sequence[tuple[str, str, bool]]) -> bool:
    """Reject a row for its first fault; return whether it had one."""
    for code, at, is_wrong in faults:
        if is_wrong:
            judged.rejected.append(line.rejected(code, field=at, specialty=specialty_of(line.text("specialty")) or ""))
            return True
    return False


def _bad_dates(line: Line, *, fields: Sequence[str]) -> Sequence[tuple[str, str, bool]]:
    cells = [(name, line.read(name, target="date")) for name in fields]
    return [(cell.error or "", name, bool(cell.error)) for name, cell in cells]


def _vacancy(line: Line, *, stage: str) -> VacancyLine:
    values = {name: line.read(name, target="date").value for name in FIELDS}
    return VacancyLine(
        ref=line.text("vref")[:30],
        position=line.text("position"),
        title=line.text("title")[:150],
        specialty=specialty_of(line.text("specialty")) or "",
        band=band_of(line.text("band")),
        wte=number_of(line.cell("wte")),
        stage=stage,
        applications=1,
        dates={name: value if isinstance(value, date) else None for name, value in values.items()},
    )


def _first_out_of_order(dates: Mapping[str, date | None]) -> str | None:
    given = [(name, day) for name, day in dates.items() if day is not None]
    return next((name for (_, before), (name, day) in pairwise(given) if day < before), None)


def _together(one: VacancyLine, other: VacancyLine) -> VacancyLine:
    """Return two applications for one vacancy as one: the more advanced stage, both counted."""
    ahead = max(one, other, key=lambda vacancy: ORDER.index(vacancy.stage))
    return replace(ahead, applications=one.applications + other.applications)


def totals_of(judged: Judged) -> Mapping[str, object]:
    """Return how many vacancies and applications there are."""
    open_ones = [vacancy for vacancy in judged.active.values() if vacancy.stage != "outcome"]
    wte = sum((vacancy.wte or Decimal(0) for vacancy in open_ones), Decimal(0))
    return {
        "active_vacancies": len(open_ones),
        "applications": sum(vacancy.applications for vacancy in judged.active.values()),
        "active_wte": str(decimal_half_away(wte, places=2)),
        "closed_vacancies": len(judged.closed),
        "applicant_names_stored": 0,
    }
