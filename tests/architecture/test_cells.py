"""Every cell of the table of roles that the application asks about is held by a test, or a reason says why not.

How a cell is held, cheapest first:

- *closed, or open for all of the directorate*, of a subject that guards an address of its own: by
  `test_every_role_at_every_address`, which tries every role at every address, for asking and for sending;
- *anything that reaches part of the directorate* (own, team, specialty, consultants, doctors), and every cell of a subject
  that is asked inside a page only: by a test that carries `@pytest.mark.cell("subject", "roles")`.

The marks are read from the tests' text, so that this costs a second and holds for a part of the suite too.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from directorate.core.domain.access import RIGHTS, Role, Scope, Subject
from tests.architecture.addresses import addresses

ROOT = Path(__file__).parents[2]
APPS = ("directorate", "staffing", "rotas", "waiting_lists", "complaints", "reports")
# The table itself and its words name every subject.
THE_TABLE = {"directorate/core/domain/access.py", "directorate/core/domain/access_words.py"}
# Asked inside pages that another subject opens: who is shut out there is shut out here.
INSIDE = {
    Subject.COMPLAINT_NARRATIVE: Subject.COMPLAINT_INDEX,
    Subject.COMPLAINT_STAFF: Subject.COMPLAINT_INDEX,
    Subject.RESTRICTED_CASE: Subject.COMPLAINT_INDEX,
    Subject.HR_ANNEX: Subject.HR_REPORT,
}
# Cells without a test of their own, and why.
REASONS = {
    (
        Subject.WAITING_LIST_IMPORT,
        Role.SPECIALTY_MANAGER,
    ): "a list is one file of all specialties: whoever brings it brings "
    "all of it, and a second person settles what alarms",
}
Cell = tuple[Subject, Role]


@cache
def marked() -> dict[Cell, list[str]]:
    found: dict[Cell, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        if "mark.cell(" not in text or path == Path(__file__):
            continue
        for test, subject, roles in marks_of(ast.parse(text)):
            for role in roles.split():
                found.setdefault((Subject(subject), Role(role)), []).append(f"{path.relative_to(ROOT)}::{test}")
    return found


def marks_of(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    for test in ast.walk(tree):
        for mark in test.decorator_list if isinstance(test, ast.FunctionDef) else []:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.cell":
                subject, roles = (ast.literal_eval(argument) for argument in mark.args)
                yield test.name, subject, roles  # type: ignore[union-attr]


@cache
def asked_for() -> frozenset[Subject]:
    """Subjects that the application names anywhere outside the table."""
    named: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if str(path.relative_to(ROOT)) not in THE_TABLE:
                named |= set(re.findall(r"\bSubject\.([A-Z_]+)", path.read_text()))
    return frozenset(Subject[name] for name in named)


@cache
def guarding() -> frozenset[Subject]:
    """Subjects that open an address, alone or beside another."""
    permissions = (address.permission for address in addresses())
    return frozenset(subject for held in permissions if isinstance(held, tuple) for subject in held[0])


def is_partial(cell: Cell) -> bool:
    return any(right.scopes - {Scope.ALL} for right in RIGHTS[cell])


def needs_a_test(cell: Cell) -> bool:
    subject, role = cell
    if subject in guarding():
        return is_partial(cell)
    parent = INSIDE.get(subject)
    return not (parent and not RIGHTS[parent, role] and not RIGHTS[cell])


@pytest.mark.parametrize("subject", sorted(asked_for()))
def test_every_cell_of_a_subject_is_held_by_a_test_or_a_reason(subject: Subject) -> None:
    missing = [
        role.value
        for role in Role
        if needs_a_test((subject, role)) and (subject, role) not in marked() and (subject, role) not in REASONS
    ]
    assert missing == [], f"mark the tests that hold these cells of {subject}, or write the reason"


def test_no_reason_is_stale() -> None:
    for cell in REASONS:
        assert cell[0] in asked_for(), cell
        assert needs_a_test(cell), cell
        assert cell not in marked(), cell


def test_subjects_that_no_screen_asks_about_are_known() -> None:
    """Whoever builds the first screen of one of these meets the test above."""
    assert set(Subject) - asked_for() == {
        Subject.OFF_TODAY,  # Today names who is off by sickness_dates, more narrowly
        Subject.TRAINING,
        Subject.INCIDENT,
        Subject.OPERATIONS,
        Subject.ACTION,  # actions hang on pathways and complaints and follow their rights
    }


def test_only_pages_of_the_parent_ask_for_what_is_inside() -> None:
    assert not guarding() & set(INSIDE)
    for subject, parent in INSIDE.items():
        for role in Role:
            assert not RIGHTS[subject, role] or RIGHTS[parent, role], (subject, role)
