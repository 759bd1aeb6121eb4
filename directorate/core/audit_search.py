"""The auditor's search: changes over all tables, and who looked at what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, Q, QuerySet, Value

from directorate.core.clock import LONDON
from directorate.core.domain.access import Subject
from directorate.core.models import AccessEvent, User
from directorate.core.row_history import Change, changes_of, event_models_of, tracked_models, with_previous, words_for

PAGE_ROWS = 50
LONGEST_NUMBER = 18
# The access log names these apart, and they number the same records.
COMPLAINT = (Subject.COMPLAINT_NARRATIVE, Subject.RESTRICTED_CASE)
SAME_RECORD = dict.fromkeys(COMPLAINT, COMPLAINT)
Row = TypeVar("Row")


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


@dataclass(frozen=True)
class Start:
    """Where a page begins: after (or before) the row of this key; an empty key is the newest row."""

    key: str = ""
    backwards: bool = False


NEWEST = Start()


@dataclass(frozen=True)
class Found(Generic[Row]):
    """One page, newest first; `previous` and `next` are the keys to go on from, empty where there is nothing."""

    rows: list[Row]
    previous: str
    next: str


def changes(question: Question, *, viewer: User, start: Start = NEWEST) -> Found[Change]:
    """One page of changes: newest first, by table and by number where they were written at the same moment."""
    tables = [
        event_model
        for model in _tables(question)
        if not question.object_key or _fits(model._meta.pk, question.object_key)
        for event_model in event_models_of(model)
    ]
    place = _place_of_change(start.key)
    start = start if place else NEWEST
    branches = [_branch(table, question=question, place=place, backwards=start.backwards) for table in tables]
    if not branches:
        return Found([], "", "")
    # Each table gives no more than the page could need, in the order of the page.
    first, *others = branches
    found: Any = first.union(*others, all=True).order_by(*_order(start.backwards)) if others else first
    keys = list(found[: PAGE_ROWS + 1])
    shown, previous, following = _page(keys, start=start)
    rows = _described(shown, viewer=viewer)
    return Found(rows, _change_key(shown[0]) if previous else "", _change_key(shown[-1]) if following else "")


def accesses(question: Question, *, start: Start = NEWEST) -> Found[AccessEvent]:
    """One page of the access log, newest first."""
    conditions: dict[str, Any] = {f"at__{name}": at for name, at in question.moments().items()}
    exact = {
        "user_id": question.user_id,
        "kind": question.kind,
        "subject": question.table,
        "object_key": question.object_key,
    }
    conditions |= {name: value for name, value in exact.items() if value}
    return _access_page(Q(**conditions), start=start)


def _access_page(wanted: Q, *, start: Start) -> Found[AccessEvent]:
    at = AccessEvent.objects.filter(pk=start.key).values_list("at", "pk").first() if _is_number(start.key) else None
    start = start if at else NEWEST
    beyond = _beyond("at", "pk", moment=at[0], number=at[1], backwards=start.backwards) if at else Q()
    order = ("at", "pk") if start.backwards else ("-at", "-pk")
    events = AccessEvent.objects.filter(wanted, beyond).select_related("user").order_by(*order)
    shown, previous, following = _page(list(events[: PAGE_ROWS + 1]), start=start)
    return Found(shown, str(shown[0].pk) if previous else "", str(shown[-1].pk) if following else "")


def _page(rows: list[Any], *, start: Start) -> tuple[list[Any], bool, bool]:
    """What a page shows of what was read (one row more than it holds), and whether rows stand before and after it."""
    shown, more = rows[:PAGE_ROWS], len(rows) > PAGE_ROWS
    if start.backwards:
        return shown[::-1], more, bool(shown)
    return shown, bool(start.key and shown), more


def _beyond(at: str, number_field: str, *, moment: datetime, number: int, backwards: bool) -> Q:
    """Rows that stand beyond one of this moment and number in the order of the page."""
    way = "gt" if backwards else "lt"
    return Q(**{f"{at}__{way}": moment}) | Q(**{at: moment, f"{number_field}__{way}": number})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER


def readings_of(subject: Subject, *, key: str, start: Start = NEWEST) -> Found[AccessEvent]:
    """One page of who read one record, newest first; parts of a record (a file, a copy) are it too."""
    own = Q(object_key=key) | Q(object_key__startswith=f"{key} ")
    return _access_page(Q(own, subject__in=SAME_RECORD.get(subject, (subject,))), start=start)


def table_choices() -> list[tuple[str, str]]:
    """The tables whose changes are kept, in words."""
    return [(model._meta.label, words_for(model)) for model in tracked_models()]


def _tables(question: Question) -> list[type[Model]]:
    tracked = tracked_models()
    return [model for model in tracked if model._meta.label == question.table] if question.table else tracked


def _place_of_change(key: str) -> tuple[datetime, str, int] | None:
    """The moment, table and number of the change of this key; None when there is no such change."""
    label, _, number = key.partition(":")
    table = next((t for model in tracked_models() for t in event_models_of(model) if t._meta.label == label), None)
    if table is None or not _is_number(number):
        return None
    moment = table.objects.filter(pgh_id=number).values_list("pgh_created_at", flat=True).first()
    return (moment, label, int(number)) if moment else None


def _change_key(row: tuple[str, datetime, int]) -> str:
    return f"{row[0]}:{row[2]}"


def _order(backwards: bool) -> tuple[str, str, str]:  # noqa: FBT001 one word in one call
    return ("pgh_created_at", "table", "pgh_id") if backwards else ("-pgh_created_at", "-table", "-pgh_id")


def _branch(
    event_model: Any, *, question: Question, place: tuple[datetime, str, int] | None, backwards: bool
) -> "QuerySet[Any, Any]":
    conditions: dict[str, Any] = {f"pgh_created_at__{name}": at for name, at in question.moments().items()}
    if question.user_id:
        conditions["pgh_context__user"] = question.user_id
    if question.kind:
        conditions["pgh_label"] = question.kind
    key, label = event_model.pgh_tracked_model._meta.pk, event_model._meta.label
    events = event_model.objects.filter(_beyond_change(place, label=label, backwards=backwards), **conditions)
    if question.object_key:
        events = events.filter(**{key.attname: question.object_key})
    order = [term for term in _order(backwards) if not term.endswith("table")]
    found: QuerySet[Any, Any] = events.annotate(table=Value(label, output_field=CharField())).order_by(*order)
    return found.values_list("table", "pgh_created_at", "pgh_id")[: PAGE_ROWS + 1]


def _beyond_change(place: tuple[datetime, str, int] | None, *, label: str, backwards: bool) -> Q:
    """Rows of one table beyond a change: of those written at the same moment the table's name decides, then the number."""
    if place is None:
        return Q()
    moment, table, number = place
    if label == table:
        return _beyond("pgh_created_at", "pgh_id", moment=moment, number=number, backwards=backwards)
    same_moment = label > table if backwards else label < table
    return Q(**{f"pgh_created_at__{'gt' if backwards else 'lt'}{'e' if same_moment else ''}": moment})


def _fits(key: Any, text: str) -> bool:
    try:
        key.to_python(text)
    except ValidationError:  # a word where this table has numbers
        return False
    return key.get_internal_type() == "CharField" or len(text) < LONGEST_NUMBER


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
