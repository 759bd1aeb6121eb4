"""A rota grid as a file: recognised, checked against the rules, stored as duties that the week sheet shows."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import Given, import_file
from directorate.core.models import ImportBatch, Person, Specialty, User
from rotas.domain.rota_titles import is_called_for, name_of, tier_of
from rotas.facts.on_call_list import on_call_days
from rotas.models import Duty, DutyType, Gap, GapCause, Rota
from tests.core.document_feeds import expected_of
from tests.factories import PersonFactory
from tests.rotas import factories as make
from tests.rotas.factories import hours
from tests.staffing.factories import AbsenceFactory

ClientFor = Callable[[User], Client]
SAMPLE = Path(__file__).parents[1] / "data/imports/rotas/ent_middle_grade_rota.xlsx"
DOCTORS = ("Kaur", "Lockyer", "Mbeki", "Nuttall", "Oyelaran", "Quill", "Rahimi")
LEGEND = (
    ("Code", "Meaning", "Start", "Finish", "Type"),
    ("N", "Normal day", "09:00", "17:00", "shift"),
    ("X", "Night", "20:00", "08:30", "shift"),
    ("Z", "Off-site on-call", "17:00", "08:00", "nroc"),
    ("AL", "Annual leave", "", "", "leave"),
    ("O", "Off", "", "", "zero"),
    ("?", "Nobody knows", "", "", "shift"),
)


def load(path: Path, *, by: User, dry: bool = False) -> ImportBatch:
    return import_file(path, feed="rota_grid", by=by, given=Given(is_dry_run=dry))


def hire(*surnames: str) -> list[Person]:
    return [
        PersonFactory(surname=name, title="Dr", staff_group="medical", grade="Specialty registrar", staff_number=None)
        for name in surnames
    ]


def grid(path: Path, *slots: Sequence[str], title: str = "ENT MIDDLE GRADE ROTA") -> Path:
    """A workbook of one week from 30 November 2026; a slot is its doctor and seven codes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rota"
    sheet.append([title])
    sheet.append(["", "", "w/c 30/11/2026"])
    sheet.append(["Slot", "Doctor", *["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]])
    for number, (doctor, codes) in enumerate(slots, start=1):
        sheet.append([number, doctor, *codes.split()])
    legend = book.create_sheet("Legend")
    for row in LEGEND:
        legend.append(row)
    book.save(path)
    return path


def faults(batch: ImportBatch) -> list[tuple[Any, ...]]:
    return sorted(batch.rejected_rows.values_list("row_number", "column", "code"))


def history_rows() -> int:
    models = [apps.get_model("rotas", name) for name in ("DutyEvent", "GapEvent", "DutyTypeEvent", "RotaEvent")]
    return sum(model._default_manager.count() for model in models)


def notes(batch: ImportBatch) -> dict[str, list[str]]:
    return dict(batch.counts["notes"])


@pytest.mark.parametrize(
    ("title", "tier", "name"),
    [
        ("ENT MIDDLE GRADE ROTA", "2", "ENT middle grade rota"),
        ("ENT SHO rota", "1", "ENT SHO rota"),
        ("Consultant on call", "3", "Consultant on call"),
        ("ENT 1st and 2nd on call", None, "ENT 1st and 2nd on call"),
        ("ROTA", None, "Rota"),
        ("", None, ""),
    ],
)
def test_a_title_says_whose_rota_it_is(title: str, tier: str | None, name: str) -> None:
    assert (tier_of(title), name_of(title, specialty="ENT")) == (tier, name)


@pytest.mark.parametrize(
    ("kind", "span", "called"),
    [
        ("shift", (540, 1020), False),
        ("shift", (480, 1230), True),
        ("shift", (480, 1080), False),
        ("shift", (1200, 1950), True),
        ("shift", (1260, 1560), True),
        ("shift", (0, 480), True),
        ("nroc", (1020, 1080), True),
        ("resident_on_call", (540, 1020), True),
    ],
    ids=["normal day", "long day", "ten hours", "night", "late to 02:00", "early morning", "from home", "resident"],
)
def test_a_normal_day_is_not_called_for(kind: str, span: tuple[int, int], called: bool) -> None:
    assert is_called_for(kind, span=span) is called


@pytest.mark.django_db
def test_the_sample_is_stored_cell_by_cell(monday: object, sam: User, tmp_path: Path) -> None:
    hire(*DOCTORS)
    feed = recognise(look_at(SAMPLE), feeds=all_feeds())
    assert feed is not None
    assert feed.key == "rota_grid"
    expected, batch = expected_of(SAMPLE), load(SAMPLE, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    read = (batch.rows_read, batch.rows_accepted, batch.rows_rejected)
    assert read == (expected["cells_read"], expected["accepted_cells"], expected["rejected_cells"])
    assert faults(batch) == sorted((found["row"], found["column"], found["code"]) for found in expected["rejected"])
    noticed = sorted(batch.warnings.values_list("row_number", "column", "code"))
    assert noticed == sorted((found["row"], found["column"], found["code"]) for found in expected["warnings"])
    assert batch.as_at == date(2026, 10, 5)
    rota = Rota.objects.get()
    assert (rota.name, rota.specialty.code, rota.tier) == ("ENT middle grade rota", "ent", "2")
    stored = dict(Duty.objects.values_list("duty_type__code").annotate(rows=Count("pk")))
    assert stored == {code: expected["totals"][code] for code in ("L", "N", "X", "Z")}
    assert dict(DutyType.objects.values_list("code", "name"))["X"] == "Night"
    night = Duty.objects.get(slot=1, during__startswith=datetime(2026, 10, 24, 19, 0, tzinfo=UTC))
    assert (night.person.surname, night.kind, night.is_on_call) == ("Kaur", "shift", True)
    assert night.during.upper == datetime(2026, 10, 25, 8, 30, tzinfo=UTC)
    vacant = Duty.objects.filter(slot=6)
    assert set(vacant.values_list("person", flat=True)) == {None}
    assert Gap.objects.count() == vacant.filter(is_on_call=True).count() > 0
    assert any("Breach" in line for line in notes(batch)["What the working-time rules find"])
    assert notes(batch)["Leave in the rota that is not recorded here: log it"] == [
        "Dr Kaur: Mon 2 Nov 2026 to 6 Nov 2026",
        "Dr Nuttall: Mon 16 Nov 2026 to 20 Nov 2026",
    ]
    history = history_rows()
    copy = tmp_path / "again.xlsx"
    copy.write_bytes(SAMPLE.read_bytes() + b"\0\0")
    again = load(copy, by=sam)
    assert (again.state, again.counts["rows_changed"]) == ("accepted", 0), again.counts["changes"]
    assert history_rows() == history > 0
    assert load(SAMPLE, by=sam).file_issues == ["duplicate_file"]


@pytest.mark.django_db
def test_the_week_sheet_shows_a_loaded_rota_and_the_switchboard_only_what_is_called_for(
    monday: datetime, sam: User, client_for: ClientFor
) -> None:
    people = hire(*DOCTORS)
    make.ActivityTemplateFactory(person=people[0], weekday=1, session="am", activity="Clinic")
    load(SAMPLE, by=sam)
    page = client_for(sam).get(reverse("rotas:week_sheet"), {"week": "2026-11-23"}).content.decode()
    row = page[page.index('<th scope="row">Dr Kaur') :].split("</tr>", maxsplit=1)[0]
    assert "Clinic" in row
    assert "Normal day" in row
    assert '2nd on call <span class="rota-hours">08–20' in page
    shown = [
        line
        for day in on_call_days(Duty.objects.all(), today=date(2026, 11, 23), days=7, now=monday)
        for line in day.lines
    ]
    assert shown
    assert {line.hours for line in shown} <= {"08:00 to 20:30", "20:00 to 08:30", "17:00 to 08:00"}


@pytest.fixture
def two(monday: object, reference: None, sam: User) -> list[Person]:
    """Dr Kaur and Dr Mbeki of ENT."""
    return hire("Kaur", "Mbeki")


def doctors_of(day: datetime) -> dict[int, str | None]:
    rows = Duty.objects.standing().filter(during__startswith=day).select_related("person")
    return {duty.slot: duty.person.surname if duty.person else None for duty in rows}


NIGHT = datetime(2026, 12, 1, 20, tzinfo=UTC)


def test_two_doctors_change_places_and_what_is_off_now_is_cancelled(
    two: list[Person], sam: User, tmp_path: Path
) -> None:
    first = grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O"), ("Dr Mbeki", "N N O O O O O"))
    assert load(first, by=sam).counts["changes"][0] == "duties: 4 new, 0 changed, 0 as before"
    assert doctors_of(NIGHT) == {1: "Kaur"}
    second = grid(tmp_path / "2.xlsx", ("Dr Mbeki", "N X O O O O O"), ("Dr Kaur", "N O O O O O O"))
    batch = load(second, by=sam)
    assert batch.counts["changes"] == [
        "duties: 0 new, 3 changed, 0 as before",
        "duties that the rota does not have any more: 0 new, 1 changed, 0 as before",
    ], faults(batch)
    assert doctors_of(NIGHT) == {1: "Mbeki"}
    assert doctors_of(datetime(2026, 11, 30, 9, tzinfo=UTC)) == {1: "Mbeki", 2: "Kaur"}
    assert Duty.objects.get(is_cancelled=True).slot == 2


def test_a_cell_that_cannot_be_read_changes_nothing(two: list[Person], sam: User, tmp_path: Path) -> None:
    load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O")), by=sam)
    batch = load(grid(tmp_path / "2.xlsx", ("Dr Kaur", "N TBC O O O O O")), by=sam)
    assert faults(batch) == [(4, "D", "unknown_code")]
    assert doctors_of(NIGHT) == {1: "Kaur"}
    assert batch.counts["rows_changed"] == 0


def test_who_was_found_here_stays(two: list[Person], sam: User, tmp_path: Path) -> None:
    kaur, mbeki = two
    load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "O X O O O O O"), ("VACANT", "O O X O O O O")), by=sam)
    covered = Duty.objects.get(slot=1)
    covered.person = mbeki
    covered.save()
    make.GapFactory(duty=covered, cause=GapCause.SICK, closed_at=NIGHT, closed_by=sam)
    taken = Duty.objects.get(slot=2)
    taken.person = kaur
    taken.save()
    batch = load(grid(tmp_path / "2.xlsx", ("Dr Kaur", "O X O O O O N"), ("VACANT", "O O X O O O O")), by=sam)
    assert batch.counts["changes"][0] == "duties: 1 new, 0 changed, 2 as before"
    assert notes(batch)["Kept as arranged here"] == ["Tue 1 Dec 2026 X: Dr Mbeki", "Wed 2 Dec 2026 X: Dr Kaur"]
    assert doctors_of(NIGHT) == {1: "Mbeki"}


def test_a_vacant_line_is_a_gap_where_it_is_called_for_until_somebody_is_written_in(
    two: list[Person], sam: User, tmp_path: Path
) -> None:
    load(grid(tmp_path / "1.xlsx", ("VACANT", "N X O O O O O")), by=sam)
    gap = Gap.objects.get()
    assert (gap.duty.duty_type.code, gap.cause, gap.closed_at) == ("X", "vacancy", None)
    load(grid(tmp_path / "2.xlsx", ("Dr Kaur", "N X O O O O O")), by=sam)
    gap.refresh_from_db()
    assert (gap.closed_by, gap.how) == (sam, "Rota")
    assert doctors_of(NIGHT) == {1: "Kaur"}


def test_what_does_not_fit_waits_with_its_reason(two: list[Person], sam: User, tmp_path: Path) -> None:
    kaur, _ = two
    make.DutyFactory(
        person=kaur,
        duty_type=make.LongDayFactory(),
        rota=make.RotaFactory(name="OMFS 1st on call"),
        during=hours(datetime(2026, 11, 30, 8, tzinfo=UTC), datetime(2026, 11, 30, 20, 30, tzinfo=UTC)),
    )
    path = grid(
        tmp_path / "1.xlsx", ("Dr Kaur", "N X ? O O O O"), ("Dr Nobody", "N N O O O O O"), ("Dr Mbeki", "N O O O O O O")
    )
    batch = load(path, by=sam)
    assert faults(batch) == [(4, "C", "overlap_person"), (4, "E", "bad_legend"), (5, "B", "unknown_worker")]
    assert (batch.rows_read, batch.rows_accepted, batch.counts["skipped"]) == (21, 12, 7)
    assert doctors_of(NIGHT) == {1: "Kaur"}
    assert batch.rejected_rows.filter(specialty__code="ent").count() == 3


def test_a_duty_that_another_list_holds_already_is_not_entered_twice(
    two: list[Person], sam: User, tmp_path: Path
) -> None:
    kaur, _ = two
    make.DutyFactory(
        person=kaur, during=hours(datetime(2026, 11, 30, 17, tzinfo=UTC), datetime(2026, 12, 1, 8, tzinfo=UTC))
    )
    batch = load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "Z O O O O O O")), by=sam)
    assert batch.counts["changes"][0] == "duties: 0 new, 0 changed, 1 as before"
    assert Duty.objects.count() == 1


