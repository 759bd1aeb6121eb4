"""A rota file checked: by command and on the page."""

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import User
from rotas.domain.clocks import DAY, LONDON_CLOCK
from rotas.domain.compliance import check_duties
from rotas.domain.terms import Terms
from rotas.facts.rota_check import duties_of_slot, whole_day_of_leave
from rotas.importers.files import read_rota_file
from rotas.importers.rota_grid import RotaGrid
from tests.rotas.test_importers import FILES, expected_of

ClientFor = Callable[[User], Client]
ENT, OMFS = FILES / "ent_middle_grade_rota.xlsx", FILES / "omfs_first_on_call.csv"


def run(path: Path, *options: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_rota", str(path), *options, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def test_each_slot_has_the_findings_that_are_known() -> None:
    grid = read_rota_file(ENT)
    assert isinstance(grid, RotaGrid)
    found = [
        {
            "slot": slot.number,
            "duties": sum(duty.kind not in {"leave", "zero"} for duty in duties_of_slot(slot, grid=grid)),
            "findings_without_average": [
                [item.code, item.verdict]
                for item in check_duties(duties_of_slot(slot, grid=grid), terms=Terms()).findings
            ],
        }
        for slot in grid.slots
    ]
    assert found == expected_of("ent_middle_grade_rota.xlsx")["per_slot"]


def test_the_command_says_the_verdicts_in_words_and_ends_with_1_when_a_rule_is_broken() -> None:
    said, code = run(ENT)
    assert code == 1
    assert "Slot 1: Dr Kaur, 34 duties" in said
    assert "BREACH Shift of at most 13 hours (SHIFT13): The shift from Sat 24 Oct 2026 20:00 lasts 13 h 30" in said
    assert "Row 5, AJ: “Night” is not in the legend." in said


def test_the_command_gives_the_same_as_json() -> None:
    said, code = run(ENT, "--json")
    found = json.loads(said)
    assert code == 1
    assert found["breach"] is True
    assert [line["doctor"] for line in found["lines"]][:2] == ["Dr Kaur", "Dr Lockyer"]
    shift = next(item for item in found["lines"][0]["findings"] if item["code"] == "SHIFT13")
    assert (shift["value"], shift["limit"], shift["cause"]) == (810, 780, "clock_change")


def test_the_command_lists_the_gaps_of_an_on_call_list() -> None:
    said, _ = run(OMFS)
    assert "Tue 20 Oct 2026 20:00: 1st on call, nobody" in said


def test_a_lawful_rota_ends_with_0(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Date,Doctor,Start,End\n02/11/2026,Kaur,09:00,17:00\n", encoding="utf-8")
    said, code = run(file)
    assert code == 0
    assert "every rule is kept" in said


@pytest.mark.parametrize("name", ["medical_staff_list.xlsx", "nothing.csv"])
def test_a_file_without_duties_is_refused_with_2(name: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("check_rota", str(FILES / name))
    assert refused.value.returncode == 2


def test_a_day_of_leave_is_25_hours_when_the_clocks_go_back() -> None:
    day = LONDON_CLOCK.wall(whole_day_of_leave(20751).start) // DAY
    assert day == 20751
    assert whole_day_of_leave(20751).minutes == 25 * 60


# --- the page ---


def post(client: Client, path: Path, **said: str) -> str:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    data = {"file": file, "rules": "AUTO", "weekend_limit": "3", **said}
    return client.post(reverse("rotas:rota_check"), data).content.decode()


@pytest.mark.django_db
def test_a_coordinator_drops_a_grid_and_reads_the_verdicts(
    monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    page = post(client_for(everybody[Role.ROTA_COORDINATOR]), ENT)
    assert "Rules are broken" in page
    assert "Dr Kaur" in page
    assert "13 h 30" in page
    assert "5 cells or rows" in page


@pytest.mark.django_db
def test_nothing_is_stored(monday: datetime, sam: User, client_for: ClientFor) -> None:
    client = client_for(sam)
    with CaptureQueriesContext(connection) as queries:
        post(client, OMFS)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE", "COPY"))]
    assert [sql for sql in written if "django_session" not in sql] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("rota.xlsm", b"x", "A workbook with macros cannot be used", id="macros"),
        pytest.param("rota.xlsx", b"PK\x03\x04 damaged", "damaged", id="damaged"),
        pytest.param("rota.csv", b"a,b\n1,2\n", "none of the files", id="another list"),
        pytest.param("rota.csv", b"", "The file is empty", id="empty"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_to_do(
    name: str, content: bytes, said: str, monday: datetime, sam: User, client_for: ClientFor
) -> None:
    data = {"file": SimpleUploadedFile(name, content), "rules": "AUTO", "weekend_limit": "3"}
    response = client_for(sam).post(reverse("rotas:rota_check"), data)
    assert response.status_code == 422
    assert said in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ROTA_COORDINATOR, 200),
        (Role.SPECIALTY_MANAGER, 200),
        (Role.SECRETARY, 403),
        (Role.FINANCE, 403),
        (Role.ADMINISTRATOR, 403),
    ],
)
def test_the_page_is_for_those_who_make_rotas(
    role: Role, status: int, monday: datetime, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    assert client_for(everybody[role]).get(reverse("rotas:rota_check")).status_code == status
