"""What a rota's file says of a swap: read, stored beside the duty, shown, and gone once the duty is somebody else's."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.imports.pipeline import import_file
from directorate.core.models import ImportBatch, Person, Specialty, User
from rotas.actions.gaps import open_gap
from rotas.actions.swaps import exchange_duties
from rotas.actions.switchboard import make_link
from rotas.importers.files import read_rota_file
from rotas.importers.on_call_list import OnCallList
from rotas.importers.rota_grid import RotaGrid
from rotas.models import AnswerWay, Duty, GapCause
from tests.factories import PersonFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.rotas.test_rota_grid import DOCTORS, SAMPLE, hire
from tests.rotas.test_rota_grid import load as load_grid

ClientFor = Callable[[User], Client]
FILES = Path(__file__).parents[1] / "data/imports/rotas"
HEAD = "Date,Day,Tier,Doctor,Start,End,Notes\n"
NOTE = "swap w/ Dr Varghese"


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


@pytest.fixture
def load(sam: User, tmp_path: Path, monday: object) -> Callable[..., ImportBatch]:
    """Load an on-call list of these rows; each file is another one."""
    specialty = Specialty.objects.get(code="omfs")
    for surname in ("Abbot", "Varghese"):
        PersonFactory(
            surname=surname, title="Dr", staff_group="medical", specialty=specialty, grade="ST1", email="x@nhs.net"
        )
    made: list[Path] = []

    def of_rows(*rows: str) -> ImportBatch:
        path = tmp_path / f"{len(made)}.csv"
        path.write_text(HEAD + "".join(f"{row}\n" for row in rows) + "\n" * len(made))
        made.append(path)
        return import_file(path, feed="on_call_list", by=sam)

    return of_rows


ABBOT, VARGHESE = "1/12/2026,Tue,1st,Abbot,20:00,08:30,", "4/12/2026,Fri,1st,Varghese,20:00,08:30,"


def notes() -> list[str]:
    return list(Duty.objects.order_by("during").values_list("swap_note", flat=True))


# --- read ---


def test_the_sample_list_and_the_sample_rota_say_of_whom() -> None:
    found = read_rota_file(FILES / "omfs_first_on_call.csv")
    assert isinstance(found, OnCallList)
    assert [(duty.row, duty.swap_note) for duty in found.duties if duty.swap_note] == [(25, NOTE)]
    grid = read_rota_file(SAMPLE)
    assert isinstance(grid, RotaGrid)
    said = {
        (slot.number, slot.places[place][1], slot.cells[place]): note
        for slot in grid.slots
        for place, note in slot.notes.items()
    }
    assert {(number, column) for number, column, _ in said} == {(5, "AG"), (7, "AG")}
    assert all(note.startswith("swap w/ Dr") and cell for (_, _, cell), note in said.items()), said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("swap w/ Dr Varghese", NOTE),
        ("Swap w/ Dr Varghese (agreed 3/11); bleep 271", "Swap w/ Dr Varghese"),
        ("new bleep; SWAP with Kaur", "SWAP with Kaur"),
        ("swapped the bleep", ""),
        ("sick since Monday", ""),
        ("swap " + "x" * 300, ("swap " + "x" * 300)[:100]),
    ],
    ids=["as in the rule book", "with more", "after something else", "another word", "no swap", "long"],
)
def test_only_what_the_notes_say_of_a_swap_is_kept(said: str, kept: str, load: Callable[..., ImportBatch]) -> None:
    assert load(f"{ABBOT}{said}").rows_accepted == 1
    assert notes() == [kept]


# --- stored ---


@pytest.mark.django_db
def test_the_list_again_changes_a_note_and_takes_it_away(load: Callable[..., ImportBatch]) -> None:
    load(f"{ABBOT}{NOTE}", VARGHESE)
    assert notes() == [NOTE, ""]
    assert load(f"{ABBOT}{NOTE}", VARGHESE).counts["rows_changed"] == 0
    again = load(f"{ABBOT}swap w/ Dr Wragg", f"{VARGHESE}{NOTE}")
    assert (again.counts["changes"], notes()) == (
        ["duties: 0 new, 2 changed, 0 as before"],
        ["swap w/ Dr Wragg", NOTE],
    )
    load(ABBOT, VARGHESE)
    assert notes() == ["", ""]


@pytest.mark.django_db
def test_a_rota_that_is_a_grid_keeps_its_notes_too(monday: object, sam: User, tmp_path: Path) -> None:
    hire(*DOCTORS)
    load_grid(SAMPLE, by=sam)
    assert sorted(Duty.objects.exclude(swap_note="").values_list("slot", flat=True)) == [5, 7]
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(SAMPLE.read_bytes() + b"\0\0")
    assert load_grid(copy, by=sam).counts["rows_changed"] == 0
    Duty.objects.filter(slot=5).update(swap_note="")
    again = tmp_path / "once more.xlsx"
    again.write_bytes(SAMPLE.read_bytes() + b"\0\0\0")
    assert load_grid(again, by=sam).counts["rows_changed"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["swapped", "given up"])
def test_once_the_duty_is_somebody_elses_here_the_note_is_gone_and_stays_gone(
    how: str, load: Callable[..., ImportBatch], sam: User
) -> None:
    load(f"{ABBOT}{NOTE}", VARGHESE)
    first, second = Duty.objects.order_by("during")
    if how == "given up":
        open_gap(first.pk, cause=GapCause.LEAVE, by=sam)
    else:
        doctors = (first.person_id or 0, second.person_id or 0)
        exchange_duties(
            first.pk, other_id=second.pk, doctors=doctors, by=sam, way=AnswerWay.PHONE, reason="Agreed with both"
        )
        load(f"{ABBOT}{NOTE}", VARGHESE)
    assert notes() == ["", ""]


# --- shown ---


@pytest.fixture
def noted(reference: None, monday: object) -> Duty:
    """Dr Kaur is on call tonight, and the list notes a swap."""
    person = PersonFactory(surname="Kaur", title="Dr", staff_group="medical", grade="Specialty registrar")
    tonight = make.hours(datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 8, tzinfo=UTC))
    found: Duty = make.DutyFactory(person=person, during=tonight, swap_note=NOTE)
    return found


@pytest.mark.django_db
def test_it_stands_beside_the_duty_where_people_look_and_not_on_the_switchboards_list(
    noted: Duty, everybody: dict[Role, User], sam: User, client_for: ClientFor
) -> None:
    coordinator = client_for(everybody[Role.ROTA_COORDINATOR])
    for page in (
        reverse("rotas:on_call_list"), reverse("rotas:week_sheet"), reverse("rotas:swap_find", args=[noted.pk]),
        reverse("rotas:gap_open", args=[noted.pk]), reverse("rotas:duty_history", args=[noted.pk]),
    ):  # fmt: skip
        assert re.search(f"noted in the list: {NOTE}", text_of(coordinator.get(page)), re.IGNORECASE), page
    sheet = text_of(client_for(everybody[Role.SECRETARY]).get(reverse("rotas:week_sheet")))
    assert f"ENT 2nd on call, Monday 23 November 17:00: Dr Kaur, noted in the list: {NOTE}" in sheet
    switchboard = Client().get(reverse("rotas:switchboard", args=[make_link(purpose="Switchboard", by=sam)]))
    assert "Dr Kaur" in text_of(switchboard)
    assert "swap" not in text_of(switchboard)


@pytest.mark.django_db
def test_a_note_is_text_whatever_stands_in_it(noted: Duty, sam: User, client_for: ClientFor) -> None:
    Duty.objects.filter(pk=noted.pk).update(swap_note="swap <script>alert(1)</script>")
    for page in (reverse("rotas:on_call_list"), reverse("rotas:week_sheet")):
        assert "<script>alert" not in client_for(sam).get(page).text


@pytest.mark.django_db
def test_the_history_of_a_duty_says_who_brought_the_note_and_who_took_it_away(
    load: Callable[..., ImportBatch], sam: User, client_for: ClientFor
) -> None:
    load(f"{ABBOT}{NOTE}")
    load(f"{ABBOT}swap w/ Dr Wragg")
    duty = Duty.objects.get()
    open_gap(duty.pk, cause=GapCause.LEAVE, by=sam)
    client, address = client_for(sam), reverse("rotas:duty_history", args=[duty.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = re.sub(r"<[^>]+>", "", text_of(client.get(address)))
    assert len(queries) <= 12
    assert "Open gap" in page
    assert "Swap note: swap w/ Dr Varghese" in re.sub(r"\s+", " ", page)
    assert "During: 1 December 2026 at 8pm to 2 December 2026 at 8:30am" in re.sub(r"\s+", " ", page)
    assert sam.name in page


@pytest.mark.django_db
@pytest.mark.cell("rota", "sm con res")
def test_the_history_is_for_whoever_makes_the_rota(
    noted: Duty, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    rota = make.RotaFactory(name="OMFS 2nd on call", specialty=SpecialtyFactory(code="omfs"))
    other = make.DutyFactory(rota=rota, during=noted.during)
    makers = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.ROTA_COORDINATOR}
    for role, user in everybody.items():
        client = client_for(user)
        here, elsewhere = (
            client.get(reverse("rotas:duty_history", args=[duty.pk])).status_code for duty in (noted, other)
        )
        if role in makers:
            assert (here, elsewhere) == (200, 200), role
        elif role is Role.SPECIALTY_MANAGER:
            assert (here, elsewhere) == (200, 404)
        else:
            assert {here, elsewhere} <= {403, 404}, role


@pytest.mark.django_db
def test_a_doctor_reads_it_of_the_own_duty(everybody: dict[Role, User], client_for: ClientFor, monday: object) -> None:
    resident = everybody[Role.RESIDENT]
    begin = clock.now().replace(day=30)
    Person.objects.filter(pk=resident.person_id).update(grade="Specialty registrar")
    duty = make.DutyFactory(person=resident.person, during=make.hours(begin, begin.replace(hour=20)), swap_note=NOTE)
    client = client_for(resident)
    for page in (reverse("rotas:my_duties"), reverse("rotas:own_swap_find", args=[duty.pk])):
        assert re.search(f"noted in the list: {NOTE}", text_of(client.get(page)), re.IGNORECASE)
