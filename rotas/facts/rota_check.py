"""A rota file checked: what the rules find for each doctor, and what could not be read."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.importers.file_kinds import FileRefusedError
from rotas.domain.clocks import DAY, LONDON_CLOCK, date_of, day_of, monday_of
from rotas.domain.compliance import Check, check_duties
from rotas.domain.duties import Duty
from rotas.domain.findings import Finding
from rotas.domain.terms import Terms
from rotas.importers.files import read_rota_file
from rotas.importers.on_call_list import OnCallDuty, OnCallList
from rotas.importers.rota_grid import RotaGrid, Slot, dates_of
from rotas.importers.rows import Reading, Remark

FIRST_TIER = frozenset({"", "1", "1st", "first"})
WORDS_OF_REMARK = {
    "unknown_code": "is not in the legend",
    "blank_cell": "is empty",
    "bad_slot": "is no slot number, so that the line was not read",
    "merged_expanded": "was merged; its text stands for every cell of the range",
    "case_normalised": "was read without regard to capitals",
    "trimmed": "had blanks around it",
    "swap_note": "holds a note about a swap; the code counts",
    "combined_code": "was read as two duties of the day",
    "off_symbol": "was read as off",
    "note_row_skipped": "is a note, not a doctor",
    "missing_required": "is missing",
    "bad_date": "is not a date",
    "bad_time": "is not a time",
    "bad_number": "is not a number",
    "day_name_mismatch": "is not the weekday of the date",
    "duplicate_row": "the whole row stands in the file twice",
    "gap": "nobody does this duty",
    "hours_clock_change": "differs from the hours that pass, because the clocks change that night",
    "serial_date": "was read as an Excel date",
    "two_digit_year": "has a year of two digits",
    "text_number": "was read as a number",
}


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One doctor or one slot of the rota."""

    name: str
    slot: int | None
    doctor: str | None
    duties: int
    check: Check


@dataclass(frozen=True, slots=True)
class CheckedRota:
    """The verdicts of a file. `is_rota` False: the file was read but holds no duties to check."""

    feed: str
    period: str
    lines: Sequence[CheckedLine]
    reading: Reading
    gaps: Sequence[str] = ()

    @property
    def has_breach(self) -> bool:
        """Return whether a rule is broken by anybody."""
        return any(line.check.has_breach for line in self.lines)

    @property
    def unread(self) -> list[str]:
        """Return what could not be read, in words."""
        return [words_of(remark) for remark in self.reading.rejected]

    @property
    def remarks(self) -> list[str]:
        """Return what was noticed, in words."""
        return [words_of(remark) for remark in self.reading.warnings]


def words_of(remark: Remark) -> str:
    """Return where and what in words."""
    place = f"Row {remark.row}, {remark.column}" if remark.column else f"Row {remark.row}"
    said = f" “{remark.value.strip()}”" if remark.value.strip() else ""
    return f"{place}:{said} {WORDS_OF_REMARK.get(remark.code, remark.code)}."


def check_rota_file(path: Path, *, terms: Terms) -> CheckedRota:
    """Return what the rules find in a rota grid or an on-call list.

    Raises: FileRefusedError: the file cannot be read, or holds no duties.
    """
    contents = read_rota_file(path)
    if isinstance(contents, RotaGrid):
        return checked_grid(contents, terms=terms)
    if isinstance(contents, OnCallList):
        return _list(contents, terms=terms)
    raise FileRefusedError("no_duties", "This file holds no duties. Choose a rota with a legend, or an on-call list.")


