"""The rotas app."""

from django.apps import AppConfig


class RotasConfig(AppConfig):
    """Registers the app with Django."""

    name = "rotas"
