"""The table for people and the JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.registry import Result

HEADINGS = ("measure", "figure", "floor", "ratio", "allowed", "")


def number(value: float | None) -> str:
    """Return a figure with as many places as make sense."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")


def cells(result: Result) -> tuple[str, ...]:
    """Return the cells of one line."""
    allowed = f"{number(result.times_allowed)} x" if result.times_allowed is not None else number(result.most)
    verdict = {True: "ok", False: "TOO MUCH", None: ""}[result.holds]
    floor = f"{number(result.floor)} ({result.floor_name})" if result.floor is not None else ""
    ratio = f"{result.ratio:.2f}" if result.ratio is not None else ""
    return (result.name, f"{number(result.figure)} {result.unit}", floor, ratio, allowed, verdict)


def table(results: Sequence[Result]) -> str:
    """Return the results as aligned text."""
    rows = [HEADINGS, *(cells(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write_json(groups: dict[str, list[Result]], *, path: Path) -> None:
    """Write the results with the machine that they were measured on."""
    content = {
        "machine": {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "results": [
            asdict(result) | {"group": group, "ratio": result.ratio, "holds": result.holds}
            for group, results in groups.items()
            for result in results
        ],
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