def checked_grid(grid: RotaGrid, *, terms: Terms) -> CheckedRota:
    """Return what the rules find in a grid, taken as one reference period."""
    weeks = -(-grid.days // 7)
    terms = replace(terms, reference_start=grid.start_date, reference_weeks=weeks)
    days = dates_of(grid)
    return CheckedRota(
        feed="rota_grid",
        period=f"{weeks} weeks from {days[0]:%-d %B %Y} to {days[-1]:%-d %B %Y}",
        lines=[_slot(slot, grid=grid, terms=terms) for slot in grid.slots],
        reading=grid.reading,
    )


def _slot(slot: Slot, *, grid: RotaGrid, terms: Terms) -> CheckedLine:
    duties = duties_of_slot(slot, grid=grid)
    return CheckedLine(
        name=f"Slot {slot.number}: {slot.doctor or 'nobody'}",
        slot=slot.number,
        doctor=slot.doctor,
        duties=sum(duty.kind not in {"leave", "zero"} for duty in duties),
        check=check_duties(duties, terms=terms),
    )


def duties_of_slot(slot: Slot, *, grid: RotaGrid) -> list[Duty]:
    """Return the duties of a slot's cells; leave without times is the whole day."""
    duties: list[Duty] = []
    for day, cell in zip(map(day_of, dates_of(grid)), slot.cells, strict=True):
        for code in cell.split("+") if cell else ():
            duty = grid.duty_types[code].on(day, clock=LONDON_CLOCK)
            if duty is not None:
                duties.append(duty)
            elif grid.duty_types[code].kind == "leave":
                duties.append(whole_day_of_leave(day))
    return duties


def whole_day_of_leave(day: int) -> Duty:
    """Return leave from midnight to midnight."""
    start, end = (LONDON_CLOCK.elapsed(which * DAY) for which in (day, day + 1))
    return Duty(start=start, end=end, kind="leave")


def _list(found: OnCallList, *, terms: Terms) -> CheckedRota:
    by_doctor: dict[str, list[OnCallDuty]] = defaultdict(list)
    for item in found.duties:
        if item.doctor:
            by_doctor[item.doctor].append(item)
    if not found.duties:
        raise FileRefusedError(
            "no_rows", "No duty of this list could be read. See that the columns hold dates and times."
        )
    days = [day_of(item.date) for item in found.duties]
    first = monday_of(min(days))
    weeks = -(-(max(days) + 1 - first) // 7)
    terms = replace(terms, reference_start=date_of(first), reference_weeks=weeks)
    return CheckedRota(
        feed="on_call_list",
        period=f"{date_of(min(days)):%-d %B %Y} to {date_of(max(days)):%-d %B %Y}",
        lines=[_doctor(name, items=items, terms=terms) for name, items in sorted(by_doctor.items())],
        reading=found.reading,
        gaps=[f"{LONDON_CLOCK.words(gap.start)}: {gap.tier} on call, nobody" for gap in found.gaps],
    )


def _doctor(name: str, *, items: Sequence[OnCallDuty], terms: Terms) -> CheckedLine:
    duties = [
        Duty(start=item.start, end=item.end, kind="shift" if item.tier.casefold() in FIRST_TIER else "nroc")
        for item in items
    ]
    return CheckedLine(name=name, slot=None, doctor=name, duties=len(duties), check=check_duties(duties, terms=terms))


def as_data(found: CheckedRota) -> dict[str, Any]:
    """Return the verdicts as plain values for JSON."""
    return {
        "feed": found.feed,
        "period": found.period,
        "breach": found.has_breach,
        "lines": [_line_data(line) for line in found.lines],
        "gaps": list(found.gaps),
        "rejected": [_remark_data(remark) for remark in found.reading.rejected],
        "warnings": [_remark_data(remark) for remark in found.reading.warnings],
    }


def _line_data(line: CheckedLine) -> dict[str, Any]:
    return {
        "slot": line.slot,
        "doctor": line.doctor,
        "duties": line.duties,
        "rule_sets": list(line.check.rule_sets),
        "findings": [_finding_data(item) for item in line.check.findings],
    }


def _finding_data(item: Finding) -> dict[str, Any]:
    return {
        "code": item.code,
        "verdict": item.verdict,
        "value": None if item.value is None else float(decimal_half_away(item.value, places=4)),
        "limit": float(decimal_half_away(item.limit, places=4)),
        "unit": item.rule.unit,
        "cause": item.cause,
        "reason": item.reason,
        "source": item.rule.source,
    }


def _remark_data(remark: Remark) -> dict[str, Any]:
    return {"row": remark.row, "column": remark.column, "code": remark.code, "value": remark.value}
