"""Length of wait to the published weekly band.

Band 0-1 holds eight days (0 to 7), every other band seven; the last, 104+, is open-ended.
Source: NHS England, RTT guidance v5.0, 11 February 2025, section 10.1.7.
"""

from dataclasses import dataclass
from datetime import date

LAST_BAND = 104
LAST_DAY_OF_BAND_0 = 7
BANDS = LAST_BAND + 1
WITHIN_18_WEEKS_DAYS = 126
OVER_WEEKS_DAYS = {52: 364, 65: 455, 78: 546, 104: 728}


class NegativeDurationError(ValueError):
    """The clock starts after the day asked about."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A length of wait in whole days."""

    days: int

    @property
    def band_index(self) -> int:
        """Return 0 to 104."""
        return band_index(self.days)

    @property
    def within_18(self) -> bool:
        """Return whether the wait is within 18 weeks (day 126 is the last in time)."""
        return self.days <= WITHIN_18_WEEKS_DAYS

    def over(self, weeks: int) -> bool:
        """Return whether the wait is over 52, 65, 78 or 104 weeks."""
        return self.days > OVER_WEEKS_DAYS[weeks]


def wait_of(days: int) -> Wait:
    """Return the wait of so many days.

    Raises: NegativeDurationError.
    """
    if days < 0:
        raise NegativeDurationError
    return Wait(days=days)


def wait_between(clock_start: date, *, as_of: date) -> Wait:
    """Return the wait from clock start (day 0) to the day asked about; both are local dates.

    Raises: NegativeDurationError.
    """
    return wait_of((as_of - clock_start).days)


def band_index(days: int) -> int:
    """Return the index of the weekly band, 0 to 104, of a wait of 0 days or more."""
    return 0 if days <= LAST_DAY_OF_BAND_0 else min((days - 1) // 7, LAST_BAND)


def days_of_band(index: int) -> tuple[int, int | None]:
    """Return first and last day of a band; None where the band is open-ended."""
    first = 0 if index == 0 else index * 7 + 1
    return first, None if index == LAST_BAND else (index + 1) * 7


def band_name(index: int) -> str:
    """Return the band as people write it: 0-1 to 103-104, 104+."""
    return "104+" if index == LAST_BAND else f"{index}-{index + 1}"


def band_column(index: int) -> str:
    """Return the column header of the band in the published RTT file."""
    if index == LAST_BAND:
        return "Gt 104 Weeks SUM 1"
    return f"Gt {index:02d} To {index + 1:02d} Weeks SUM 1"
