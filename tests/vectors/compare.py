"""Compare an answer with what a worked case expects: same shape, same text, whole numbers exactly."""

import json
from typing import Any


class Unordered(list[Any]):
    """An answer whose order says nothing, because its family is compared as a set."""


def difference(answer: Any, *, expected: Any, tolerance: float, where: str = "answer") -> str | None:
    """Return the first difference in words, None when there is none; decimals may differ by `tolerance`."""
    if isinstance(expected, dict):
        return _of_mappings(answer, expected=expected, tolerance=tolerance, where=where)
    if isinstance(expected, list):
        return _of_lists(answer, expected=expected, tolerance=tolerance, where=where)
    return None if _equal(answer, expected=expected, tolerance=tolerance) else _says(where, answer, expected)


def _of_mappings(answer: Any, *, expected: dict[str, Any], tolerance: float, where: str) -> str | None:
    wanted = {key: value for key, value in expected.items() if key != "note"}
    if not isinstance(answer, dict) or answer.keys() != wanted.keys():
        return _says(where, answer, wanted)
    found = (
        difference(answer[key], expected=value, tolerance=tolerance, where=f"{where}.{key}")
        for key, value in wanted.items()
    )
    return next((text for text in found if text), None)


def _of_lists(answer: Any, *, expected: list[Any], tolerance: float, where: str) -> str | None:
    if not isinstance(answer, list | tuple) or len(answer) != len(expected):
        return _says(where, answer, expected)
    if isinstance(answer, Unordered):
        answer, expected = sorted(answer, key=_sortable), sorted(expected, key=_sortable)
    found = (
        difference(got, expected=value, tolerance=tolerance, where=f"{where}[{index}]")
        for index, (got, value) in enumerate(zip(answer, expected, strict=True))
    )
    return next((text for text in found if text), None)


def _sortable(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _equal(answer: Any, *, expected: Any, tolerance: float) -> bool:
    if _is_number(answer) and _is_number(expected):
        if isinstance(answer, int) and isinstance(expected, int):
            return answer == expected
        return bool(abs(answer - expected) <= tolerance)
    return type(answer) is type(expected) and bool(answer == expected)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _says(where: str, answer: Any, expected: Any) -> str:
    return f"{where}: got {answer!r}, expected {expected!r}"
