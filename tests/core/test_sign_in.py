"""Signing in and out: password, second step, limits, what is logged, who is turned away."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from directorate.core import clock
from directorate.core.models import AccessEvent, User
from directorate.core.models.access import AccessKind
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
TODAY = "/accounts/"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    cache.clear()


def sign_in(client: Client, user: User, *, password: str = PASSWORD, address: str = "10.0.0.1", **data: str) -> object:
    form = {"login": user.email, "password": password, **data}
    return client.post("/accounts/login/", form, REMOTE_ADDR=address)


def signed_in(client: Client) -> bool:
    return client.get(TODAY).status_code == 200


def events(kind: AccessKind) -> list[AccessEvent]:
    return list(AccessEvent.objects.filter(kind=kind).order_by("pk"))


def give_app(user: User) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_a_right_password_signs_in_and_is_logged(chris: User, client: Client) -> None:
    response = sign_in(client, chris)
    assert response.status_code == 302  # type: ignore[attr-defined]
    assert signed_in(client)
    (event,) = events(AccessKind.SIGN_IN)
    assert event.user == chris
    assert event.filters == {"address": "10.0.0.1", "with": ["password"]}


def test_a_wrong_password_is_logged_without_what_was_typed(chris: User, client: Client) -> None:
    response = sign_in(client, chris, password="hunter2-typed")
    assert "The email address or the password is wrong" in response.content.decode()  # type: ignore[attr-defined]
    sign_in(client, UserFactory.build(email="my-password-in-the-wrong-box@nhs.uk"))
    known, unknown = events(AccessKind.SIGN_IN_FAILED)
    assert (known.user, unknown.user) == (chris, None)
    logged = f"{known.filters}{known.path}{unknown.filters}{unknown.path}"
    assert "hunter2" not in logged
    assert "wrong-box" not in logged


def test_a_new_session_key_is_given_at_sign_in(chris: User, client: Client) -> None:
    client.get("/accounts/login/")
    client.session.save()
    before = client.session.session_key
    sign_in(client, chris)
    assert client.session.session_key != before


def test_signing_out_is_logged_and_ends_the_session_on_the_server(chris: User, client: Client) -> None:
    sign_in(client, chris)
    stolen = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    assert len(events(AccessKind.SIGN_OUT)) == 1
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert not signed_in(thief)


def test_asking_for_the_sign_out_page_signs_nobody_out(chris: User, client: Client) -> None:
    sign_in(client, chris)
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client)


def test_a_hundred_wrong_tries_from_one_address_do_not_lock_the_user_out_at_another(chris: User) -> None:
    attacker = Client()
    for _ in range(100):
        last = sign_in(attacker, chris, password="wrong", address="203.0.113.9")
    assert "Too many wrong tries" in last.content.decode() or last.status_code == 429  # type: ignore[attr-defined]
    refused = sign_in(attacker, chris, address="203.0.113.9")
    assert refused.status_code in {200, 429}  # type: ignore[attr-defined]
    assert not signed_in(attacker)
    owner = Client()
    sign_in(owner, chris, address="10.0.0.7")
    assert signed_in(owner)


def test_a_colleague_behind_the_same_address_can_still_sign_in(chris: User, sam: User) -> None:
    clumsy, colleague = Client(), Client()
    for _ in range(20):
        sign_in(clumsy, chris, password="wrong")
    sign_in(colleague, sam)
    assert signed_in(colleague)


@pytest.mark.parametrize(
    "way_back", ["//evil.example", "https://evil.example/x", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(chris: User, client: Client, way_back: str) -> None:
    response = client.post("/accounts/login/", {"login": chris.email, "password": PASSWORD, "next": way_back})
    assert response.status_code == 302
    assert response["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(chris: User, client: Client) -> None:
    assert client.get("/accounts/security/")["Location"] == "/accounts/login/?next=%2Faccounts%2Fsecurity%2F"
    response = client.post(
        "/accounts/login/", {"login": chris.email, "password": PASSWORD, "next": "/accounts/security/"}
    )
    assert response["Location"] == "/accounts/security/"


def test_a_strange_host_is_refused(client: Client) -> None:
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


def test_a_form_without_its_token_is_refused(chris: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = sign_in(strict, chris)
    assert response.status_code == 403  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("password", "said"),
    [("short", "12 characters"), ("password1234", "too common"), ("chris.adams@nhs.uk", "too similar")],
    ids=["short", "common", "like the address"],
)
def test_weak_passwords_are_refused(chris: User, client: Client, password: str, said: str) -> None:
    sign_in(client, chris)
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert said in client.post("/accounts/password/change/", form).content.decode()


def test_long_passwords_without_rules_of_composition_are_taken(chris: User, client: Client) -> None:
    sign_in(client, chris)
    form = {"oldpassword": PASSWORD, "password1": "kettle " * 14, "password2": "kettle " * 14}
    assert client.post("/accounts/password/change/", form).status_code == 302


def test_password_fields_allow_pasting_and_password_managers(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page


def test_changing_the_password_ends_the_other_sessions_only(chris: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, chris)
    sign_in(elsewhere, chris)
    form = {"oldpassword": PASSWORD, "password1": "seven green kettles", "password2": "seven green kettles"}
    here.post("/accounts/password/change/", form)
    assert signed_in(here)
    assert not signed_in(elsewhere)


def test_signing_out_everywhere_else_keeps_this_session(chris: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, chris)
    sign_in(elsewhere, chris)
    assert "Sign out everywhere else" in here.get("/accounts/sessions/").content.decode()
    here.post("/accounts/sessions/")
    assert signed_in(here)
    assert not signed_in(elsewhere)


@pytest.mark.parametrize("field", ["is_active", "is_system", "is_demo"])
def test_a_closed_account_cannot_sign_in_nor_go_on(chris: User, client: Client, field: str) -> None:
    sign_in(client, chris)
    assert signed_in(client)
    User.objects.filter(pk=chris.pk).update(**{field: field != "is_active"})
    assert not signed_in(client)
    assert sign_in(Client(), chris)["Location"] == "/accounts/inactive/"  # type: ignore[index]
    assert events(AccessKind.SIGN_IN_FAILED)[-1].user == chris


def test_a_demo_account_signs_in_in_demo_mode(chris: User, client: Client, settings: Settings) -> None:
    User.objects.filter(pk=chris.pk).update(is_demo=True)
    settings.DEMO = True
    sign_in(client, chris)
    assert signed_in(client)


class Passing:
    """A clock that tests move on."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def minutes(self, number: float) -> None:
        self.at += timedelta(minutes=number)


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> Passing:
    found = Passing()
    monkeypatch.setattr(clock, "now", found.now)
    return found


