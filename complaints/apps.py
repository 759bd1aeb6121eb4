"""The complaints app."""

from django.apps import AppConfig

# key, name, value, unit, source, confirmed
POLICY_NUMBERS = (
    ("complaint_acknowledgement_working_days", "A complaint is acknowledged within", "3", "working days",
     "SI 2009/309, regulation 13(3)", True),
    ("complaint_response_working_days", "A formal complaint is answered within", "25", "working days",
     "Trust complaints policy", False),
    ("complaint_pals_working_days", "A PALS concern is answered within", "10", "working days", "Trust policy", False),
    ("complaint_mp_working_days", "An MP letter is answered within", "20", "working days", "Trust policy", False),
    ("complaint_statement_working_days", "A statement is due after it is asked for", "8", "working days", "Own rule",
     False),
)  # fmt: skip


class ComplaintsConfig(AppConfig):
    """Registers the app with Django, and its cards, navigation, search and help with the shell."""

    name = "complaints"

    def ready(self) -> None:
        """Hand policy numbers to the reference data, and everything else to the shell."""
        from complaints.actions.imports.complaints_log import COMPLAINTS_LOG  # noqa: PLC0415 models are not ready before
        from complaints.views import registration  # noqa: PLC0415
        from directorate.core.importers.feeds import register_feed  # noqa: PLC0415
        from directorate.core.reference import register_policy_numbers  # noqa: PLC0415

        register_policy_numbers(POLICY_NUMBERS)
        register_feed(COMPLAINTS_LOG)
        registration.register()
