"""What is typed in a request for a locum, and what the bank office answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """The four fields that are typed; the rate is pence an hour."""

    risk: str
    skills: str
    most_pence: int
    needs_manager: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """Who does it, from which agency (empty: the bank) and for how many pence an hour."""

    worker_name: str
    agency: str = ""
    rate_pence: int | None = None
