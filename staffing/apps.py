"""The staffing app."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """Registers the app with Django, and its cards, navigation, search and help with the shell."""

    name = "staffing"

    def ready(self) -> None:
        """Hand cards, navigation and searches to the shell, and the import engine its feeds."""
        from directorate.core.importers.feeds import register_feed  # noqa: PLC0415 models are not ready before
        from directorate.core.reference import register_policy_numbers  # noqa: PLC0415
        from staffing.actions.imports import FEEDS  # noqa: PLC0415
        from staffing.facts.training import POLICY_NUMBERS  # noqa: PLC0415
        from staffing.views import registration, today  # noqa: PLC0415

        for feed in FEEDS:
            register_feed(feed)
        register_policy_numbers(POLICY_NUMBERS)
        today.register()
        registration.register()
