"""The cancer list in words: every record with a running clock, the first that can still be kept on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from directorate.core import clock
from directorate.core.domain.rounding import decimal_half_away
from directorate.core.domain.words import number, short_date
from directorate.core.models import PolicyNumber, User
from waiting_lists.domain.breaches import RunningClock, next_preventable
from waiting_lists.domain.cancer import CANCER_CLOCKS, CWT62, FDS28, cancer_clocks, kept_on
from waiting_lists.domain.standards import Limits, limits_of
from waiting_lists.models import CancerPathway, Census
from waiting_lists.pages.rows import days_words, list_root

FRIDAY = 4
TARGETS = {"FDS28": "target_fds28", "CWT31": "target_cwt31", "CWT62": "target_cwt62"}
STANDARDS = {"FDS28": "Told within 28 days", "CWT31": "Treated within 31 days", "CWT62": "Treated within 62 days"}


@dataclass(frozen=True)
class CancerRow:
    """One record: its running clocks, the next that can still be kept, and what is booked as far as we know.

    `step` is blank where nothing is; `treats` says whether it is treatment; `href` is blank for a patient who is on
    the cancer list only.
    """

    record: Any
    clocks: tuple[RunningClock, ...]
    next: RunningClock | None
    patient: str
    hospital_number: str
    href: str
    step: str
    treats: bool

    @property
    def over(self) -> list[RunningClock]:
        """The clocks whose limit has passed."""
        return [one for one in self.clocks if one.is_over]

    @property
    def left(self) -> str:
        """12 days left of the next clock."""
        return days_words(self.next) if self.next else ""

    def reaches(self, code: str, *, first: date, last: date) -> bool:
        """Whether the last day of a clock lies in these days and nothing is booked that would keep it."""
        has_date = bool(self.step) if code == FDS28 else self.treats
        days = [one.last_in_time for one in self.clocks if one.clock == code]
        return not has_date and any(first <= day <= last for day in days)


@dataclass(frozen=True)
class StandardLine:
    """How one standard stands: clocks by status, the share that was kept and the share wanted, in words."""

    name: str
    open_in_time: str
    open_over: str
    met: str
    missed: str
    share: str
    target: str


def cancer_rows(user: User, *, census_id: int | None, limits: Limits | None = None) -> list[CancerRow]:
    """Every record of the last list with a running clock that the user may see.

    One query, and one for the limits of today where none are given.
    """
    today = clock.today()
    if limits is None:
        limits = limits_of(PolicyNumber.objects.clock_limits_on(today))
    records = CancerPathway.objects.on_the_list().visible_to(user).running().with_row(census_id, user=user)
    rows = [_row(record, on=today, limits=limits) for record in records]
    return sorted((row for row in rows if row.clocks), key=_rank)


def _rank(row: CancerRow) -> tuple[date, date, str]:
    coming = row.next.first_breach if row.next else date.max
    return coming, row.clocks[0].first_breach, row.record.pathway_identifier


def _row(record: Any, *, on: date, limits: Limits) -> CancerRow:
    clocks = cancer_clocks(record.facts, on=on, limits=limits)
    found = record.row or {}
    step, treats = _step(found, on=on)
    return CancerRow(
        record=record,
        clocks=clocks,
        next=next_preventable(clocks),
        patient=f"{found['surname'].upper()} {found['forename']}".strip() if found else "",
        hospital_number=found.get("local_patient_identifier", ""),
        href=f"{list_root()}{found['pathway_key']}/" if found else "",
        step=step,
        treats=treats,
    )


def _step(found: dict[str, Any], *, on: date) -> tuple[str, bool]:
    """What the row of the waiting list has booked or planned from a day on, and whether it is treatment."""
    names = {"tci_date": ("TCI", True), "planned": ("planned", True), "next_step_date": ("appointment or test", False)}
    for name, (words, treats) in names.items():
        if found.get(name) and (day := date.fromisoformat(found[name])) >= on:
            return f"{words} {short_date(day)}", treats
    return "", False


def friday_of(day: date) -> date:
    """The Friday of a week; on a Saturday or Sunday that of the next."""
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def due_this_week(rows: Sequence[CancerRow]) -> tuple[list[CancerRow], list[CancerRow]]:
    """Who reaches day 28 by Friday with no date, and who reaches day 62 by then without a treatment date."""
    today = clock.today()
    last = friday_of(today)
    found = [[row for row in rows if row.reaches(code, first=today, last=last)] for code in (FDS28, CWT62)]
    return found[0], found[1]


def standard_lines(user: User, *, as_at: date) -> list[StandardLine]:
    """How the standards stand on the day of the list, over its records that the user may see."""
    records = CancerPathway.objects.on_the_list().visible_to(user)
    limits = limits_of(PolicyNumber.objects.clock_limits_on(as_at))
    wanted = PolicyNumber.objects.values_on(as_at)
    kept = kept_on((record.facts for record in records), on=as_at, limits=limits)
    lines = []
    for code in CANCER_CLOCKS:
        one, target = kept[code], wanted.get(TARGETS[code])
        share = "–" if one.share is None else f"{decimal_half_away(one.share, places=1)}%"
        lines.append(
            StandardLine(
                name=STANDARDS[code],
                open_in_time=number(one.open_in_time),
                open_over=number(one.open_breached),
                met=number(one.met),
                missed=number(one.missed),
                share=share,
                target="–" if target is None else f"{target:.0f}%",
            )
        )
    return lines


def latest_list() -> date | None:
    """The day of the last cancer list; None before the first."""
    return CancerPathway.objects.last_listed()


def census_on_screen() -> Census | None:
    """The list that rows are looked up in."""
    return Census.objects.latest_with_rows()
