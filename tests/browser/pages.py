"""The table of pages and states: one row is looked at as each of its roles, and must satisfy `check_page`.

Each app keeps its rows in `tests/browser/pages_<app>.py` as `PAGES`, found here by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from playwright.sync_api import Page as BrowserPage

from directorate.core.domain.access import Role
from tests.browser.site import Site

EVERYBODY = tuple(Role)


@dataclass(frozen=True)
class Page:
    """One page in one state.

    Attributes:
        name: what stands in a failure; no two rows share it, and no two names share a page title.
        address: the path, or a function of the site that makes the records it needs and returns the path.
        roles: who looks at it.
        arrange: what is done on the page before it is looked at (a wrong form sent, a row opened by htmx).
        status: the HTTP status that is expected.
    """

    name: str
    address: str | Callable[[Site], str]
    roles: tuple[Role, ...]
    arrange: Callable[[BrowserPage], None] | None = None
    status: int = 200


def every_page() -> list[Page]:
    """All rows of all apps."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("pages_*.py"))
    return [row for name in modules for row in import_module(f"tests.browser.{name}").PAGES]
