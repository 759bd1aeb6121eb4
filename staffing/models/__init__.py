"""Facts about staff: posts, assignments, patterns, absence, leave accounts, minimum cover."""

from staffing.models.absence import (
    Absence,
    AbsenceCharge,
    AbsenceKind,
    AbsenceSource,
    AbsenceState,
    DayPart,
    EsrEntry,
    ReturnToWork,
    SicknessDetail,
    SourceName,
)
from staffing.models.agency import (
    AgencyBooking,
    AgencyInvoice,
    AgencyPriceCap,
    AgencyTimesheet,
    TimesheetStatus,
    WorkerType,
)
from staffing.models.cover import CoverEffect, Half, MinimumCover
from staffing.models.decision_links import DecisionLink
from staffing.models.desk import DeskCount
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
from staffing.models.recruitment import Vacancy, VacancyStage
from staffing.models.training import TrainingRecord

__all__ = [
    "Absence",
    "AbsenceCharge",
    "AbsenceKind",
    "AbsenceSource",
    "AbsenceState",
    "AgencyBooking",
    "AgencyInvoice",
    "AgencyPriceCap",
    "AgencyTimesheet",
    "Assignment",
    "AssignmentStatus",
    "ContractType",
    "CoverEffect",
    "DayPart",
    "DecisionLink",
    "DeskCount",
    "EsrEntry",
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
    "TimesheetStatus",
    "TrainingRecord",
    "Vacancy",
    "VacancyStage",
    "WorkPattern",
    "WorkerType",
]
