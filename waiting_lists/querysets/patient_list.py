"""The patient tracking list in SQL: rules as annotations, each with a test that it equals the domain row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, DateField, F, Func, OuterRef, Q, Subquery, Value, When

from waiting_lists.domain.bands import WITHIN_18_WEEKS_DAYS, days_of_band
from waiting_lists.domain.breaches import (
    PRIORITY_ORDER,
    RTT_CLOCKS,
    RTT_LIST_TYPES,
    TOLD_CLOCK,
    CancerStarts,
    PathwayFacts,
)
from waiting_lists.domain.cohorts import latest_start
from waiting_lists.domain.list_choices import LIST_TYPES, ListChoices
from waiting_lists.domain.standards import Limit, Limits
from waiting_lists.querysets.keyset import Segment, SortKey, Start
from waiting_lists.querysets.summaries import CohortQuerySet

HOURS_OF_DAY = 24
PK = SortKey("pk")
RANK = SortKey("priority_rank")
START = SortKey("rtt_period_start_date", blank=True)
BY_BREACH = (SortKey("breach_on"), RANK, START, PK)
# After the first key: what settles ties, and what orders the blanks.
ORDERS: dict[str, tuple[SortKey, tuple[SortKey, ...]]] = {
    "wait": (SortKey("rtt_period_start_date", blank=True), (PK,)),
    "patient": (SortKey("surname_key"), (SortKey("forename_key"), PK)),
    "priority": (RANK, (START, PK)),
    "step": (SortKey("next_step_date", blank=True), (PK,)),
}


@dataclass(frozen=True, slots=True)
class ListDay:
    """The day a list is judged on, the limits in force, and the census its rows come from."""

    on: date
    census_date: date
    limits: Limits


class PatientListQuerySet(CohortQuerySet):
    """Rows of one census as the patient tracking list shows them."""

    def with_breach_on(self, day: ListDay) -> Self:
        """Annotate `breach_on`, the next breach that can still be prevented on the day; None when there is none.

        The stored date is right until it has passed; only then is it worked out from the clocks.
        """
        if day.on <= day.census_date:
            return self.annotate(breach_on=F("next_breach_date"))
        return self.annotate(
            breach_on=Case(
                When(next_breach_date__gt=day.on, then=F("next_breach_date")),
                When(next_breach_date__isnull=True, then=None),
                default=worked_out_breach(on=day.on, limits=day.limits),
                output_field=DateField(),
            )
        )

    def chosen(self, choices: ListChoices, *, day: ListDay, consultant_code: str = "") -> Self:
        """Rows that the filters leave."""
        on = choices.at or day.on
        rows = self.filter(_plain_filters(choices, consultant_code=consultant_code))
        rows = rows.filter(_wait_filters(choices, on=on))
        if choices.act is not None:
            rows = rows.needing_action(day, within_days=choices.act)
        return rows._in_step(choices, day=day) if choices.step else rows

    def take_cancer_list(self, starts: models.QuerySet[Any, Any], *, listed: date, day: ListDay) -> int:
        """Let the clocks of the cancer list (`starts`, by NHS number) run on the rows of one census; return how many.

        Only an update of columns that the list itself does not fill; the next breach is worked out anew.
        """
        mine = starts.filter(nhs_number=OuterRef("nhs_number"))
        names = ("fds28", "cwt62", "cwt31")
        clocks = {f"{name}_start_date": Subquery(mine.values(name)[:1]) for name in names}
        left = self.filter(cancer_listed_date__isnull=False)
        touched = set(left.values_list("pk", flat=True))
        left.update(cancer_listed_date=None, **dict.fromkeys(clocks))
        found = self.filter(nhs_number__in=starts.values("nhs_number")).exclude(nhs_number="")
        touched |= set(found.values_list("pk", flat=True))
        taken: int = found.update(cancer_listed_date=listed, **clocks)
        breach = worked_out_breach(on=day.census_date, limits=day.limits)
        self.filter(pk__in=touched).update(next_breach_date=breach)
        return taken

    def needing_action(self, day: ListDay, *, within_days: int) -> Self:
        """Rows that reach a breach within so many days and have no date before it that would keep it.

        The stored date bounds the index scan: a date worked out for a row is never earlier than the stored one.
        """
        latest = day.on + timedelta(days=within_days)
        soon = self.filter(next_breach_date__lte=latest).with_breach_on(day).filter(breach_on__lte=latest)
        return soon.with_planned_treatment(day)._with_told_breach(day).exclude(_kept_in_time(day.on))

    def on_tab(self, tab: str, *, day: ListDay, query_keys: models.QuerySet[Any, Any]) -> Self:
        """Rows of a tab; *can still be saved* is left to the segments of its order."""
        if tab == "over":
            return self.filter(is_rtt=True, rtt_period_start_date__lte=latest_start(day.on, weeks=52))
        return self.filter(pathway_key__in=query_keys) if tab == "queries" else self

    def segments(self, choices: ListChoices, *, day: ListDay) -> list[Segment]:
        """The list in its order, to be read by keyset."""
        if choices.order == "breach":
            return self._by_breach(choices, day=day)
        rows = self.with_breach_on(day).exclude(breach_on=None) if choices.tab == "save" else self
        first, ties = ORDERS[choices.order]
        lead = first.reversed() if choices.down else first
        if not first.blank:
            return [Segment((rows,), (lead, *ties), 0)]
        filled, blank = {f"{first.field}__isnull": False}, {f"{first.field}__isnull": True}
        return [Segment((rows.filter(**filled),), (lead, *ties), 0), Segment((rows.filter(**blank),), ties, 1)]

    def _by_breach(self, choices: ListChoices, *, day: ListDay) -> list[Segment]:
        order = (BY_BREACH[0].reversed(), *BY_BREACH[1:]) if choices.down else BY_BREACH
        holds = self.annotate(breach_on=F("next_breach_date")).filter(next_breach_date__gt=day.on)
        over = self.filter(next_breach_date__isnull=True)
        streams: list[PatientListQuerySet] = [holds]
        blanks: list[PatientListQuerySet] = [over]
        if day.on > day.census_date:
            passed = self._passed(day)
            streams.append(passed.filter(breach_on__isnull=False))
            blanks.append(passed.filter(breach_on__isnull=True))
        shown = Segment(tuple(streams), order, 0)
        return [shown] if choices.tab == "save" else [shown, Segment(tuple(blanks), BY_BREACH[1:], 1)]

    def _passed(self, day: ListDay) -> Self:
        """Rows whose stored breach has come, with the next one worked out."""
        breach = worked_out_breach(on=day.on, limits=day.limits)
        return self.filter(next_breach_date__lte=day.on).annotate(breach_on=breach)

    def start_at(self, row_id: int, *, choices: ListChoices, day: ListDay, backwards: bool) -> Start | None:
        """The sort values of a row (one query); None when the list no longer holds it."""
        first = "breach_on" if choices.order == "breach" else ORDERS[choices.order][0].field
        names = {first, "priority_rank", "rtt_period_start_date", "surname_key", "forename_key", "pk"}
        values = self.with_breach_on(day).filter(pk=row_id).values(*names).first()
        if values is None:
            return None
        return Start(values=values, place=int(values[first] is None), backwards=backwards)

    def with_planned_treatment(self, day: ListDay) -> Self:
        """Annotate dates on or after the day that the PAS does not show yet: `planned_on` treatment, `visit_on` another."""
        planned = _planned_dates().filter(pathway_key=OuterRef("pathway_key"), date__gte=day.on)
        return self.annotate(
            planned_on=Subquery(planned.filter(kind="treatment").values("date")[:1]),
            visit_on=Subquery(planned.exclude(kind="treatment").values("date")[:1]),
        )

    def _with_told_breach(self, day: ListDay) -> Self:
        """Annotate `told_on`, the breach of the 28 days (cancer), and `other_on`, the next one of all other clocks."""
        told = [limit for limit in day.limits if limit.clock == TOLD_CLOCK]
        others = [limit for limit in day.limits if limit.clock != TOLD_CLOCK]
        return self.annotate(
            told_on=worked_out_breach(on=day.on, limits=told), other_on=worked_out_breach(on=day.on, limits=others)
        )

    def _in_step(self, choices: ListChoices, *, day: ListDay) -> Self:
        """Rows by next step, judged against the cohort's day when one is chosen, else against the next breach."""
        on = day.census_date if choices.by else day.on
        rows = self.with_planned_treatment(day)
        if choices.step in {"none", "any"}:
            dated = _dated(on)
            return rows.filter(dated) if choices.step == "any" else rows.exclude(dated)
        if choices.step == "untreated":
            return rows.filter(_no_admission(on), planned_on__isnull=True)
        if not choices.by:
            rows = rows.with_breach_on(day)._with_told_breach(day)
        in_time = _treated_by(on, by=choices.by) if choices.by else _kept_in_time(on)
        if choices.step == "in-time":
            return rows.filter(in_time)
        late = rows.exclude(in_time)
        return late if choices.step == "not-in-time" else late.filter(_dated(on))


