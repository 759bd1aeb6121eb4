"""The hazard log names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_control_of_the_hazard_log_has_its_tests() -> None:
    log = (ROOT / "docs" / "hazard-log.md").read_text()
    named = set(re.findall(r"`(test_\w+)`", log))
    written = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text(), re.M)
    }
    hazards = [line for line in log.splitlines() if re.match(r"\| H\d", line)]
    assert len(hazards) == 5
    assert all(re.search(r"`test_\w+`", line) for line in hazards)
    assert named <= written, f"the hazard log names tests that are not there: {sorted(named - written)}"
