"""Tables of rotas."""

from rotas.models.duties import Duty, Gap, GapCause
from rotas.models.rota import DutyKind, DutyType, Rota, RuleSet, Tier
from rotas.models.sessions import ActivityTemplate, Session
from rotas.models.switchboard import SwitchboardLink

__all__ = [
    "ActivityTemplate",
    "Duty",
    "DutyKind",
    "DutyType",
    "Gap",
    "GapCause",
    "Rota",
    "RuleSet",
    "Session",
    "SwitchboardLink",
    "Tier",
]
