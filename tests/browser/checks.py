"""What must hold on every page and state: axe, width, targets, title, quiet console."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Response
from playwright.sync_api import Error as BrowserError

CHECKOUT = Path(__file__).resolve().parents[2]
AXE = (CHECKOUT / "static/vendor/axe/axe.min.js", CHECKOUT / "node_modules/axe-core/axe.min.js")
NARROW = {"width": 320, "height": 800}
USUAL = {"width": 1280, "height": 900}
AXE_OPTIONS = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {
        "td-has-header": {"enabled": True},
        "table-fake-caption": {"enabled": True},
        "p-as-heading": {"enabled": True},
        "label-content-name-mismatch": {"enabled": True},
        "target-size": {"enabled": True},
    },
    "resultTypes": ["violations"],
}
PHONES = (320, 400)
# Tables of cards that still have to be moved sideways, by the name of their region.
MOVED_SIDEWAYS = """
() => [...document.querySelectorAll(".app-table-scroll:has(> .app-stack)")]
  .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.getAttribute("aria-label"))
"""
# Controls that stand alone; links in a sentence may be as high as their line (WCAG 2.5.8, inline).
SMALL_TARGETS = """
() => [...document.querySelectorAll("button, select, textarea, summary, [role=button], input:not([type=hidden])")]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.disabled)
  .map((e) => ({ e, box: e.getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && box.height > 1 && (box.width < 23.5 || box.height < 23.5))
  .map(({ e, box }) => `${e.outerHTML.slice(0, 120)} is ${box.width.toFixed(0)} × ${box.height.toFixed(0)}`)
"""
WIDER_THAN_WINDOW = """
() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
  [...document.body.querySelectorAll("*")].filter((e) => {
    if (e.getBoundingClientRect().right <= window.innerWidth + 1 || !e.checkVisibility()) return false;
    for (let p = e.parentElement; p; p = p.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(p).overflowX)) return false;
    return true;
  }).slice(0, 5).map((e) => e.outerHTML.slice(0, 160)).concat(`page is ${document.documentElement.scrollWidth} px wide`)
"""


@cache
def axe_source() -> str:
    """The text of axe-core.

    Raises:
        FileNotFoundError: it has not been installed; says what to run.
    """
    for path in AXE:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError("axe-core is missing: run bin/test, which installs the front-end packages.")


@dataclass
class Watch:
    """Listens to one page: script errors, refused content, failed requests."""

    page: Page
    heard: list[str] = field(default_factory=list)
    expected_statuses: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", self._error)
        self.page.on("response", self._response)

    def stop(self) -> None:
        """Listen no longer; the page goes on to another test."""
        self.page.remove_listener("console", self._console)
        self.page.remove_listener("pageerror", self._error)
        self.page.remove_listener("response", self._response)

    def _error(self, error: Any) -> None:
        self.heard.append(f"script error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        # A status of 400 and more is heard of as a response, with its address.
        if message.type in {"error", "warning"} and "the server responded with a status" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.heard.append(f"{response.status} for {response.url}")


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    result: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{found['id']} ({found['help']}): {node['html'][:200]} -- {node['failureSummary'][:300]}"
        for found in result["violations"]
        for node in found["nodes"][:3]
    ]


class Titles:
    """Remembers which address had which title: no two pages may share one, a record's number apart."""

    def __init__(self) -> None:
        self._page_of: dict[str, str] = {}

    def problems(self, *, title: str, address: str) -> list[str]:
        """Why this title cannot be this page's."""
        page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", urlsplit(address).path)
        other = self._page_of.setdefault(title, page)
        if not title.split(" – ", maxsplit=1)[0].strip():
            return ["the page has no title"]
        return [] if other == page else [f"the title {title!r} is also that of {other}"]


def settle(page: Page) -> None:
    """Wait until the header has folded its menu for the new width, which it does a moment after; at most two seconds."""
    with suppress(BrowserError):
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=2000)


def problems_of(page: Page, *, titles: Titles, watch: Watch) -> list[str]:
    """Everything that is wrong with the page as it stands, at the usual width and at 320 pixels."""
    page.set_viewport_size(USUAL)
    found = titles.problems(title=page.title(), address=page.url)
    found += [f"axe at {USUAL['width']}: {text}" for text in violations(page)]
    if page.locator("h1").count() != 1:
        found.append(f"the page has {page.locator('h1').count()} h1")
    page.set_viewport_size(NARROW)
    settle(page)
    found += [f"at 320 px: {text}" for text in page.evaluate(WIDER_THAN_WINDOW)]
    found += [f"at 320 px: {text}" for text in page.evaluate(SMALL_TARGETS)]
    found += [f"axe at 320: {text}" for text in violations(page)]
    page.set_viewport_size(USUAL)
    found += watch.heard
    watch.heard.clear()
    return found
