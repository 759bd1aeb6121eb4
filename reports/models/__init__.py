"""Reports: what is reported, each run with its figures and files, and each copy's way to its reader."""

from reports.models.agency_plan import AgencyExemption, AmountKind, MonthlyAmount
from reports.models.alert import Alert, AlertLetter
from reports.models.brief import MondayBrief
from reports.models.comparison import Comparison
from reports.models.definition import (
    Copy,
    Recipient,
    ReportDefinition,
    ReportKind,
    SourceConfirmation,
    Weekday,
)
from reports.models.delivery import ReportDelivery
from reports.models.run import (
    FileFormat,
    ReportDifference,
    ReportFigure,
    ReportFile,
    ReportLine,
    ReportRows,
    ReportRun,
    RunStep,
)
from reports.models.typed import EsrRate, ExitPlan

__all__ = [
    "AgencyExemption",
    "Alert",
    "AlertLetter",
    "AmountKind",
    "Comparison",
    "Copy",
    "EsrRate",
    "ExitPlan",
    "FileFormat",
    "MondayBrief",
    "MonthlyAmount",
    "Recipient",
    "ReportDefinition",
    "ReportDelivery",
    "ReportDifference",
    "ReportFigure",
    "ReportFile",
    "ReportKind",
    "ReportLine",
    "ReportRows",
    "ReportRun",
    "RunStep",
    "SourceConfirmation",
    "Weekday",
]
