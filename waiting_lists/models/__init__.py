"""The tables of the waiting lists."""

from waiting_lists.models.census import (
    Census,
    CensusChange,
    CensusFacet,
    CensusPathway,
    NamePart,
    OpenPathwaySummary,
)

__all__ = [
    "Census",
    "CensusChange",
    "CensusFacet",
    "CensusPathway",
    "NamePart",
    "OpenPathwaySummary",
]
