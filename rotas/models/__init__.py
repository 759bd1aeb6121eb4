"""Tables of rotas."""

from rotas.models.bookings import (
    BookingState,
    LocumBooking,
    LocumInvoiceLine,
    LocumTimesheetLine,
    PaperSignatory,
    VatBasis,
)
from rotas.models.clinic_bookings import ClinicBooking
from rotas.models.desk import Desk, DeskAddress, SwitchboardMailing
from rotas.models.duties import Duty, Gap, GapCause
from rotas.models.leave_sessions import (
    BookedKind,
    CancellationRequest,
    CancellationStep,
    LeaveSession,
    SessionChoice,
    SessionPart,
)
from rotas.models.locums import LocumRequest, LocumStep
from rotas.models.medical_staff import DoctorRecord, MedicalContract, MedicalPost
from rotas.models.offers import Answer, AnswerWay, CoverOffer, OfferWay
from rotas.models.rota import DutyKind, DutyType, Rota, RuleSet, Tier
from rotas.models.sessions import ActivityTemplate, Session, SessionChange
from rotas.models.swaps import SwapOffer
from rotas.models.switchboard import SwitchboardLink
from rotas.models.timesheets import Signatory, Timesheet
from rotas.models.week_sheet import WeekPublication

__all__ = [
    "ActivityTemplate",
    "Answer",
    "AnswerWay",
    "BookedKind",
    "BookingState",
    "CancellationRequest",
    "CancellationStep",
    "ClinicBooking",
    "CoverOffer",
    "Desk",
    "DeskAddress",
    "DoctorRecord",
    "Duty",
    "DutyKind",
    "DutyType",
    "Gap",
    "GapCause",
    "LeaveSession",
    "LocumBooking",
    "LocumInvoiceLine",
    "LocumRequest",
    "LocumStep",
    "LocumTimesheetLine",
    "MedicalContract",
    "MedicalPost",
    "OfferWay",
    "PaperSignatory",
    "Rota",
    "RuleSet",
    "Session",
    "SessionChange",
    "SessionChoice",
    "SessionPart",
    "Signatory",
    "SwapOffer",
    "SwitchboardLink",
    "SwitchboardMailing",
    "Tier",
    "Timesheet",
    "VatBasis",
    "WeekPublication",
]
