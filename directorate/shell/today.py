"""Gathers Today from what the apps registered: what to do first, then people, the list and paper.

A maker that fails must not take the page down: its place says so, the error goes to the log, the others stand.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from directorate.core import clock, registry
from directorate.core.access import Permissions, permissions
from directorate.core.domain.words import LONDON
from directorate.shell.navigation import address, allowed

logger = logging.getLogger(__name__)

MOST_DO_FIRST = 4
MOST_LINES = 10
SECTION_TITLES = {
    "decide": "To decide",
    "who_is_in": "Who is in",
    "list": "Waiting list",
    "paper": "Paper and approvals",
}
TITLES_BEFORE_NAMES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame"}

Made = TypeVar("Made")
Maker = Callable[[HttpRequest, Permissions], Sequence[Made]]


@dataclass(frozen=True)
class Source:
    """A source of data as it is shown: how old it is, and whether that is older than its rhythm."""

    name: str
    as_at: date | None
    days_old: int
    rhythm_days: int
    href: str

    @property
    def old(self) -> bool:
        """Whether it is shown in amber."""
        return self.as_at is None or self.days_old > self.rhythm_days


@dataclass(frozen=True)
class ShownCard:
    """A card with at most ten lines; `hidden` is the number of lines left out."""

    card: registry.Card
    lines: Sequence[registry.Line]
    hidden: int


@dataclass(frozen=True)
class Section:
    """One of the three sections under *Do first*; `failed` counts the card makers that raised."""

    key: str
    title: str
    cards: Sequence[ShownCard]
    failed: int


@dataclass(frozen=True)
class TodayPage:
    """Everything the page shows."""

    greeting: str
    day: date
    sources: Sequence[Source]
    buttons: Sequence[dict[str, str]]
    do_first: Sequence[registry.DoFirst]
    sections: Sequence[Section]
    failed: int
    first_steps: Sequence[registry.StartStep]
    tops: Sequence[registry.Top] = ()

    @property
    def nothing_known(self) -> bool:
        """Whether there is nothing at all to show yet: no data, no line, no card, and nothing failed."""
        return not (self.failed or self.do_first or self.sections or any(source.as_at for source in self.sources))


class _Failures:
    """Runs makers one by one and counts those that raised."""

    def __init__(self, *, request: HttpRequest, held: Permissions) -> None:
        self.request = request
        self.held = held
        self.count = 0

    def run(self, maker: Maker[Made]) -> Sequence[Made]:
        """What the maker returns; nothing when it fails.

        Raises:
            OperationalError, InterfaceError: the database is gone, so no other maker would fare better.
        """
        try:
            return list(maker(self.request, self.held))
        except (OperationalError, InterfaceError) as error:
            if not _was_cancelled(error):
                raise
            logger.warning("Today gave up on the slow query of %s", _name(maker))
        except Exception:  # whatever an app's card does wrong, the page stands
            logger.exception("Today could not show what %s makes", _name(maker))
        self.count += 1
        return []


def gather(request: HttpRequest) -> TodayPage:
    """Today for the user of this request."""
    held = permissions(request.user)
    failures = _Failures(request=request, held=held)
    today = clock.today()
    tops = [found for maker in registry.tops for found in failures.run(maker)]
    sources = [_source(found, today=today) for maker in registry.sources for found in failures.run(maker)]
    first = do_first(found for maker in registry.do_first for found in failures.run(maker))
    sections = [section for key in SECTION_TITLES if (section := _section(key, failures=failures))]
    return TodayPage(
        greeting=greeting(name=request.user.name, at=clock.now()),  # type: ignore[union-attr]
        day=today,
        sources=sources,
        buttons=quick_buttons(request),
        do_first=first,
        sections=sections,
        failed=failures.count,
        first_steps=start_steps(request),
        tops=tops,
    )


def do_first(candidates: Iterable[registry.DoFirst]) -> list[registry.DoFirst]:
    """At most four lines, the lowest rank first; equal ranks keep the order in which they were registered."""
    return sorted(candidates, key=lambda found: found.rank)[:MOST_DO_FIRST]


def quick_buttons(request: HttpRequest) -> list[dict[str, str]]:
    """The buttons at the top that this user may use."""
    return [
        {"text": button.text, "href": href}
        for button in registry.quick_buttons
        if allowed(request, button.subjects, operation=button.operation) and (href := address(button.url_name))
    ]


def start_steps(request: HttpRequest) -> list[registry.StartStep]:
    """The steps of the start page that this user may take."""
    return [
        step
        for step in registry.start_steps
        if allowed(request, step.subjects, operation=step.operation) and address(step.url_name)
    ]


@dataclass(frozen=True)
class StepShown:
    """A step of the start page; `href` is empty where somebody else takes it."""

    step: registry.StartStep
    done: bool
    href: str


def steps_shown(request: HttpRequest) -> list[StepShown]:
    """Every step for those who may take any of them, since they must know what is missing; nothing for the rest."""
    mine = start_steps(request)
    return [
        StepShown(step, done=step.done(), href=address(step.url_name) if step in mine else "")
        for step in (registry.start_steps if mine else ())
    ]


def greeting(*, name: str, at: datetime) -> str:
    """Good morning, Sam; by the clock in London."""
    hour = at.astimezone(LONDON).hour
    part = "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    called = name if first.lower().rstrip(".") in TITLES_BEFORE_NAMES else first
    return f"Good {part}, {called}" if called else f"Good {part}"


def _section(key: str, *, failures: _Failures) -> Section | None:
    failed_before = failures.count
    cards = [shown for _, maker in registry.cards[key] for card in failures.run(maker) if (shown := _shown(card))]
    failed = failures.count - failed_before
    return Section(key=key, title=SECTION_TITLES[key], cards=cards, failed=failed) if cards or failed else None


def _shown(card: registry.Card) -> ShownCard | None:
    if not (card.lines or card.template):
        return None
    return ShownCard(card=card, lines=card.lines[:MOST_LINES], hidden=max(0, len(card.lines) - MOST_LINES))


def _source(found: registry.SourceDate, *, today: date) -> Source:
    as_at = found.as_at.astimezone(LONDON).date() if isinstance(found.as_at, datetime) else found.as_at
    days_old = (today - as_at).days if as_at else 0
    return Source(found.name, as_at, days_old, found.rhythm_days, found.href)


def _was_cancelled(error: Exception) -> bool:
    """Whether the database stopped one slow query, rather than being gone."""
    return getattr(error.__cause__, "sqlstate", None) == "57014"


def _name(maker: Any) -> str:
    return f"{getattr(maker, '__module__', '')}.{getattr(maker, '__qualname__', repr(maker))}"
