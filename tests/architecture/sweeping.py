"""Requests that are undone at once, and what each of them read, answered and changed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client

FORM = "application/x-www-form-urlencoded"
# What asking for a page may write: the access log itself, and the session's own row.
WRITTEN_BY_READING = {"core.AccessEvent", "sessions.Session", "usersessions.UserSession"}
# Phrases of Django's own, which neither name the field nor say what to do.
STOCK_PHRASES = re.compile(
    r"This field is required|Select a valid choice|Enter a valid|Enter a whole number\.|Enter a number\.|Ensure th"
    r"|Null characters|No file was submitted|submitted file|not a valid|not one of the available|already exists\."
)
CONTROL = re.compile(r'<(?:input|button)\b[^>]*\bname="([^"]+)"[^>]*>')
SELECT = re.compile(r'<select\b[^>]*\bname="([^"]+)".*?</select>', re.DOTALL)
VALUE = re.compile(r'\bvalue="([^"]+)"')

Fields = dict[str, list[bytes]]


class Reads:
    """The names that views ask a query string or a form for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        for method in ("__getitem__", "get", "getlist", "__contains__"):
            monkeypatch.setattr(QueryDict, method, self._noting(getattr(QueryDict, method)))

    def _noting(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asked(query: QueryDict, name: str, *args: Any, **kwargs: Any) -> Any:
            self.names.add(str(name))
            return ask(query, name, *args, **kwargs)

        return asked

    def since_last_asked(self) -> set[str]:
        """The names asked for since this was last called."""
        found, self.names = self.names - {"csrfmiddlewaretoken"}, set()
        return found


class Sweep:
    """Sends requests as one user. `wrong` says which failed, changed something unasked, or answered in stock phrases."""

    def __init__(self, client: Client, *, offered: dict[str, bytes]) -> None:
        client.raise_request_exception = False
        self.client, self.offered = client, offered
        self.wrong: list[str] = []

    def send(
        self,
        method: str,
        path: str,
        *,
        told: str,
        body: bytes = b"",
        may_answer_with_a_page: bool = False,
        as_part: bool = False,
    ) -> int:
        """The status of one request; `as_part` asks for a part of a page, as the page's own script does."""
        headers = {"hx-request": "true"} if as_part else {}
        written: list[str] = []
        with undone(), connection.execute_wrapper(noting_changes(written)):
            response: Any = self.client.generic(method, path, body, content_type=FORM if body else "", headers=headers)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        page = content.decode(errors="replace")
        status: int = response.status_code
        said = STOCK_PHRASES.search(page)
        if status >= 500:
            self.wrong.append(f"{method} {path[:200]} {told}: {status}")
        elif written and (method == "GET" or not (300 <= status < 400 or may_answer_with_a_page)):
            self.wrong.append(f"{method} {path[:200]} {told}: {status}, yet {written[0][:90]}")
        elif said:
            self.wrong.append(f"{method} {path[:200]} {told}: says {page[said.start() - 60 : said.end() + 60]!r}")
        elif method == "GET":
            self.offered.update(values_offered(page))
        return status


def values_offered(page: str) -> dict[str, bytes]:
    """A value that a page's forms would send, by the name of its control."""
    found = [(match[1], VALUE.search(match[0])) for match in CONTROL.finditer(page)]
    found += [(match[1], VALUE.search(match[0].partition("<option")[2])) for match in SELECT.finditer(page)]
    return {unescape(name): unescape(value[1]).encode() for name, value in found if value}


@contextmanager
def undone() -> Iterator[None]:
    """What is written in the block is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def noting_changes(written: list[str]) -> Callable[..., Any]:
    """Notes each statement that changes a table people edit."""
    not_counted = {apps.get_model(label)._meta.db_table for label in WRITTEN_BY_READING}

    def note(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        text = str(sql).lstrip()
        if text[:6].upper() in {"INSERT", "UPDATE", "DELETE"} and not any(table in text for table in not_counted):
            written.append(text)
        return execute(sql, params, many, context)

    return note


def encoded(fields: Fields) -> str:
    """Fields as a browser would write them, byte for byte."""
    return "&".join(f"{quote(name)}={quote_from_bytes(value)}" for name, values in fields.items() for value in values)


def checksums() -> dict[str, tuple[int, int]]:
    """Rows and a checksum of their text, by table, of all that asking for a page may not change."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.label not in WRITTEN_BY_READING
    ]
    each = (f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM \"{table}\" t" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {table: (int(rows), int(total)) for table, rows, total in cursor.fetchall()}