def test_a_day_of_leave_is_compared_and_not_recorded(two: list[Person], sam: User, tmp_path: Path) -> None:
    kaur, mbeki = two
    AbsenceFactory(person=kaur, first_date=date(2026, 12, 2), last_date=date(2026, 12, 2))
    path = grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X AL O O O O"), ("Dr Mbeki", "AL AL N O O O O"))
    AbsenceFactory(person=mbeki, first_date=date(2026, 12, 2), last_date=date(2026, 12, 2))
    batch = load(path, by=sam, dry=True)
    assert batch.state == "checked"
    assert Duty.objects.count() == 0
    assert notes(batch)["On leave here, and on duty in the rota"] == ["Dr Mbeki: Wed 2 Dec 2026 N"]
    assert notes(batch)["Leave in the rota that is not recorded here: log it"] == [
        "Dr Mbeki: Mon 30 Nov 2026 to 1 Dec 2026"
    ]


def test_a_rota_that_says_of_nobody_is_refused_with_what_to_write(
    reference: None, monday: object, sam: User, tmp_path: Path, client_for: ClientFor
) -> None:
    batch = load(grid(tmp_path / "1.xlsx", ("VACANT", "N X O O O O O"), title="ROTA"), by=sam)
    assert (batch.state, batch.file_issues) == ("refused", ["unknown_rota"])
    page = client_for(sam).get(reverse("imports:batch_view", args=[batch.pk])).content.decode()
    assert "Write it above the grid" in page