def test_a_session_ends_after_thirty_minutes_without_use(chris: User, client: Client, passing: Passing) -> None:
    sign_in(client, chris)
    assert signed_in(client)
    passing.minutes(29)
    assert signed_in(client)
    passing.minutes(31)
    response = client.get(TODAY)
    assert response["Location"] == "/accounts/login/?next=%2Faccounts%2F&ended=idle"
    assert "nothing was done for 30 minutes" in client.get(response["Location"]).content.decode()
    assert events(AccessKind.SIGN_OUT)[-1].filters == {"why": "idle"}


def test_a_session_ends_after_twelve_hours_however_busy(chris: User, client: Client, passing: Passing) -> None:
    sign_in(client, chris)
    for _ in range(36):
        assert signed_in(client)
        passing.minutes(20)
    passing.minutes(1)
    assert "ended=long" in client.get(TODAY)["Location"]


def test_a_poll_does_not_keep_a_session_alive(chris: User, client: Client, passing: Passing) -> None:
    sign_in(client, chris)
    assert signed_in(client)
    for _ in range(6):
        passing.minutes(5)
        client.get(TODAY, headers={"X-Background-Poll": "true"})
        client.get("/accounts/session/", headers={"X-Background-Poll": "true"})
    passing.minutes(1)
    assert not signed_in(client)


def test_staying_signed_in_gives_thirty_more_minutes(chris: User, client: Client, passing: Passing) -> None:
    sign_in(client, chris)
    assert signed_in(client)
    passing.minutes(26)
    asked = client.get("/accounts/session/", headers={"X-Background-Poll": "true"})
    assert asked.json() == {"seconds_left": 4 * 60}
    assert client.post("/accounts/session/").json() == {"seconds_left": 30 * 60}
    passing.minutes(29)
    assert signed_in(client)


def test_a_fragment_asked_for_too_late_sends_the_window_to_the_sign_in_page(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/waiting-list/?x=1"}
    response = client.get("/accounts/", headers=headers)
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=%2Fwaiting-list%2F"


def test_the_page_says_when_the_session_ends_without_scripts(chris: User, client: Client, passing: Passing) -> None:
    sign_in(client, chris)
    assert "you are signed out at 9:30am" in client.get(TODAY).content.decode()


def test_without_a_second_step_nothing_else_opens(chris: User, client: Client, settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, chris)
    assert client.get("/")["Location"] == "/accounts/security/"
    assert "Set up a second step first" in client.get("/accounts/security/").content.decode()


def test_single_sign_on_has_its_second_step_elsewhere(chris: User, client: Client, settings: Settings) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, chris)
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount"}]
    session.save()
    assert client.get("/").status_code == 200


