"""What the clocks of a complaint are worked out from, and what their running leaves behind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from directorate.core.domain.calendar import WorkingCalendar

ClockName = Literal["ack", "policy", "six_month", "candour", "oral_next_day"]
GROUND_C = "8_1_c"
ACK_WORKING_DAYS = 3
CANDOUR_WORKING_DAYS = 10
SIX_MONTHS = 6


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One recorded event; which fields count depends on the type. `on` of an extension is the day it was agreed."""

    type: str
    on: date
    reason: str = ""
    agreed: bool = False
    new_due: date | None = None
    working_days: int | None = None
    basis: str = ""
    day: date | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What the clocks of a case are worked out from.

    `policy_working_days` None: no policy clock. `restarted_at`: a transfer reached us, or a concern was made a
    complaint, and the clocks start anew.
    """

    received_at: datetime
    today: date
    calendar: WorkingCalendar
    channel: str = "written"
    convention: str = "day0"
    ack_working_days: int = ACK_WORKING_DAYS
    policy_working_days: int | None = None
    is_statutory: bool = True
    oral_resolved_on: date | None = None
    exclusion_ground: str | None = None
    restarted_at: datetime | None = None
    occurred_on: date | None = None
    noticed_on: date | None = None
    candour_applies: bool = False
    candour_aware_on: date | None = None
    cqc_requested_on: date | None = None
    events: tuple[ClockEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A finished stage of a case that was opened again."""

    stage: int
    due: date | None
    sent_on: date


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that another calendar or another day of receipt moved."""

    event: int
    clock: ClockName
    old: date | None
    new: date | None


@dataclass(frozen=True, slots=True)
class ClockError:
    """An event that was rejected (its place from 0, None for the case itself), and why."""

    event: int | None
    code: str
