"""The app on which the others stand."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class CoreConfig(AppConfig):
    """People, organisation, roles, imports, actions, history."""

    name = "directorate.core"
    label = "core"

    def ready(self) -> None:
        """Register the checks, and put administration into the navigation, the first steps and the help."""
        from directorate.core import checks, registration  # noqa: PLC0415 models are not loaded before now

        register(checks.demo_accounts_only_in_demo_mode, Tags.database)
        register(checks.second_step_outside_a_demo, Tags.security, deploy=True)
        registration.register()
