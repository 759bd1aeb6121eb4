"""What a medical staff list would make of people, their registration and their posts, compared with what is kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from directorate.core.domain.rounding import decimal_half_away
from directorate.core.imports.rows import Rows, days, end_before_the_next
from directorate.core.models import Person, Specialty
from directorate.core.models.people import StaffGroup
from rotas.actions.imports.named import plain, sites_by_name, specialties_by_name
from rotas.domain.medical_staff import CONSULTANT_GRADES, CONTRACTS
from rotas.importers.medical_staff_list import Doctor
from rotas.importers.rows import Remark
from rotas.models import DoctorRecord, MedicalPost

ONE_DAY = timedelta(days=1)
LONGEST_VISA = 60
LONGEST_NAME = 100


@dataclass(frozen=True)
class Plan:
    """What the list would make of people, their registration and their posts."""

    people: Rows
    records: Rows
    posts: Rows

    @property
    def every(self) -> Sequence[Rows]:
        """Return them in the order in which they are stored."""
        return (self.people, self.records, self.posts)

    def save(self) -> None:
        """Write what is new and what has changed; inside the caller's transaction."""
        for rows in self.every:
            rows.save()


@dataclass
class KnownDoctors:
    """The doctors that are kept, by what a row may know them by."""

    people: Mapping[int, Person]
    records: Mapping[int, DoctorRecord]
    by_gmc: dict[str, int] = field(default_factory=dict)
    by_gdc: dict[str, int] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)

    def person_of(self, doctor: Doctor) -> tuple[int | None, Remark | None]:
        """Return the key of whom a row is about (None: somebody new), or why that is not plain."""
        by_gmc = self.by_gmc.get(doctor.gmc) or self.by_code.get(f"C{doctor.gmc}") if doctor.gmc else None
        by_gdc = self.by_gdc.get(doctor.gdc) if doctor.gdc else None
        if by_gmc and by_gdc and by_gmc != by_gdc:
            return None, Remark(doctor.row, "gdc", "registration_mismatch", doctor.gdc)
        if by_gmc or by_gdc:
            return self._of_that_name(doctor, key=by_gmc or by_gdc or 0)
        named = self.by_name.get(plain(f"{doctor.forename} {doctor.surname}"), ())
        if len(named) > 1:
            return None, Remark(doctor.row, "surname", "ambiguous_worker", doctor.surname)
        return (named[0] if named else None), None

    def _of_that_name(self, doctor: Doctor, *, key: int) -> tuple[int | None, Remark | None]:
        """Return whom a number names, unless neither surname nor forename is that person's: then the number is wrong."""
        person = self.people[key]
        same = plain(doctor.surname) == plain(person.surname)
        if same or (doctor.forename and plain(doctor.forename) in {plain(person.forenames), plain(person.known_as)}):
            return key, None
        column, number = ("gmc", doctor.gmc) if doctor.gmc else ("gdc", doctor.gdc)
        return None, Remark(doctor.row, column, "other_name", number)

    def forget_name(self, person: int | None) -> None:
        """Let no later row be about somebody by name alone."""
        for named in self.by_name.values():
            if person in named:
                named.remove(person)


