"""The cancer list comes in: what the file says of a record is what stands, and nothing missing from it is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from django.db.backends.utils import CursorWrapper

from directorate.core.domain.access import Subject
from directorate.core.importers.documents import Change, Found, Order
from directorate.core.importers.feeds import DocumentFeed, Progress, Store, Words
from directorate.core.importers.grids import FoundTable
from directorate.core.imports.rows import Rows, returned_rows
from directorate.core.models import PolicyNumber, Specialty
from waiting_lists.domain.cancer import SPECIALTY_OF_SITE, kept_on
from waiting_lists.domain.standards import limits_of
from waiting_lists.importers import cancer_list
from waiting_lists.importers.cancer_list import CancerLine, JudgedList
from waiting_lists.importers.ptl import PATIENT_TRACKING_LIST
from waiting_lists.models import CancerPathway, Census, CensusPathway
from waiting_lists.querysets.patient_list import ListDay


def check(tables: Mapping[str, FoundTable], as_at: date) -> Found:
    """Return what stands in the file and what it would change."""
    table = tables["cancer"]
    judged = cancer_list.judge(table)
    rows = _records(judged, as_at=as_at)
    read = len(judged.records) + len(judged.rejected)
    return Found(
        rows_read=read,
        rows_accepted=len(judged.records),
        rows_skipped=len(table.below) - read,
        rejected=judged.rejected,
        warnings=judged.warnings,
        changes=[rows.change],
        totals=_totals(judged, as_at=as_at),
        content=rows,
        headings={table.sheet: table.shown_headings},
        returned=returned_rows([table], rejected=judged.rejected),
    )


def store(found: Found, order: Order) -> Sequence[Change]:
    """Write the records of the file, and let their clocks run on the list that is on screen."""
    rows: Rows = found.content
    rows.save()
    apply_to_list()
    return found.changes


def store_patient_list(cursor: CursorWrapper, order: Store, progress: Progress) -> dict[str, Any]:
    """Put a patient tracking list into use, with the clocks of the cancer list that is here."""
    counts = PATIENT_TRACKING_LIST.store(cursor, order, progress)
    apply_to_list()
    return counts


def apply_to_list() -> int:
    """Let the clocks of the last cancer list run on the rows of the last list; return on how many."""
    census = Census.objects.latest_with_rows()
    listed = CancerPathway.objects.last_listed()
    if census is None or listed is None:
        return 0
    limits = limits_of(PolicyNumber.objects.clock_limits_on(census.census_date))
    day = ListDay(on=census.census_date, census_date=census.census_date, limits=limits)
    rows = CensusPathway.objects.filter(census=census)
    return rows.take_cancer_list(CancerPathway.objects.starts_by_number(), listed=listed, day=day)


WAITING_LIST = replace(PATIENT_TRACKING_LIST, store=store_patient_list)


def _records(judged: JudgedList, *, as_at: date) -> Rows:
    specialties = dict(Specialty.objects.values_list("code", "pk"))
    stored = CancerPathway.objects.filter(pathway_identifier__in=judged.records)
    rows = Rows.of("cancer records", ((row.pathway_identifier, row) for row in stored))
    for key, line in judged.records.items():
        before = rows.rows.get(key)
        if before is None or before.listed_date <= as_at:  # an older list changes nothing that a later one said
            rows.give(key, make=CancerPathway, fields=_fields(line, specialties=specialties, as_at=as_at))
    return rows


def _fields(line: CancerLine, *, specialties: Mapping[str, int], as_at: date) -> dict[str, Any]:
    facts = line.facts
    return {
        "pathway_identifier": line.identifier,
        "nhs_number": line.nhs_number,
        "tumour_site": line.site,
        "specialty_id": specialties.get(SPECIALTY_OF_SITE.get(line.site, "")),
        "route": facts.route,
        "clock_start_date": facts.clock_start,
        "informed_date": facts.informed,
        "outcome": facts.outcome,
        "decision_to_treat_date": facts.decision_to_treat,
        "treatment_date": facts.treatment,
        "listed_date": as_at,
    }


def _totals(judged: JudgedList, *, as_at: date) -> dict[str, Any]:
    limits = limits_of(PolicyNumber.objects.clock_limits_on(as_at))
    kept = kept_on((line.facts for line in judged.records.values()), on=as_at, limits=limits)
    return {clock: asdict(found) for clock, found in kept.items()}


CANCER_LIST = DocumentFeed(
    key="cancer_ptl",
    name="Cancer list",
    subject=Subject.WAITING_LIST_IMPORT,
    reads=Subject.WAITING_LIST,
    words=Words(
        noun="cancer list",
        day="list of",
        day_question="Day of the list",
        day_hint="The day at the end of which the list was taken, for example 31/1/2026",
        ours="look like our patients",
        opens=("waiting_lists:cancer_list", "Open the cancer list"),
        source="the cancer system",
    ),
    codes=cancer_list.CODES,
    tables=(cancer_list.CANCER_LIST,),
    read=cancer_list.read,
    check=check,
    store=store,
    asks_day=True,
)
