"""Facts about complaints: cases, what happened to them, their points, statements, files and notes."""

from complaints.models.case import AccessKind, Case, CaseAccess, CaseStep, Channel, Kind
from complaints.models.drafts import CheckKind, Draft, DraftCheck
from complaints.models.statement_links import StatementLink
from complaints.models.work import CaseFile, Finding, Note, NoteKind, Point, StatementRequest

__all__ = [
    "AccessKind",
    "Case",
    "CaseAccess",
    "CaseFile",
    "CaseStep",
    "Channel",
    "CheckKind",
    "Draft",
    "DraftCheck",
    "Finding",
    "Kind",
    "Note",
    "NoteKind",
    "Point",
    "StatementLink",
    "StatementRequest",
]
