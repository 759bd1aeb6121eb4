"""What the waiting list puts on Today: figures, the cohort, and patients close to a breach."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from directorate.core.access import READ, WRITE, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import number, plural
from directorate.core.models import User
from directorate.core.registry import Card, DoFirst, Line, SourceDate
from waiting_lists.domain.breaches import breaches_of
from waiting_lists.domain.cohorts import CohortChange, next_31_march
from waiting_lists.domain.list_choices import ListChoices
from waiting_lists.domain.statistics import ListStatistics
from waiting_lists.models import Census, CensusPathway
from waiting_lists.pages.cancer import cancer_rows, due_this_week
from waiting_lists.pages.cohorts import (
    STATES,
    changed,
    cohort_changes,
    cohort_choices,
    cohort_counts,
    everything,
    total_of,
)
from waiting_lists.pages.figures import list_address, percent_text, signed, statistics_of_both, together
from waiting_lists.pages.listing import day_of
from waiting_lists.querysets.patient_list import ListDay, facts_of
from waiting_lists.views.dashboard import RHYTHM_DAYS
from waiting_lists.views.my_desk import DESK_ROLES, census_of

READ_AGGREGATE = Subject.WAITING_LIST_AGGREGATE
SPECIALTY_LINES = {"120": "ENT", "140": "Oral", "330": "Dermatology"}
DAYS_OF_URGENCY = 7
MOST_URGENT = 200
URGENT_RANK = 10
CANCER_RANK = 9


def source_dates(request: HttpRequest, rights: Permissions) -> Sequence[SourceDate]:
    """How old the list is; amber when a week has been missed."""
    if not _reads(rights, READ_AGGREGATE):
        return []
    census = census_of(request)
    return [
        SourceDate(
            name="Waiting list",
            as_at=census.census_date if census else None,
            rhythm_days=RHYTHM_DAYS,
            href=reverse("waiting_lists:dashboard"),
        )
    ]


def list_cards(request: HttpRequest, rights: Permissions) -> Sequence[Card]:
    """The directorate's figures for those who run the desk."""
    census = census_of(request) if _reads(rights, READ_AGGREGATE) and rights.roles & DESK_ROLES else None
    if census is None:
        return []
    by_line = statistics_of_both(census)
    now = {line: found for (pk, line), found in by_line.items() if pk == census.pk}
    before = [found for (pk, _), found in by_line.items() if pk != census.pk]
    lines = [
        _over_line(now, before=before, at=census.census_date),
        *_cohort_lines(census),
        *_share_lines(now, at=census.census_date),
        *_unsettled_lines(census, rights=rights),
    ]
    return [Card("Waiting list", lines, more_href=reverse("waiting_lists:dashboard"), more_text="By specialty")]


def _over_line(now: dict[str, ListStatistics], *, before: list[ListStatistics], at: date) -> Line:
    over = together(now.values()).over(52)
    change = f"{signed(over - together(before).over(52))} on the last list" if before else ""
    counted = ListChoices(tab="all", national=True, at=at, over=52, sort="wait")
    return Line(f"Over 52 weeks: {over:,}", list_address(counted), change)


def _cohort_lines(census: Census) -> list[Line]:
    day = next_31_march(census.census_date)
    scope, here = everything(census), cohort_choices(52, day)
    total = total_of(cohort_counts(census, scope, weeks=52, days=[day])[day])
    parts = zip(STATES, (total.in_time, total.other_date, total.no_date), strict=True)
    return [
        Line(f"31 March cohort: {total.pathways:,}", list_address(here), "over 52 weeks by then if nothing happens"),
        *(Line(f"{text}: {n:,}", list_address(here.with_choice(step=step))) for (step, text), n in parts),
        *_cohort_change_lines(census, change=changed(cohort_changes(census, scope, weeks=52, days=[day]).get(day))),
    ]


