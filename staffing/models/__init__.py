"""Facts about staff: posts, assignments, patterns, absence, leave accounts, minimum cover."""

from staffing.models.absence import (
    Absence,
    AbsenceCharge,
    AbsenceKind,
    AbsenceSource,
    AbsenceState,
    DayPart,
    ReturnToWork,
    SicknessDetail,
    SourceName,
)
from staffing.models.cover import CoverEffect, Half, MinimumCover
from staffing.models.establishment import (
    Assignment,
    AssignmentStatus,
    ContractType,
    Post,
    PostFunding,
    PostStatus,
    WorkPattern,
)
from staffing.models.leave import LeaveAccount, LeaveLedger, LedgerKind

__all__ = [
    "Absence",
    "AbsenceCharge",
    "AbsenceKind",
    "AbsenceSource",
    "AbsenceState",
    "Assignment",
    "AssignmentStatus",
    "ContractType",
    "CoverEffect",
    "DayPart",
    "Half",
    "LeaveAccount",
    "LeaveLedger",
    "LedgerKind",
    "MinimumCover",
    "Post",
    "PostFunding",
    "PostStatus",
    "ReturnToWork",
    "SicknessDetail",
    "SourceName",
    "WorkPattern",
]
