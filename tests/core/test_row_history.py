"""The history of a record: who, when, why, before and after, and what is hidden."""

import pytest
from django.db import connection

from directorate.core.history import acting
from directorate.core.models import AccessEvent, RoleGrant, Site, User
from directorate.core.row_history import Change, changes_of, event_models_of, row_history, tracked_models, with_previous
from tests.factories import ALWAYS, ActionFactory, SiteFactory

pytestmark = pytest.mark.django_db


def only(changes: list[Change]) -> Change:
    assert len(changes) == 1
    return changes[0]


def test_every_history_is_found_by_its_moment() -> None:
    tables = [table for model in tracked_models() for table in event_models_of(model)]
    assert [table._meta.label for table in tables if not table._meta.get_field("pgh_created_at").db_index] == []


def test_a_change_says_who_what_why_and_before_and_after(chris: User) -> None:
    site = SiteFactory(code="RWP99", name="Old name")
    with acting(by=chris, action="Rename a site", reason="The Trust renamed it"):
        Site.objects.filter(pk=site.pk).update(name="New name", is_active=False)
    newest, first = row_history(site, viewer=chris)
    assert (newest.who, newest.kind, newest.action) == (chris.name, "Changed", "Rename a site")
    assert newest.reason == "The Trust renamed it"
    assert [(field.label, field.before, field.after) for field in newest.fields] == [
        ("Name", "Old name", "New name"),
        ("Active", "Yes", "No"),
    ]
    assert (first.kind, first.who) == ("Added", "Not recorded")
    assert ("Name", "", "Old name") in [(field.label, field.before, field.after) for field in first.fields]


def test_a_removed_row_keeps_what_it_said(chris: User) -> None:
    site = SiteFactory(code="RWP99", name="Closed")
    key = site.pk
    site.delete()
    site.pk = key
    newest = row_history(site, viewer=chris)[0]
    assert newest.kind == "Removed"
    assert ("Name", "Closed", "") in [(field.label, field.before, field.after) for field in newest.fields]


def test_rows_of_other_tables_join_the_history_of_their_record(chris: User, amira: User) -> None:
    with acting(by=chris, action="Grant a role"):
        RoleGrant.objects.create(user=amira, role="rc", valid=ALWAYS, granted_by=chris)
    changes = row_history(amira, viewer=chris, related=[(RoleGrant, {"user": amira.pk})])
    granted = next(change for change in changes if change.action == "Grant a role")
    told = {field.label: field.after for field in granted.fields}
    assert granted.record == "Role grant"
    assert told["Role"] == "Rota coordinator"
    assert told["User"] == "Amira Aziz"
    assert told["Valid"] == "1 April 2020 onwards"


def test_a_field_about_a_patient_is_hidden_from_those_without_the_list(chris: User, bola: User) -> None:
    action = ActionFactory(title="Ring Mrs Invented", owner=chris)
    assert "Title" in {field.label for field in only(row_history(action, viewer=chris)).fields}
    for_hr = only(row_history(action, viewer=bola))
    assert "Title" not in {field.label for field in for_hr.fields}
    assert for_hr.hidden == 1


def test_a_page_can_hide_more(chris: User) -> None:
    site = SiteFactory(code="RWP99")
    assert "Name" not in {field.label for field in only(row_history(site, viewer=chris, hide=["name"])).fields}


def test_a_password_is_never_in_a_history(chris: User) -> None:
    told = only(row_history(chris, viewer=chris))
    assert not any("assword" in field.label for field in told.fields)


def test_a_table_without_history_is_refused() -> None:
    with pytest.raises(LookupError, match="AccessEvent keeps no history"):
        event_models_of(AccessEvent)
    assert Site in tracked_models()


def test_a_hundred_changes_cost_as_many_queries_as_one(chris: User, django_assert_max_num_queries: object) -> None:
    site = SiteFactory(code="RWP99", name="0")
    for turn in range(1, 100):
        Site.objects.filter(pk=site.pk).update(name=str(turn))
    (event_model,) = event_models_of(Site)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        rows = with_previous(event_model).filter(id=site.pk)
        assert len(changes_of(rows, event_model=event_model, viewer=chris)) == 100
    assert connection.vendor == "postgresql"
