"""NHS numbers as files hold them: read, check, mask.

Source: NHS Data Model and Dictionary, NHS NUMBER (modulus 11 check digit).
"""

import re
from dataclasses import dataclass
from typing import Literal

Reason = Literal["blank", "format", "all_same_digit", "check_digit_ten", "check_digit"]
NumberRange = Literal["england_wales_iom", "test", "chi", "other"]

NEVER_ISSUED = 10  # a calculated check digit of ten
_TEXT_FORMS = re.compile(
    r"[0-9]{10}(?:\.0)?"
    r"|[0-9]{3} [0-9]{3} [0-9]{4}"
    r"|[0-9]{3}-[0-9]{3}-[0-9]{4}"
)
_RANGES: tuple[tuple[int, int, NumberRange], ...] = (
    (100000000, 3112999999, "chi"),
    (4000000000, 4999999999, "england_wales_iom"),
    (6000000000, 7999999999, "england_wales_iom"),
    (9000000000, 9999999999, "test"),
)


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """One value read as an NHS number; `digits` is None when it is not valid, `reason` says why."""

    digits: str | None
    number_range: NumberRange | None
    reason: Reason | None

    @property
    def valid(self) -> bool:
        """Return whether the value is an NHS number that may be stored."""
        return self.digits is not None

    @property
    def masked(self) -> str | None:
        """Return stars and the last three digits, the only form that may leave by e-mail."""
        return None if self.digits is None else mask(self.digits)


def mask(digits: str) -> str:
    """Return the NHS number with only its last three digits readable."""
    return "*******" + digits[-3:]


def spaced(digits: str) -> str:
    """Return ten digits in the 3 3 4 form that people read aloud."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def check_digit(first_nine: str) -> int:
    """Return the check digit of nine digits, 0 to 10; 10 means that no such number is issued."""
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11


def read_nhs_number(value: object) -> NhsNumber:
    """Return the NHS number in a cell, text or number, or the reason why it is none."""
    text = _as_text(value)
    if text is None:
        return _refused("format")
    if not text:
        return _refused("blank")
    if not _TEXT_FORMS.fullmatch(text):
        return _refused("format")
    digits = text.removesuffix(".0").replace(" ", "").replace("-", "")
    reason = _fault(digits)
    if reason:
        return _refused(reason)
    return NhsNumber(digits=digits, number_range=_range_of(digits), reason=None)


def _as_text(value: object) -> str | None:
    """Return the trimmed text of a cell, "" for nothing, None for what can never be a number."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not value.is_integer():
        return None
    return str(int(value))


def _fault(digits: str) -> Reason | None:
    if len(set(digits)) == 1:
        return "all_same_digit"
    expected = check_digit(digits[:9])
    if expected == NEVER_ISSUED:
        return "check_digit_ten"
    return None if expected == int(digits[9]) else "check_digit"


def _range_of(digits: str) -> NumberRange:
    number = int(digits)
    return next((name for low, high, name in _RANGES if low <= number <= high), "other")


def _refused(reason: Reason) -> NhsNumber:
    return NhsNumber(digits=None, number_range=None, reason=reason)
