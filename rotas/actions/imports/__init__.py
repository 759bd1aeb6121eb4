"""Feeds of rotas: what is read from their files compared with what is stored, and stored."""

from rotas.actions.imports.clinic_bookings import CLINIC_BOOKINGS
from rotas.actions.imports.consultant_week import CONSULTANT_WEEK
from rotas.actions.imports.leave_requests import LEAVE_REQUESTS
from rotas.actions.imports.locum_pack import AGENCY_INVOICES, AGENCY_TIMESHEETS, LOCUM_BOOKINGS, SIGNATORIES
from rotas.actions.imports.medical_staff import MEDICAL_STAFF
from rotas.actions.imports.on_call import ON_CALL
from rotas.actions.imports.rota_grid import ROTA_GRID

FEEDS = (
    MEDICAL_STAFF, ROTA_GRID, CONSULTANT_WEEK, CLINIC_BOOKINGS, ON_CALL, LOCUM_BOOKINGS, AGENCY_TIMESHEETS,
    AGENCY_INVOICES, SIGNATORIES, LEAVE_REQUESTS,
)  # fmt: skip
__all__ = ["FEEDS"]
