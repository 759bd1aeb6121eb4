"""The rotas app."""

from django.apps import AppConfig


class RotasConfig(AppConfig):
    """Registers the app with Django, and its cards, navigation and help with the shell."""

    name = "rotas"

    def ready(self) -> None:
        """Hand cards, navigation and help to the shell."""
        from rotas.views import registration, today  # noqa: PLC0415 models are not ready before

        today.register()
        registration.register()
