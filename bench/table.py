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


DOCUMENT = Path("docs/performance.md")
BEGIN, END = "<!-- figures: written by bin/bench --docs -->\n", "<!-- end of figures -->\n"
VERDICTS = {True: "kept", False: "**missed**", None: ""}


def markdown(groups: dict[str, list[Result]]) -> str:
    """Return the results as one table of Markdown."""
    lines = ["| measure | figure | floor | ratio | budget | |", "| --- | ---: | --- | ---: | ---: | --- |"]
    for group, results in groups.items():
        lines.append(f"| **{group}** | | | | | |")
        for result in results:
            name, figure, floor, ratio, _, _ = cells(result)
            lines.append(f"| {name} | {figure} | {floor} | {ratio} | {budget(result)} | {VERDICTS[result.holds]} |")
    return "\n".join(lines) + "\n"


def budget(result: Result) -> str:
    """Return what is allowed in words: against the floor, absolutely, or both."""
    times = f"{number(result.times_allowed)} ×" if result.times_allowed is not None else ""
    most = f"{number(result.most)} {result.unit}".strip() if result.most is not None else ""
    return ", ".join(part for part in (times, most) if part)


def write_document(groups: dict[str, list[Result]], *, path: Path = DOCUMENT) -> None:
    """Put the table between the marks of the document; the words around it stay."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}{markdown(groups)}{END}{after}", encoding="utf-8")
