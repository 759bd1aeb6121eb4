"""Enter a doctor in the medical staff list by hand, and change one: the checks are those of the file, of one row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, Specialty, User
from rotas.actions.imports.medical_staff_plan import Plan, StaffPlanner
from rotas.facts.doctors import doctor_row, doctors_to_keep, fingerprint, typed_cells
from rotas.importers.medical_staff_list import Doctor, read_typed
from rotas.importers.rows import Remark
from rotas.models import MedicalPost
from staffing.querysets.scope import may_keep_record_of

NOT_ONES_OWN = "This is your own entry. Ask another manager to change it."


class DoctorRefused(Exception):
    """Fields cannot be kept as they were typed; `faults` say which and why, by the codes of the file."""

    def __init__(self, faults: Sequence[Remark]) -> None:
        """Keep the faults."""
        super().__init__("; ".join(f"{fault.column}: {fault.code}" for fault in faults))
        self.faults = faults


class DoctorIsHere(Exception):
    """Who was to be entered stands in the list already."""

    def __init__(self, person: Person) -> None:
        """Keep who it is."""
        super().__init__(f"{person.display_name} is in the list already.")
        self.person = person


class DoctorChanged(Exception):
    """Somebody else has changed the doctor since the page was opened; `cells` is what stands there now."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        """Keep what stands there now."""
        super().__init__("Somebody else has changed this doctor.")
        self.cells = cells


def enter_doctor(cells: Mapping[str, str], *, by: User) -> Person:
    """Enter somebody who is not in the list.

    Raises: DoctorRefused, DoctorIsHere, PermissionDenied.
    """
    doctor = _read(cells)
    try:
        with transaction.atomic(), acting(by=by, action="Enter in medical staff list"):
            planner = _Entered([doctor], as_at=clock.today())
            return _keep(planner, by=by)
    except IntegrityError as problem:  # somebody entered the same number a moment ago
        raise DoctorRefused([_taken(doctor)]) from problem


def change_doctor(cells: Mapping[str, str], *, person: Person, seen: str, corrects_first_day: bool, by: User) -> Person:
    """Change a doctor of the list, and the post that the page showed; what was left blank is blank afterwards.

    `seen` is the fingerprint of the fields as the page showed them. Another first day corrects that of the post shown
    (`corrects_first_day`), else another post begins then.

    Raises: DoctorRefused, DoctorChanged, PermissionDenied (also for one's own entry).
    """
    doctor = _read(cells)
    try:
        with transaction.atomic(), acting(by=by, action="Change medical staff list"):
            held = doctors_to_keep(by).select_for_update(of=("self",)).filter(pk=person.pk).first()
            if held is None or held.pk == by.person_id:
                raise PermissionDenied
            row = doctor_row(held, today=clock.today())
            now = typed_cells(row)
            if fingerprint(now) != seen:
                raise DoctorChanged(now)
            shown = row.post.valid.lower if row.post else None
            return _keep(_Changed(doctor, key=held.pk, shown=shown, corrects=corrects_first_day), by=by)
    except IntegrityError as problem:
        raise DoctorRefused([_taken(doctor)]) from problem


def _read(cells: Mapping[str, str]) -> Doctor:
    found = read_typed(cells)
    if found.reading.rejected:
        raise DoctorRefused(found.reading.rejected)
    return found.doctors[0]


def _keep(planner: "StaffPlanner", *, by: User) -> Person:
    plan = planner.plan()
    if planner.faults:
        raise DoctorRefused(planner.faults)
    plan.save()
    [person] = plan.people.rows.values()
    if not may_keep_record_of(by).holds(person):
        raise PermissionDenied
    found: Person = person
    return found


def _taken(doctor: Doctor) -> Remark:
    column, number = ("gmc", doctor.gmc) if doctor.gmc else ("gdc", doctor.gdc)
    return Remark(doctor.row, column, "number_taken", number)


class _Entered(StaffPlanner):
    """Plans somebody new."""

    def who(self, doctor: Doctor) -> tuple[int | None, Remark | None]:
        """Return nobody that is kept.

        Raises: DoctorIsHere.
        """
        key, fault = super().who(doctor)
        if key is not None:
            raise DoctorIsHere(self.known.people[key])
        return None, fault


class _Changed(StaffPlanner):
    """Plans the change of the doctor of a page, whatever number and name were typed.

    `shown` is the first day of the post on the page, None without one; `corrects`: another first day corrects it.
    """

    def __init__(self, doctor: Doctor, *, key: int, shown: date | None, corrects: bool) -> None:
        super().__init__([doctor], as_at=clock.today())
        self.key, self.shown, self.corrects = key, shown, corrects

    @property
    def person(self) -> Person:
        """Return the doctor of the page."""
        return self.known.people[self.key]

    def who(self, doctor: Doctor) -> tuple[int | None, Remark | None]:
        """Return the doctor of the page, unless a number is another's or the first day fits no post."""
        gmc = {self.known.by_gmc.get(doctor.gmc), self.known.by_code.get(f"C{doctor.gmc}")} if doctor.gmc else set()
        if gmc - {None, self.key}:
            return self.key, Remark(doctor.row, "gmc", "number_taken", doctor.gmc)
        if doctor.gdc and self.known.by_gdc.get(doctor.gdc, self.key) != self.key:
            return self.key, Remark(doctor.row, "gdc", "number_taken", doctor.gdc)
        return self.key, self._fault_of_start(doctor)

    def _fault_of_start(self, doctor: Doctor) -> Remark | None:
        others = {post.valid.lower for post in self.person.medical_posts.all()} - {self.shown}
        if doctor.start in others:
            return Remark(doctor.row, "start", "post_begins_then")
        if self.corrects and self.shown and any(doctor.start <= day < self.shown for day in others):
            return Remark(doctor.row, "start", "before_the_earlier_post")
        return None

    def by_start(self, stored: Iterable[MedicalPost]) -> Iterable[tuple[Any, MedicalPost]]:
        """Return stored posts by first day; the one whose first day is corrected, by the day it should be."""
        [doctor] = self.doctors
        moved = {self.shown: doctor.start} if self.corrects else {}
        return (((row.person_id, moved.get(row.valid.lower, row.valid.lower)), row) for row in stored)

    def site_without_one(self, plan: Plan, *, key: object, doctor: Doctor) -> None:
        """Return none: what is left blank on the page is blank."""

    def person_fields(self, doctor: Doctor, *, before: Person | None, specialty: Specialty) -> dict[str, Any]:
        """Return what was typed of the person; a code made of the number follows the number, a first day its correction."""
        fields = super().person_fields(doctor, before=before, specialty=specialty) | {"forenames": doctor.forename}
        record = self.known.records.get(self.key)
        if doctor.gmc and record and record.gmc_no and self.person.consultant_code == f"C{record.gmc_no}":
            fields["consultant_code"] = f"C{doctor.gmc}"
        if self.corrects and self.person.start_date == self.shown:
            fields["start_date"] = doctor.start
        return fields

    def record_fields(self, doctor: Doctor, *, person: Person) -> dict[str, Any]:
        """Return what was typed of the registration."""
        numbers = {"gmc_no": doctor.gmc or None, "gdc_no": doctor.gdc or None}
        return super().record_fields(doctor, person=person) | numbers