def test_the_findings_stand_on_the_page_before_the_rota_is_used(
    two: list[Person], sam: User, tmp_path: Path, client_for: ClientFor
) -> None:
    batch = load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "X X X X X O O")), by=sam, dry=True)
    page = client_for(sam).get(reverse("imports:batch_view", args=[batch.pk])).content.decode()
    assert "7 cells" in page
    assert "What the working-time rules find" in page
    assert "Slot 1: Dr Kaur: Breach" in page
    assert Specialty.objects.filter(code="ent").exists()


def test_a_title_that_is_the_name_of_a_rota_goes_into_it(two: list[Person], sam: User, tmp_path: Path) -> None:
    rota = make.RotaFactory(name="Night team", tier="1")
    load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O"), title="NIGHT TEAM"), by=sam)
    assert set(Duty.objects.values_list("rota", flat=True)) == {rota.pk}


def test_the_second_copy_of_a_sheet_holds_the_same(two: list[Person], sam: User, tmp_path: Path) -> None:
    path = grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O"), ("Dr Kaur", "N O O O O O O"))
    book = load_workbook(path)
    book["Rota"].cell(5, 1).value = 1
    book.save(path)
    assert faults(load(path, by=sam)) == [(5, "B", "duplicate_key")]


def test_an_on_call_list_beside_a_grid_has_a_rota_of_its_own_and_repeats_nothing(
    two: list[Person], sam: User, tmp_path: Path
) -> None:
    load(grid(tmp_path / "1.xlsx", ("Dr Kaur", "O X O O O O O"), ("Dr Mbeki", "N O Z O O O O")), by=sam)
    path = tmp_path / "list.csv"
    path.write_text(
        "Date,Day,Tier,Doctor,Start,End\n"
        "01/12/2026,Tue,2nd,Kaur,20:00,08:30\n"
        "02/12/2026,Wed,2nd,Mbeki,17:00,08:00\n"
        "03/12/2026,Thu,2nd,,17:00,08:00\n"
    )
    batch = import_file(path, feed="on_call_list", by=sam)
    assert batch.counts["changes"] == ["duties: 1 new, 0 changed, 2 as before", "rotas: 1 new, 0 changed, 0 as before"]
    again = tmp_path / "again.csv"
    again.write_text(path.read_text() + "\n")
    assert import_file(again, feed="on_call_list", by=sam).counts["rows_changed"] == 0
    assert Rota.objects.get(duties__slot=0).name == "ENT 2nd on call"


