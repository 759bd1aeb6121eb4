"""Leave in words: hours, days, dates, kinds; what pages and messages say."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from directorate.core.domain.words import plural
from staffing.domain.cover import HalfDayCover
from staffing.domain.figures import figure, hours_figure
from staffing.facts.half_days import Dates
from staffing.models import Absence, AbsenceKind, AbsenceState, LeaveLedger, LedgerKind

PARTS = {"am": "morning", "pm": "afternoon"}


def hours(minutes: int) -> str:
    """37.5 hours."""
    number = hours_figure(minutes)
    return f"{number} hour" if number in {"1", "-1"} else f"{number} hours"


def days(value: Fraction | None) -> str:
    """11.5 days; empty when unknown."""
    if value is None:
        return ""
    number = figure(value)
    return f"{number} day" if number in {"1", "-1"} else f"{number} days"


def weekday_date(day: date) -> str:
    """Mon 8 February 2027."""
    return f"{day:%a %-d %B %Y}"


def costs_nothing(given: Dates) -> str:
    """The question before leave on days off is saved."""
    return f"{dates(given)} costs 0 hours: no work is due then by the pattern. Is it the day you mean?"


def dates(found: Dates) -> str:
    """Mon 8 to Fri 12 February 2027; Mon 8 February 2027, morning; from Mon 8 February 2027, no end yet."""
    start = _with_part(weekday_date(found.first), part=found.first_part)
    if found.last is None:
        return f"from {start}, no end yet"
    if found.last == found.first:
        return start
    if found.first_part == "all" and (found.first.month, found.first.year) == (found.last.month, found.last.year):
        start = f"{found.first:%a %-d}"
    elif found.first_part == "all" and found.first.year == found.last.year:
        start = f"{found.first:%a %-d %B}"
    return f"{start} to {_with_part(weekday_date(found.last), part=found.last_part)}"


def _with_part(text: str, *, part: str) -> str:
    return f"{text}, {PARTS[part]}" if part in PARTS else text


def of_absence(absence: Absence) -> str:
    """The dates of a row in words."""
    return dates(Dates(absence.first_date, absence.last_date, absence.first_part, absence.last_part))  # type: ignore[arg-type]


def shortage(breach: HalfDayCover) -> str:
    """Tue 10 Nov pm: 4 in, minimum 5."""
    return f"{breach.date:%a %-d %b} {breach.half}: {breach.present} in, minimum {breach.minimum}"


def enough_in(tightest: HalfDayCover) -> str:
    """Still enough in: at least 8 (Tue 10 Nov pm), minimum 5."""
    return (
        f"Still enough in: at least {tightest.present} ({tightest.date:%a %-d %b} {tightest.half}), "
        f"minimum {tightest.minimum}"
    )


def shortages_of_day(breaches: Sequence[HalfDayCover]) -> str:
    """Tue 10 Nov: am 4, pm 3 in, minimum 5."""
    numbers = ", ".join(f"{breach.half} {breach.present}" for breach in breaches)
    minimum = max(breach.minimum for breach in breaches)
    return f"{breaches[0].date:%a %-d %b}: {numbers} in, minimum {minimum}"


def notice(count: int) -> str:
    """77 days' notice; no notice once the first day has come."""
    if count <= 0:
        return "no notice"
    return "1 day’s notice" if count == 1 else f"{count:,} days’ notice"


def state_tag(absence: Absence) -> tuple[str, str]:
    """The word and the colour of the tag of a state; nobody approves sickness, so it reads Recorded.

    Stands beside the kind only: alone it would tell a colleague that somebody is sick.
    """
    if absence.kind == AbsenceKind.SICKNESS and absence.state == AbsenceState.APPROVED:
        return "Recorded", "blue"
    return {
        AbsenceState.REQUESTED: ("Requested", "yellow"),
        AbsenceState.APPROVED: ("Approved", "green"),
        AbsenceState.DECLINED: ("Declined", "red"),
        AbsenceState.WITHDRAWN: ("Withdrawn", "grey"),
        AbsenceState.CANCELLED: ("Cancelled", "grey"),
    }[AbsenceState(absence.state)]


def ledger_hours(entry: LeaveLedger) -> str:
    """+217.5 for what is credited, −37.5 for what is used, 22.5 instead for a use that was changed."""
    number = hours_figure(abs(entry.minutes))
    if entry.kind == LedgerKind.REVERSAL:
        return "given back"
    if entry.kind == LedgerKind.RECHARGE:
        return f"−{number} instead"
    is_use = entry.kind in {LedgerKind.TAKEN, LedgerKind.BH_TAKEN} or entry.minutes < 0
    return f"−{number}" if is_use else f"+{number}"


def kind(value: str) -> str:
    """Annual leave."""
    return AbsenceKind(value).label


__all__ = [
    "dates",
    "days",
    "enough_in",
    "figure",
    "hours",
    "kind",
    "ledger_hours",
    "notice",
    "of_absence",
    "plural",
    "shortage",
    "shortages_of_day",
    "state_tag",
    "weekday_date",
]
