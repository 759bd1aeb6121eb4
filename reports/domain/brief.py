"""The Monday brief: the state of the directorate in at most 25 lines of e-mail. Aggregates only, no names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from directorate.core.domain.calendar import LONDON
from directorate.core.domain.words import long_date, plural

MOST_LINES = 25
SENT_FROM = time(8, 0)
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Cohort:
    """Pathways of a cohort: those with a treatment date in time, with another date, without one."""

    name: str
    pathways: int
    in_time: int
    other_date: int
    no_date: int


@dataclass(frozen=True, slots=True)
class WaitingList:
    """The latest list; `change` of those over 52 weeks is None when there was none before. `cohorts`: all, then each."""

    as_at: date
    over_52: int
    change: int | None
    cohort_day: date
    cohorts: tuple[Cohort, ...]
    reach_day_28: int = 0
    reach_day_62: int = 0


@dataclass(frozen=True, slots=True)
class Staff:
    """Printed figures of the latest weekly report; `agency` is empty where no agency workbook is loaded."""

    week_ending: date
    in_post: str
    funded: str
    vacant: str
    away_long: str
    agency: str = ""
    agency_before: str = ""


@dataclass(frozen=True, slots=True)
class Complaints:
    """Open complaints that the reader may see: drafts wanted by Friday, drafts late, statements late."""

    still_open: int
    drafts_due: int
    drafts_late: int
    statements_late: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What the reader has to decide, and where."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything one reader is told; None: there is nothing of it, or the reader may not see it."""

    day: date
    waiting_list: WaitingList | None = None
    staff: Staff | None = None
    duties_to_cover: int | None = None
    complaints: Complaints | None = None
    decisions: Sequence[Decision] = field(default_factory=tuple)
    today_link: str = ""


def is_due(now: datetime) -> bool:
    """Return whether the brief of this day should exist: Mondays from 08:00 in London, to the end of the day."""
    local = now.astimezone(LONDON)
    return local.weekday() == MONDAY and local.time() >= SENT_FROM


def subject_of(day: date) -> str:
    """Monday brief, 23 November 2026."""
    return f"Monday brief, {long_date(day)}"


def lines_of(brief: Brief) -> tuple[str, ...]:
    """Return the lines; what does not fit is left out from the end of the decisions, never the link."""
    said = tuple(_lines(brief))[: MOST_LINES - 1]
    return (*said, f"Everything: {brief.today_link}")


def _lines(brief: Brief) -> Iterator[str]:
    if brief.waiting_list:
        yield from _list_lines(brief.waiting_list)
    if brief.staff:
        yield from _staff_lines(brief.staff)
    if brief.duties_to_cover is not None:
        yield f"On call, next 14 days: {plural(brief.duties_to_cover, 'duty', 'duties')} to cover"
    if brief.complaints:
        yield _complaint_line(brief.complaints)
    yield "TO DECIDE" if brief.decisions else "Nothing waits for your decision"
    for decision in brief.decisions:
        yield f"- {decision.text}: {decision.link}"


def _list_lines(found: WaitingList) -> Iterator[str]:
    change = "" if found.change is None else f" ({found.change:+,} on the list before)"
    yield f"WAITING LIST as at {long_date(found.as_at)}"
    yield f"Over 52 weeks: {found.over_52:,}{change}"
    yield f"52-week cohort of {long_date(found.cohort_day)}:"
    for cohort in found.cohorts:
        yield (
            f"- {cohort.name} {cohort.pathways:,}: in time {cohort.in_time:,}, other date {cohort.other_date:,}, "
            f"no date {cohort.no_date:,}"
        )
    yield (
        f"Cancer: {found.reach_day_28:,} reach day 28 by Friday with no date, "
        f"{found.reach_day_62:,} day 62 with no treatment date"
    )


def _staff_lines(found: Staff) -> Iterator[str]:
    yield f"STAFF (A&C) on {long_date(found.week_ending)}"
    yield f"In post {found.in_post} of {found.funded} WTE, {found.vacant} vacant, {found.away_long} away long"
    if found.agency:
        yield f"Agency {found.agency} net, the week before {found.agency_before}"


def _complaint_line(found: Complaints) -> str:
    return (
        f"Complaints: {found.still_open:,} open, {plural(found.drafts_due, 'draft')} wanted by Friday, "
        f"{plural(found.drafts_late, 'draft')} late, {plural(found.statements_late, 'statement')} late"
    )
