"""What the source must not do: write in views, listen to signals, hide a rule in a model, read past `visible_to`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.test_imports import APPS, COMPOSITION, modules, short

EDGES = {"views", "tasks", "admin"}
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "delete", "update", "get_or_create", "update_or_create",
    "abulk_create", "acreate", "asave", "adelete", "aupdate",
}  # fmt: skip
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}
SOURCES = modules(*APPS, *COMPOSITION)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_edge(path: Path) -> bool:
    return bool({part.removesuffix(".py") for part in path.parts} & EDGES)


def written(path: Path) -> Iterator[str]:
    """Calls that write: not `update` of a plain name (a dictionary), not `.session`, `.cache` or a file."""
    for node in ast.walk(tree(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        owner = node.func.value
        if node.func.attr == "update" and isinstance(owner, ast.Name):
            continue
        if ast.unparse(owner).rpartition(".")[2] in {"session", "cache", "headers", "actions"}:
            continue
        yield f"line {node.lineno}: {ast.unparse(node.func)}"


@pytest.mark.parametrize("path", [path for path in SOURCES if is_edge(path)], ids=short)
def test_views_tasks_and_admin_never_write(path: Path) -> None:
    assert list(written(path)) == []


def test_a_write_in_a_view_would_be_found(tmp_path: Path) -> None:
    view = tmp_path / "views.py"
    view.write_text("User.objects.filter(pk=1).update(name='x')\nform.save()\nd.update(a=1)\nuser.delete()\n")
    assert len(list(written(view))) == 3


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_nobody_listens_to_signals(path: Path) -> None:
    banned = ("django.db.models.signals", "django.dispatch", "django.core.signals", "django.contrib.auth.signals")
    found = [
        name for name in imported(path) if name.startswith(banned) or (name.startswith("allauth") and "signals" in name)
    ]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_modules_are_named_for_what_they_hold(path: Path) -> None:
    assert not FORBIDDEN_NAMES & {part.removesuffix(".py") for part in path.parts}


OURS = [
    model
    for model in apps.get_models(include_auto_created=False)
    if model.__module__.split(".")[0] in {"directorate", "staffing", "rotas", "waiting_lists", "complaints", "reports"}
    and not hasattr(model, "pgh_tracked_model")
]
TABLES = [model for model in OURS if not model._meta.proxy]


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_models_have_no_ordering_of_their_own_and_no_save(model: type[models.Model]) -> None:
    assert list(model._meta.ordering or ()) == []
    for method in ("save", "delete", "clean"):
        assert method not in vars(model), f"{method} belongs in an action or a constraint"


@pytest.mark.parametrize("model", OURS, ids=label)
def test_no_relation_goes_to_any_table(model: type[models.Model]) -> None:
    kinds = {type(field).__name__ for field in model._meta.get_fields()} | {
        type(value).__name__ for value in vars(model).values()
    }
    assert "GenericForeignKey" not in kinds


# A moment that nobody causes, or whose person is named elsewhere, and why.
MOMENTS_WITHOUT_A_PERSON = {
    "core.AccessEvent.at": "user is the person; null when nobody is signed in",
    "complaints.Case.received_at": "when it reached the Trust; nobody here did that",
    "core.User.created_at": "row history names the administrator",
    "waiting_lists.ReturnedWorkbook.exported_at": "when the file left, as it says itself; the access log names who took it",
    "reports.ReportRun.data_as_at": "how old the data is, not an act",
    "core.OutgoingMail.next_attempt_at": "a time to come",
    "core.OutgoingMail.sending_at": "the system user of the jobs sends",
    "rotas.CoverOffer.expires_at": "a time to come",
    "rotas.SwapOffer.expires_at": "a time to come",
    "staffing.DecisionLink.expires_at": "a time to come",
    "complaints.StatementLink.expires_at": "a time to come",
    "reports.ReportDelivery.next_attempt_at": "a time to come",
    "reports.ReportDelivery.sending_at": "the system user of the jobs sends",
    "reports.AlertLetter.next_attempt_at": "a time to come",
    "reports.AlertLetter.sending_at": "the system user of the jobs sends",
}
PERSON_OF = {"at": "user"}


def moments() -> Iterator[tuple[str, type[models.Model], str]]:
    for model in TABLES:
        for field in model._meta.concrete_fields:
            if isinstance(field, models.DateTimeField) and (field.name == "at" or field.name.endswith("_at")):
                yield f"{model._meta.label}.{field.name}", model, field.name


@pytest.mark.parametrize(("name", "model", "field"), [pytest.param(*found, id=found[0]) for found in moments()])
def test_every_moment_names_its_person(name: str, model: type[models.Model], field: str) -> None:
    if name in MOMENTS_WITHOUT_A_PERSON:
        return
    names = {found.name for found in model._meta.concrete_fields}
    assert PERSON_OF.get(field, f"{field.removesuffix('_at')}_by") in names


def test_the_exceptions_are_not_stale() -> None:
    assert set(MOMENTS_WITHOUT_A_PERSON) <= {name for name, _, _ in moments()}


# --- access: a view reads rows that belong to somebody through `visible_to(user)` ---

# `visible_to(user)`, or a narrower queryset method that is given the user: `managed_by(request.user)`.
NARROWED = re.compile(r"\.visible_to\(|\.\w+_by\((\w+\.)?user\)|\(\w+_by=(request\.)?user\)")
# Rows of a record that the view has found through `visible_to` just before.
FOUND_BEFORE = {
    "staffing/views/leave_inbox.py: Absence.objects.filter(pk=absence).values('person__team')",
    "waiting_lists/views/work.py: CensusPathway.objects.filter(census=pathway.census_id, pk=pathway.pk)",
    "waiting_lists/views/searches.py: CensusPathway.objects.filter(census=census, pk__in=keys)",
}
GUARDED = {model.__name__ for model in TABLES if hasattr(model._default_manager.all(), "visible_to")}


def whole_chain(node: ast.AST, *, parents: dict[ast.AST, ast.AST]) -> str:
    """The expression `Model.objects.a().b()` that this part of it belongs to."""
    parent = parents.get(node)
    while isinstance(parent, ast.Attribute) or (isinstance(parent, ast.Call) and parent.func is node):
        node, parent = parent, parents.get(parent)
    return ast.unparse(node)


def unguarded_reads(path: Path) -> Iterator[str]:
    """`Model.objects.…` and `get_object_or_404(Model, …)` of a guarded model without `visible_to` in the chain."""
    module = tree(path)
    parents = {child: parent for parent in ast.walk(module) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            owner = ast.unparse(node.value).rpartition(".")[2]
            chain = whole_chain(node, parents=parents)
            if owner in GUARDED and not NARROWED.search(chain) and f"{short(path)}: {chain}" not in FOUND_BEFORE:
                yield f"line {node.lineno}: {chain}"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"get_object_or_404", "get_list_or_404"}:
            first = ast.unparse(node.args[0])
            if first in GUARDED:
                yield f"line {node.lineno}: {ast.unparse(node.func)}({first}, …)"


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if is_edge(path) and "tasks.py" not in path.parts], ids=short
)
def test_views_read_guarded_tables_through_visible_to(path: Path) -> None:
    assert list(unguarded_reads(path)) == []
