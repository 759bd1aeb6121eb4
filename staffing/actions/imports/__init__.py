"""The staffing feeds: what is read from their files compared with what is stored, and stored."""

from staffing.actions.imports.establishment import ESTABLISHMENT

FEEDS = (ESTABLISHMENT,)
__all__ = ["FEEDS"]
