"""Demo accounts, the second step, Django's admin: what an installation must not be."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from pytest_django.fixtures import Settings

from directorate.core.admin import SHOWN, site
from directorate.core.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_demo_accounts_outside_demo_mode_stop_the_start(settings: Settings) -> None:
    UserFactory(is_demo=True)
    settings.DEMO = False
    with pytest.raises(SystemCheckError, match="There are demo accounts in the database, and demo mode is off"):
        call_command("check", databases=["default"])


@pytest.mark.parametrize(("demo", "is_demo"), [(True, True), (False, False)], ids=["a demonstration", "real accounts"])
def test_otherwise_it_starts(settings: Settings, demo: bool, is_demo: bool) -> None:
    UserFactory(is_demo=is_demo)
    settings.DEMO = demo
    call_command("check", databases=["default"])


def test_a_deployment_without_a_second_step_is_warned_of(settings: Settings) -> None:
    settings.REQUIRE_MFA = settings.DEMO = settings.DEBUG = False
    assert "core.W001" in {message.id for message in run_checks(include_deployment_checks=True)}


def test_the_admin_of_django_is_not_there_without_debug() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")


def test_the_admin_of_django_shows_accounts_and_code_lists_to_superusers_and_changes_nothing() -> None:
    request = RequestFactory().get("/")
    request.user = User(email="root@nhs.uk", is_superuser=True, is_staff=True)
    assert site.has_permission(request)
    assert {model.__module__.split(".")[0] for model in site._registry} == {"directorate"}
    assert set(site._registry) == set(SHOWN)
    for shown in site._registry.values():
        assert not shown.has_add_permission(request)
        assert not shown.has_change_permission(request)
        assert not shown.has_delete_permission(request)


@pytest.mark.parametrize("user", [AnonymousUser(), User(email="x@nhs.uk", is_staff=True)], ids=["nobody", "staff"])
def test_the_admin_of_django_is_closed_to_others(user: User) -> None:
    request = RequestFactory().get("/")
    request.user = user
    assert not site.has_permission(request)
