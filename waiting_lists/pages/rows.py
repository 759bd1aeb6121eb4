"""A row of the patient tracking list in words, worked out for today from the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.urls import reverse

from directorate.core.domain.words import day_month, long_date, plural, short_date
from waiting_lists.actions import Writer
from waiting_lists.domain.breaches import NextStep, PathwayBreaches, RunningClock, breaches_of
from waiting_lists.models.pathway_work import CommentKind, PlannedKind
from waiting_lists.querysets.patient_list import ListDay, facts_of

STAGES = {"first clinic": "first clinic", "decision": "decision", "for surgery": "for surgery", "planned": "planned"}
LONG_OVER = ("RTT104", "RTT78", "RTT65", "RTT52", "RTT18")


@dataclass(frozen=True)
class Said:
    """The latest comment, or the file's own."""

    text: str
    source: str
    is_ours: bool
    kind: str = ""


@dataclass(frozen=True)
class Task:
    """The open action due first."""

    title: str
    owner: str
    due: date
    is_late: bool


@dataclass(frozen=True)
class ListRow:
    """One row of the list as the page and the export show it."""

    pathway: Any
    breaches: PathwayBreaches
    step: str
    step_state: str
    said: Said | None
    planned: str
    task: Task | None
    asked: str
    is_writable: bool
    today: date

    @property
    def wait(self) -> str:
        """25w 3d, or that the clock start is not known."""
        days = self.breaches.days_waited
        if days is None:
            return "not known" if self.pathway.is_rtt else "–"
        return f"{days // 7}w {days % 7}d"

    @property
    def href(self) -> str:
        """The pathway's page; worked out once a list, since reversing an address costs more than the rest of a row."""
        return f"{list_root()}{self.pathway.pathway_key}/"

    @property
    def patient(self) -> str:
        """SURNAME Forename."""
        return f"{self.pathway.surname.upper()} {self.pathway.forename}".strip()

    @property
    def age(self) -> str:
        """Age in years today; empty when the birth date is not known."""
        born = self.pathway.birth_date
        if born is None or born > self.today:
            return ""
        had_birthday = (self.today.month, self.today.day) >= (born.month, born.day)
        return f"{self.today.year - born.year - (not had_birthday)}y"

    @property
    def next_breach(self) -> str:
        """52 weeks, or empty when nothing can be prevented any more."""
        coming = self.breaches.next_breach
        return coming.name if coming else ""

    @property
    def over(self) -> list[str]:
        """Limits already passed, in words: the longest RTT one and every other clock."""
        over = self.breaches.over
        passed = {clock.clock: clock for clock in over}
        longest = next((passed[code] for code in LONG_OVER if code in passed), None)
        others = [clock for clock in over if clock.clock not in LONG_OVER and clock.clock != "FIRST_APPT"]
        return [f"over {clock.name}" for clock in [*([longest] if longest else []), *others]]


@cache
def list_root() -> str:
    """The address under which every pathway has its own."""
    return reverse("waiting_lists:pathway_list")


def list_row(pathway: Any, *, writer: Writer, day: ListDay) -> ListRow:
    """A row with its work (`with_work`), judged on a day."""
    today = day.on
    planned = pathway.planned
    planned_day = date.fromisoformat(planned["day"]) if planned else None
    treats = bool(planned) and planned["kind"] == PlannedKind.TREATMENT
    facts = facts_of(pathway, planned_on=planned_day if treats else None, visit_on=None if treats else planned_day)
    breaches = breaches_of(facts, on=today, limits=day.limits)
    step = breaches.next_step
    words, state = step_words(step, pathway=pathway)
    if step.state == "no_date" and planned_day and planned_day >= today:
        words = f"{PlannedKind(planned['kind']).label.lower()} {day_month(planned_day)}"
        state = "too late" if step.is_visit_enough else "not treatment"
    return ListRow(
        pathway=pathway,
        breaches=breaches,
        step=words,
        step_state=state,
        said=_said_on(pathway, listed=day.census_date),
        planned=_planned_words(planned, day=planned_day),
        task=_task(pathway.task, today=today),
        asked=pathway.asked["text"] if pathway.asked else "",
        is_writable=writer.may_write_on(pathway),
        today=today,
    )


def step_words(step: NextStep, *, pathway: Any) -> tuple[str, str]:
    """What is booked next, and whether it is in time, too late, not treatment, or nothing."""
    if step.day is None:
        return "", "no date"
    names = {"treatment": "TCI", "planned": "planned", "appointment": "clinic", "diagnostic": "test"}
    name = names[step.kind or "planned"]
    site = f" {pathway.site_name}" if step.kind == "treatment" and pathway.site_name else ""
    words = f"{name} {short_date(step.day)}{site}"
    if step.is_in_time:
        return words, "in time"
    is_late = step.is_visit_enough or step.kind in {"treatment", "planned"}
    return words, "too late" if is_late else "not treatment"


def _said_on(pathway: Any, *, listed: date) -> Said | None:
    """The latest comment of ours; without one, what the list itself says."""
    if pathway.said:
        when = datetime.fromisoformat(pathway.said["at"]).date()
        who = f"{pathway.said['who']} {day_month(when)}"
        return Said(pathway.said["text"], who, is_ours=True, kind=kind_words(pathway.said["kind"]))
    if pathway.comments.strip():
        return Said(pathway.comments.strip(), f"from the list of {long_date(listed)}", is_ours=False)
    return None


def kind_words(kind: str) -> str:
    """What a comment records beyond its words; empty for a plain one."""
    return "" if kind == CommentKind.COMMENT else CommentKind(kind).label.lower()


def _planned_words(planned: dict[str, str] | None, *, day: date | None) -> str:
    if planned is None or day is None:
        return ""
    return f"{PlannedKind(planned['kind']).label} planned for {short_date(day)} ({planned['who']})"


def _task(task: dict[str, str] | None, *, today: date) -> Task | None:
    if task is None:
        return None
    due = date.fromisoformat(task["due"])
    return Task(title=task["title"], owner=task["owner"], due=due, is_late=due < today)


def consultant_name(found: dict[str, str] | None, *, code: str) -> str:
    """Mr Osborne, or the code when nobody here carries it."""
    if not found:
        return code
    return f"{found['title'] or found['forenames']} {found['surname']}"


def days_words(clock: RunningClock) -> str:
    """12 days left, last day today, 3 days over."""
    if clock.is_over:
        return f"{plural(clock.days_over, 'day')} over"
    return f"{plural(clock.days_left, 'day')} left" if clock.days_left else "today is the last day"


def list_rows(pathways: Iterable[Any], *, writer: Writer, day: ListDay) -> list[ListRow]:
    """Rows of a page."""
    return [list_row(pathway, writer=writer, day=day) for pathway in pathways]
