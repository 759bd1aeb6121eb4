"""The staffing app."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Registers the app with Django, and its cards, navigation, search and help with the shell."""

    name = "staffing"

    def ready(self) -> None:
        """Hand cards, navigation and searches to the shell."""
        from staffing.views import registration, today  # noqa: PLC0415 models are not ready before

        today.register()
        registration.register()
