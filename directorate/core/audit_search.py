"""The auditor's search: changes over all tables, and who looked at what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, QuerySet, Value

from directorate.core.clock import LONDON
from directorate.core.models import AccessEvent, User
from directorate.core.row_history import Change, changes_of, event_models_of, tracked_models, with_previous, words_for

PAGE_ROWS = 50
LAST_PAGE = 200


@dataclass(frozen=True)
class Question:
    """What an auditor asks; an empty field does not narrow.

    Attributes:
        user_id: who did it.
        first_day, last_day: London dates, both in.
        kind: insert, update or delete; or a kind of access.
        table: `app.Model` of a tracked table; or a subject of access.
        object_key: primary key, or what the access log calls the record.
    """

    user_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    kind: str = ""
    table: str = ""
    object_key: str = ""

    def moments(self) -> dict[str, datetime]:
        """The days as conditions on a moment: `gte` the start of the first, `lt` the end of the last."""
        found = {}
        if self.first_day:
            found["gte"] = datetime.combine(self.first_day, time(), tzinfo=LONDON)
        if self.last_day:
            found["lt"] = datetime.combine(self.last_day + timedelta(days=1), time(), tzinfo=LONDON)
        return found


def changes(question: Question, *, viewer: User, page: int) -> tuple[list[Change], bool]:
    """One page of changes, newest first, and whether there are more."""
    start = (page - 1) * PAGE_ROWS
    branches = [
        _branch(event_model, question=question)[: start + PAGE_ROWS + 1]
        for model in _tables(question)
        if not question.object_key or _fits(model._meta.pk, question.object_key)
        for event_model in event_models_of(model)
    ]
    if not branches:
        return [], False
    first, *others = branches
    # One table is in order already; several are merged, each cut to what the page could need.
    found: Any = first.union(*others, all=True).order_by("-pgh_created_at", "-pgh_id") if others else first
    keys = list(found[start : start + PAGE_ROWS + 1])
    return _described(keys[:PAGE_ROWS], viewer=viewer), len(keys) > PAGE_ROWS


def accesses(question: Question, *, page: int) -> tuple[list[AccessEvent], bool]:
    """One page of the access log, newest first, and whether there are more."""
    conditions: dict[str, Any] = {f"at__{name}": at for name, at in question.moments().items()}
    exact = {
        "user_id": question.user_id,
        "kind": question.kind,
        "subject": question.table,
        "object_key": question.object_key,
    }
    conditions |= {name: value for name, value in exact.items() if value}
    start = (page - 1) * PAGE_ROWS
    events = AccessEvent.objects.filter(**conditions).select_related("user").order_by("-at", "-pk")
    rows = list(events[start : start + PAGE_ROWS + 1])
    return rows[:PAGE_ROWS], len(rows) > PAGE_ROWS


def table_choices() -> list[tuple[str, str]]:
    """The tables whose changes are kept, in words."""
    return [(model._meta.label, words_for(model)) for model in tracked_models()]


def _tables(question: Question) -> list[type[Model]]:
    tracked = tracked_models()
    return [model for model in tracked if model._meta.label == question.table] if question.table else tracked


def _branch(event_model: Any, *, question: Question) -> "QuerySet[Any, Any]":
    conditions: dict[str, Any] = {f"pgh_created_at__{name}": at for name, at in question.moments().items()}
    if question.user_id:
        conditions["pgh_context__user"] = question.user_id
    if question.kind:
        conditions["pgh_label"] = question.kind
    key = event_model.pgh_tracked_model._meta.pk
    events = event_model.objects.filter(**conditions)
    if question.object_key:
        events = events.filter(**{key.attname: question.object_key})
    table = Value(event_model._meta.label, output_field=CharField())
    found: QuerySet[Any, Any] = events.annotate(table=table).order_by("-pgh_id")
    return found.values_list("table", "pgh_created_at", "pgh_id")


def _fits(key: Any, text: str) -> bool:
    try:
        key.to_python(text)
    except ValidationError:  # a word where this table has numbers
        return False
    return key.get_internal_type() == "CharField" or len(text) < 18


def _described(keys: list[tuple[str, datetime, int]], *, viewer: User) -> list[Change]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for table, _, pgh_id in keys:
        wanted[table].append(pgh_id)
    found: dict[tuple[str, int], Change] = {}
    for table, ids in wanted.items():
        event_model = apps.get_model(table)
        events = list(with_previous(event_model).filter(pgh_id__in=ids))
        told = changes_of(events, event_model=event_model, viewer=viewer)
        found.update({(table, event.pgh_id): change for event, change in zip(events, told, strict=True)})
    return [found[table, pgh_id] for table, _, pgh_id in keys]
