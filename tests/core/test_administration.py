"""Administration inside the app: accounts, roles, code lists, policy numbers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import DateRange

from directorate.core.access import may
from directorate.core.domain.access import Role, Subject
from directorate.core.models import (
    AccessEvent,
    BankHoliday,
    PolicyNumber,
    RoleGrant,
    Site,
    Specialty,
    TreatmentFunction,
    User,
)
from tests.factories import PASSWORD, PolicyNumberFactory, RoleGrantFactory, UserFactory, person_with_account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SignIn = Callable[[User], Client]
TODAY = {"first_day_day": "23", "first_day_month": "11", "first_day_year": "2026"}


@pytest.fixture
def ada(reference: None) -> User:
    """System administrator."""
    return person_with_account(forename="Ada", surname="Admin", role=Role.ADMINISTRATOR)


@pytest.fixture
def admin(ada: User, client_for: SignIn) -> Client:
    return client_for(ada)


def really_sign_in(user: User) -> Client:
    cache.clear()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/accounts/").status_code == 200
    return client


# --- accounts ---


def test_an_account_is_opened_without_a_password_and_with_a_link_for_one(admin: Client, ada: User) -> None:
    response = admin.post("/administration/users/add/", {"name": "Eve New", "email": "Eve.New@NHS.uk", "person": ""})
    eve = User.objects.get(email="eve.new@nhs.uk")
    assert response["Location"] == f"/administration/users/{eve.pk}/"
    assert not eve.has_usable_password()
    page = admin.post(f"/administration/users/{eve.pk}/make-link/").content.decode()
    link = page.split('id="password-link" translate="no">')[1].split("<")[0].removeprefix("http://testserver")
    newcomer = Client()
    form_page = newcomer.get(link)["Location"]
    chosen = {"password1": "seven green kettles", "password2": "seven green kettles"}
    assert newcomer.post(form_page, chosen)["Location"] == "/accounts/password/reset/key/done/"
    eve.refresh_from_db()
    assert eve.check_password("seven green kettles")
    assert AccessEvent.objects.get(kind="setting").filters == {"what": "make password link"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "", "email": "x@nhs.uk"}, "Enter the person&#x27;s name."),
        ({"name": "X", "email": "x"}, "Enter an email address, like name@nhs.net."),
        ({"name": "X", "email": "x@gmail.com"}, "Use an address that ends in one of"),
        ({"name": "X", "email": "ADA.admin@nhs.uk"}, "Another account has this address."),
    ],
    ids=["no name", "no address", "a private address", "a taken address"],
)
def test_a_wrong_account_form_says_what_to_do(admin: Client, data: dict[str, str], said: str) -> None:
    page = admin.post("/administration/users/add/", data).content.decode()
    assert said.replace("&#x27;", "&#39;") in page or said in page
    assert "<title>Error: " in page


def test_extra_fields_in_a_form_change_nothing(admin: Client) -> None:
    admin.post("/administration/users/add/", {"name": "E", "email": "e@nhs.uk", "is_superuser": "on", "is_staff": "on"})
    made = User.objects.get(email="e@nhs.uk")
    assert not made.is_superuser
    assert not made.is_staff


def test_closing_an_account_signs_its_user_out_at_the_next_request(admin: Client, chris: User) -> None:
    theirs = really_sign_in(chris)
    admin.post(f"/administration/users/{chris.pk}/close/", {"reason": "Left the Trust"})
    assert theirs.get("/accounts/").status_code == 302
    history = admin.get(f"/administration/users/{chris.pk}/").content.decode()
    assert "Close an account" in history
    assert "Left the Trust" in history
    admin.post(f"/administration/users/{chris.pk}/open/", {"reason": "Came back"})
    chris.refresh_from_db()
    assert chris.is_active


def test_an_account_is_not_closed_without_a_reason(admin: Client, chris: User) -> None:
    page = admin.post(f"/administration/users/{chris.pk}/close/", {"reason": " "}).content.decode()
    assert "Enter why you are doing this." in page
    chris.refresh_from_db()
    assert chris.is_active


def test_signing_somebody_out_everywhere_ends_all_their_sessions(admin: Client, chris: User) -> None:
    desk, phone = really_sign_in(chris), really_sign_in(chris)
    admin.post(f"/administration/users/{chris.pk}/end-sessions/")
    assert desk.get("/accounts/").status_code == phone.get("/accounts/").status_code == 302
    event = AccessEvent.objects.get(kind="setting")
    assert (event.filters, event.row_count) == ({"what": "end sessions"}, 2)


def test_a_lost_second_step_is_reset_and_logged(admin: Client, chris: User) -> None:
    TOTP.activate(chris, generate_totp_secret())
    admin.post(f"/administration/users/{chris.pk}/reset-second-step/", {"reason": "Lost phone, rang back"})
    assert not Authenticator.objects.filter(user=chris).exists()
    assert AccessEvent.objects.get(kind="setting").filters["reason"] == "Lost phone, rang back"


@pytest.mark.parametrize("act", ["close", "reset-second-step"])
def test_an_administrator_does_not_do_it_to_themself(admin: Client, ada: User, act: str) -> None:
    page = admin.post(f"/administration/users/{ada.pk}/{act}/", {"reason": "Try"}).content.decode()
    assert "You cannot do this to your own account." in page
    ada.refresh_from_db()
    assert ada.is_active


def test_the_user_list_costs_the_same_for_one_and_for_fifty(admin: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin.get("/administration/users/")
        return len(queries)

    admin.get("/administration/users/")
    few = count()
    for number in range(50):
        RoleGrantFactory(user=UserFactory(name=f"Many {number}"))
    assert count() == few <= 8


def test_users_are_found_by_part_of_a_name_without_the_name_in_the_address(admin: Client, chris: User) -> None:
    page = admin.post("/administration/users/", {"q": "adam"}).content.decode()
    assert "Chris Adams" in page
    assert "ada.admin@nhs.uk" not in page
    assert "No account has this name" in admin.post("/administration/users/", {"q": "%_%' OR 1=1"}).content.decode()


# --- roles ---


def ent() -> Specialty:
    return Specialty.objects.get(code="ent")


def test_a_role_counts_from_the_next_request_and_stops_with_the_next(admin: Client, client_for: SignIn) -> None:
    newcomer = UserFactory(email="new@nhs.uk", name="New Comer")
    theirs = client_for(newcomer)
    assert theirs.get("/administration/policy-numbers/").status_code == 403
    admin.post(
        f"/administration/users/{newcomer.pk}/roles/add/",
        {"role": "sm", "specialties": [ent().pk], "reason": "New post", **TODAY},
    )
    assert theirs.get("/administration/policy-numbers/").status_code == 200
    grant = RoleGrant.objects.get(user=newcomer)
    assert list(grant.specialties.all()) == [ent()]
    admin.post(f"/administration/roles/{grant.pk}/end/", {"reason": "Moved on"})
    assert theirs.get("/administration/policy-numbers/").status_code == 403


def test_taking_a_role_away_keeps_the_days_it_was_held(admin: Client, chris: User) -> None:
    grant = RoleGrant.objects.get(user=chris)
    admin.post(f"/administration/roles/{grant.pk}/end/", {"reason": "Left"})
    grant.refresh_from_db()
    assert grant.valid == DateRange(date(2020, 4, 1), date(2026, 11, 23))
    assert not may(user=User.objects.get(pk=chris.pk), subject=Subject.WAITING_LIST)


def test_changing_where_a_role_reaches_is_in_the_history(admin: Client, amira: User) -> None:
    grant = RoleGrant.objects.get(user=amira)
    other = Specialty.objects.get(code="dermatology")
    data = {"specialties": [other.pk], "may_log_for_team": "on", "reason": "Moves desk", **TODAY}
    admin.post(f"/administration/roles/{grant.pk}/edit/", data)
    grant.refresh_from_db()
    assert list(grant.specialties.all()) == [other]
    page = admin.get(f"/administration/users/{amira.pk}/").content.decode()
    for words in ("Change a role", "Moves desk", "Dermatology", "1 April 2020 onwards"):
        assert words in page


def test_nobody_grants_themselves_a_role(admin: Client, ada: User) -> None:
    data = {"role": "dm", "reason": "Need it", **TODAY}
    page = admin.post(f"/administration/users/{ada.pk}/roles/add/", data).content.decode()
    assert "You cannot do this to your own account." in page
    assert RoleGrant.objects.filter(user=ada).count() == 1


def test_nobody_changes_or_ends_a_role_of_their_own(admin: Client, ada: User) -> None:
    grant = RoleGrant.objects.get(user=ada)
    assert "your own account" in admin.post(f"/administration/roles/{grant.pk}/end/", {"reason": "x"}).content.decode()
    data = {"reason": "x", **TODAY}
    assert "your own account" in admin.post(f"/administration/roles/{grant.pk}/edit/", data).content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "sec"}, "Choose at least one specialty."),
        ({"role": "tl"}, "Choose at least one team."),
        ({"role": ""}, "Choose a role."),
        ({"role": "dm", "may_log_for_team": "on"}, "Only a secretary can be given this."),
        ({"role": "dm", "last_day_day": "1", "last_day_month": "1", "last_day_year": "2026"}, "The last day must be"),
        ({"role": "dm", "first_day_day": "31", "first_day_month": "2"}, "Enter a real date"),
        ({"role": "dm", "reason": ""}, "Enter why you are doing this."),
    ],
    ids=["no specialty", "no team", "no role", "may log", "days out of order", "31 February", "no reason"],
)
def test_a_wrong_role_form_says_what_to_do(admin: Client, chris: User, data: dict[str, str], said: str) -> None:
    posted = {**TODAY, "reason": "Because", **data}
    assert said in admin.post(f"/administration/users/{chris.pk}/roles/add/", posted).content.decode()
    assert RoleGrant.objects.filter(user=chris).count() == 1


def test_an_administrator_sees_no_case_content(ada: User) -> None:
    allowed = {subject for subject in Subject if may(user=ada, subject=subject)}
    assert allowed == {Subject.ADMINISTRATION}


def test_a_system_account_is_not_shown(admin: Client) -> None:
    job = UserFactory(email="reports@system.invalid", name="Reports (system)", is_system=True)
    assert "Reports (system)" not in admin.get("/administration/users/").content.decode()
    assert admin.get(f"/administration/users/{job.pk}/").status_code == 404


# --- who may read and who may change ---


@pytest.mark.parametrize("role", [Role.ASSISTANT_MANAGER, Role.AUDITOR])
def test_readers_see_the_pages_without_the_buttons(everybody: dict[Role, User], client_for: SignIn, role: Role) -> None:
    client = client_for(everybody[role])
    other = everybody[Role.SECRETARY]
    for path in ("users/", f"users/{other.pk}/", "registers/sites/", "roles/"):
        page = client.get(f"/administration/{path}")
        assert page.status_code == 200
        assert "Open an account" not in page.content.decode()
        assert "Add a" not in page.content.decode()
    assert client.post(f"/administration/users/{other.pk}/close/", {"reason": "x"}).status_code == 403
    other.refresh_from_db()
    assert other.is_active


# --- code lists ---


def test_a_site_is_added_changed_and_its_history_shown(admin: Client) -> None:
    data = {"code": "RWP77", "name": "Evesham", "letter": "E", "is_active": "on", "reason": "New clinic"}
    admin.post("/administration/registers/sites/add/", data)
    site = Site.objects.get(code="RWP77")
    changed = admin.post(f"/administration/registers/sites/{site.pk}/edit/", {**data, "letter": "V", "reason": "Clash"})
    page = admin.get(changed["Location"]).content.decode()
    for words in ("Change site", "Clash", "Ada Admin", "New clinic"):
        assert words in page


def test_a_bank_holiday_is_removed_after_a_warning(admin: Client) -> None:
    day = BankHoliday.objects.get(date=date(2026, 12, 25))
    path = f"/administration/registers/bank-holidays/{day.pk}/remove/"
    assert "move one working day earlier" in admin.get(path).content.decode()
    assert BankHoliday.objects.filter(pk=day.pk).exists()
    admin.post(path, {"reason": "Test entry"})
    assert not BankHoliday.objects.filter(pk=day.pk).exists()


def test_a_bank_holiday_cannot_be_entered_twice(admin: Client) -> None:
    data = {"date_day": "25", "date_month": "12", "date_year": "2026", "title": "X", "source": "X", "reason": "X"}
    page = admin.post("/administration/registers/bank-holidays/add/", data).content.decode()
    assert "There is a bank holiday on this date already." in page


def test_a_specialty_keeps_its_code(admin: Client) -> None:
    specialty = ent()
    data = {"code": "changed", "name": "ENT", "directorate": specialty.directorate_id, "sort_order": "0", "reason": "x"}
    admin.post(f"/administration/registers/specialties/{specialty.pk}/edit/", {**data, "is_active": "on"})
    assert ent().pk == specialty.pk


def test_a_treatment_function_is_confirmed(admin: Client) -> None:
    found = TreatmentFunction.objects.get(code="254")
    data = {
        "name": found.name,
        "return_line": "X04",
        "source": "Data Dictionary",
        "is_confirmed": "on",
        "reason": "Read",
    }
    admin.post(
        "/administration/registers/treatment-functions/254/edit/", {**data, "specialty": str(found.specialty_id)}
    )
    found.refresh_from_db()
    assert found.is_confirmed


@pytest.mark.parametrize(
    "path", ["nothing/", "sites/abc/", "sites/0/", "sites/99999999999999999999/", "sites/1/remove/"]
)
def test_what_is_not_there_answers_404(admin: Client, path: str) -> None:
    assert admin.get(f"/administration/registers/{path}").status_code == 404


# --- policy numbers ---


def test_a_change_of_a_policy_number_makes_a_new_row_from_a_day(chris: User, client_for: SignIn) -> None:
    number = PolicyNumber.objects.get(key="rtw_working_days")
    client = client_for(chris)
    data = {"value": "5", "source": "HR034 version 9, 6.8", "is_confirmed": "on", "reason": "New policy"}
    dated = {"first_day_day": "1", "first_day_month": "1", "first_day_year": "2027"}
    client.post(f"/administration/policy-numbers/{number.pk}/change/", {**data, **dated})
    assert PolicyNumber.objects.values_on(date(2026, 12, 31))["rtw_working_days"] == Decimal(3)
    assert PolicyNumber.objects.values_on(date(2027, 1, 1))["rtw_working_days"] == Decimal(5)
    page = client.get("/administration/policy-numbers/rtw_working_days/").content.decode()
    for words in ("1 April 2020 to 31 December 2026", "1 January 2027 onwards", "HR034 version 9, 6.8", "New policy"):
        assert words in page


def test_a_change_begins_after_the_value_it_replaces(chris: User, client_for: SignIn) -> None:
    number = PolicyNumberFactory(key="test_number", valid=DateRange(date(2026, 1, 1), None))
    data = {"value": "5", "source": "x", "reason": "x", **TODAY, "first_day_year": "2025"}
    page = client_for(chris).post(f"/administration/policy-numbers/{number.pk}/change/", data).content.decode()
    assert "Enter a day after 1 January 2026" in page


def test_a_wrong_value_is_refused(chris: User, client_for: SignIn) -> None:
    number = PolicyNumber.objects.get(key="rtw_working_days")
    path = f"/administration/policy-numbers/{number.pk}/change/"
    for value in ("-1", "abc", "NaN", "1e40", ""):
        assert (
            "<title>Error: "
            in client_for(chris).post(path, {"value": value, "source": "x", "reason": "x", **TODAY}).content.decode()
        )
    assert PolicyNumber.objects.filter(key="rtw_working_days").count() == 1


def test_those_who_only_read_policy_numbers_cannot_change_them(everybody: dict[Role, User], client_for: SignIn) -> None:
    number = PolicyNumber.objects.get(key="rtw_working_days")
    client = client_for(everybody[Role.SPECIALTY_MANAGER])
    assert "Change or confirm" not in client.get("/administration/policy-numbers/rtw_working_days/").content.decode()
    assert client.post(f"/administration/policy-numbers/{number.pk}/change/", {"value": "5"}).status_code == 403
