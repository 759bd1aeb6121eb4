"""What apps hand to the shell in `AppConfig.ready`: Today's cards and buttons, navigation, searches, source dates, help.

The shell shows them and knows no app; an app knows no other app's cards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from directorate.core.domain.access import Operation, Subject

if TYPE_CHECKING:  # an AppConfig imports this module before there are any models
    from django.db.models.expressions import Combinable

    from directorate.core.access import Permissions


@dataclass(frozen=True)
class Line:
    """One line of a card: words, where it opens exactly its rows, and a hint beside it."""

    text: str
    href: str
    detail: str = ""
    action: str = ""


@dataclass(frozen=True)
class DoFirst:
    """A candidate for *Do first*: the lower the rank, the earlier it stands; `why` is shown."""

    rank: int
    line: Line
    why: str


@dataclass(frozen=True)
class Card:
    """A card of Today; one without lines is not shown. `template` is used instead of lines when given."""

    title: str
    lines: Sequence[Line] = ()
    more_href: str = ""
    more_text: str = ""
    template: str = ""
    context: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Top:
    """Something to use at once, above everything else on Today, such as a search; shown by its template."""

    template: str
    context: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceDate:
    """How old a source of data is: amber when `as_at` is older than its rhythm in days."""

    name: str
    as_at: date | datetime | None
    rhythm_days: int
    href: str = ""


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the main navigation, shown to users who hold one of the rights."""

    text: str
    url_name: str
    subjects: tuple[Subject, ...]
    order: int
    operation: Operation = Operation.READ


@dataclass(frozen=True)
class SearchHit:
    """One thing found by the search in the header; `is_exact`: what was typed is its own number, so it comes first."""

    text: str
    href: str
    detail: str = ""
    is_exact: bool = False


@dataclass(frozen=True)
class SearchSource:
    """Searches one kind of thing for a user; returns at most ten hits that the user may open."""

    title: str
    find: Callable[[HttpRequest, str], Sequence[SearchHit]]
    order: int = 100


@dataclass(frozen=True)
class QuickButton:
    """A button at the top of Today ("+ Leave"), shown to users who hold one of the rights."""

    text: str
    url_name: str
    subjects: tuple[Subject, ...]
    order: int
    operation: Operation = Operation.WRITE


@dataclass(frozen=True)
class StartStep:
    """A step of the start page: what to load or set up first, what works without it, and whether it is done."""

    text: str
    without: str
    url_name: str
    subjects: tuple[Subject, ...]
    order: int
    done: Callable[[], bool]
    operation: Operation = Operation.WRITE


@dataclass(frozen=True)
class HelpTopic:
    """What one can do on a page, and its keys, for the help of users who hold one of the rights."""

    title: str
    text: str
    url_name: str
    subjects: tuple[Subject, ...]
    order: int
    operation: Operation = Operation.READ
    keys: tuple[tuple[str, str], ...] = ()


# The sections of Today, in their fixed order: deadlines, what one decides oneself, people, list, paper.
SECTIONS = ("do_first", "decide", "who_is_in", "list", "paper")

CardMaker = Callable[[HttpRequest, "Permissions"], Sequence[Card]]
DoFirstMaker = Callable[[HttpRequest, "Permissions"], Sequence[DoFirst]]
TopMaker = Callable[[HttpRequest, "Permissions"], Sequence[Top]]
SourceMaker = Callable[[HttpRequest, "Permissions"], Sequence[SourceDate]]
FigureMaker = Callable[[HttpRequest, "Permissions"], Mapping[str, "Combinable"]]

do_first: list[DoFirstMaker] = []
cards: dict[str, list[tuple[int, CardMaker]]] = {"decide": [], "who_is_in": [], "list": [], "paper": []}
tops: list[TopMaker] = []
sources: list[SourceMaker] = []
figures: list[FigureMaker] = []
navigation: list[NavigationItem] = []
searches: list[SearchSource] = []
quick_buttons: list[QuickButton] = []
start_steps: list[StartStep] = []
start_topics: list[HelpTopic] = []
help_topics: list[HelpTopic] = []


def register_card(maker: CardMaker, *, section: str, order: int) -> None:
    """Show what `maker` returns in this section of Today, at this place (10, 20, …)."""
    cards[section].append((order, maker))
    cards[section].sort(key=lambda pair: pair[0])


def register_do_first(maker: DoFirstMaker) -> None:
    """Let `maker` propose lines for *Do first*."""
    do_first.append(maker)


def register_top(maker: TopMaker) -> None:
    """Show what `maker` returns above everything else on Today."""
    tops.append(maker)


def register_sources(maker: SourceMaker) -> None:
    """Show how old these sources are at the top of Today."""
    sources.append(maker)


def register_figures(maker: FigureMaker) -> None:
    """Let `maker` name figures that cards need; all of them are worked out in one query (`core.figures`)."""
    figures.append(maker)


def register_navigation(*items: NavigationItem) -> None:
    """Add entries to the main navigation."""
    navigation.extend(items)
    navigation.sort(key=lambda item: item.order)


def register_search(source: SearchSource) -> None:
    """Add a kind of thing to the search in the header."""
    searches.append(source)
    searches.sort(key=lambda found: found.order)


def register_quick_button(button: QuickButton) -> None:
    """Add a button to the top of Today."""
    quick_buttons.append(button)
    quick_buttons.sort(key=lambda found: found.order)


def register_start_step(step: StartStep) -> None:
    """Add a step to the start page."""
    start_steps.append(step)
    start_steps.sort(key=lambda found: found.order)


def register_start_topic(topic: HelpTopic) -> None:
    """Show a page below the steps of the start page, for the weeks after."""
    start_topics.append(topic)
    start_topics.sort(key=lambda found: found.order)


def register_help(topic: HelpTopic) -> None:
    """Add a page of the app to the help."""
    help_topics.append(topic)
    help_topics.sort(key=lambda found: found.order)
