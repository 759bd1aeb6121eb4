"""The medical staff list: loaded as it is stated, twice the same, and back from the workbook it leaves as."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import AccessEvent, ImportBatch, Person, Specialty, User
from rotas.domain.medical_staff import Alert, DoctorFacts, missing
from rotas.models import DoctorRecord, MedicalPost
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory, SiteFactory, person_with_account
from tests.rotas.factories import DoctorRecordFactory, MedicalPostFactory

ClientFor = Callable[[User], Client]
SAMPLE = Path(__file__).parents[1] / "data/imports/rotas/medical_staff_list.xlsx"
DAY = date(2026, 11, 23)
HEAD = "Surname,Forename,GMC No,GDC No,Grade,Specialty,Contract,WTE,PAs,Start date,End date\n"
PAGE, EXPORT = "rotas:doctor_list", "rotas:doctor_export"


def load(path: Path, *, by: User, day: date = DAY) -> ImportBatch:
    return import_file(path, feed="medical_staff_list", by=by, given=Given(as_at=day))


def loaded(rows: str, *, by: User, tmp_path: Path, day: date = DAY) -> ImportBatch:
    path = tmp_path / "list.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return load(path, by=by, day=day)


def faults(batch: ImportBatch) -> list[tuple[Any, ...]]:
    return sorted(batch.rejected_rows.values_list("row_number", "column", "code"))


def history_rows() -> int:
    names = {"PersonEvent", "DoctorRecordEvent", "MedicalPostEvent"}
    return sum(model._default_manager.count() for model in apps.get_models() if model.__name__ in names)


@pytest.mark.parametrize(
    ("facts", "lacks"),
    [
        (DoctorFacts("Consultant", True, True, True, True, True, False, False), []),
        (DoctorFacts("Consultant", True, True, False, False, True, False, False), ["PAs", "site"]),
        (DoctorFacts("ST4", True, True, False, True, True, True, False), ["end of the visa"]),
        (DoctorFacts("F1", False, False, False, False, False, False, False), ["GMC or GDC number", "post"]),
        (DoctorFacts("F1", True, True, False, True, False, True, True), ["revalidation date"]),
    ],
    ids=["nothing", "PAs and site", "a visa without its end", "neither number nor post", "revalidation"],
)
def test_what_is_missing(facts: DoctorFacts, lacks: list[str]) -> None:
    assert missing(facts) == lacks


def test_alerts_say_when_in_words() -> None:
    words = [Alert("visa_expiry", "EXPIRED", -11), Alert("end", "D30", 1), Alert("revalidation_due", "D30", 0)]
    assert [alert.words for alert in words] == ["Visa ends 11 days ago", "Post ends in 1 day", "Revalidation due today"]


@pytest.mark.django_db
def test_the_sample_is_stored_as_it_is_stated(monday: object, sam: User, tmp_path: Path) -> None:
    before = Person.objects.count()
    expected, batch = expected_of(SAMPLE), load(SAMPLE, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    read = (batch.rows_read, batch.rows_accepted, batch.rows_rejected)
    assert read == (expected["rows_read"], expected["rows_accepted"], expected["rows_rejected"])
    assert faults(batch) == [(found["row"], found["column"], found["code"]) for found in expected["rejected"]]
    noticed = sorted(batch.warnings.values_list("row_number", "column", "code"))
    assert noticed == sorted((found["row"], found["column"], found["code"]) for found in expected["warnings"])
    assert batch.counts["totals"] == expected["totals"]
    assert len(batch.counts["notes"][0][1]) == len(expected["alerts"])
    assert batch.counts["notes"][0][1][4] == "Lowther, Marek (Clinical fellow): Visa ends 11 days ago"
    assert (Person.objects.count() - before, DoctorRecord.objects.count(), MedicalPost.objects.count()) == (32, 32, 32)
    assert float(sum(MedicalPost.objects.values_list("wte", flat=True))) == pytest.approx(expected["totals"]["wte"])
    eastwood = DoctorRecord.objects.select_related("person__specialty").get(gmc_no="6033781")
    assert (eastwood.person.consultant_code, eastwood.person.specialty.code) == ("C6033781", "dermatology")
    gupta = MedicalPost.objects.get(person__doctor_record__gdc_no="251147")
    assert (gupta.grade, gupta.contract_type, gupta.pas) == ("DCT2", "training", None)
    assert (gupta.valid.lower, gupta.valid.upper) == (date(2026, 8, 5), date(2027, 8, 4))
    assert gupta.person.leaving_date == date(2027, 8, 3)
    rows, copy = history_rows(), tmp_path / "again.xlsx"
    copy.write_bytes(SAMPLE.read_bytes() + b"\0\0")
    again = load(copy, by=sam)
    assert (again.state, again.counts["rows_changed"]) == ("accepted", 0), again.counts["changes"]
    assert history_rows() == rows
    assert load(SAMPLE, by=sam).file_issues == ["duplicate_file"]


@pytest.mark.django_db
def test_a_rejected_row_comes_back_corrected_and_joins_the_list(
    monday: object, sam: User, tmp_path: Path, client_for: ClientFor
) -> None:
    batch = load(SAMPLE, by=sam)
    row = batch.rejected_rows.get(row_number=6)
    assert row.cells["Surname"] == "Chaudhry"
    assert row.specialty is not None
    assert row.specialty.code == "omfs"
    found = client_for(sam).get(reverse("imports:row_download", args=[batch.pk]))
    book = load_workbook(BytesIO(b"".join(found.streaming_content) if found.streaming else found.content))
    sheet = book.worksheets[0]
    place = [cell.value for cell in sheet[1]].index("GMC No") + 1
    line = next(line for line in range(2, sheet.max_row + 1) if sheet.cell(line, 1).value == "6")
    sheet.cell(line, place).value = "6017390"
    path = tmp_path / "back.xlsx"
    book.save(path)
    with path.open("rb") as file:
        answer = client_for(sam).post(reverse("imports:row_bring_back", args=[batch.pk]), {"file": file}, follow=True)
    back = ImportBatch.objects.get(corrects=batch)
    assert (back.state, back.rows_accepted) == ("checked", 1), answer.content.decode()[:400]
    client_for(sam).post(reverse("imports:batch_use", args=[back.pk]))
    assert DoctorRecord.objects.get(gmc_no="6017390").person.surname == "Chaudhry"
    row.refresh_from_db()
    assert row.outcome == "corrected"
    assert DoctorRecord.objects.get(gmc_no="6001017").person.surname == "Ashdown"


@pytest.mark.django_db
def test_a_doctor_is_known_by_number_code_or_name(monday: object, sam: User, tmp_path: Path) -> None:
    ent = Specialty.objects.get(code="ent")
    known = {"staff_group": "medical", "specialty": ent, "staff_number": None}
    by_code = PersonFactory(surname="Shaw", forenames="Ada", consultant_code="C7000001", **known)
    by_name = PersonFactory(surname="Kaur", forenames="Chloe", **known)
    by_number = DoctorRecordFactory(gmc_no="7000003", person=PersonFactory(surname="Old", forenames="Eva", **known))
    clerk = PersonFactory(surname="Reed", forenames="Tom")
    rows = (
        "Shaw,Ada,7000001,,Consultant,ENT,Substantive,1,10,01/02/2020,\n"
        "Kaur,Chloe,7000002,,ST5,ENT,Training,0.6,,05/08/2026,03/08/2027\n"
        "New,Eva,7000003,,Specialty doctor,ENT,Substantive,0.8,8,01/02/2021,\n"
        "Reed,Tom,7000004,,F1,ENT,Training,1,,05/08/2026,\n"
        "Kaur,Chloe,7000005,,F2,ENT,Training,1,,05/08/2026,\n"
    )
    batch = loaded(rows, by=sam, tmp_path=tmp_path)
    assert faults(batch) == []
    people = dict(DoctorRecord.objects.values_list("gmc_no", "person"))
    assert (people["7000001"], people["7000002"], people["7000003"]) == (by_code.pk, by_name.pk, by_number.person_id)
    assert clerk.pk not in people.values()
    assert people["7000005"] != by_name.pk
    by_number.person.refresh_from_db()
    assert (by_number.person.surname, by_number.person.grade) == ("New", "Specialty doctor")


@pytest.mark.django_db
def test_what_does_not_fit_waits_with_its_reason(monday: object, sam: User, tmp_path: Path) -> None:
    dental = PersonFactory(surname="Gupta", staff_group="medical")
    DoctorRecordFactory(person=dental, gmc_no=None, gdc_no="251147")
    DoctorRecordFactory(gmc_no="7000009")
    DoctorRecordFactory(gmc_no="7000010")
    for _ in range(2):
        PersonFactory(surname="Twin", forenames="Sam", staff_group="medical")
    rows = (
        "A,B,7000001,,Consultant,Cardiology,Substantive,1,10,01/02/2020,\n"
        "A,B,7000002,,Consultant,,Substantive,1,10,01/02/2020,\n"
        "A,B,7000003,,Consultant,ENT,Zero hours,1,10,01/02/2020,\n"
        "A,B,7000004,,Consultant,ENT,,0.0001,10,01/02/2020,\n"
        "Gupta,Robin,7000009,251147,Consultant,ENT,,1,10,01/02/2020,\n"
        "Twin,Sam,7000005,,Consultant,ENT,,1,10,01/02/2020,\n"
        "C,D,,300001,DCT1,OMFS,,1,,01/02/2020,\n"
        "C,D,,300001,DCT1,OMFS,,1,,01/02/2020,\n"
        "Else,Somebody,7000010,,Consultant,ENT,,1,10,01/02/2020,\n"
    )
    assert faults(loaded(rows, by=sam, tmp_path=tmp_path)) == [
        (2, "specialty", "unknown_specialty"),
        (3, "specialty", "missing_required"),
        (4, "contract", "unknown_code"),
        (5, "wte", "wte_out_of_range"),
        (6, "gdc", "registration_mismatch"),
        (7, "surname", "ambiguous_worker"),
        (9, "gdc", "duplicate_key"),
        (10, "gmc", "other_name"),
    ]


@pytest.mark.django_db
def test_another_start_is_another_post_and_a_last_day_comes_and_goes(monday: object, sam: User, tmp_path: Path) -> None:
    def said(start: str, end: str, *, grade: str = "ST3") -> None:
        row = f"Kaur,Chloe,7000001,,{grade},ENT,Training,1,,{start},{end}\n"
        assert faults(loaded(row, by=sam, tmp_path=tmp_path)) == []

    said("05/08/2025", "04/08/2026")
    person = Person.objects.get(doctor_record__gmc_no="7000001")
    assert person.leaving_date == date(2026, 8, 4)
    said("01/08/2026", "03/08/2027", grade="ST4")
    posts = [(post.grade, post.valid) for post in MedicalPost.objects.order_by("valid")]
    assert posts == [
        ("ST3", DateRange(date(2025, 8, 5), date(2026, 8, 1))),
        ("ST4", DateRange(date(2026, 8, 1), date(2027, 8, 4))),
    ]
    person.refresh_from_db()
    assert (person.start_date, person.leaving_date, person.grade) == (date(2025, 8, 5), date(2027, 8, 3), "ST4")
    said("01/08/2026", "", grade="ST4")
    person.refresh_from_db()
    assert person.leaving_date is None
    said("04/08/2027", "", grade="ST5")
    person.refresh_from_db()
    assert person.grade == "ST4"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("gmc_number_is_seven_digits", {"gmc_no": "123456"}),
        ("gdc_number_is_five_or_six_digits", {"gdc_no": "12"}),
        ("doctor_is_registered_with_gmc_or_gdc", {"gmc_no": None}),
    ],
)
def test_the_database_refuses_a_number_that_is_none(reference: None, rule: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        DoctorRecordFactory(**values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("wte_of_a_doctor_is_above_0_and_at_most_1", {"wte": "1.001"}),
        ("programmed_activities_are_0_to_15", {"pas": "15.25"}),
        ("medical_post_has_a_first_day", {"valid": DateRange(None, DAY)}),
    ],
)
def test_the_database_refuses_a_post_that_cannot_be(reference: None, rule: str, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        MedicalPostFactory(**values)


@pytest.mark.django_db
def test_the_database_refuses_two_posts_at_a_time(reference: None) -> None:
    post = MedicalPostFactory()
    with pytest.raises(IntegrityError, match="doctor_is_in_one_post_at_a_time"), transaction.atomic():
        MedicalPostFactory(person=post.person, valid=DateRange(DAY, None))


@pytest.fixture
def ashdown(reference: None, monday: object) -> Person:
    """An ENT consultant with everything but a site."""
    person: Person = PersonFactory(
        surname="Ashdown", forenames="Amara", staff_group="medical", grade="Consultant", staff_number=None
    )
    DoctorRecordFactory(person=person, gmc_no="6001017", revalidation_due_date=date(2026, 12, 1))
    MedicalPostFactory(person=person)
    return person


def test_the_list_leaves_as_a_workbook_and_comes_back_the_same(
    ashdown: Person, sam: User, tmp_path: Path, client_for: ClientFor
) -> None:
    load(SAMPLE, by=sam)
    MedicalPost.objects.filter(person=ashdown).update(site=SiteFactory())
    answer = client_for(sam).post(reverse(EXPORT), {"with_leavers": "on"})
    path = tmp_path / "medical-staff.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    assert (AccessEvent.objects.latest("pk").kind, AccessEvent.objects.latest("pk").row_count) == ("export", 32)
    feed = recognise(look_at(path), feeds=all_feeds())
    assert feed is not None
    assert feed.key == "medical_staff_list"
    rows = history_rows()
    batch = load(path, by=sam)
    assert (batch.rows_read, batch.rows_accepted, batch.counts["rows_changed"]) == (32, 32, 0), faults(batch)
    assert history_rows() == rows


def test_a_manager_sees_what_is_missing_and_runs_out(ashdown: Person, sam: User, client_for: ClientFor) -> None:
    PersonFactory(surname="Zand", staff_group="medical", grade="F1")
    PersonFactory(surname="Gone", staff_group="medical", leaving_date=date(2026, 11, 22))
    page = client_for(sam).get(reverse(PAGE)).content.decode()
    assert "Ashdown, Amara" in page
    assert "Revalidation due in 8 days" in page
    assert "GMC or GDC number, post" in page
    assert "Gone" not in page
    narrowed = client_for(sam).post(reverse(PAGE), {"grade": "Consultant", "only_to_do": "on"}).content.decode()
    assert "Ashdown" in narrowed
    assert "Zand" not in narrowed
    nobody = client_for(sam).post(reverse(PAGE), {"name": "zzz"}).content.decode()
    assert "No doctor fits these filters" in nobody


def test_a_secretary_sees_names_and_grades_and_no_export(ashdown: Person, amira: User, client_for: ClientFor) -> None:
    page = client_for(amira).get(reverse(PAGE)).content.decode()
    assert "Ashdown, Amara" in page
    assert "Consultant" in page
    assert "Revalidation" not in page
    assert "WTE" not in page
    assert client_for(amira).post(reverse(EXPORT)).status_code == 404


def test_a_resident_sees_only_the_own_row(ashdown: Person, client_for: ClientFor) -> None:
    resident = person_with_account(role=Role.RESIDENT, forename="Rae", surname="Resident", staff_group="medical")
    page = client_for(resident).get(reverse(PAGE)).content.decode()
    assert "Resident, Rae" in page
    assert "Ashdown" not in page


def test_the_list_takes_few_queries(
    ashdown: Person, sam: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    load(SAMPLE, by=sam)
    client = client_for(sam)
    client.get(reverse(PAGE))
    with django_assert_max_num_queries(12):
        client.get(reverse(PAGE))
