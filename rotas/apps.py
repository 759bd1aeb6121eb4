"""The rotas app."""

from django.apps import AppConfig


class RotasConfig(AppConfig):
    """Registers the app with Django, and its cards, navigation and help with the shell."""

    name = "rotas"

    def ready(self) -> None:
        """Hand cards, navigation and help to the shell."""
        from directorate.core.importers.feeds import register_feed  # noqa: PLC0415 models are not ready before
        from directorate.core.reference import register_policy_numbers  # noqa: PLC0415
        from rotas.actions.imports import FEEDS  # noqa: PLC0415
        from rotas.actions.leave_sessions import carry_out  # noqa: PLC0415
        from rotas.facts.leave_sessions import consequences  # noqa: PLC0415
        from rotas.facts.locum_bookings import POLICY_NUMBERS  # noqa: PLC0415
        from rotas.forms.leave_sessions import shows  # noqa: PLC0415
        from rotas.views import registration, today  # noqa: PLC0415
        from staffing.facts.effects import LeaveEffect, register_leave_effect  # noqa: PLC0415

        for feed in FEEDS:
            register_feed(feed)
        register_policy_numbers(POLICY_NUMBERS)
        register_leave_effect(LeaveEffect(shows=shows, carry_out=carry_out, says=consequences))
        today.register()
        registration.register()
