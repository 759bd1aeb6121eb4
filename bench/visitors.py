"""Signed-in people at work, as a program of its own: `python -m bench.visitors` reads orders and prints times as JSON.

A process of its own, without Django, so that what it costs to ask is not taken for what it costs to answer. Each
person is one thread with one kept-open connection, like one browser.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
IDLE_SECONDS = 2
REDIRECTS = {301, 302, 303}
FORM = "application/x-www-form-urlencoded"
NEXT = re.compile(r'rel="next" href="([^"]+)"')
PATHWAY = re.compile(r'href="(/waiting-list/pathways/[0-9a-f-]{36}/)')
SURNAME = re.compile(r'href="/waiting-list/pathways/[0-9a-f-]{36}/"[^>]*>\s*([A-Za-z]{4,})')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class WentWrongError(Exception):
    """An answer that no page of the tour may give."""


@dataclass
class Answer:
    """Status and text of one answer, and the seconds it took."""

    status: int
    text: str
    seconds: float
    location: str = ""


@dataclass
class Visitor:
    """One person: account, connection, cookies, and where the tour leads."""

    port: int
    email: str
    password: str
    leave_line: str
    dice: random.Random
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    next_page: str = ""
    pathways: list[str] = field(default_factory=list)
    surnames: list[str] = field(default_factory=list)
    may_open: list[str] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    used: float = 0.0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=60)

    def ask(self, method: str, address: str, *, data: Mapping[str, str] | None = None, htmx: bool = False) -> Answer:
        """Return the answer to one request; its time runs until the last byte is there."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers |= {"Content-Type": FORM, "X-CSRFToken": self.token, "Referer": f"http://{HOST}:{self.port}/"}
        if htmx:
            headers |= {"HX-Request": "true"}
        body = urlencode(data) if data is not None else None
        start = time.perf_counter()
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.connection.close()  # the server ends a connection that is idle for five; the next request opens one
        self.connection.request(method, address, body=body, headers=headers)
        response = self.connection.getresponse()
        raw = response.read()
        self.used = time.monotonic()
        seconds = time.perf_counter() - start
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        return Answer(response.status, raw.decode(), seconds, response.headers.get("Location", ""))

    def sign_in(self) -> None:
        """Sign in by the form, as a person does."""
        page = self.ask("GET", "/accounts/login/")
        self._note_token(page.text)
        answer = self.ask("POST", "/accounts/login/", data={"login": self.email, "password": self.password})
        if answer.status not in REDIRECTS:
            raise WentWrongError(f"{self.email} could not sign in: {answer.status}")
        self._note_token(self.ask("GET", "/").text)

    def look_round(self, *, kinds: list[str]) -> None:
        """Open every kind of page once; those that the role may not open are left out of the tour."""
        for kind in kinds:
            if kind in NEEDS and not getattr(self, NEEDS[kind]):
                continue
            answer = self.open(kind)
            if answer.status != 403:
                self.may_open.append(kind)

    def open(self, kind: str) -> Answer:
        """Open one kind of page.

        Raises:
            WentWrongError: the answer is neither the page nor a refusal.
        """
        answer = KINDS[kind](self)
        self.statuses[f"{kind} {answer.status}"] = self.statuses.get(f"{kind} {answer.status}", 0) + 1
        if answer.status not in {200, 302, 403, 422}:
            raise WentWrongError(f"{kind} answered {answer.status} to {self.email}")
        if answer.status == 302 and "login" in answer.location:
            raise WentWrongError(f"{kind} sent {self.email} to the sign-in page")
        return answer

    def work(self, *, until: float, most: int) -> None:
        """Open pages in random order, without a pause, until the time is up."""
        while time.monotonic() < until and len(self.times) < most:
            for kind in self.dice.sample(self.may_open, len(self.may_open)):
                self.times.append((kind, self.open(kind).seconds))

    def _note_token(self, text: str) -> None:
        found = TOKEN.search(text)
        if found:
            self.token = found.group(1)


def _list_page(visitor: Visitor) -> Answer:
    answer = visitor.ask("GET", "/waiting-list/pathways/")
    _note_page(visitor, answer)
    return answer


def _next_page(visitor: Visitor) -> Answer:
    answer = visitor.ask("GET", visitor.next_page)
    _note_page(visitor, answer)
    return answer


def _note_page(visitor: Visitor, answer: Answer) -> None:
    found = NEXT.search(answer.text)
    if found:
        visitor.next_page = found.group(1).replace("&amp;", "&")
    visitor.pathways = sorted(set(PATHWAY.findall(answer.text))) or visitor.pathways
    visitor.surnames = SURNAME.findall(answer.text) or visitor.surnames


def _pathway(visitor: Visitor) -> Answer:
    return visitor.ask("GET", visitor.dice.choice(visitor.pathways))


def _search(visitor: Visitor) -> Answer:
    name = visitor.dice.choice(visitor.surnames)[:4]
    return visitor.ask("POST", "/waiting-list/pathways/search/", data={"q": name})


def _preview(visitor: Visitor) -> Answer:
    return visitor.ask("POST", "/staff/leave/preview/", data={"line": visitor.leave_line}, htmx=True)


KINDS: dict[str, Callable[[Visitor], Answer]] = {
    "Today": lambda visitor: visitor.ask("GET", "/"),
    "dashboard": lambda visitor: visitor.ask("GET", "/waiting-list/"),
    "list, first page": _list_page,
    "list, next page": _next_page,
    "pathway": _pathway,
    "team calendar": lambda visitor: visitor.ask("GET", "/staff/team-calendar/"),
    "leave preview": _preview,
    "search": _search,
}
NEEDS = {"list, next page": "next_page", "pathway": "pathways", "search": "surnames"}


def visit(orders: dict[str, Any]) -> dict[str, Any]:
    """Return every time of every kind of page, and how often each status came."""
    visitors = [
        Visitor(
            port=orders["port"],
            email=account["email"],
            password=orders["password"],
            leave_line=account["leave_line"],
            dice=random.Random(place),
        )
        for place, account in enumerate(orders["accounts"])
    ]
    for visitor in visitors:
        visitor.sign_in()
        visitor.look_round(kinds=list(KINDS))
    together(visitors, seconds=orders["warm_up_seconds"], most=orders["most"])
    for visitor in visitors:
        visitor.times.clear()
    start = time.monotonic()
    together(visitors, seconds=orders["seconds"], most=orders["most"])
    statuses: dict[str, int] = {}
    for visitor in visitors:
        for name, count in visitor.statuses.items():
            statuses[name] = statuses.get(name, 0) + count
    return {
        "times": [pair for visitor in visitors for pair in visitor.times],
        "by_person": {visitor.email: [seconds for _, seconds in visitor.times] for visitor in visitors},
        "seconds": time.monotonic() - start,
        "kinds": list(KINDS),
        "statuses": statuses,
    }


def together(visitors: list[Visitor], *, seconds: float, most: int) -> None:
    """Let all of them work at the same time.

    Raises:
        WentWrongError: one of them got an answer that it may not get.
    """
    until = time.monotonic() + seconds
    failed: list[BaseException] = []

    def one(visitor: Visitor) -> None:
        try:
            visitor.work(until=until, most=most)
        except (WentWrongError, OSError, http.client.HTTPException) as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=[visitor]) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise WentWrongError(str(failed[0])) from failed[0]


if __name__ == "__main__":
    json.dump(visit(json.load(sys.stdin)), sys.stdout)
