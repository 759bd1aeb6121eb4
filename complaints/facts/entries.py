"""What a user enters, on its way from a form to an action."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from complaints.models import Point
from directorate.core import clock
from directorate.core.importers.attachments import Attachment
from directorate.core.models import Person, Specialty

MIDDAY = time(12)


@dataclass(frozen=True)
class NewCase:
    """What is known of a complaint when it is logged; `points` one text each, in order."""

    kind: str
    channel: str
    specialty: Specialty
    received: date
    fields: dict[str, object] = field(default_factory=dict)
    points: Sequence[str] = ()


@dataclass(frozen=True)
class Ask:
    """Who answers a point, and by when."""

    point: Point
    person: Person
    due: date


@dataclass(frozen=True)
class Step:
    """What happened, when, and what its kind asks for; `is_outside`: the complaints team did it."""

    type: str
    on: date
    reason: str = ""
    is_outside: bool = True
    ground: str = ""
    signatory_name: str = ""
    new_date: date | None = None
    working_days: int | None = None
    agreed_with: str = ""


@dataclass(frozen=True)
class Given:
    """What somebody answered about a point by their link: a statement as text, as a file or as both, or why not.

    `point` is its number; `cannot` is empty when there is a statement, and the other way round.
    """

    point: int
    text: str = ""
    file: Attachment | None = None
    file_name: str = ""
    cannot: str = ""


def midday_of(day: date) -> datetime:
    """The moment that stands for a day of which the hour is not known."""
    return datetime.combine(day, MIDDAY, tzinfo=clock.LONDON)
