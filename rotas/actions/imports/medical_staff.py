"""The medical staff list: who the doctors are, how they are registered, and the posts they hold.

A doctor is known by GMC or GDC number, by the consultant code, else by name where no number is known here. Who is not
in the file stays. A post begins on the start of its row; another start is another post, and the one before ends there.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order, Recognised
from directorate.core.importers.feeds import DocumentFeed, Words
from directorate.core.importers.grids import Grid
from rotas.actions.imports.faults import corrected_rows, headings_of, noticed_rows, rejected_rows, texts_of
from rotas.actions.imports.medical_staff_plan import Plan, StaffPlanner
from rotas.actions.imports.named import plain
from rotas.domain.medical_staff import alerts
from rotas.importers.medical_staff_list import Doctor, MedicalStaffList, is_medical_staff_list, read_medical_staff_list
from rotas.importers.sheets import as_rota_file, open_file
from rotas.importers.staff_words import CODES


def recognise(grids: Sequence[Grid]) -> Recognised:
    """Return how well the beginnings of the sheets fit."""
    return Recognised(share=1, known=16) if is_medical_staff_list(as_rota_file(grids)) else Recognised()


def read(path: Path) -> MedicalStaffList:
    """Return the doctors of a file.

    Raises: FileRefusedError.
    """
    return read_medical_staff_list(open_file(path))


def check(file: MedicalStaffList, as_at: date) -> Found:
    """Return what stands in the list and what it would change."""
    planner = StaffPlanner(file.doctors, as_at=as_at)
    plan = planner.plan()
    said = texts_of(file.reading, field="specialty")
    codes = {row: found.code for row, text in said.items() if (found := planner.specialties.get(plain(text)))}
    rejected = rejected_rows(file.reading, faults=planner.faults, specialties=codes)
    return Found(
        rows_read=file.reading.rows_read,
        rows_accepted=len(planner.taken),
        rejected=rejected,
        warnings=noticed_rows(file.reading, rejected=rejected),
        changes=[rows.change for rows in plan.every],
        totals=_totals(planner.taken),
        content=plan,
        headings=headings_of(file.reading),
        returned=corrected_rows(file.reading, rejected=rejected),
        notes=[("What has run out or does within 90 days", _alerts(planner.taken, as_at=as_at))],
    )


def _totals(doctors: Sequence[Doctor]) -> dict[str, Any]:
    grades = Counter(doctor.grade for doctor in doctors)
    return {"wte": float(sum(doctor.wte for doctor in doctors)), "by_grade": dict(sorted(grades.items()))}


def _alerts(doctors: Sequence[Doctor], *, as_at: date) -> list[str]:
    return [
        f"{doctor.surname}, {doctor.forename} ({doctor.grade}): {alert.words}"
        for doctor in doctors
        for alert in alerts(doctor.dates, grade=doctor.grade, as_of=as_at)
    ]


def store(found: Found, _: Order) -> Sequence[Change]:
    """Write people, their registration and their posts."""
    plan: Plan = found.content
    plan.save()
    return found.changes


MEDICAL_STAFF = DocumentFeed(
    key="medical_staff_list",
    name="Medical staff list",
    subject=Subject.MEDICAL_STAFF,
    reads=Subject.MEDICAL_STAFF,
    words=Words(
        noun="medical staff list",
        day="as of",
        day_hint="The day on which the list was right, for example 23/11/2026",
        ours="look like our doctors",
        opens=("rotas:doctor_list", "Open the doctors"),
        source="the medical staff list",
    ),
    codes=CODES,
    recognise=recognise,
    read=read,
    check=check,
    store=store,
)