def _cohort_change_lines(census: Census, *, change: CohortChange | None) -> list[Line]:
    """What came and went in the cohort since the list before."""
    if change is None or change == CohortChange():
        return []
    where = f"{reverse('waiting_lists:dashboard')}#cohort-heading"
    words = f"{change.tipped_in:,} tipped in, {change.left:,} left, {plural(change.dates_lost, 'date')} lost"
    return [Line(words, where, "in the 31 March cohort since the list before")]


def _share_lines(now: dict[str, ListStatistics], *, at: date) -> list[Line]:
    here = ListChoices(tab="all", national=True, within=True, at=at, sort="wait")
    return [
        Line(f"{name}: {percent_text(now[line])} within 18 weeks", list_address(here.with_choice(line=line)))
        for line, name in SPECIALTY_LINES.items()
        if line in now
    ]


def _unsettled_lines(census: Any, *, rights: Permissions) -> list[Line]:
    """Rows of the list that are not shown, for those who may sort them out."""
    if not census.unsettled or not rights.holds(subject=Subject.WAITING_LIST_IMPORT, operation=WRITE):
        return []
    words = f"{plural(census.unsettled, 'row')} of this list not shown"
    where = reverse("imports:row_list", args=[census.batch_id])
    ours = census.unsettled_ours
    return [Line(words, where, f"{ours:,} {'looks' if ours == 1 else 'look'} like our patients", "Sort out")]


def close_to_breach(request: HttpRequest, rights: Permissions) -> Sequence[DoFirst]:
    """Cancer and P1 or P2 patients who reach a breach within seven days with no date that would keep it."""
    if not _reads(rights, Subject.WAITING_LIST) or not isinstance(request.user, User):
        return []
    census = census_of(request)
    if census is None:
        return []
    day, choices = day_of(census), ListChoices(urgent=True, act=DAYS_OF_URGENCY)
    rows = CensusPathway.objects.filter(census=census).visible_to(request.user).chosen(choices, day=day)
    found = list(rows[: MOST_URGENT + 1])
    if not found:
        return []
    parts = _by_clock(found[:MOST_URGENT], day=day).most_common()
    among = f"the first {MOST_URGENT}: " if len(found) > MOST_URGENT else ""
    words = among + ", ".join(f"{n:,} to {name}" for name, n in parts)
    count = f"more than {MOST_URGENT}" if len(found) > MOST_URGENT else number(len(found))
    who = "patient is" if len(found) == 1 else "patients are"
    line = Line(
        f"Cancer, P1 and P2: {count} {who} within 7 days of a breach", list_address(choices), words, "Open them"
    )
    return [DoFirst(rank=URGENT_RANK, line=line, why="No date that keeps it in time")]


def cancer_this_week(request: HttpRequest, rights: Permissions) -> Sequence[DoFirst]:
    """Cancer patients who reach day 28 by Friday with no date, or day 62 without a treatment date."""
    if not _reads(rights, Subject.WAITING_LIST) or not isinstance(request.user, User):
        return []
    census = census_of(request)
    limits = day_of(census).limits if census else None
    told, treated = due_this_week(cancer_rows(request.user, census_id=census.pk if census else None, limits=limits))
    found = {row.record.pk for row in (*told, *treated)}
    if not found:
        return []
    words = []
    if told:
        words.append(
            f"{plural(len(told), 'patient')} {'reaches' if len(told) == 1 else 'reach'} day 28 by Friday with no date"
        )
    if treated:
        words.append(f"{len(treated):,} {'reaches' if len(treated) == 1 else 'reach'} day 62 without a treatment date")
    where = f"{reverse('waiting_lists:cancer_list')}?due=week"
    line = Line(f"Cancer: {', '.join(words)}", where, "by the cancer list", f"Open {len(found):,}")
    return [DoFirst(rank=CANCER_RANK, line=line, why="The days cannot be won back")]


def _by_clock(rows: Sequence[Any], *, day: ListDay) -> Counter[str]:
    """How many reach each limit."""
    coming = (breaches_of(facts_of(row), on=day.on, limits=day.limits).next_breach for row in rows)
    return Counter(clock.name for clock in coming if clock)


def _reads(rights: Permissions, subject: Subject) -> bool:
    return rights.holds(subject=subject, operation=READ)
