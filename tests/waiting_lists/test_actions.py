"""What users do to a pathway: outcome, history row, refusal; and what the database itself refuses."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core.models import User
from directorate.core.models.action import ActionState
from tests.waiting_lists.conftest import SmallList
from tests.waiting_lists.factories import (
    SEEN_AT,
    CommentFactory,
    ListExportFactory,
    PlannedDateFactory,
    SavedViewFactory,
    ValidationQueryFactory,
)
from waiting_lists import actions, tasks
from waiting_lists.models import Comment, ListExport, PlannedDate, SavedView, ValidationQuery

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 8)


def last_event() -> dict[str, Any]:
    event = apps.get_model("waiting_lists", "CommentEvent")._default_manager.latest("pgh_id")
    return dict(event.pgh_context)


def test_a_comment_is_kept_with_who_and_why(small_list: SmallList, amira: User) -> None:
    comment = actions.add_comment(small_list.hers, by=amira, text="Rang")
    assert (comment.pathway_key, comment.created_by) == (small_list.hers.pathway_key, amira)
    assert last_event()["action"] == "Add comment"
    assert last_event()["name"] == "Amira Aziz"


def test_every_action_refuses_who_may_not_write(small_list: SmallList, amira: User) -> None:
    row, query = small_list.colleagues, ValidationQueryFactory(pathway_key=small_list.colleagues.pathway_key)
    refused = [
        lambda: actions.add_comment(row, by=amira, text="x"),
        lambda: actions.plan_date(row, by=amira, day=DAY, kind="treatment"),
        lambda: actions.remove_planned_date(row, by=amira),
        lambda: actions.add_action(row, by=amira, title="x", owner=amira, due_date=DAY),
        lambda: actions.ask_for_validation(row, by=amira, question="x"),
        lambda: actions.answer_query(row, by=amira, query=query, answer="x"),
    ]
    for act in refused:
        with pytest.raises(PermissionDenied):
            act()
    assert not Comment.objects.exists()
    assert not PlannedDate.objects.exists()


def test_a_new_planned_date_ends_the_one_before(small_list: SmallList, amira: User) -> None:
    first = actions.plan_date(small_list.hers, by=amira, day=date(2026, 12, 1), kind="clinic")
    second = actions.plan_date(small_list.hers, by=amira, day=DAY, kind="treatment", note="Alexandra")
    first.refresh_from_db()
    assert first.ended_by == amira
    assert list(PlannedDate.objects.standing()) == [second]
    actions.remove_planned_date(small_list.hers, by=amira)
    assert not PlannedDate.objects.standing().exists()


def test_an_action_is_closed_once(small_list: SmallList, amira: User, sam: User) -> None:
    work = actions.add_action(small_list.hers, by=sam, title="Ring", owner=amira, due_date=DAY)
    actions.close_action(small_list.hers, by=amira, action=work, state=ActionState.DONE)
    actions.close_action(small_list.hers, by=sam, action=work, state=ActionState.CANCELLED)
    work.action.refresh_from_db()
    assert (work.action.state, work.action.closed_by) == (ActionState.DONE, amira)


def test_a_second_open_question_is_refused(small_list: SmallList, amira: User) -> None:
    actions.ask_for_validation(small_list.hers, by=amira, question="Right?")
    with pytest.raises(actions.AlreadyAskedError):
        actions.ask_for_validation(small_list.hers, by=amira, question="Again?")


def test_a_view_is_replaced_under_its_name_only_when_asked(amira: User) -> None:
    actions.save_view(by=amira, name="Mine", choices={"tab": "over"})
    with pytest.raises(actions.ViewNameTakenError):
        actions.save_view(by=amira, name="Mine", choices={"tab": "all"})
    assert SavedView.objects.get().choices == {"tab": "over"}
    actions.save_view(by=amira, name="Mine", choices={"tab": "all"}, replace=True)
    view = SavedView.objects.get()
    assert view.choices == {"tab": "all"}
    changes = apps.get_model("waiting_lists", "SavedViewEvent")._default_manager.filter(pgh_obj_id=view.pk)
    latest = changes.order_by("pgh_id").last()
    assert latest.choices == {"tab": "all"}
    assert latest.pgh_context["action"] == "Save view"


def test_somebody_elses_view_is_not_removed(amira: User, sam: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.delete_view(SavedViewFactory(user=sam), by=amira)


def test_a_workbook_of_somebody_who_may_not_read_any_more_is_not_made(small_list: SmallList, bola: User) -> None:
    export = ListExportFactory(created_by=bola)
    tasks.make_export(export.pk)
    assert ListExport.objects.get().state == "failed"


def test_a_finished_workbook_is_not_made_again(small_list: SmallList, sam: User) -> None:
    export = ListExportFactory(created_by=sam, state="ready")
    tasks.make_export(export.pk)
    assert ListExport.objects.get().state == "ready"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        pytest.param(lambda user: CommentFactory(text=""), "comment_says_something", id="empty comment"),
        pytest.param(
            lambda user: CommentFactory(withdrawn_at=SEEN_AT),
            "comment_is_withdrawn_by_somebody",
            id="withdrawn by nobody",
        ),
        pytest.param(
            lambda user: PlannedDateFactory(ended_by=user), "planned_date_is_ended_by_somebody", id="ended at no time"
        ),
        pytest.param(lambda user: ValidationQueryFactory(question=""), "query_asks_something", id="empty question"),
        pytest.param(
            lambda user: ValidationQueryFactory(answered_by=user, answered_at=SEEN_AT),
            "query_is_answered_by_somebody",
            id="answered with nothing",
        ),
        pytest.param(
            lambda user: SavedViewFactory(user=user, name=""), "saved_view_has_a_name", id="view without name"
        ),
        pytest.param(
            lambda user: [SavedViewFactory(user=user), SavedViewFactory(user=user)],
            "saved_view_has_a_name_of_its_own",
            id="two views of one name",
        ),
    ],
)
def test_the_database_refuses(make: Any, sentence: str, sam: User) -> None:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        make(sam)


def test_one_question_is_open_at_a_time_whoever_asks(small_list: SmallList) -> None:
    key = small_list.hers.pathway_key
    ValidationQueryFactory(pathway_key=key)
    with pytest.raises(IntegrityError, match="pathway_has_one_open_query"), transaction.atomic():
        ValidationQueryFactory(pathway_key=key)
    assert ValidationQuery.objects.count() == 1
