"""The complaints app."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers the app with Django."""

    name = "complaints"
