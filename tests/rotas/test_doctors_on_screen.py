"""One doctor entered and changed on screen, by the checks of the medical staff list."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from rotas.actions.doctors import DoctorChanged, DoctorRefused, change_doctor, enter_doctor
from rotas.facts.doctors import doctor_row, fingerprint, typed_cells
from rotas.importers.medical_staff_list import EXPORTED
from rotas.importers.staff_words import say
from rotas.models import DoctorRecord, MedicalPost
from tests.factories import PersonFactory, SiteFactory, TeamFactory
from tests.rotas.factories import DoctorRecordFactory, MedicalPostFactory
from tests.rotas.test_medical_staff import HEAD, loaded

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
TODAY = date(2026, 11, 23)
NEW = reverse("rotas:doctor_add")
KAUR = {
    "surname": "Kaur", "forename": "Chloe", "gmc": "7000001", "grade": "ST3", "specialty": "ENT",
    "contract": "Training", "wte": "0.8", "start": "5/8/2026", "end": "03/08/2027", "visa_type": "Skilled worker",
    "visa_expiry": "01-Feb-2028",
}  # fmt: skip


def cells(**said: str) -> dict[str, str]:
    return {name: said.get(name, "") for name in EXPORTED}


def edit(person: Person) -> str:
    return reverse("rotas:doctor_edit", args=[person.pk])


def now_of(person: Person) -> dict[str, str]:
    return typed_cells(doctor_row(Person.objects.get(pk=person.pk), today=TODAY))


def change(person: Person, *, by: User, corrects: bool = False, **said: str) -> Person:
    now = now_of(person)
    return change_doctor(now | said, person=person, seen=fingerprint(now), corrects_first_day=corrects, by=by)


def faults_of(problem: DoctorRefused) -> list[tuple[str, str]]:
    return sorted((fault.column, fault.code) for fault in problem.faults)


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def posts_of(person: Person) -> list[tuple[str, DateRange]]:
    return [(post.grade, post.valid) for post in MedicalPost.objects.filter(person=person).order_by("valid")]


@pytest.fixture
def kaur(monday: object, sam: User) -> Person:
    """An ENT trainee, entered on screen."""
    return enter_doctor(cells(**KAUR), by=sam)


# --- who may ---


@pytest.mark.parametrize("role", list(Role))
def test_only_whoever_keeps_the_list_opens_the_forms(
    role: Role, monday: object, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    doctor = PersonFactory(surname="Ashdown", staff_group="medical")
    keeps = role in {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR}
    client = client_for(everybody[role])
    assert client.get(reverse("rotas:doctor_history", args=[doctor.pk])).status_code == (200 if keeps else 403)
    for address in (NEW, edit(doctor)):
        assert client.get(address).status_code == (200 if keeps else 403)
        assert client.post(address, KAUR).status_code == (302 if keeps and address == NEW else 422 if keeps else 403)
    page = client.get(reverse("rotas:doctor_list"))
    assert ("Add a doctor" in text_of(page)) == keeps
    assert DoctorRecord.objects.exists() == keeps


def test_nobody_changes_the_own_entry_and_nobody_who_is_no_doctor_is_changed_here(
    monday: object, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    coordinator = everybody[Role.ROTA_COORDINATOR]
    client = client_for(coordinator)
    assert client.get(edit(PersonFactory())).status_code == 404
    Person.objects.filter(pk=coordinator.person_id).update(staff_group="medical")
    page = text_of(client.post(edit(coordinator.person), KAUR, follow=True))
    assert "This is your own entry. Ask another manager to change it." in page
    with pytest.raises(PermissionDenied):
        change(Person.objects.get(pk=coordinator.person_id), by=coordinator, **KAUR)


# --- entered ---


def test_a_doctor_who_is_entered_is_the_one_the_file_would_make(
    monday: object, sam: User, client_for: ClientFor, tmp_path: Path
) -> None:
    response = client_for(sam).post(NEW, KAUR | {"site": ""}, follow=True)
    assert "Chloe Kaur is in the medical staff list." in text_of(response)
    row = "Kaur,Chlo,7000002,,ST3,ENT,Training,0.8,,05/08/2026,03/08/2027\n"
    loaded(row, by=sam, tmp_path=tmp_path)
    typed, from_file = (
        {name: text for name, text in now_of(record.person).items() if name not in {"forename", "gmc"}}
        for record in DoctorRecord.objects.order_by("gmc_no")
    )
    assert typed | {"visa_type": "", "visa_expiry": ""} == from_file
    assert (typed["visa_type"], typed["visa_expiry"]) == ("Skilled worker", "01/02/2028")
    person = Person.objects.get(doctor_record__gmc_no="7000001")
    assert (person.start_date, person.leaving_date, person.grade) == (date(2026, 8, 5), date(2027, 8, 3), "ST3")
    event = apps.get_model("rotas", "MedicalPostEvent").objects.filter(person_id=person.pk).latest("pgh_id")
    assert (event.pgh_context["action"], event.pgh_context["name"]) == ("Enter in medical staff list", sam.name)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"surname": "", "wte": ""}, [("surname", "missing_required"), ("wte", "missing_required")]),
        ({"grade": "SpR"}, [("grade", "unknown_grade")]),
        ({"gmc": "600101"}, [("gmc", "bad_gmc_number")]),
        ({"gmc": "", "gdc": ""}, [("gmc", "no_registration")]),
        ({"gdc": "12"}, [("gdc", "bad_gdc_number")]),
        ({"wte": "1.2", "pas": "15.5"}, [("pas", "pa_out_of_range"), ("wte", "wte_out_of_range")]),
        ({"wte": "half"}, [("wte", "bad_number")]),
        ({"start": "31/02/2026"}, [("start", "bad_date")]),
        ({"end": "04/08/2026"}, [("end", "end_before_start")]),
        ({"specialty": "Cardiology"}, [("specialty", "unknown_specialty")]),
        ({"specialty": ""}, [("specialty", "missing_required")]),
        ({"site": "Moon"}, [("site", "unknown_site")]),
        ({"contract": "Zero hours"}, [("contract", "unknown_code")]),
        (dict.fromkeys(EXPORTED, ""), [
            ("gmc", "no_registration"), ("grade", "missing_required"), ("start", "missing_required"),
            ("surname", "missing_required"), ("wte", "missing_required"),
        ]),
    ],
    ids=lambda value: "-".join(value)[:40] if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_the_list_refuses_is_refused_beside_its_field(
    said: dict[str, str], faults: list[tuple[str, str]], monday: object, sam: User, client_for: ClientFor
) -> None:
    typed = cells(**KAUR) | said
    with pytest.raises(DoctorRefused) as refused:
        enter_doctor(typed, by=sam)
    assert faults_of(refused.value) == faults
    response = client_for(sam).post(NEW, typed)
    page = text_of(response)
    assert response.status_code == 422
    for column, code in faults:
        assert f'id="id_{column}-error"' in page
        assert say(code) in page.replace("&#39;", "'")
    assert not DoctorRecord.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"surname": "x" * 101}, {"gmc": "\0"}, {"wte": "9" * 41}, {"start": "99999999999999"}, {"pas": "1e9"},
        {"start": "٣/٤/٢٠٢٦"}, {"gmc": "７０００００１"}, {"surname": "<script>alert(1)</script>", "wte": "x"},
    ],
    ids=["long", "NUL", "digits", "a day far off", "exponent", "other digits", "wide digits", "script"],
)  # fmt: skip
def test_rubbish_gives_a_sentence(said: dict[str, str], monday: object, sam: User, client_for: ClientFor) -> None:
    response = client_for(sam).post(NEW, KAUR | said)
    assert (response.status_code, "There is a problem" in text_of(response)) == (422, True)
    assert "<script>alert" not in response.content.decode()


def test_whoever_stands_in_the_list_is_changed_not_entered_again(
    kaur: Person, sam: User, client_for: ClientFor
) -> None:
    nameless = PersonFactory(surname="Reed", forenames="Tom", staff_group="medical")
    client = client_for(sam)
    for person, typed in ((kaur, KAUR), (nameless, KAUR | {"surname": "Reed", "forename": "Tom", "gmc": "7000009"})):
        response = client.post(NEW, typed)
        assert response.status_code == 422
        assert f"{person.display_name} is in the list already." in text_of(response)
        assert f'href="{edit(person)}"' in text_of(response)
    another = client.post(NEW, KAUR | {"surname": "Else", "forename": "Some"})
    assert say("other_name") in text_of(another)
    assert (Person.objects.filter(surname="Kaur").count(), Person.objects.filter(surname="Reed").count()) == (1, 1)


# --- changed ---


def test_what_is_changed_is_changed_and_what_is_blank_is_blank(kaur: Person, sam: User, client_for: ClientFor) -> None:
    SiteFactory()
    client = client_for(sam)
    page = text_of(client.get(edit(kaur)))
    history = reverse("rotas:doctor_history", args=[kaur.pk])
    for text in ('value="Kaur"', 'value="05/08/2026"', 'value="01/02/2028"', f'href="{history}"'):
        assert text in page
    now = now_of(kaur)
    typed = now | {
        "surname": "Kaur-Smith", "gmc": "7000002", "wte": "0.6", "site": "Worcestershire Royal Hospital",
        "visa_type": "", "visa_expiry": "", "seen": fingerprint(now), "start_means": "new_post",
    }  # fmt: skip
    page = text_of(client.post(edit(kaur), typed, follow=True))
    assert "Saved: Kaur-Smith, Chloe." in page
    assert now_of(kaur) == {name: typed[name] for name in EXPORTED}
    change(kaur, by=sam, site="", forename="", end="", gmc="", gdc="251147")
    kaur.refresh_from_db()
    record = DoctorRecord.objects.get(person=kaur)
    assert (kaur.forenames, kaur.leaving_date) == ("", None)
    assert (record.gmc_no, record.gdc_no, record.visa_type) == (None, "251147", "")
    assert MedicalPost.objects.get(person=kaur).site is None
    page = text_of(client.get(history))
    assert "Change medical staff list" in page
    assert "Kaur → Kaur-Smith" in re.sub(r"<[^>]+>| changed to ", "", page).replace("  ", " ")


def test_nothing_changed_writes_nothing(kaur: Person, sam: User) -> None:
    events = [
        apps.get_model(name) for name in ("core.PersonEvent", "rotas.DoctorRecordEvent", "rotas.MedicalPostEvent")
    ]
    before = [model.objects.count() for model in events]
    change(kaur, by=sam)
    assert [model.objects.count() for model in events] == before


def test_a_consultants_code_follows_a_corrected_number(monday: object, sam: User) -> None:
    shaw = enter_doctor(cells(**KAUR | {"grade": "Consultant", "pas": "10", "end": ""}), by=sam)
    assert Person.objects.get(pk=shaw.pk).consultant_code == "C7000001"
    change(shaw, by=sam, gmc="C7000003")
    shaw.refresh_from_db()
    assert (shaw.consultant_code, shaw.doctor_record.gmc_no) == ("C7000003", "7000003")


def test_a_number_of_another_doctor_is_refused(kaur: Person, sam: User) -> None:
    DoctorRecordFactory(gmc_no="7000005", gdc_no="251147")
    PersonFactory(surname="Code", staff_group="medical", consultant_code="C7000006")
    for said, column in (({"gmc": "7000005"}, "gmc"), ({"gdc": "251147"}, "gdc"), ({"gmc": "7000006"}, "gmc")):
        with pytest.raises(DoctorRefused) as refused:
            change(kaur, by=sam, **said)
        assert faults_of(refused.value) == [(column, "number_taken")]


def test_another_first_day_is_another_post_or_corrects_this_one(kaur: Person, sam: User) -> None:
    change(kaur, by=sam, corrects=True, start="06/08/2026")
    assert posts_of(kaur) == [("ST3", DateRange(date(2026, 8, 6), date(2027, 8, 4)))]
    kaur.refresh_from_db()
    assert kaur.start_date == date(2026, 8, 6)
    change(kaur, by=sam, start="02/11/2026", grade="ST4")
    both = [
        ("ST3", DateRange(date(2026, 8, 6), date(2026, 11, 2))),
        ("ST4", DateRange(date(2026, 11, 2), date(2027, 8, 4))),
    ]
    assert posts_of(kaur) == both
    for corrects, start, code in (
        (False, "06/08/2026", "post_begins_then"),
        (True, "06/08/2026", "post_begins_then"),
        (True, "01/08/2026", "before_the_earlier_post"),
    ):
        with pytest.raises(DoctorRefused) as refused:
            change(kaur, by=sam, corrects=corrects, start=start)
        assert faults_of(refused.value) == [("start", code)]
    assert posts_of(kaur) == both
    change(kaur, by=sam, corrects=True, start="01/10/2026")
    assert posts_of(kaur)[0] == ("ST3", DateRange(date(2026, 8, 6), date(2026, 10, 1)))
    kaur.refresh_from_db()
    assert (kaur.start_date, kaur.grade) == (date(2026, 8, 6), "ST4")


def test_a_doctor_without_post_or_number_gets_them(monday: object, sam: User, client_for: ClientFor) -> None:
    bare = PersonFactory(surname="Zand", forenames="Ali", staff_group="medical", grade="Resident doctor")
    client = client_for(sam)
    page = text_of(client.get(edit(bare)))
    assert "Resident doctor</option>" in page  # what stands there is shown, though the list refuses it
    assert "start_means" not in page
    typed = now_of(bare) | {"seen": fingerprint(now_of(bare)), "gmc": "7000007", "wte": "1", "start": "1/9/2026"}
    assert say("unknown_grade") in text_of(client.post(edit(bare), typed))
    client.post(edit(bare), typed | {"grade": "F2"})
    assert posts_of(bare) == [("F2", DateRange(date(2026, 9, 1), None))]


# --- somebody else meanwhile ---


def test_what_somebody_else_changed_meanwhile_is_shown_beside_what_was_typed(
    kaur: Person, sam: User, chris: User, client_for: ClientFor
) -> None:
    client, now = client_for(sam), now_of(kaur)
    typed = now | {"seen": fingerprint(now), "wte": "0.6", "start_means": "new_post"}
    change(kaur, by=chris, wte="1", visa_type="Settled")
    response = client.post(edit(kaur), typed)
    page = text_of(response)
    assert response.status_code == 422
    assert "Somebody else has changed this doctor" in page
    assert '<th scope="row">WTE</th><td>1</td><td>0.6</td>' in page
    assert '<th scope="row">Visa</th><td>Settled</td><td>Skilled worker</td>' in page
    assert '<th scope="row">Surname</th>' not in page
    assert now_of(kaur)["wte"] == "1"
    seen = re.search(r'name="seen" value="(\w+)"', page) or re.search(r'value="(\w+)"[^>]*name="seen"', page)
    assert seen is not None
    client.post(edit(kaur), typed | {"seen": seen[1], "visa_type": "Settled"})
    assert (now_of(kaur)["wte"], now_of(kaur)["visa_type"]) == ("0.6", "Settled")
    with pytest.raises(DoctorChanged):
        change_doctor(now, person=kaur, seen="x", corrects_first_day=False, by=sam)


def test_the_same_change_by_somebody_else_is_no_conflict(
    kaur: Person, sam: User, chris: User, client_for: ClientFor
) -> None:
    now = now_of(kaur)
    change(kaur, by=chris, wte="1")
    typed = now | {"seen": fingerprint(now), "wte": "1", "start_means": "new_post"}
    assert "Saved: Kaur, Chloe." in text_of(client_for(sam).post(edit(kaur), typed, follow=True))


# --- pages ---


def test_the_pages_take_few_queries(kaur: Person, sam: User, client_for: ClientFor) -> None:
    for year in range(2010, 2020):
        MedicalPostFactory(person=kaur, valid=DateRange(date(year, 1, 1), date(year + 1, 1, 1)))
        SiteFactory(code=f"X{year}", name=f"Site {year}", letter="X")
    client = client_for(sam)
    for wte in ("0.5", "0.6"):
        change(kaur, by=sam, wte=wte, site="Site 2011", specialty="OMFS")
    Person.objects.filter(pk=kaur.pk).update(team=TeamFactory())
    history = reverse("rotas:doctor_history", args=[kaur.pk])
    for address in (NEW, edit(kaur), history, reverse("rotas:doctor_list")):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 12, [query["sql"][:200] for query in queries]


def test_the_list_leads_to_each_doctor(kaur: Person, sam: User, amira: User, client_for: ClientFor) -> None:
    page = reverse("rotas:doctor_list")
    assert f'href="{edit(kaur)}"' in client_for(sam).get(page).text
    assert f'href="{edit(kaur)}"' not in client_for(amira).get(page).text


def test_the_head_of_the_list_and_the_form_are_the_same_fields(
    monday: object, sam: User, client_for: ClientFor
) -> None:
    page = client_for(sam).get(NEW).text
    assert set(EXPORTED) == set(re.findall(r'name="(\w+)"', page)) & set(EXPORTED)
    assert HEAD.startswith("Surname")
