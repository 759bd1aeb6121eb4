"""Tables of rotas."""

from rotas.models.desk import Desk, DeskAddress, SwitchboardMailing
from rotas.models.duties import Duty, Gap, GapCause
from rotas.models.locums import LocumRequest, LocumStep
from rotas.models.offers import Answer, AnswerWay, CoverOffer, OfferWay
from rotas.models.rota import DutyKind, DutyType, Rota, RuleSet, Tier
from rotas.models.sessions import ActivityTemplate, Session
from rotas.models.switchboard import SwitchboardLink
from rotas.models.timesheets import Signatory, Timesheet

__all__ = [
    "ActivityTemplate",
    "Answer",
    "AnswerWay",
    "CoverOffer",
    "Desk",
    "DeskAddress",
    "Duty",
    "DutyKind",
    "DutyType",
    "Gap",
    "GapCause",
    "LocumRequest",
    "LocumStep",
    "OfferWay",
    "Rota",
    "RuleSet",
    "Session",
    "Signatory",
    "SwitchboardLink",
    "SwitchboardMailing",
    "Tier",
    "Timesheet",
]
