"""The waiting lists app."""

from django.apps import AppConfig


class WaitingListsConfig(AppConfig):
    """Registers the app with Django, and its pages, cards and search with the shell."""

    name = "waiting_lists"

    def ready(self) -> None:
        """Hand the shell what it shows of the waiting list."""
        from waiting_lists.views import registration  # noqa: PLC0415 models are loaded by now, not before

        registration.register()
