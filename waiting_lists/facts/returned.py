"""What is known of the rows of a workbook that came back, and the verdict on each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from directorate.core import clock
from directorate.core.models import User
from waiting_lists.domain.returned_rows import Known, ReturnedRow, Verdict, judge_rows
from waiting_lists.facts.owners import owners_by_name
from waiting_lists.models import Census, CensusPathway, Comment, PathwayAction, PlannedDate, ReturnedWorkbook

MayWrite = Callable[[CensusPathway], bool]


@dataclass(frozen=True)
class JudgedRow:
    """A row that came back, whose it is on the list of today (None: nobody's), and what it would add."""

    row: ReturnedRow
    pathway: CensusPathway | None
    verdict: Verdict


def stored_row(row: ReturnedRow) -> dict[str, Any]:
    """A row as it is kept until it is confirmed."""
    return {**asdict(row), "planned_date": row.planned_date.isoformat() if row.planned_date else None}


def has_dates(returned: ReturnedWorkbook) -> bool:
    """Return whether planned dates were filled in, whether or not they can be read."""
    return any(row["planned"] for row in returned.rows)


def kept_rows(returned: ReturnedWorkbook) -> list[ReturnedRow]:
    """The rows that are kept."""
    return [
        ReturnedRow(**{**row, "planned_date": date.fromisoformat(row["planned_date"]) if row["planned_date"] else None})
        for row in returned.rows
    ]


def action_title(pathway: CensusPathway) -> str:
    """What the owner of a row is asked to do."""
    return f"See to {pathway.local_patient_identifier or 'this patient'}"


def judged_rows(returned: ReturnedWorkbook, *, user: User, may_write: MayWrite) -> list[JudgedRow]:
    """Every row with its verdict as things stand now, for this user (a handful of queries, however many rows)."""
    rows = kept_rows(returned)
    pathways = _pathways(rows, user=user)
    known = _known(pathways, returned=returned, may_write=may_write)
    verdicts = judge_rows(rows, known=known, today=clock.today())
    return [JudgedRow(row, pathways.get(row.key), verdict) for row, verdict in zip(rows, verdicts, strict=True)]


def _pathways(rows: Iterable[ReturnedRow], *, user: User) -> dict[str, CensusPathway]:
    """The pathways on the list of today that the rows name and the user may see, by key."""
    census = Census.objects.latest_with_rows()
    keys = [key for row in rows if (key := _uuid(row.key))]
    if census is None:
        return {}
    found = CensusPathway.objects.filter(census=census, pathway_key__in=keys).visible_to(user).order_by("pk")
    return {str(pathway.pathway_key): pathway for pathway in found}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _known(
    pathways: Mapping[str, CensusPathway], *, returned: ReturnedWorkbook, may_write: MayWrite
) -> dict[str, Known]:
    keys = [pathway.pathway_key for pathway in pathways.values()]
    said, planned, seen_to = _said(keys, returned=returned), _planned(keys, returned=returned), _seen_to(keys, returned)
    owners = {specialty: owners_by_name(specialty) for specialty in {found.specialty_id for found in pathways.values()}}
    return {
        key: Known(
            hospital_number=pathway.local_patient_identifier,
            is_writable=may_write(pathway),
            said=frozenset(said[pathway.pathway_key]),
            planned=frozenset(planned[pathway.pathway_key]),
            owners=owners[pathway.specialty_id],
            seen_to_by=frozenset(seen_to[pathway.pathway_key]),
        )
        for key, pathway in pathways.items()
    }


def _since(returned: ReturnedWorkbook, *, field: str = "created_at") -> Q:
    """Written since the workbook left; at any time when it does not say when that was."""
    return Q(**{f"{field}__gte": returned.exported_at}) if returned.exported_at else Q()


def _grouped(pairs: Iterable[tuple[UUID, Any]]) -> dict[UUID, set[Any]]:
    found: dict[UUID, set[Any]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return found


def _said(keys: Sequence[UUID], *, returned: ReturnedWorkbook) -> dict[UUID, set[Any]]:
    """Comments, withdrawn ones too: what was taken back is not said again by the same workbook."""
    rows = Comment.objects.filter(_since(returned), pathway_key__in=keys)
    return _grouped(rows.values_list("pathway_key", "text"))


def _planned(keys: Sequence[UUID], *, returned: ReturnedWorkbook) -> dict[UUID, set[Any]]:
    """Dates of this kind: the one that stands, and those set since."""
    rows = PlannedDate.objects.filter(_since(returned) | Q(ended_at=None), pathway_key__in=keys)
    return _grouped(rows.filter(kind=returned.planned_kind).values_list("pathway_key", "date"))


def _seen_to(keys: Sequence[UUID], returned: ReturnedWorkbook) -> dict[UUID, set[Any]]:
    """Owners of an action of this sort: open, or given since."""
    since = _since(returned, field="action__created_at") | Q(action__state="open")
    rows = PathwayAction.objects.filter(since, pathway_key__in=keys, action__title__startswith="See to ")
    return _grouped(rows.values_list("pathway_key", "action__owner"))
