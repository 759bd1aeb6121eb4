"""What import-linter cannot say: the domain knows the standard library only, and few modules know heavy libraries."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
APPS = ("directorate/core", "directorate/operations", "staffing", "rotas", "waiting_lists", "complaints", "reports")
COMPOSITION = ("directorate/shell", "directorate/demo")
HEAVY = {"pandas", "numpy", "openpyxl", "python_calamine", "weasyprint", "altair", "vl_convert"}
# The layer of files in and out; rotas/solver.py is on the same layer but knows OR-Tools only.
FILES_IN_AND_OUT = ("render", "importers")
CLOCKS = {"today", "now", "utcnow", "localdate", "localtime"}
OWNERS_OF_CLOCKS = {"date", "datetime", "timezone", "datetime.date", "datetime.datetime", "django.utils.timezone", "dt"}
CLOCK = CHECKOUT / "directorate" / "core" / "clock.py"


def modules(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in (CHECKOUT / folder).rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def short(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def is_pure(name: str) -> bool:
    parts = name.split(".")
    return parts[0] in sys.stdlib_module_names or "domain" in parts


DOMAIN = [path for path in modules(*APPS) if "domain" in path.parts]


def test_there_are_domain_modules_to_hold_to_it() -> None:
    assert len(DOMAIN) > 5


@pytest.mark.parametrize("path", DOMAIN, ids=short)
def test_the_domain_imports_the_standard_library_and_other_domains_only(path: Path) -> None:
    assert [name for name in imported_names(path) if not is_pure(name)] == []


@pytest.mark.parametrize("path", modules(*APPS, *COMPOSITION), ids=short)
def test_heavy_libraries_are_known_to_files_in_and_out_only(path: Path) -> None:
    if {part.removesuffix(".py") for part in path.parts} & set(FILES_IN_AND_OUT):
        return
    assert [name for name in imported_names(path) if name.split(".")[0] in HEAVY] == []


@pytest.mark.parametrize("path", modules(*APPS), ids=short)
def test_or_tools_is_known_to_the_rota_solver_only(path: Path) -> None:
    if short(path) == "rotas/solver.py":
        return
    assert [name for name in imported_names(path) if name.split(".")[0] == "ortools"] == []


def clock_readings(path: Path) -> list[int]:
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS
        and ast.unparse(call.func.value) in OWNERS_OF_CLOCKS
    ]


@pytest.mark.parametrize("path", modules(*APPS, *COMPOSITION), ids=short)
def test_the_time_is_read_from_the_clock_only(path: Path) -> None:
    if path == CLOCK:
        return
    assert clock_readings(path) == []


def test_the_clock_itself_is_recognised() -> None:
    assert clock_readings(CLOCK) != []


@pytest.mark.parametrize("path", modules("directorate", *APPS[2:], "bench"), ids=short)
def test_a_module_fits_in_400_lines(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{short(path)} has {lines} lines: split it by noun into a package"
