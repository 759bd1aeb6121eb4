"""The exported list comes back: differences first, then only comments, planned dates and owners; never twice."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.importers.file_kinds import FileRefusedError
from directorate.core.models import AccessEvent, Action, User
from tests.factories import CoverFactory, PersonFactory, SecretaryConsultantFactory
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import SEEN_AT, CensusFactory, CensusPathwayFactory, ReturnedWorkbookFactory
from waiting_lists import actions
from waiting_lists.domain import returned_rows as rules
from waiting_lists.importers import returned_list
from waiting_lists.importers.returned_list import read_returned_list
from waiting_lists.models import CensusPathway, Comment, PathwayAction, PlannedDate, ReturnedWorkbook
from waiting_lists.pages.returned import differences_of

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
BACK, EXPORT = reverse("waiting_lists:list_return"), reverse("waiting_lists:list_export")
DAY = date(2027, 2, 20)


def exported(client: Client, *, file_format: str = "xlsx") -> bytes:
    """The whole list as the user may take it out."""
    response: Any = client.post(EXPORT, {"tab": "all", "format": file_format})
    return b"".join(response.streaming_content)


def filled(content: bytes, *, cells: dict[Any, dict[str, Any]]) -> bytes:
    """The workbook with cells filled in: pathway to heading to value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Waiting list"]
    places = {cell.value: cell.column for cell in sheet[1]}
    key_place = places["Pathway key (leave as it is)"]
    rows = {sheet.cell(row, key_place).value: row for row in range(2, sheet.max_row + 1)}
    for pathway, values in cells.items():
        for heading, value in values.items():
            sheet.cell(rows[str(pathway.pathway_key)], places[heading]).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def bring_back(client: Client, content: bytes, *, kind: str = "treatment", name: str = "list.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(BACK, {"file": file, "planned_kind": kind}, follow=True)


def confirm(client: Client, page: Any) -> Any:
    """Press the button of the page of differences."""
    shown = re.search(r'name="shown" value="(\w+)"', text_of(page))
    take = reverse("waiting_lists:return_take", args=[ReturnedWorkbook.objects.latest("pk").key])
    return client.post(take, {"shown": shown[1] if shown else ""}, follow=True)


def refused_for(user: User) -> dict[str, tuple[str, ...]]:
    """Comment to reasons of the rows of the last upload that cannot be taken."""
    found = differences_of(ReturnedWorkbook.objects.latest("pk"), user=user)
    return {row.row.comment: row.verdict.refused for row in found.refused}


def text_of(response: Any) -> str:
    return response.content.decode()


def test_nothing_is_written_before_it_is_confirmed_and_then_only_the_three(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    cells = {"New comment": "Rang", "Planned date": DAY, "Owner": "amira aziz", "Surname": "Changed"}
    page = bring_back(client, filled(exported(client), cells={small_list.hers: cells}))
    assert "1 new comment, 1 new planned date (for treatment or surgery), 1 new owner" in text_of(page)
    assert not Comment.objects.exists()
    assert not PlannedDate.objects.exists()
    assert not Action.objects.exists()
    done = confirm(client, page)
    assert "1 comment, 1 planned date and 1 owner written" in text_of(done)
    comment, plan = Comment.objects.get(), PlannedDate.objects.get()
    assert (comment.text, comment.created_by, comment.pathway_key) == ("Rang", amira, small_list.hers.pathway_key)
    assert (plan.date, plan.kind, plan.pathway_key) == (DAY, "treatment", small_list.hers.pathway_key)
    action = PathwayAction.objects.get().action
    assert action.title == f"See to {small_list.hers.local_patient_identifier}"
    assert (action.owner, action.due_date) == (amira, date(2026, 11, 30))
    assert CensusPathway.objects.get(pk=small_list.hers.pk).surname == "Rollason"
    assert ReturnedWorkbook.objects.get().rows == []


def test_the_same_workbook_again_changes_nothing_whatever_happened_since(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    cells = {"New comment": "Rang", "Planned date": DAY, "Owner": amira.email}
    content = filled(exported(client), cells={small_list.hers: cells})
    page = bring_back(client, content)
    confirm(client, page)
    confirm(client, page)
    actions.withdraw_comment(Comment.objects.get(), by=amira)
    actions.plan_date(small_list.hers, by=amira, day=date(2027, 3, 1), kind="treatment")
    work = PathwayAction.objects.select_related("action").get()
    actions.close_action(small_list.hers, by=amira, action=work, state=actions.ActionState.DONE)
    again = bring_back(client, content)
    assert "There is nothing new to write" in text_of(again)
    assert "1 row as before" in text_of(again)
    confirm(client, again)
    assert (Comment.objects.count(), PlannedDate.objects.count(), Action.objects.count()) == (1, 2, 1)
    assert PlannedDate.objects.standing().get().date == date(2027, 3, 1)


def test_the_same_words_in_a_later_workbook_are_a_new_comment(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    confirm(client, bring_back(client, filled(exported(client), cells={small_list.hers: {"New comment": "Rang"}})))
    Comment.objects.update(created_at=datetime.fromisoformat("2026-11-20T09:00:00+00:00"))
    confirm(client, bring_back(client, filled(exported(client), cells={small_list.hers: {"New comment": "Rang"}})))
    assert Comment.objects.count() == 2


def test_comments_survive_the_next_list(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    content = filled(exported(client), cells={small_list.hers: {"New comment": "Rang"}})
    confirm(client, bring_back(client, content))
    later = CensusFactory(census_date=date(2026, 11, 29), previous=small_list.census)
    CensusPathwayFactory(
        census=later,
        pathway_key=small_list.hers.pathway_key,
        local_patient_identifier=small_list.hers.local_patient_identifier,
    )
    assert "“Rang”" in text_of(client.get(reverse("waiting_lists:pathway_list"), {"tab": "all"}))
    # and the workbook of the list before still knows its patient
    assert "There is nothing new to write" in text_of(bring_back(client, content))


def test_rows_that_cannot_be_taken_say_why_and_the_others_are_taken(
    small_list: SmallList, amira: User, sam: User, client_for: ClientFor
) -> None:
    # Sam may take out every row; Amira brings the workbook back
    gone = CensusPathwayFactory(census=small_list.census)
    content = filled(
        exported(client_for(sam)),
        cells={
            small_list.hers: {"New comment": "Rang"},
            small_list.colleagues: {"New comment": "not hers"},
            small_list.skin: {"New comment": "out of her reach"},
            small_list.cancer: {"New comment": "kept back", "Planned date": "next week", "Owner": "Nobody Known"},
            gone: {"New comment": "gone"},
        },
    )
    CensusPathway.objects.filter(pk=gone.pk).delete()
    client = client_for(amira)
    page = bring_back(client, content)
    assert refused_for(amira) == {
        "not hers": (rules.NOT_YOURS,),
        "out of her reach": (rules.NOT_ON_THE_LIST,),
        "kept back": (rules.UNREADABLE_DATE, rules.UNKNOWN_OWNER),
        "gone": (rules.NOT_ON_THE_LIST,),
    }
    assert "Bhatti" not in text_of(page)
    assert "4 rows that cannot be taken" in text_of(page)
    done = confirm(client, page)
    assert [comment.text for comment in Comment.objects.all()] == ["Rang"]
    assert "4 rows that cannot be taken" in text_of(done)


def test_a_secretary_may_bring_back_rows_of_consultants_she_covers(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    other, consultant = PersonFactory(), PersonFactory(consultant_code="C9001201")
    SecretaryConsultantFactory(secretary=other, consultant=consultant)
    client = client_for(amira)
    content = filled(exported(client), cells={small_list.colleagues: {"New comment": "Covered"}})
    bring_back(client, content)
    assert refused_for(amira) == {"Covered": (rules.NOT_YOURS,)}
    CoverFactory(covered=other, covering=amira.person)
    confirm(client, bring_back(client, content))
    assert Comment.objects.get().pathway_key == small_list.colleagues.pathway_key


def test_a_row_whose_hospital_number_is_another_patients_is_refused(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    number = small_list.long.local_patient_identifier
    cells = {small_list.hers: {"New comment": "Rang", "Hospital number": number}}
    bring_back(client, filled(exported(client), cells=cells))
    assert refused_for(sam) == {"Rang": (rules.OTHER_PATIENT,)}


def test_differences_that_changed_meanwhile_are_shown_again(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    page = bring_back(client, filled(exported(client), cells={small_list.hers: {"New comment": "Rang"}}))
    actions.add_comment(small_list.hers, by=amira, text="Rang")
    again = confirm(client, page)
    assert "The list has changed since you looked" in text_of(again)
    assert "There is nothing new to write" in text_of(again)
    assert Comment.objects.count() == 1
    assert ReturnedWorkbook.objects.get().taken_at is None


def test_a_csv_file_comes_back_too(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    lines = exported(client, file_format="csv").decode("utf-8-sig").splitlines()
    key = str(small_list.hers.pathway_key)
    changed = [line.replace(f",,,,{key}", f",Rang,20/02/2027,,{key}") for line in lines]
    page = bring_back(client, "\r\n".join(changed).encode(), kind="clinic", name="list.csv")
    confirm(client, page)
    assert PlannedDate.objects.get().kind == "clinic"


def test_only_whoever_brought_it_sees_and_confirms_it(
    small_list: SmallList, amira: User, sam: User, client_for: ClientFor
) -> None:
    returned = ReturnedWorkbookFactory(created_by=amira)
    detail = reverse("waiting_lists:return_detail", args=[returned.key])
    take = reverse("waiting_lists:return_take", args=[returned.key])
    assert client_for(sam).get(detail).status_code == 404
    assert client_for(sam).post(take).status_code == 404
    assert client_for(amira).get(detail).status_code == 200
    assert AccessEvent.objects.filter(kind="view", object_key=str(returned.key), user=amira).exists()
    with pytest.raises(PermissionDenied):
        actions.take_returned(returned.pk, by=sam, shown="")


def test_a_later_upload_takes_the_place_of_one_that_waits(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    taken = ReturnedWorkbookFactory(created_by=amira, taken_by=amira, taken_at=SEEN_AT)
    waits = ReturnedWorkbookFactory(created_by=amira)
    client = client_for(amira)
    bring_back(client, filled(exported(client), cells={small_list.hers: {"New comment": "Rang"}}))
    keys = set(ReturnedWorkbook.objects.values_list("key", flat=True))
    assert taken.key in keys
    assert waits.key not in keys
    assert len(keys) == 2


def test_planned_dates_need_their_kind(small_list: SmallList, amira: User, client_for: ClientFor) -> None:
    client = client_for(amira)
    page = bring_back(client, filled(exported(client), cells={small_list.hers: {"Planned date": DAY}}), kind="")
    assert "Your workbook has planned dates. Say what they are for" in text_of(page)
    asked = page.request["PATH_INFO"]
    returned = ReturnedWorkbook.objects.get()
    with pytest.raises(actions.DifferencesChangedError):
        actions.take_returned(returned.pk, by=amira, shown=differences_of(returned, user=amira).digest)
    refused = client.post(asked, {"planned_kind": ""})
    assert refused.status_code == 422
    assert "Choose what the planned dates are for" in text_of(refused)
    page = client.post(asked, {"planned_kind": "treatment"}, follow=True)
    assert "1 new planned date (for treatment or surgery)" in text_of(page)
    assert not PlannedDate.objects.exists()


def test_what_is_no_such_workbook_is_refused_with_a_sentence(
    small_list: SmallList, amira: User, client_for: ClientFor
) -> None:
    client = client_for(amira)
    for content, said in (
        (exported(client), "Nothing is filled in"),
        (b"not a workbook", "This is not a workbook of the patient tracking list"),
        (b"PK\x03\x04 broken", "There is a problem"),
        (b"", "There is a problem"),
    ):
        page = bring_back(client, content)
        assert page.status_code == 422, said
        assert said in text_of(page)


def test_too_many_rows_at_once_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned_list, "MOST_ROWS", 1)
    path = tmp_path / "list"
    path.write_text("Hospital number,New comment,Pathway key (leave as it is)\nW1,a,k1\nW2,b,k2\n")
    with pytest.raises(FileRefusedError, match="in parts"):
        read_returned_list(path)


def test_the_page_of_differences_needs_as_many_queries_for_ten_rows_as_for_one(
    small_list: SmallList, sam: User, client_for: ClientFor
) -> None:
    more = [CensusPathwayFactory(census=small_list.census) for _ in range(9)]
    client, counts = client_for(sam), []
    for rows in ([small_list.hers], [small_list.hers, *more]):
        cells = {row: {"New comment": "Rang", "Planned date": DAY, "Owner": sam.name} for row in rows}
        bring_back(client, filled(exported(client), cells=cells))
        detail = reverse("waiting_lists:return_detail", args=[ReturnedWorkbook.objects.latest("pk").key])
        with CaptureQueriesContext(connection) as queries:
            assert "Write these on the list" in text_of(client.get(detail))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_database_refuses_a_workbook_taken_by_somebody_else(amira: User, sam: User) -> None:
    sentence = "workbook_is_taken_by_whoever_brought_it"
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        ReturnedWorkbookFactory(created_by=amira, taken_by=sam, taken_at=SEEN_AT)
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        ReturnedWorkbookFactory(created_by=amira, comments_taken=1)
