"""Text that leaves in a spreadsheet and must not come alive there.

Source: security rules, exports: a cell that begins with = + - @ tab or carriage return, also after spaces and in
their full-width forms, is read as a formula by spreadsheet programs.
"""

import re

_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]|^[\t\r]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def csv_text(value: object) -> str:
    """The value as CSV text; text that would be a formula gets an apostrophe, a number stays a number."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return f"'{value}" if _FORMULA.match(value) else value


def workbook_text(value: str) -> str:
    """The text without characters that no workbook may hold."""
    return _ILLEGAL.sub("", value)


def sheet_name(text: str) -> str:
    """A lawful sheet name: at most 31 characters, none of []:*?/ and backslash."""
    return re.sub(r"[\[\]:*?/\\]", " ", text).strip("' ")[:31] or "Sheet"