def test_an_app_is_set_up_with_its_code_and_gives_recovery_codes(
    chris: User, client: Client, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    sign_in(client, chris)
    page = client.get("/accounts/security/app/").content.decode()
    secret = re.search(r'app-secret" translate="no">([A-Z2-7]+)<', page).group(1)  # type: ignore[union-attr]
    response = client.post("/accounts/security/app/", {"code": code_now(secret)})
    assert response["Location"] == "/accounts/security/codes/"
    assert "10 of 10 codes are left" in client.get("/accounts/security/codes/").content.decode()
    assert client.get("/").status_code == 200


def test_the_second_step_is_asked_for_and_its_code_works_once(chris: User, client: Client) -> None:
    secret = give_app(chris)
    assert sign_in(client, chris)["Location"] == "/accounts/second-step/"  # type: ignore[index]
    assert not signed_in(client)
    wrong = client.post("/accounts/second-step/", {"code": "000000"})
    assert "The code is wrong" in wrong.content.decode()
    assert events(AccessKind.SIGN_IN_FAILED)[-1].filters["why"] == "wrong code"
    code = code_now(secret)
    assert client.post("/accounts/second-step/", {"code": code})["Location"] == "/accounts/remember-device/"
    client.post("/accounts/remember-device/", {"action": "skip"})
    assert signed_in(client)
    again = Client()
    sign_in(again, chris)
    assert "The code is wrong" in again.post("/accounts/second-step/", {"code": code}).content.decode()


def test_a_remembered_device_is_not_asked_again_for_twelve_hours(chris: User, client: Client) -> None:
    secret = give_app(chris)
    sign_in(client, chris)
    client.post("/accounts/second-step/", {"code": code_now(secret)})
    client.post("/accounts/remember-device/", {"action": "trust"})
    assert client.cookies["device"]["max-age"] == 12 * 3600
    assert client.cookies["device"]["httponly"]
    client.post("/accounts/logout/")
    sign_in(client, chris)
    assert signed_in(client)


def test_a_recovery_code_replaces_the_app(chris: User, client: Client) -> None:
    give_app(chris)
    codes = Authenticator.objects.get(user=chris, type="recovery_codes").wrap().get_unused_codes()
    sign_in(client, chris)
    client.post("/accounts/second-step/", {"code": codes[0]})
    client.post("/accounts/remember-device/", {"action": "skip"})
    assert signed_in(client)


def test_the_last_second_step_cannot_be_removed_where_one_is_required(
    chris: User, client: Client, settings: Settings
) -> None:
    settings.REQUIRE_MFA = True
    secret = give_app(chris)
    sign_in(client, chris)
    client.post("/accounts/second-step/", {"code": code_now(secret)})
    client.post("/accounts/remember-device/", {"action": "skip"})
    assert "This is your only second step" in client.get("/accounts/security/app/remove/").content.decode()
    client.post("/accounts/security/app/remove/")
    assert Authenticator.objects.filter(user=chris, type="totp").exists()


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "3rdparty/", "3rdparty/signup/", "confirm-email/", "login/code/", "phone/change/"]
)
def test_pages_nobody_needs_are_not_there(client: Client, path: str, chris: User) -> None:
    client.force_login(chris)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_reset_link_is_mailed_works_once_and_says_nothing_about_strangers(
    chris: User, client: Client, mailoutbox: list[object]
) -> None:
    strange = client.post("/accounts/password/reset/", {"email": "nobody@nhs.uk"})
    known = client.post("/accounts/password/reset/", {"email": chris.email})
    assert strange["Location"] == known["Location"] == "/accounts/password/reset/done/"
    (mail,) = [mail for mail in mailoutbox if mail.to == [chris.email]]  # type: ignore[attr-defined]
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.body).group(1)  # type: ignore[union-attr, attr-defined]
    form_page = client.get(link)["Location"]
    client.get(form_page)
    new = {"password1": "seven green kettles", "password2": "seven green kettles"}
    assert client.post(form_page, new)["Location"] == "/accounts/password/reset/key/done/"
    assert "no longer works" in Client().get(link).content.decode()
    sign_in(client, chris, password="seven green kettles")
    assert signed_in(client)
