"""Duties of one doctor: as somebody stated them in local time, and as the engine counts them.

Source: rota rule book, section 2 (duty kinds and time).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rotas.domain.clocks import DAY, LOCAL_TIME_ERRORS, local_minute

Kind = Literal["shift", "resident_on_call", "nroc", "zero", "leave"]
KINDS: tuple[Kind, ...] = get_args(Kind)
RESIDENT: frozenset[str] = frozenset({"shift", "resident_on_call"})
LONGEST = 2 * DAY


@dataclass(frozen=True, slots=True)
class CallOut:
    """Time worked during on-call, elapsed minutes, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty in elapsed minutes, end excluded.

    `work_minutes`, `episodes` and `call_outs` belong to non-resident on-call; None means that nobody recorded them.
    `breaks` are lengths in minutes; None means not recorded.
    """

    start: int
    end: int
    kind: Kind
    work_minutes: int | None = None
    episodes: int | None = None
    breaks: tuple[int, ...] | None = None
    call_outs: tuple[CallOut, ...] | None = None

    @property
    def minutes(self) -> int:
        """Return the elapsed length."""
        return self.end - self.start

    @property
    def is_resident(self) -> bool:
        """Return whether all of it is work."""
        return self.kind in RESIDENT


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A London time as text; `fold` chooses the passing of a repeated hour (0 the first)."""

    text: object
    fold: int | None = None

    def minute(self) -> int:
        """Return the elapsed minute. Raises: one of LOCAL_TIME_ERRORS."""
        return local_minute(self.text, fold=self.fold)


@dataclass(frozen=True, slots=True)
class StatedDuty:
    """A duty as it was written down, not yet checked."""

    start: StatedTime
    end: StatedTime
    kind: str
    work_minutes: int | None = None
    episodes: int | None = None
    breaks: tuple[int, ...] | None = None
    call_outs: tuple[tuple[StatedTime, StatedTime], ...] | None = None


@dataclass(frozen=True, slots=True)
class DutyError:
    """Why a stated duty cannot be counted; the index counts from 0."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class ReadDuties:
    """The duties that were read, and what was wrong with the others."""

    duties: tuple[Duty, ...]
    errors: tuple[DutyError, ...]


class DutyRefusedError(ValueError):
    """A stated duty cannot be counted; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


FAULTS: tuple[tuple[str, Callable[[Duty], bool]], ...] = (
    ("END_NOT_AFTER_START", lambda duty: duty.end <= duty.start),
    ("DUTY_TOO_LONG", lambda duty: duty.kind != "leave" and duty.minutes > LONGEST),
    ("NEGATIVE_WORK", lambda duty: duty.work_minutes is not None and duty.work_minutes < 0),
    ("WORK_EXCEEDS_DUTY", lambda duty: duty.work_minutes is not None and duty.work_minutes > duty.minutes),
)
WORDS_OF_ERROR = {
    "BAD_KIND": "The kind of duty is not known.",
    "BAD_DATETIME": "The date or time cannot be read.",
    "NONEXISTENT_TIME": "This time does not exist: the clocks go forward that night.",
    "AMBIGUOUS_TIME": "This time occurs twice: the clocks go back that night. Say which is meant.",
    "END_NOT_AFTER_START": "The duty must end after it starts.",
    "DUTY_TOO_LONG": "A duty of more than 48 hours is entered as two.",
    "NEGATIVE_WORK": "Minutes of work cannot be below zero.",
    "WORK_EXCEEDS_DUTY": "More work is stated than the duty is long.",
    "DUPLICATE_DUTY": "The same duty is stated twice.",
}


def read_duties(stated: Sequence[StatedDuty]) -> ReadDuties:
    """Return the duties in the order they were stated, and one error for each that cannot be counted."""
    duties: list[Duty] = []
    errors: list[DutyError] = []
    seen: set[tuple[int, int, str]] = set()
    for index, item in enumerate(stated):
        try:
            duty = read_duty(item)
            _refuse_twice(duty, seen=seen)
        except (*LOCAL_TIME_ERRORS, DutyRefusedError) as problem:
            errors.append(DutyError(index=index, code=problem.code))
        else:
            duties.append(duty)
    return ReadDuties(duties=tuple(duties), errors=tuple(errors))


def read_duty(stated: StatedDuty) -> Duty:
    """Return the duty in elapsed minutes. Raises: DutyRefusedError, or one of LOCAL_TIME_ERRORS."""
    if stated.kind not in KINDS:
        raise DutyRefusedError("BAD_KIND")
    duty = Duty(
        start=stated.start.minute(),
        end=stated.end.minute(),
        kind=stated.kind,
        work_minutes=stated.work_minutes,
        episodes=stated.episodes,
        breaks=stated.breaks,
        call_outs=_call_outs(stated),
    )
    for code, is_faulty in FAULTS:
        if is_faulty(duty):
            raise DutyRefusedError(code)
    return duty


def _call_outs(stated: StatedDuty) -> tuple[CallOut, ...] | None:
    if stated.call_outs is None:
        return None
    return tuple(CallOut(start=start.minute(), end=end.minute()) for start, end in stated.call_outs)


def _refuse_twice(duty: Duty, *, seen: set[tuple[int, int, str]]) -> None:
    key = (duty.start, duty.end, duty.kind)
    if key in seen:
        raise DutyRefusedError("DUPLICATE_DUTY")
    seen.add(key)
