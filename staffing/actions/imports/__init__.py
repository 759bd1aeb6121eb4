"""The staffing feeds: what is read from their files compared with what is stored, and stored."""

from staffing.actions.imports.esr_absence import ESR_ABSENCE
from staffing.actions.imports.establishment import ESTABLISHMENT
from staffing.actions.imports.healthroster import HEALTHROSTER
from staffing.actions.imports.leave_sheet import LEAVE_SHEET

FEEDS = (ESTABLISHMENT, ESR_ABSENCE, HEALTHROSTER, LEAVE_SHEET)
__all__ = ["FEEDS"]
