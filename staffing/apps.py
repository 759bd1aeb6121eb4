"""The staffing app."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Registers the app with Django."""

    name = "staffing"
