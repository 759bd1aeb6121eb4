"""What the list's pages share: the census, the day it is judged on, the choices offered, rows in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, JSONObject

from directorate.core import clock
from directorate.core.access import Reach, reach
from directorate.core.domain.access import Subject
from directorate.core.models import Person, PolicyNumber, RejectedRow, Site, Specialty, User
from waiting_lists.actions import Writer
from waiting_lists.domain.cohorts import latest_start
from waiting_lists.domain.list_choices import ListChoices, token_of
from waiting_lists.domain.standards import limits_of
from waiting_lists.models import (
    Census,
    CensusChange,
    CensusFacet,
    CensusPathway,
    OpenPathwaySummary,
    PathwayAction,
    SavedView,
    ValidationQuery,
)
from waiting_lists.pages.kept import FIVE_MINUTES, kept
from waiting_lists.pages.rows import ListRow, consultant_name, list_rows
from waiting_lists.querysets.census import CensusPathwayQuerySet, CensusQuerySet
from waiting_lists.querysets.patient_list import ListDay
from waiting_lists.querysets.work import rows_as_shown, rows_with_consultants

MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True)
class Facets:
    """The choices of the filters that come from the list itself, and the codes behind the tokens."""

    specialties: list[Option]
    consultants: list[Option]
    sites: list[Option]
    priorities: list[Option]
    codes: dict[str, str]
    pathways: int


def current_census(user: User, *, specialty: str = "") -> Any:
    """The list on screen with what its header needs, in one query; None before the first import.

    Annotated as `lists_on_screen`, and with `over` (RTT pathways over 52 weeks today) and `views` (the user's own).
    """
    reached = reach(user=user, subject=Subject.WAITING_LIST)
    specialties = None if reached.everything else reached.specialty_ids
    return _census_for(user.pk, specialties, specialty, clock.today()).first()


@lru_cache(maxsize=256)
def _census_for(user_id: int, specialty_ids: frozenset[int] | None, specialty: str, today: date) -> QuerySet[Any, Any]:
    """The question of `current_census`, put together once a user and day: that takes longer than asking it."""
    summary = OpenPathwaySummary.objects.filter(
        census=OuterRef("pk"), clock_start_date__lte=latest_start(today, weeks=52)
    )
    if specialty_ids is not None:
        summary = summary.filter(specialty__in=specialty_ids)
    if specialty:
        summary = summary.filter(specialty__code=specialty)
    counted = summary.values("census").annotate(n=Sum("pathways")).values("n")
    views = (
        SavedView.objects.filter(user=user_id)
        .order_by("name")
        .values(found=JSONObject(pk="pk", name="name", choices="choices"))
    )
    over = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    found: QuerySet[Any, Any] = lists_on_screen().annotate(over=over, views=ArraySubquery(views))
    return found.select_related("created_by", "previous")


@cache
def lists_on_screen() -> CensusQuerySet:
    """Lists in use with their unsettled rows and limits, newest first; made once, since that takes as long as reading."""
    return with_limits(with_unsettled(Census.objects.with_rows()))


def with_unsettled(censuses: CensusQuerySet) -> CensusQuerySet:
    """Annotate `unsettled` and `unsettled_ours`: rows that were not accepted and that nobody has settled yet."""
    rows = RejectedRow.objects.filter(batch=OuterRef("batch"), outcome="").order_by().values("batch")
    every = rows.annotate(n=Count("pk")).values("n")
    ours = rows.filter(specialty__isnull=False).annotate(n=Count("pk")).values("n")
    return censuses.annotate(
        unsettled=Coalesce(Subquery(every, output_field=IntegerField()), 0),
        unsettled_ours=Coalesce(Subquery(ours, output_field=IntegerField()), 0),
    )


def with_limits(censuses: CensusQuerySet) -> CensusQuerySet:
    """Annotate `limit_rows`: the limits of the clocks in force on the day of each list, for `day_of`."""
    rows = PolicyNumber.objects.clock_limits_on(OuterRef("census_date"))
    fields = ("key", "name", "value", "unit", "source", "is_confirmed")
    return censuses.annotate(
        limit_rows=ArraySubquery(rows.values(row=JSONObject(**{field: field for field in fields})))
    )


def day_of(census: Any) -> ListDay:
    """Today, with the limits that `with_limits` brought along (no query)."""
    rows: Any = [SimpleNamespace(**row) for row in census.limit_rows]
    return ListDay(on=clock.today(), census_date=census.census_date, limits=limits_of(rows))


def list_day(census_date: date) -> ListDay:
    """Today, with the limits in force on the day of the list: those it was loaded with (one query)."""
    limits = limits_of(PolicyNumber.objects.clock_limits_on(census_date))
    return ListDay(on=clock.today(), census_date=census_date, limits=limits)


def facets_of(census: Census, *, user: User, specialty: str = "") -> Facets:
    """What the filters offer this user. Kept for five minutes: the counts never change, names hardly ever."""
    reached = reach(user=user, subject=Subject.WAITING_LIST)
    scope = "all" if reached.everything else ",".join(str(key) for key in sorted(reached.specialty_ids))
    return kept(
        f"facets:{census.pk}:{census.pathway_count}:{scope}:{specialty}",
        make=lambda: _facets_found(census, reached=reached, specialty=specialty),
        seconds=FIVE_MINUTES,
    )


def _facets_found(census: Census, *, reached: Reach, specialty: str) -> Facets:
    people = Person.objects.filter(consultant_code=OuterRef("value"))
    facets = CensusFacet.objects.filter(census=census)
    if not reached.everything:
        facets = facets.filter(specialty__in=reached.specialty_ids)
    if specialty:
        facets = facets.filter(specialty__code=specialty)
    rows = list(
        facets.values("kind", "value")
        .annotate(
            n=Sum("pathways"),
            person=Subquery(
                people.values(found=JSONObject(title="title", surname="surname", forenames="forenames"))[:1]
            ),
            site=Subquery(Site.objects.filter(code=OuterRef("value")).values("name")[:1]),
        )
        .order_by("kind", "value")
    )
    named = [
        (row["value"], consultant_name(row["person"], code=row["value"]))
        for row in rows
        if row["kind"] == "consultant" and row["value"]
    ]
    return Facets(
        specialties=_specialties(reached),
        consultants=[
            Option(token_of(code), name) for code, name in sorted(named, key=lambda pair: pair[1].split()[-1])
        ],
        sites=[
            Option(row["value"], row["site"] or row["value"]) for row in rows if row["kind"] == "site" and row["value"]
        ],
        priorities=[Option(row["value"], row["value"]) for row in rows if row["kind"] == "priority" and row["value"]],
        codes={token_of(code): code for code, _ in named},
        pathways=sum(row["n"] for row in rows if row["kind"] == "list_type"),
    )


def _specialties(reached: Reach) -> list[Option]:
    """The specialties whose list the user reads; none to choose from for somebody who reads one."""
    if not reached.everything and len(reached.specialty_ids) < 2:
        return []
    found = Specialty.objects.in_order()
    shown = found if reached.everything else found.filter(pk__in=reached.specialty_ids)
    return [Option(one.code, one.name) for one in shown]


def rows_chosen(
    census: Census, *, user: User, choices: ListChoices, codes: dict[str, str], writer: Writer, day: ListDay
) -> CensusPathwayQuerySet:
    """The rows of the census that the user may see and has chosen."""
    rows = CensusPathway.objects.filter(census=census).visible_to(user)
    if choices.mine:
        rows = rows.filter(consultant_code__in=writer.codes)
    if choices.due is not None:
        due = PathwayAction.objects.open().due_by(day.on + timedelta(days=choices.due), owner=user)
        rows = rows.filter(pathway_key__in=due.values("pathway_key"))
    # A token that no consultant of the list has leaves nothing, rather than everything.
    code = codes.get(choices.consultant, "-") if choices.consultant else ""
    if choices.changed and choices.over and choices.by:
        rows = rows.filter(
            pathway_key__in=_changed(census, choices=choices, latest=latest_start(choices.by, weeks=choices.over))
        )
    asked = ValidationQuery.objects.open().values("pathway_key")
    return rows.chosen(choices, day=day, consultant_code=code).on_tab(choices.tab, day=day, query_keys=asked)


def _changed(census: Census, *, choices: ListChoices, latest: date) -> Any:
    """The pathways of a cohort that came into it, or lost their date, since the list before."""
    changes = CensusChange.objects.filter(census=census)
    found = changes.tipped_in(latest=latest) if choices.changed == "in" else changes.dates_lost(latest=latest)
    return found.values("pathway_key")


def counted(rows: CensusPathwayQuerySet, *, choices: ListChoices, day: ListDay) -> int:
    """How many rows there are, counting no further than 10,001."""
    if choices.tab == "save":
        rows = rows.with_breach_on(day).filter(breach_on__isnull=False)
    return rows.order_by()[: MOST_COUNTED + 1].count()


def rows_in_order(
    census: Census, *, keys: Sequence[int], writer: Writer, day: ListDay, with_consultants: bool = False
) -> list[ListRow]:
    """These rows with their work (one query), in the order of their keys."""
    rows = rows_with_consultants() if with_consultants else rows_as_shown()
    found = {row.pk: row for row in rows.filter(census=census, pk__in=keys)} if keys else {}
    return list_rows((found[key] for key in keys if key in found), writer=writer, day=day)
