"""The tables every app stands on."""

from directorate.core.models.access import AccessEvent
from directorate.core.models.action import Action
from directorate.core.models.calendar import BankHoliday
from directorate.core.models.imports import FeedMapping, ImportBatch, ImportWarning, RejectedRow
from directorate.core.models.jobs import JobStatus
from directorate.core.models.organisation import Directorate, Division, Site, Specialty, Team, TreatmentFunction
from directorate.core.models.outgoing import OutgoingFile, OutgoingMail
from directorate.core.models.people import Cover, Person, SecretaryConsultant
from directorate.core.models.policy import CommissionerPrefix, PolicyNumber
from directorate.core.models.users import RoleGrant, User

__all__ = [
    "AccessEvent",
    "Action",
    "BankHoliday",
    "CommissionerPrefix",
    "Cover",
    "Directorate",
    "Division",
    "FeedMapping",
    "ImportBatch",
    "ImportWarning",
    "JobStatus",
    "OutgoingFile",
    "OutgoingMail",
    "Person",
    "PolicyNumber",
    "RejectedRow",
    "RoleGrant",
    "SecretaryConsultant",
    "Site",
    "Specialty",
    "Team",
    "TreatmentFunction",
    "User",
]
