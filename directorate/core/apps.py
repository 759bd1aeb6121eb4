"""The app on which the others stand."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """People, organisation, roles, imports, actions, history."""

    name = "directorate.core"
    label = "core"

    def ready(self) -> None:
        """Put administration into the navigation, the first steps and the help."""
        from directorate.core import registration  # noqa: PLC0415 models are not loaded before now

        registration.register()