def _treated_by(on: date, *, by: date) -> Q:
    """Admission, or without one a planned treatment, by a day; never unknown in SQL."""
    admitted = Q(tci_date__isnull=False, tci_date__gte=on, tci_date__lte=by)
    return admitted | (_no_admission(on) & Q(planned_on__isnull=False, planned_on__lte=by))


def _kept_in_time(on: date) -> Q:
    """A date before the next breach that would keep it: `breaches.next_step` in SQL; never unknown there."""
    breach = F("breach_on")
    admitted = Q(tci_date__isnull=False, tci_date__gte=on, tci_date__lt=breach)
    planned = _no_admission(on) & Q(planned_on__isnull=False, planned_on__lt=breach)
    only_told = Q(told_on__isnull=False, told_on=breach) & (
        Q(other_on__isnull=True) | Q(other_on__isnull=False, other_on__gt=breach)
    )
    visit = Q(visit_on__isnull=False, visit_on__lt=breach) | Q(planned_on__isnull=False, planned_on__lt=breach)
    for name in ("outpatient_future_appointment_date", "diagnostic_date"):
        visit |= Q(**{f"{name}__isnull": False, f"{name}__gte": on, f"{name}__lt": breach})
    return Q(breach_on__isnull=False) & (admitted | planned | (only_told & visit))


