"""Every address of the application, as data for the tests: pattern, name, view, and an example that can be asked for.

An address that needs a record of its own gets one in `EXAMPLES`; otherwise its converters decide (1, `x`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern

OF_CONVERTER = {
    "IntConverter": "1",
    "SlugConverter": "x",
    "StringConverter": "x",
    "UUIDConverter": "00000000-0000-4000-8000-000000000001",
    "PathConverter": "x",
}
# Values that a converter lets through and no record has, or that no column can hold.
STRANGE: dict[str, tuple[str, ...]] = {
    "IntConverter": ("0", "99999999999999999999"),
    "SlugConverter": ("-", "x" * 300),
    "StringConverter": ("%C3%A9 '", "x" * 300, "-1", "99999999999999999999"),
    "UUIDConverter": ("00000000-0000-4000-8000-00000000ffff",),
    "PathConverter": ("..", "x" * 300),
}
# Values of path arguments by URL name, where the converter's own example would only ever meet a 404.
EXAMPLES: dict[str, dict[str, str]] = {
    "core_admin:register_list": {"register": "sites"},
    "core_admin:register_add": {"register": "sites"},
    "core_admin:register_view": {"register": "sites"},
    "core_admin:register_edit": {"register": "sites"},
    "core_admin:register_remove": {"register": "bank-holidays"},
    "core_admin:record_readings": {"subject": "waiting_list", "key": "1"},
    "reports:monthly_change": {"code": "ac-vacancies"},
    "core_admin:policy_number_view": {"key": "rtw_working_days"},
}


@dataclass(frozen=True)
class Address:
    """One URL pattern with an example path."""

    name: str
    path: str
    view: Callable[..., Any]

    @property
    def permission(self) -> Any:
        """What the view's decorator left on it: 'public', 'signed in', or (subjects, operation); None when forgotten."""
        return getattr(self.view, "permission", None)

    @property
    def is_ours(self) -> bool:
        """Whether the view is of this project."""
        return not self.view.__module__.startswith(("allauth", "django"))


def addresses(records: dict[str, dict[str, str]] | None = None) -> list[Address]:
    """All of them, in the order they are tried; `records` gives path arguments by URL name before the examples do."""
    given = EXAMPLES | (records or {})
    return [
        Address(name=name, path=prefix + _example(entry, given=given.get(name, {})), view=entry.callback)
        for entry, prefix, name in _entries(get_resolver(), prefix="/", namespace="")
    ]


def strange_addresses(records: dict[str, dict[str, str]]) -> Iterator[Address]:
    """Every address with path arguments, one argument at a time with values that belong to nothing."""
    for entry, prefix, name in _entries(get_resolver(), prefix="/", namespace=""):
        given = (EXAMPLES | records).get(name, {})
        for argument, converter in entry.pattern.converters.items():
            for value in STRANGE[type(converter).__name__]:
                path = prefix + _example(entry, given=given | {argument: value})
                yield Address(name=name, path=path, view=entry.callback)


def _entries(resolver: URLResolver, *, prefix: str, namespace: str) -> Iterator[tuple[URLPattern, str, str]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _entries(entry, prefix=prefix + str(entry.pattern), namespace=inner)
        elif isinstance(entry, URLPattern):
            yield entry, prefix, f"{namespace}{entry.name}"


def _example(entry: URLPattern, *, given: dict[str, str]) -> str:
    pattern = entry.pattern
    if isinstance(pattern, RegexPattern):
        text = str(pattern).strip("^$")
        return re.sub(r"\(\?P<\w+>.*?\)(?=[-/]|$)", "x", text)
    assert isinstance(pattern, RoutePattern)
    text = str(pattern)
    for argument, converter in pattern.converters.items():
        value = given.get(argument, OF_CONVERTER[type(converter).__name__])
        text = re.sub(rf"<(\w+:)?{argument}>", lambda _, value=value: value, text)
    return text
