"""Whatever is sent to whatever address: never a failure, nothing changed where a form is refused, and plain words."""

import inspect
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from directorate.core.access import may
from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.architecture.addresses import Address, addresses, strange_addresses
from tests.architecture.example_records import example_paths
from tests.architecture.sweeping import Fields, Reads, Sweep, encoded

pytestmark = pytest.mark.django_db

# Sent in every field at once.
EVERYWHERE = {
    "NUL": b"a\0b",
    "surrogate": b"\xed\xa0\x80\xc2\xb2",  # a lone surrogate, which no text can hold, and a superscript two
}
# Sent where people type, beside choices and numbers that the page offers itself.
TEXTS = {
    "long text": b'<script>alert(1)</script>{"a": [1, {"b": null}]}' + b"x" * 20_000,
    "huge": b"99999999999999999999",
    "negative": b"-1",
    "31 February": b"31/2/2026",
    "year 1": b"1/1/0001",
    "year 9999": b"31/12/9999",
}
REPEATED = [b"1", b"x", b"1"]
# Signing out would end the sweep's own session; single sign-on is not set up here.
SKIPPED = {"account_logout", "openid_connect_login", "openid_connect_callback"}
# Shows the link that it has made.
ANSWERS_WITH_A_PAGE = {"core_admin:user_make_link"}
# Its one field is a choice of two buttons; anything else is no address.
KNOWS_ONLY_ITS_BUTTONS = {"waiting_lists:action_close"}


def test_rubbish_is_no_failure_changes_nothing_and_is_answered_in_plain_words(
    everybody: dict[Role, User],
    client_for: Callable[[User], Client],
    monday: object,
    settings: Any,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one takes most of the time
    cache.clear()
    for module in ("runs", "release"):
        monkeypatch.setattr(f"reports.views.{module}.nudge", lambda: None)
    offered: dict[str, bytes] = {}
    sweeps = {user.pk: Sweep(client_for(user), offered=offered) for user in everybody.values()}
    found = [address for address in addresses(example_paths(everybody)) if address.name not in SKIPPED]
    openers = [(address, _opener(address, people=everybody, sweeps=sweeps)) for address in found]
    assert [address.name for address, opener in openers if opener is None] == []
    reads = Reads(monkeypatch)
    for address, opener in openers:
        assert opener is not None
        for method in ("GET", "POST"):
            _send_rubbish(opener, address=address, method=method, reads=reads)
    wrong = [text for sweep in sweeps.values() for text in sweep.wrong]
    if wrong:
        pytest.fail("\n".join(wrong))


def _opener(address: Address, *, people: dict[Role, User], sweeps: dict[int, Sweep]) -> Sweep | None:
    """The sweep of the first user for whom there is something at this address."""
    for user in people.values():
        if _may_ask(user, address=address):
            page = address.name in ANSWERS_WITH_A_PAGE
            send = partial(sweeps[user.pk].send, path=address.path, told="nothing", may_answer_with_a_page=page)
            known = {send("GET"), send("POST")}
            if known - {403, 404, 405} or address.name in KNOWS_ONLY_ITS_BUTTONS:
                return sweeps[user.pk]
    return None


def _may_ask(user: User, *, address: Address) -> bool:
    if not isinstance(address.permission, tuple):
        return True
    subjects, operation = address.permission
    return any(may(user=user, subject=subject, operation=operation) for subject in subjects)


def _send_rubbish(sweep: Sweep, *, address: Address, method: str, reads: Reads) -> None:
    def ask(fields: Fields, told: str, *, as_part: bool = False) -> set[str]:
        text = encoded(fields) or "a=b"
        path, body = (f"{address.path}?{text}", b"") if method == "GET" else (address.path, text.encode())
        page = address.name in ANSWERS_WITH_A_PAGE or as_part
        sweep.send(method, path, told=told, body=body, may_answer_with_a_page=page, as_part=as_part)
        return reads.since_last_asked()

    names = ask({}, "no fields")
    if not names:
        return
    names |= ask({name: [sweep.offered.get(name, b"1")] for name in names}, "what is offered")
    for told, value in EVERYWHERE.items():
        names |= ask({name: [value] for name in names}, told)
    for told, value in TEXTS.items():
        ask({name: [_typed(name, value=value, offered=sweep.offered)] for name in names}, told)
    ask(dict.fromkeys(names, REPEATED), "repeated")
    if _answers_in_parts(address):
        names |= ask({}, "no fields, as a part", as_part=True)
        for told in ("NUL", "surrogate"):
            ask({name: [EVERYWHERE[told]] for name in names}, f"{told}, as a part", as_part=True)


def _answers_in_parts(address: Address) -> bool:
    """Whether the module of the view ever asks who is asking."""
    return "htmx" in inspect.getsource(sys.modules[address.view.__module__])


def test_what_belongs_to_nothing_in_an_address_is_no_failure(
    everybody: dict[Role, User], client_for: Callable[[User], Client], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sweeps = {user.pk: Sweep(client_for(user), offered={}) for user in everybody.values()}
    for address in strange_addresses(example_paths(everybody)):
        if address.name not in SKIPPED:
            holders = (user for user in everybody.values() if _may_ask(user, address=address))
            sweep = sweeps[next(holders).pk]
            for method in ("GET", "POST"):
                sweep.send(method, address.path, told="strange argument")
    wrong = [text for sweep in sweeps.values() for text in sweep.wrong]
    if wrong:
        pytest.fail("\n".join(wrong))


def _typed(name: str, *, value: bytes, offered: dict[str, bytes]) -> bytes:
    """The rubbish where text is typed; the parts of a date in fields of its parts; else what the page offers."""
    parts = dict(zip(("day", "month", "year"), value.split(b"/"), strict=False)) if value.count(b"/") == 2 else {}
    part = parts.get(name.rpartition("_")[2])
    if part:
        return part
    example = offered.get(name, b"")
    is_text = not example or b"/" in example or b" " in example
    return value if is_text or (not parts and b"<" not in value and example.isdigit()) else example
