"""Who is booked with a consultant: the app of the waiting list says it, and is not known here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rotas.domain.leave_sessions import Patients

PatientsOf = Callable[[str, date, date], "WaitingPatients | None"]


@dataclass(frozen=True, slots=True)
class WaitingPatients:
    """Patients of the waiting list with a date in a period, and the day of that list."""

    as_at: date
    days: Sequence[Patients]


_sources: list[PatientsOf] = []


def register_patients(source: PatientsOf) -> None:
    """Let `source(consultant_code, first, last)` say who has a date; the app of the waiting list does so when it is ready."""
    _sources[:] = [source]


def waiting_patients(consultant_code: str | None, *, first: date, last: date) -> WaitingPatients | None:
    """Return who has a date with a consultant; None when there is no list, or the list does not name the doctor."""
    if not consultant_code or not _sources:
        return None
    return _sources[0](consultant_code, first, last)