class StaffPlanner:
    """Compares the rows of a list with the doctors that are kept.

    `faults` are of rows that do not fit what is kept, `taken` the other rows; both are complete after `plan`.
    """

    def __init__(self, doctors: Sequence[Doctor], *, as_at: date) -> None:
        self.doctors, self.as_at = doctors, as_at
        self.faults: list[Remark] = []
        self.taken: list[Doctor] = []
        self.specialties, self.sites = specialties_by_name(), sites_by_name()
        self.known = _known_doctors()
        self.person_of: dict[int, Any] = {}

    def plan(self) -> Plan:
        """Return what to do; rows that cannot be are noted as faults."""
        for doctor in self.doctors:
            self._take(doctor)
        keys = [key for key in self.person_of.values() if isinstance(key, int)]
        stored = MedicalPost.objects.filter(person__in=keys).order_by("valid")
        people = Rows.of("people", ((key, self.known.people[key]) for key in keys))
        records = Rows.of("registrations", ((k, self.known.records[k]) for k in keys if k in self.known.records))
        posts = Rows.of("posts", self.by_start(stored))
        plan = Plan(people=people, records=records, posts=posts)
        for doctor in self.taken:
            self._give(doctor, plan=plan)
        for key, held in _make_room(plan.posts).items():
            self._follow(held, person=plan.people.rows[key])
        return plan

    def _follow(self, posts: Sequence[MedicalPost], *, person: Person) -> None:
        """Let grade, specialty and last day be those of the post of the day, and of the last one."""
        began = [post for post in posts if post.valid.lower <= self.as_at]
        now = began[-1] if began else posts[0]
        person.grade, person.specialty_id = now.grade, now.specialty_id
        last = _last_day(posts[-1])
        if last is not None or (person.pk and self._left_by_the_list(person)):
            person.leaving_date = last

    def _take(self, doctor: Doctor) -> None:
        specialty = self.specialties.get(plain(doctor.specialty))
        key, fault = self.who(doctor)
        fault = self._fault_of(doctor, key=key, specialty=specialty) or fault
        if fault is not None:
            self.faults.append(fault)
            return
        self.known.forget_name(key)
        self.person_of[doctor.row] = key or f"row {doctor.row}"
        self.taken.append(doctor)

    def _fault_of(self, doctor: Doctor, *, key: int | None, specialty: Specialty | None) -> Remark | None:
        """Return the first thing in a row that does not fit what is kept."""
        if specialty is None and (doctor.specialty or key is None):
            code = "unknown_specialty" if doctor.specialty else "missing_required"
            return Remark(doctor.row, "specialty", code, doctor.specialty)
        if doctor.contract and doctor.contract.casefold() not in CONTRACTS:
            return Remark(doctor.row, "contract", "unknown_code", doctor.contract)
        if doctor.site and plain(doctor.site) not in self.sites:
            return Remark(doctor.row, "site", "unknown_site", doctor.site)
        if not _wte(doctor):
            return Remark(doctor.row, "wte", "wte_out_of_range", str(float(doctor.wte)))
        if self._is_taken(doctor, key=key):
            return Remark(doctor.row, "gmc" if doctor.gmc else "gdc", "duplicate_key", doctor.gmc or doctor.gdc)
        return None

    def _is_taken(self, doctor: Doctor, *, key: int | None) -> bool:
        """Return whether an earlier row is about the same person."""
        if key is not None and key in self.person_of.values():
            return True
        return any(doctor.gdc and doctor.gdc == earlier.gdc for earlier in self.taken)

    def _give(self, doctor: Doctor, *, plan: Plan) -> None:
        key = self.person_of[doctor.row]
        before = plan.people.rows.get(key)
        specialty = self.specialties.get(plain(doctor.specialty)) or self.known.people[key].specialty
        fields = self.person_fields(doctor, before=before, specialty=specialty)
        person = plan.people.give(key, make=Person, fields=fields)
        plan.records.give(key, make=DoctorRecord, fields=self.record_fields(doctor, person=person))
        post = {
            "person": person,
            "grade": doctor.grade,
            "specialty": specialty,
            "site_id": self.sites.get(plain(doctor.site))
            if doctor.site
            else self.site_without_one(plan, key=key, doctor=doctor),
            "contract_type": CONTRACTS.get(doctor.contract.casefold(), ""),
            "wte": _wte(doctor),
            "pas": None if doctor.pas is None else decimal_half_away(doctor.pas, places=2),
            "valid": days(doctor.start, doctor.dates["end"]),
        }
        plan.posts.give((key, doctor.start), make=MedicalPost, fields=post)

    def who(self, doctor: Doctor) -> tuple[int | None, Remark | None]:
        """Return the key of whom a row is about (None: somebody new), or why that is not plain."""
        return self.known.person_of(doctor)

    def by_start(self, stored: Iterable[MedicalPost]) -> Iterable[tuple[Any, MedicalPost]]:
        """Return stored posts by doctor and first day: a row of that first day is about that post."""
        return (((row.person_id, row.valid.lower), row) for row in stored)

    def site_without_one(self, plan: Plan, *, key: object, doctor: Doctor) -> int | None:
        """Return the site of a post whose row has none: a list without that column does not take it away."""
        before = plan.posts.rows.get((key, doctor.start))
        return None if before is None else before.site_id

    def person_fields(self, doctor: Doctor, *, before: Person | None, specialty: Specialty) -> dict[str, Any]:
        """Return what a row says of the person; a forename that is not given stays."""
        fields: dict[str, Any] = {"surname": doctor.surname[:LONGEST_NAME]}
        if before is None:
            fields |= {"specialty": specialty, "staff_group": StaffGroup.MEDICAL}
        if doctor.forename:
            fields["forenames"] = doctor.forename[:LONGEST_NAME]
        if before is None or before.start_date is None or doctor.start < before.start_date:
            fields["start_date"] = doctor.start
        code = f"C{doctor.gmc}"
        is_free = code not in self.known.by_code and (before is None or not before.consultant_code)
        if doctor.gmc and doctor.grade in CONSULTANT_GRADES and is_free:
            fields["consultant_code"] = code
        return fields

    def record_fields(self, doctor: Doctor, *, person: Person) -> dict[str, Any]:
        """Return what a row says of the registration; a number that is not given stays."""
        fields = {
            "person": person,
            "revalidation_due_date": doctor.dates["revalidation_due"],
            "cct_date": doctor.dates["cct_date"],
            "visa_type": doctor.visa_type[:LONGEST_VISA],
            "visa_expiry_date": doctor.dates["visa_expiry"],
            "honorary_expiry_date": doctor.dates["honorary_expiry"],
        }
        numbers = {"gmc_no": doctor.gmc, "gdc_no": doctor.gdc}
        return fields | {name: number for name, number in numbers.items() if number}

    @staticmethod
    def _left_by_the_list(person: Person) -> bool:
        """Return whether the last day of somebody is that of a post: then the list may take it back."""
        last = person.leaving_date
        return last is not None and last in {_last_day(post) for post in person.medical_posts.all()}