def test_a_swap_made_here_stays_when_the_list_comes_again(two: list[Person], sam: User, tmp_path: Path) -> None:
    kaur, mbeki = two
    head = "Date,Day,Tier,Doctor,Start,End\n"
    rows = "01/12/2026,Tue,2nd,Kaur,17:00,08:00\n03/12/2026,Thu,2nd,Mbeki,17:00,08:00\n"
    path, again = tmp_path / "1.csv", tmp_path / "2.csv"
    path.write_text(head + rows)
    import_file(path, feed="on_call_list", by=sam)
    first, second = Duty.objects.order_by("during")
    make.SwapOfferFactory(
        duty=first, giver=kaur, other=second, person=mbeki,
        answer="yes", answered_at=NIGHT, answered_by=sam, answered_how="phone", done_at=NIGHT, done_by=sam,
    )  # fmt: skip
    Duty.objects.filter(pk=first.pk).update(person=mbeki)
    Duty.objects.filter(pk=second.pk).update(person=kaur)
    again.write_text(head + rows + "\n")
    batch = import_file(again, feed="on_call_list", by=sam)
    assert (batch.rows_rejected, batch.counts["rows_changed"]) == (0, 0), faults(batch)


def test_a_line_without_a_slot_number_waits_and_a_note_does_not(two: list[Person], sam: User, tmp_path: Path) -> None:
    path = grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O"), ("Dr Mbeki", "N O O O O O O"), ("", "O O O O O O O"))
    book = load_workbook(path)
    for row, text in ((5, "²"), (6, "99999")):
        book["Rota"].cell(row, 1).value = text
    book["Rota"].cell(8, 1).value = "Ask the rota office before you swap"
    book.save(path)
    batch = load(path, by=sam)
    assert faults(batch) == [(5, "A", "bad_slot"), (6, "A", "bad_slot")]
    assert (batch.rows_read, batch.rows_accepted) == (7, 7)
    assert list(batch.warnings.values_list("row_number", "code")) == [(8, "note_row_skipped")]


@pytest.mark.parametrize(
    ("week", "weekday", "said"),
    [
        ("w/c 14/12/2026", "Mon", "after 6 December 2026 comes 14 December 2026"),
        ("w/c 30/11/2026", "Mon", "after 30 November 2026 comes 30 November 2026"),
        ("w/c 08/12/2026", "Mon", "is a Tuesday, and the column beneath is headed Mon"),
    ],
    ids=["a week lacks", "a week twice", "another weekday"],
)
def test_a_grid_whose_cells_would_stand_for_other_days_is_refused(
    two: list[Person], sam: User, tmp_path: Path, week: str, weekday: str, said: str
) -> None:
    path = grid(tmp_path / "1.xlsx", ("Dr Kaur", "N X O O O O O N O O O O O O"))
    book = load_workbook(path)
    sheet = book["Rota"]
    sheet.cell(2, 10).value, sheet.cell(3, 10).value = week, weekday
    book.save(path)
    batch = load(path, by=sam)
    assert batch.state == "refused"
    assert said in batch.explanation
    assert Duty.objects.count() == 0
