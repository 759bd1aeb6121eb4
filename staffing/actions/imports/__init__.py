"""The staffing feeds: what is read from their files compared with what is stored, and stored."""

from staffing.actions.imports.agency import AGENCY
from staffing.actions.imports.esr_absence import ESR_ABSENCE
from staffing.actions.imports.establishment import ESTABLISHMENT
from staffing.actions.imports.healthroster import HEALTHROSTER
from staffing.actions.imports.leave_sheet import LEAVE_SHEET
from staffing.actions.imports.trac import TRAC
from staffing.actions.imports.training import TRAINING

FEEDS = (ESTABLISHMENT, ESR_ABSENCE, HEALTHROSTER, AGENCY, TRAC, TRAINING, LEAVE_SHEET)
__all__ = ["FEEDS"]
