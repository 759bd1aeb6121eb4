"""Writes docs/rules from the code: the table of roles, the data classification and the state diagrams."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directorate.core.domain.access import RIGHTS, ROLE_NAMES, Role, Subject
from directorate.core.domain.access_words import SUBJECT_NAMES, cell_in_words
from directorate.core.domain.classification import Classification, classifications

NOTICE = "<!-- Made by `manage.py generate_docs`. Change the code, not this file. -->\n"


class Command(BaseCommand):
    """Write the documents that follow from the code, or with --check say which are out of date."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check writes nothing."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when a document is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare.

        Raises:
            CommandError: with --check, naming the documents that are out of date.
        """
        folder = Path(settings.BASE_DIR) / "docs" / "rules"
        documents = dict(generated())
        old = [name for name, text in documents.items() if _text(folder / name) != text]
        if options["check"] and old:
            message = f"Out of date: {', '.join(sorted(old))}. Run `manage.py generate_docs`."
            raise CommandError(message)
        for name in old:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(documents[name], encoding="utf-8")
            self.stdout.write(f"docs/rules/{name}")


def generated() -> Iterator[tuple[str, str]]:
    """File name and text of every generated document."""
    yield "access.md", access_document()
    yield "data_classification.md", classification_document()
    for label, module in state_modules():
        yield f"{label}_states.md", states_document(label=label, module=module)


def access_document() -> str:
    """The table of roles: codes for comparing, then each role in words."""
    roles = " | ".join(Role)
    lines = ["# Who may see and change what", "", NOTICE]
    lines += ["R is see, W is see and change, followed by how far; what is empty is closed.", ""]
    lines += [f"| Data | {roles} |", f"|---|{'---|' * len(Role)}"]
    for subject in Subject:
        cells = " | ".join(_cell(RIGHTS[subject, role]) for role in Role)
        lines.append(f"| {SUBJECT_NAMES[subject]} | {cells} |")
    for role in Role:
        lines += ["", f"## {ROLE_NAMES[role]} (`{role.value}`)", ""]
        lines += [
            f"- {SUBJECT_NAMES[subject]}: {cell_in_words(RIGHTS[subject, role])}"
            for subject in Subject
            if RIGHTS[subject, role]
        ]
    return "\n".join(lines) + "\n"


def _cell(rights: Any) -> str:
    return ", ".join(f"{right.operation.value} {'+'.join(sorted(right.scopes))}" for right in rights)


def classification_document() -> str:
    """Every table and the class of each of its fields."""
    tables: dict[str, dict[Classification, list[str]]] = {}
    for (model, field), kind in classifications().items():
        tables.setdefault(model, {}).setdefault(kind, []).append(field)
    lines = ["# What kind of data each field holds", "", NOTICE, "| Table | Class | Fields |", "|---|---|---|"]
    for model in sorted(tables):
        for kind in Classification:
            if kind in tables[model]:
                fields = ", ".join(f"`{name}`" for name in sorted(tables[model][kind]))
                lines.append(f"| {model} | {kind.value} | {fields} |")
    return "\n".join(lines) + "\n"


def state_modules() -> Iterator[tuple[str, Any]]:
    """Each app's `domain/states.py`, by the app's label."""
    for config in sorted(apps.get_app_configs(), key=lambda found: found.label):
        if not Path(config.path).is_relative_to(settings.BASE_DIR) or ".venv" in config.path:
            continue
        if Path(config.path, "domain", "states.py").is_file():
            yield config.label, import_module(f"{config.name}.domain.states")


def states_document(*, label: str, module: Any) -> str:
    """A Mermaid diagram of every table of states in the module."""
    lines = [f"# States: {label.replace('_', ' ')}", "", NOTICE]
    for name, table in sorted(vars(module).items()):
        if name.isupper() and is_state_table(table):
            title = name.removesuffix("_TRANSITIONS").replace("_", " ").capitalize()
            lines += [f"## {title}", "", "```mermaid", diagram(table), "```", ""]
    return "\n".join(lines)


def is_state_table(found: object) -> bool:
    """Whether this maps every state to a collection of the states that may follow."""
    return (
        isinstance(found, Mapping)
        and bool(found)
        and all(
            isinstance(after, tuple | list | set | frozenset) and set(after) <= set(found) for after in found.values()
        )
    )


def diagram(table: Mapping[Any, Any]) -> str:
    """The table as a Mermaid state diagram; states without a way in (else the first) are starts."""
    reached = {str(after) for following in table.values() for after in following}
    starts = {str(state) for state in table} - reached or {str(next(iter(table)))}
    lines = ["stateDiagram-v2"]
    for before, following in table.items():
        if str(before) in starts:
            lines.append(f"    [*] --> {before!s}")
        lines += [f"    {before!s} --> {after}" for after in sorted(str(after) for after in following)]
        if not following:
            lines.append(f"    {before!s} --> [*]")
    return "\n".join(lines)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