def _known_doctors() -> KnownDoctors:
    rows = Person.objects.filter(staff_group=StaffGroup.MEDICAL).select_related("specialty", "doctor_record")
    people = {person.pk: person for person in rows.prefetch_related("medical_posts")}
    records = {row.person_id: row for row in DoctorRecord.objects.filter(person__in=people)}
    known = KnownDoctors(people=people, records=records)
    for pk, person in people.items():
        record = records.get(pk)
        if record and record.gmc_no:
            known.by_gmc[record.gmc_no] = pk
        if record and record.gdc_no:
            known.by_gdc[record.gdc_no] = pk
        if person.consultant_code:
            known.by_code[person.consultant_code] = pk
        if record is None and not person.consultant_code:
            known.by_name.setdefault(plain(f"{person.forenames} {person.surname}"), []).append(pk)
    return known


def _wte(doctor: Doctor) -> Decimal:
    return decimal_half_away(doctor.wte, places=3)


def _make_room(posts: Rows) -> Mapping[Any, Sequence[MedicalPost]]:
    """Return the posts of each doctor in order, each ending where the next begins."""
    every: dict[Any, list[MedicalPost]] = defaultdict(list)
    for (key, _), row in sorted(posts.rows.items(), key=lambda item: item[1].valid.lower):
        every[key].append(row)
    for held in every.values():
        end_before_the_next(held)
    return every


def _last_day(post: MedicalPost) -> date | None:
    return None if post.valid.upper is None else post.valid.upper - ONE_DAY
