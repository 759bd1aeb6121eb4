"""The tables of the waiting lists."""

from waiting_lists.models.cancer import CancerPathway
from waiting_lists.models.census import (
    Census,
    CensusChange,
    CensusFacet,
    CensusPathway,
    NamePart,
    OpenPathwaySummary,
)
from waiting_lists.models.checks import LeftCheck, PublishedFigure
from waiting_lists.models.escalations import Escalation, EscalationOption
from waiting_lists.models.pathway_work import (
    Comment,
    ListExport,
    PathwayAction,
    PlannedDate,
    SavedView,
    ValidationQuery,
)
from waiting_lists.models.returned import ReturnedWorkbook

__all__ = [
    "CancerPathway",
    "Census",
    "CensusChange",
    "CensusFacet",
    "CensusPathway",
    "Comment",
    "Escalation",
    "EscalationOption",
    "LeftCheck",
    "ListExport",
    "NamePart",
    "OpenPathwaySummary",
    "PathwayAction",
    "PlannedDate",
    "PublishedFigure",
    "ReturnedWorkbook",
    "SavedView",
    "ValidationQuery",
]
