"""What happened to a record: every change with when, who, why, and each field before and after.

The database's triggers wrote the rows that are read here (`directorate.core.history` says on whose behalf). A model
says in `history_words`, by the field's name, how values that are no words themselves are read.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery
from psycopg.types.range import Range

from directorate.core.access import may
from directorate.core.domain.access import Subject
from directorate.core.domain.classification import Classification, classification_of
from directorate.core.domain.words import long_date, moment
from directorate.core.models import User

KINDS = {"insert": "Added", "update": "Changed", "delete": "Removed"}
NOTHING = "nothing"
# Who may read the values of a class of field in a history. A record's own page may hide more (`hide`).
SUBJECTS_OF_CLASS: dict[Classification, tuple[Subject, ...]] = {
    Classification.PATIENT: (Subject.WAITING_LIST, Subject.COMPLAINT_NARRATIVE),
    Classification.SPECIAL: (Subject.SICKNESS_DETAIL,),
    Classification.SECRET: (),
}


@dataclass(frozen=True)
class FieldChange:
    """One field of one change, in words; `before` is empty when the row was added, `after` when it was removed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One row written: `kind` is Added, Changed or Removed; `hidden` counts the fields this reader may not see."""

    at: datetime
    who: str
    kind: str
    record: str
    action: str
    reason: str
    fields: tuple[FieldChange, ...]
    hidden: int
    model: type[models.Model]
    object_key: str


Related = tuple[type[models.Model], Mapping[str, Any]]
# What rows that foreign keys point at are called, by model and key.
Names = dict[tuple[type[models.Model], Any], str]


def row_history(
    record: models.Model, *, viewer: User, related: Sequence[Related] = (), hide: Collection[str] = (), limit: int = 100
) -> list[Change]:
    """The newest changes of a record first.

    Args:
        record: a row of a tracked table.
        viewer: fields classified as patient, special category or secret are left out unless this user's roles
            allow them (`SUBJECTS_OF_CLASS`).
        related: rows of other tables that belong to the record, as (model, conditions on its columns), for example
            `(RoleGrant, {"user": user.pk})`.
        hide: further field names to leave out on this page.
        limit: at most so many changes.
    """
    key = {record._meta.pk.attname: record.pk} if record._meta.pk else {}
    known: Names = {(type(record), record.pk): str(record)}
    return _newest([(type(record), key), *related], viewer=viewer, hide=hide, limit=limit, known=known)


def table_history(
    model: type[models.Model], *, viewer: User, where: Mapping[str, Any] | None = None, limit: int = 30
) -> list[Change]:
    """The newest changes of the rows of a table first: of all of a small one, or of those `where` its columns say so."""
    return _newest([(model, where or {})], viewer=viewer, hide=(), limit=limit, known={})


def _newest(
    sources: Iterable[Related], *, viewer: User, hide: Collection[str], limit: int, known: Names
) -> list[Change]:
    changes: list[Change] = []
    for model, conditions in sources:
        for event_model in event_models_of(model):
            events = with_previous(event_model).filter(**conditions).order_by("-pgh_id")[:limit]
            changes += changes_of(events, event_model=event_model, viewer=viewer, hide=hide, known=known)
    return sorted(changes, key=lambda change: change.at, reverse=True)[:limit]


def tracked_models() -> list[type[models.Model]]:
    """Every table whose changes are kept, by its words."""
    found: set[Any] = {getattr(model, "pgh_tracked_model", None) for model in apps.get_models()}
    return sorted(found - {None}, key=words_for)


def event_models_of(model: type[models.Model]) -> list[Any]:
    """The history tables of a model.

    Raises:
        LookupError: the model is not tracked.
    """
    found = [event for event in apps.get_models() if getattr(event, "pgh_tracked_model", None) is model]
    if not found:
        message = f"{model.__name__} keeps no history"
        raise LookupError(message)
    return found


def with_previous(event_model: Any) -> Any:
    """Events that know which event of the same row came before (`previous_id`, None for the first)."""
    key = event_model.pgh_tracked_model._meta.pk.attname
    earlier = event_model.objects.filter(**{key: OuterRef(key)}, pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    return event_model.objects.annotate(previous_id=Subquery(earlier.values("pgh_id")[:1]))


def changes_of(
    events: Iterable[Any], *, event_model: Any, viewer: User, hide: Collection[str] = (), known: Names | None = None
) -> list[Change]:
    """Events (from `with_previous`) in words; at most two queries, and one for each table that a changed field names.

    `known` keeps the names for further calls, which then ask only for those that are new.
    """
    rows = list(events)
    before = event_model.objects.in_bulk({row.previous_id for row in rows if row.previous_id})
    pairs = [(row, before.get(row.previous_id)) for row in rows]
    model = event_model.pgh_tracked_model
    shown, hidden = _fields(model, viewer=viewer, hide=hide)
    names = {} if known is None else known
    _find_names(pairs, fields=shown, known=names)
    return [_change(row, previous=previous, shown=shown, hidden=hidden, names=names) for row, previous in pairs]


def words_for(model: type[models.Model]) -> str:
    """A table in words: Role grant."""
    return _sentence_case(str(model._meta.verbose_name))


def label_of(field: Any) -> str:
    """A field in words: 'Active' for is_active."""
    return _sentence_case(str(field.verbose_name).removeprefix("is "))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fields(model: type[models.Model], *, viewer: User, hide: Collection[str]) -> tuple[list[Any], list[Any]]:
    own = [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    hidden = [field for field in own if field.name in hide or not _may_see(field, viewer=viewer)]
    return [field for field in own if field not in hidden], hidden


def _may_see(field: Any, *, viewer: User) -> bool:
    table = field.model._meta
    subjects = SUBJECTS_OF_CLASS.get(classification_of(model=table.label, field=field.name))
    return subjects is None or any(may(user=viewer, subject=subject) for subject in subjects)


def _find_names(pairs: Sequence[tuple[Any, Any]], *, fields: Iterable[Any], known: Names) -> None:
    """Add what the rows that foreign keys point at are called now."""
    for field in fields:
        if not field.is_relation:
            continue
        model = field.related_model
        keys = {getattr(row, field.attname, None) for pair in pairs for row in pair if row} - {None}
        wanted = {key for key in keys if (model, key) not in known}
        if wanted:
            known.update({(model, key): str(row) for key, row in model._base_manager.in_bulk(wanted).items()})


def _change(row: Any, *, previous: Any, shown: Sequence[Any], hidden: Sequence[Any], names: Names) -> Change:
    context = row.pgh_context if isinstance(row.pgh_context, dict) else {}
    model = row.pgh_tracked_model
    removed = row.pgh_label == "delete"
    old, new = (row, None) if removed else (previous, row)
    fields = (_field_change(field, old=old, new=new, names=names) for field in shown if hasattr(row, field.attname))
    return Change(
        at=row.pgh_created_at,
        who=str(context.get("name") or "Not recorded"),
        kind=KINDS.get(row.pgh_label, _sentence_case(row.pgh_label)),
        record=words_for(model),
        action=_sentence_case(str(context.get("action", "")).replace("_", " ")),
        reason=str(context.get("reason", "")),
        fields=tuple(change for change in fields if change),
        hidden=sum(_differs(field, old=old, new=new) for field in hidden if hasattr(row, field.attname)),
        model=model,
        object_key=str(getattr(row, model._meta.pk.attname)),
    )


def _differs(field: Any, *, old: Any, new: Any) -> bool:
    return getattr(old, field.attname, None) != getattr(new, field.attname, None)


def _field_change(field: Any, *, old: Any, new: Any, names: Names) -> FieldChange | None:
    if not _differs(field, old=old, new=new):
        return None
    before = _text(field, getattr(old, field.attname, None), names=names) if old else ""
    after = _text(field, getattr(new, field.attname, None), names=names) if new else ""
    return FieldChange(label=label_of(field), before=before, after=after) if before != after else None


def _text(field: Any, value: Any, *, names: Names) -> str:
    if value is None or value == "":
        return NOTHING
    if field.is_relation:
        return names.get((field.related_model, value), f"a record that was removed ({value})")
    words = getattr(field.model, "history_words", {}).get(field.name)
    if words:
        return str(words(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return in_words(value)


def in_words(value: Any) -> str:
    """A value as people read it: Yes, 7,866, 6 August 2026, 1 April 2020 onwards."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, Range):
        return _range_in_words(value)
    return str(value)


def _range_in_words(period: Range[Any]) -> str:
    if isinstance(period.lower, datetime) and isinstance(period.upper, datetime):
        return f"{moment(period.lower)} to {moment(period.upper)}"
    if not isinstance(period.lower, date) or isinstance(period.lower, datetime):
        return str(period)
    if period.upper is None:
        return f"{long_date(period.lower)} onwards"
    return f"{long_date(period.lower)} to {long_date(period.upper - timedelta(days=1))}"
