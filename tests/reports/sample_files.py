"""The sample extracts as facts for the report: a reader for tests only, which drops the rows the import refuses."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from directorate.core.domain.calendar import england_and_wales
from reports.domain.agency_ledger import Agency, Booking, Cap, Timesheet
from reports.domain.facts import Contract, Facts, Funding, Rules, Spell
from staffing.domain.spans import Span
from staffing.importers.agency import judge, read

DATA = Path(__file__).parent / "data"
SPECIALTIES = {"ENT": "ENT", "OMFS": "OMFS", "Dermatology": "Dermatology"}
NAMED = {"ent": "ENT", "omfs": "OMFS", "dermatology": "Dermatology"}
WORKBOOK = Path(__file__).parents[1] / "data/imports/staffing/agency_timesheets_2026-27.xlsx"
OPEN_YEARS = {4712, 9999}


def facts() -> Facts:
    contracts, fundings = establishment()
    here = {held.person for held in contracts}
    spells = [spell for spell in merged_spells() if spell.person in here]
    return Facts(
        specialties=SPECIALTIES,
        contracts=tuple(contracts),
        fundings=tuple(fundings),
        spells=tuple(spells),
        calendar=england_and_wales(),
        rules=Rules(),
        agency=agency(),
    )


def agency() -> Agency:
    """The agency workbook, read and judged as the import does."""
    judged = judge(read(WORKBOOK), known_bookings={}, as_at=date(2026, 11, 23))
    return Agency(
        bookings=tuple(
            Booking(
                key=one.ref, worker=one.worker, worker_type=one.worker_type, specialty=NAMED[one.specialty],  # type: ignore[arg-type]
                band=one.band, reason=one.reason, is_on_framework=one.is_on_framework, has_approval=bool(one.approval),
                span=Span(one.first, one.last), rate=Fraction(one.rate) if one.rate is not None else None,
            )
            for one in judged.bookings.values()
        ),
        timesheets=tuple(
            Timesheet(one.booking, one.week_ending, Fraction(one.minutes, 60), Fraction(one.rate), Fraction(one.vat))
            for one in judged.timesheets.values()
        ),
        caps=tuple(Cap(one.band, Span(one.first, None), Fraction(one.rate)) for one in judged.caps.values()),
    )  # fmt: skip


def expected(stem: str) -> dict[str, Any]:
    return json.loads((DATA / f"{stem}.json").read_text())


def refused(stem: str) -> set[tuple[str | None, int]]:
    known = expected(f"{stem}.expected")
    return {(row["sheet"], row["row"]) for row in [*known["rejected"], *known["duplicates"]]}


def day_of(cell: Any) -> date | None:
    if cell in {None, ""}:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    found = datetime.strptime(str(cell).split()[0], "%d/%m/%Y").date()  # noqa: DTZ007
    return None if found.year in OPEN_YEARS else found


def band_of(cell: Any) -> str:
    return str(cell).strip()[-1]


def number_of(cell: Any) -> Fraction:
    text = str(cell).strip()
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def establishment() -> tuple[list[Contract], list[Funding]]:
    book = openpyxl.load_workbook(DATA / "establishment_2026-11.xlsx", data_only=True)
    bad = refused("establishment_2026-11")
    post_of: dict[str, tuple[str, str]] = {}
    fundings = []
    for row, cells in rows_of(book["Posts"], first_heading="Position Number"):
        if ("Posts", row) in bad:
            continue
        position = str(cells["Position Number"]).strip()
        specialty = next(
            name for name in SPECIALTIES if str(cells["Specialty"]).strip().lower().startswith(name.lower()[:3])
        )
        post_of[position] = (specialty, band_of(cells["Band"]))
        first = day_of(cells["Funded From"])
        assert first
        span = Span(first, day_of(cells["Funded To"]))
        fundings.append(Funding(*post_of[position], span, number_of(cells["Funded WTE"])))
    contracts = [
        contract_of(cells, post_of=post_of)
        for row, cells in rows_of(book["Staff"], first_heading="Employee Number")
        if ("Staff", row) not in bad
    ]
    return contracts, fundings


def contract_of(cells: dict[str, Any], *, post_of: dict[str, tuple[str, str]]) -> Contract:
    kind, status = str(cells["Contract Type"]).lower(), str(cells["Assignment Status"]).lower()
    contract_type = (
        "backfill"
        if "maternity cover" in kind
        else "bank"
        if "bank" in kind
        else "fixed_term"
        if kind.startswith("fixed")
        else "substantive"
    )
    assignment = str(cells["Assignment Number"]).strip()
    number, _, second = assignment.partition("-")
    backfill = str(cells["Backfill For"] or "").partition("-")[0]
    first = day_of(cells["Valid From"])
    assert first
    specialty, band = post_of[str(cells["Position Number"]).strip()] if cells["Position Number"] else ("", "")
    return Contract(
        person=int(number.zfill(8)),
        specialty=specialty,
        band=band,
        span=Span(first, day_of(cells["Valid To"])),
        fte=number_of(cells["FTE"]),
        contract_type=contract_type,
        status="maternity"
        if status.startswith("maternity")
        else "career_break"
        if status.startswith("career")
        else "external_secondment"
        if "external secondment" in status
        else "active",
        is_primary=not second,
        backfill_for=int(backfill) if backfill else None,
    )


def rows_of(sheet: Any, *, first_heading: str) -> Iterator[tuple[int, dict[str, Any]]]:
    headings: list[str] | None = None
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if headings is None:
            headings = [str(cell).strip() for cell in cells] if str(cells[0]).strip() == first_heading else None
        elif (
            any(cells) and not str(cells[0] or cells[1]).startswith("Total") and str(cells[0]).strip() != first_heading
        ):
            yield number, dict(zip(headings, cells, strict=True))


def merged_spells() -> list[Spell]:
    """ESR first; a HealthRoster sickness counts when no ESR sickness of the person overlaps it."""
    found: dict[tuple[int, str, date], Spell] = {}
    for row in accepted_rows("esr_absence_2024-12_2026-11"):
        kind = {"Sickness": "sickness", "Maternity": "maternity", "Adoption": "adoption"}.get(
            row["Absence Type"].strip()
        )
        first = day_of(row["Absence Start Date"])
        if not kind or first is None:
            continue
        person = int(row["Assignment Number"].strip().partition("-")[0].zfill(8))
        earlier = found.get((person, kind, first))
        last, held = day_of(row["Absence End Date"]), day_of(row["Return To Work Discussion Date"])
        if earlier and "-" in row["Assignment Number"]:
            last = None if last is None or earlier.span.last is None else max(last, earlier.span.last)
        if earlier:
            held = held or earlier.return_held_date
        found[(person, kind, first)] = Spell(
            f"{person} {first}", person, kind, Span(first, last), return_held_date=held
        )  # type: ignore[arg-type]
    esr = list(found.values())
    return esr + [spell for spell in roster_spells() if not any(overlap(spell, other) for other in esr)]


def overlap(one: Spell, other: Spell) -> bool:
    if (one.person, one.kind) != (other.person, other.kind):
        return False
    return (other.span.last or date.max) >= one.span.first and (one.span.last or date.max) >= other.span.first


def roster_spells() -> Iterator[Spell]:
    for row in accepted_rows("healthroster_absence_2026-11-23"):
        if row["Group"] != "Sickness" or row["State"] not in {"Approved", "Confirmed"}:
            continue
        person, first = int(row["Staff Number"].zfill(8)), day_of(row["Start"])
        assert first
        last = None if row["Is Open Ended"] in {"Yes", "Y", "True", "1"} else day_of(row["End"])
        yield Spell(f"roster {person} {first}", person, "sickness", Span(first, last))


def accepted_rows(stem: str) -> Iterator[dict[str, str]]:
    bad = refused(stem)
    with (DATA / f"{stem}.csv").open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            first = next(iter(row.values())) or ""
            if (
                (None, number) not in bad
                and any(row.values())
                and first != next(iter(row))
                and not first.startswith("Total")
            ):
                yield row
