"""Minutes of a contract and of a working pattern in words, as a history shows them."""

from collections.abc import Sequence

from staffing.domain.figures import hours_figure

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def halves_in_words(minutes: Sequence[int]) -> str:
    """Return Mon 3.75, Tue 3.75; week after week where there is more than one, days off left out."""
    weeks = [minutes[start : start + len(DAYS)] for start in range(0, len(minutes), len(DAYS))]
    said = [_week(week) for week in weeks]
    if len(said) == 1:
        return said[0]
    return "; ".join(f"week {number}: {text}" for number, text in enumerate(said, start=1))


def _week(minutes: Sequence[int]) -> str:
    worked = [f"{day} {hours_figure(taken)}" for day, taken in zip(DAYS, minutes, strict=False) if taken]
    return ", ".join(worked) or "off"
