"""Feed every worked case of the vector files to the domain: one test per case, `<family>-<case id>`."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.adapters import ADAPTERS
from tests.vectors.compare import difference

OWN_FOLDER = Path(__file__).parent
FOLDER = Path(os.environ.get("VECTORS_DIR") or OWN_FOLDER)


@dataclass(frozen=True)
class Case:
    """One worked example of a family."""

    family: str
    case_id: str
    given: Any
    expected: Any


def _cases_of(path: Path) -> list[Case]:
    document = json.loads(path.read_text(encoding="utf-8"))
    family = document["family"]
    if "cases" not in document:
        facts = {key: value for key, value in document.items() if key not in {"family", "about"}}
        return [Case(family=family, case_id="data", given={}, expected=facts)]
    return [
        Case(family=family, case_id=str(case["id"]), given=case["input"], expected=case["expected"])
        for case in document["cases"]
    ]


CASES = [case for path in sorted(FOLDER.glob("*.json")) for case in _cases_of(path)]


def test_the_folder_holds_worked_cases() -> None:
    assert CASES, f"no vector files in {FOLDER}"


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.family}-{case.case_id}") for case in CASES])
def test_domain_gives_what_the_worked_case_expects(case: Case) -> None:
    adapter = ADAPTERS.get(case.family)
    if adapter is None and FOLDER.resolve() != OWN_FOLDER.resolve():
        pytest.skip(f"the rules of family {case.family} are not part of this application yet: no adapter")
    assert adapter is not None, f"family {case.family} has no adapter in tests/vectors/adapters"
    found = difference(adapter(case.given), expected=case.expected, tolerance=_tolerance(case.given))
    assert found is None, found


def _tolerance(given: Any) -> float:
    return float(given["tolerance"]) if isinstance(given, dict) and given.get("tolerance") else 1e-6
