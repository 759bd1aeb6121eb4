"""An option of a request for a decision, as it was typed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One way that may be chosen: how many patients it helps and what it costs in pounds; None is not known."""

    text: str
    patients_helped: int | None = None
    cost_pounds: int | None = None