def _no_admission(on: date) -> Q:
    return Q(tci_date__isnull=True) | Q(tci_date__lt=on)


def _dated(on: date) -> Q:
    """Something is booked or planned on or after the day; never unknown in SQL, so that it can be turned round."""
    booked = Q(planned_on__isnull=False) | Q(visit_on__isnull=False)
    for name in ("tci_date", "outpatient_future_appointment_date", "diagnostic_date"):
        booked |= Q(**{f"{name}__isnull": False, f"{name}__gte": on})
    return booked


def _planned_dates() -> models.QuerySet[Any, Any]:
    from django.apps import apps  # noqa: PLC0415 a queryset may not import the models it serves

    return apps.get_model("waiting_lists", "PlannedDate")._default_manager.filter(ended_at=None)


def _plain_filters(choices: ListChoices, *, consultant_code: str) -> Q:
    wanted: dict[str, object] = {
        "specialty__code": choices.specialty,
        "return_line": choices.line,
        "consultant_code": consultant_code,
        "site_code": choices.site,
        "procedure_priority_code": choices.priority,
    }
    found = Q(**{name: value for name, value in wanted.items() if value and value != "none"})
    if choices.priority == "none":
        found &= Q(procedure_priority_code="")
    if choices.list_type:
        found &= Q(waiting_list_type__in=LIST_TYPES[choices.list_type][1])
    if choices.cancer:
        found &= ON_CANCER_LIST
    if choices.urgent:
        found &= ON_CANCER_LIST | Q(priority_rank__lte=PRIORITY_ORDER.index("P2"))
    if choices.national:
        found &= Q(is_rtt=True, is_nonc=False, rtt_period_start_date__isnull=choices.unknown)
    return found


def _wait_filters(choices: ListChoices, *, on: date) -> Q:
    """Filters by length of wait, each as a range of clock starts, so that an index serves them."""
    found = Q()
    if choices.unknown:
        found &= Q(is_rtt=True, rtt_period_start_date__isnull=True)
    if choices.band is not None:
        found &= _in_band(choices.band, on=on)
    if choices.within:
        found &= Q(is_rtt=True, rtt_period_start_date__gte=on - timedelta(days=WITHIN_18_WEEKS_DAYS))
    if choices.over is not None:
        found &= Q(is_rtt=True, rtt_period_start_date__lte=latest_start(choices.by or on, weeks=choices.over))
    if choices.reach is not None and choices.first and choices.last:
        first, last = (latest_start(day, weeks=choices.reach) for day in (choices.first, choices.last))
        found &= Q(is_rtt=True, rtt_period_start_date__range=(first, last))
    return found


