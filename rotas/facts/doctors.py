"""The doctors as the medical staff list shows them: grade, post, what is missing and what runs out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.db.models import Prefetch, Q, QuerySet

from directorate.core.models import Person, Specialty, User
from directorate.core.models.people import StaffGroup
from directorate.core.querysets import PersonQuerySet
from rotas.domain.medical_staff import Alert, DoctorFacts, alerts, missing
from rotas.importers.medical_staff_list import EXPORTED
from rotas.models import DoctorRecord, MedicalPost
from staffing.facts.people import name_words
from staffing.querysets.scope import may_keep_record_of, may_list, may_see_contract_of

MOST_DOCTORS = 300
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WantedDoctors:
    """What the list is narrowed to."""

    name: str = ""
    specialty: Specialty | None = None
    grade: str = ""
    only_to_do: bool = False
    with_leavers: bool = False


@dataclass(frozen=True, slots=True)
class DoctorRow:
    """One doctor. Whoever may see name and grade only gets neither post nor record (`is_open` False)."""

    person: Person
    is_open: bool
    post: MedicalPost | None = None
    record: DoctorRecord | None = None
    lacks: Sequence[str] = ()
    alerts: Sequence[Alert] = ()

    @property
    def last_day(self) -> date | None:
        """Return the last day in post, None while there is none."""
        upper = self.post.valid.upper if self.post else None
        return None if upper is None else upper - ONE_DAY

    @property
    def has_to_do(self) -> bool:
        """Return whether something is missing or runs out."""
        return bool(self.lacks or self.alerts)


def has_doctors() -> bool:
    """Return whether a medical staff list was loaded, for the list of first steps."""
    return DoctorRecord.objects.exists()


def doctors_to_keep(user: User) -> PersonQuerySet:
    """Doctors whom the user changes, with their posts and records."""
    rows = Person.objects.filter(may_keep_record_of(user).as_filter(), staff_group=StaffGroup.MEDICAL)
    return _with_places(rows)


def doctor_row(person: Person, *, today: date) -> DoctorRow:
    """Return one doctor, whose post and record may be seen, as they stood when the person was read."""
    return _row(person, is_open=True, today=today)


def doctor_rows(user: User, *, wanted: WantedDoctors, today: date) -> list[DoctorRow]:
    """The list, by name; at most one more than `MOST_DOCTORS`; two queries."""
    sees = may_see_contract_of(user)
    people = _wanted(_doctors(user), wanted=wanted, today=today)
    rows = (_row(person, is_open=sees.holds(person), today=today) for person in people[: MOST_DOCTORS + 1])
    return [row for row in rows if row.has_to_do or not wanted.only_to_do]


def _doctors(user: User) -> QuerySet[Person]:
    rows = Person.objects.filter(may_list(user).as_filter(), staff_group=StaffGroup.MEDICAL)
    return _with_places(rows).in_name_order()


def _with_places(people: PersonQuerySet) -> PersonQuerySet:
    posts = Prefetch("medical_posts", MedicalPost.objects.select_related("site", "specialty").order_by("valid"))
    return people.select_related("specialty", "doctor_record").prefetch_related(posts)


def _wanted(people: QuerySet[Person], *, wanted: WantedDoctors, today: date) -> QuerySet[Person]:
    if not wanted.with_leavers:
        people = people.filter(Q(leaving_date=None) | Q(leaving_date__gte=today))
    if wanted.specialty:
        people = people.filter(specialty=wanted.specialty)
    if wanted.grade:
        people = people.filter(grade__iexact=wanted.grade)
    for word in name_words(wanted.name):
        people = people.filter(Q(sort_name__contains=word) | Q(known_as__icontains=word))
    return people


def _row(person: Person, *, is_open: bool, today: date) -> DoctorRow:
    if not is_open:
        return DoctorRow(person=person, is_open=False)
    record: DoctorRecord | None = getattr(person, "doctor_record", None)
    post = _post_of(person, day=today)
    row = DoctorRow(person=person, is_open=True, post=post, record=record)
    dates = {
        "visa_expiry": record.visa_expiry_date if record else None,
        "honorary_expiry": record.honorary_expiry_date if record else None,
        "revalidation_due": record.revalidation_due_date if record else None,
        "cct_date": record.cct_date if record else None,
        "end": row.last_day,
    }
    found = alerts(dates, grade=person.grade, as_of=today)
    return DoctorRow(person, is_open=True, post=post, record=record, lacks=missing(_facts(row)), alerts=found)


def _post_of(person: Person, *, day: date) -> MedicalPost | None:
    """Return the post of a day, else the next one, else the last."""
    posts = list(person.medical_posts.all())
    now = [post for post in posts if post.valid.lower <= day and (post.valid.upper is None or day < post.valid.upper)]
    coming = [post for post in posts if post.valid.lower > day]
    return next(iter([*now, *coming, *reversed(posts)]), None)


def _facts(row: DoctorRow) -> DoctorFacts:
    record, post = row.record, row.post
    return DoctorFacts(
        grade=post.grade if post else row.person.grade,
        is_registered=record is not None,
        has_post=post is not None,
        has_pas=post is not None and post.pas is not None,
        has_site=post is not None and post.site_id is not None,
        has_revalidation_date=record is not None and record.revalidation_due_date is not None,
        has_visa=bool(record and record.visa_type),
        has_visa_expiry=bool(record and record.visa_expiry_date),
    )


def file_rows(rows: Sequence[DoctorRow]) -> Iterator[Sequence[object]]:
    """Yield the rows of a workbook under the headings by which the list is loaded."""
    for row in rows:
        person, post, record = row.person, row.post, row.record
        yield (
            person.surname,
            person.forenames,
            (record.gmc_no if record else "") or "",
            (record.gdc_no if record else "") or "",
            post.grade if post else person.grade,
            (post.specialty if post else person.specialty).name,
            post.site.name if post and post.site else "",
            post.get_contract_type_display() if post else "",
            float(post.wte) if post else None,
            None if post is None or post.pas is None else float(post.pas),
            record.revalidation_due_date if record else None,
            record.cct_date if record else None,
            record.visa_type if record else "",
            record.visa_expiry_date if record else None,
            record.honorary_expiry_date if record else None,
            post.valid.lower if post else None,
            row.last_day,
        )


def typed_cells(row: DoctorRow) -> dict[str, str]:
    """Return a doctor as the form shows the fields of the list: text, dates as 23/11/2026."""
    [values] = file_rows([row])
    return {name: _typed(value) for name, value in zip(EXPORTED, values, strict=True)}


def _typed(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def fingerprint(cells: Mapping[str, str]) -> str:
    """Return what tells whether a doctor stands as a page showed it."""
    return sha256(json.dumps(dict(cells), sort_keys=True).encode()).hexdigest()
