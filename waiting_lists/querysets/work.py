"""What people wrote on the rows of one page, joined to the rows in one query."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

# What a row of the page shows or is judged by: half the columns, read as plain tuples, in half the time of whole rows.
SHOWN = (
    "pk",
    "pathway_key",
    "specialty_id",
    "consultant_code",
    "surname",
    "forename",
    "birth_date",
    "local_patient_identifier",
    "is_rtt",
    "is_on_cancer_ptl",
    "waiting_list_type",
    "procedure_priority_code",
    "rtt_period_start_date",
    "referral_received_date",
    "decision_to_admit_date",
    "tci_date",
    "outpatient_future_appointment_date",
    "diagnostic_date",
    "date_last_attended",
    "cancer_listed_date",
    "fds28_start_date",
    "cwt62_start_date",
    "cwt31_start_date",
    "comments",
    "said",
    "planned",
    "task",
    "asked",
    "site_name",
)


@cache
def rows_with_work() -> QuerySet[Any]:
    """Every row with its work: to be filtered, never read whole. Made once, since making it costs more than reading it."""
    return with_work(apps.get_model("waiting_lists", "CensusPathway")._default_manager.all())


@cache
def rows_as_shown() -> QuerySet[Any, Any]:
    """The same as the page shows them."""
    return rows_with_work().values_list(*SHOWN, named=True)


@cache
def rows_with_consultants() -> QuerySet[Any]:
    """The same with each consultant's name, for the file."""
    rows: QuerySet[Any] = rows_with_work().annotate(consultant=_consultant())
    return rows


def with_everything(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate each row with its work, its consultant's name and the day of its list."""
    found: QuerySet[Any] = with_work(rows).annotate(consultant=_consultant(), census_date=F("census__census_date"))
    return found


def with_work(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate each row with its latest comment, standing planned date, next action and open query, as JSON."""
    annotated: QuerySet[Any] = rows.annotate(
        said=_latest("Comment", withdrawn_at=None, text="text", kind="kind", who="created_by__name", at="created_at"),
        planned=_latest("PlannedDate", ended_at=None, day="date", kind="kind", who="created_by__name", note="note"),
        task=_next_action(),
        asked=_latest("ValidationQuery", answered_at=None, text="question", who="created_by__name", at="created_at"),
        site_name=Subquery(
            apps.get_model("core", "Site")._default_manager.filter(code=OuterRef("site_code")).values("name")[:1]
        ),
    )
    return annotated


def _latest(model: str, **fields: Any) -> Subquery:
    conditions = {name: value for name, value in fields.items() if value is None}
    shown = {name: value for name, value in fields.items() if value is not None}
    rows = apps.get_model("waiting_lists", model)._default_manager.filter(
        pathway_key=OuterRef("pathway_key"), **{f"{name}__isnull": True for name in conditions}
    )
    return Subquery(rows.order_by("-created_at", "-pk").values(found=JSONObject(**shown))[:1])


def _next_action() -> Subquery:
    rows = apps.get_model("waiting_lists", "PathwayAction")._default_manager.filter(
        pathway_key=OuterRef("pathway_key"), action__state="open"
    )
    shown = JSONObject(title="action__title", owner="action__owner__name", due="action__due_date")
    return Subquery(rows.order_by("action__due_date", "pk").values(found=shown)[:1])


def _consultant() -> Subquery:
    rows = apps.get_model("core", "Person")._default_manager.filter(consultant_code=OuterRef("consultant_code"))
    return Subquery(rows.values(found=JSONObject(title="title", surname="surname", forenames="forenames"))[:1])