def _in_band(band: int, *, on: date) -> Q:
    first, last = days_of_band(band)
    found = Q(is_rtt=True, rtt_period_start_date__lte=on - timedelta(days=first))
    return found if last is None else found & Q(rtt_period_start_date__gte=on - timedelta(days=last))


def worked_out_breach(*, on: date, limits: Iterable[Limit]) -> Func:
    """The next breach that can still be prevented, worked out from every clock that the row carries."""
    coming = [_coming(limit, on=on) for limit in limits if limit.clock in _RUNS]
    # LEAST of PostgreSQL passes over nulls.
    return Func(*coming, Value(None, output_field=DateField()), function="LEAST", output_field=DateField())


# The list marks a patient as on the cancer list; where the cancer list itself is here, that one speaks.
_MARKED = Q(is_on_cancer_ptl=True, cancer_listed_date=None)
ON_CANCER_LIST = Q(is_on_cancer_ptl=True) | Q(cancer_listed_date__isnull=False)
_BY_CANCER_LIST = {"FDS28": "fds28_start_date", "CWT62": "cwt62_start_date", "CWT31": "cwt31_start_date"}
_IS_RTT = Q(waiting_list_type__in=sorted(RTT_LIST_TYPES))
# When each clock runs, and the column that holds its day 0: `waiting_lists.domain.breaches` in SQL.
_RUNS: dict[str, tuple[Q, str]] = {
    **dict.fromkeys(RTT_CLOCKS, (_IS_RTT, "rtt_period_start_date")),
    "FIRST_APPT": (
        _IS_RTT & Q(date_last_attended=None, decision_to_admit_date=None),
        "rtt_period_start_date",
    ),
    "FDS28": (_MARKED & Q(decision_to_admit_date=None), "referral_received_date"),
    "CWT62": (_MARKED, "referral_received_date"),
    "CWT31": (_MARKED, "decision_to_admit_date"),
    "PRIORITY": (Q(), "decision_to_admit_date"),
}


def _coming(limit: Limit, *, on: date) -> Case:
    days = limit.days if limit.days is not None else (limit.hours or 0) // HOURS_OF_DAY
    runs, column = _RUNS[limit.clock]
    if limit.priority:
        runs &= Q(procedure_priority_code=limit.priority)
    whens = [_when(runs, column=column, days=days, on=on)]
    if known := _BY_CANCER_LIST.get(limit.clock):
        whens.append(_when(Q(cancer_listed_date__isnull=False), column=known, days=days, on=on))
    return Case(*whens, output_field=DateField())


def _when(runs: Q, *, column: str, days: int, on: date) -> When:
    """The first day over of a clock that runs and can still be kept."""
    first_breach = Func(
        F(column), Value(days + 1), template="(%(expressions)s)", arg_joiner=" + ", output_field=DateField()
    )
    return When(runs & Q(**{f"{column}__gte": on - timedelta(days=days)}), then=first_breach)


def facts_of(row: Any, *, planned_on: date | None = None, visit_on: date | None = None) -> PathwayFacts:
    """A census row as the facts the rules judge; `planned_on` treatment and `visit_on` are not shown by the PAS yet."""
    return PathwayFacts(
        list_type=row.waiting_list_type,
        clock_start=row.rtt_period_start_date,
        procedure_priority=row.procedure_priority_code or None,
        decision_to_admit=row.decision_to_admit_date,
        tci=row.tci_date,
        next_appointment=row.outpatient_future_appointment_date,
        diagnostic=row.diagnostic_date,
        first_activity=row.date_last_attended,
        cancer=row.is_on_cancer_ptl,
        referral_received=row.referral_received_date,
        planned_date=planned_on,
        planned_visit=visit_on,
        by_cancer_list=_cancer_starts(row),
    )


def _cancer_starts(row: Any) -> CancerStarts | None:
    if row.cancer_listed_date is None:
        return None
    return CancerStarts(row.fds28_start_date, row.cwt62_start_date, row.cwt31_start_date)
