"""The waiting lists app."""

from django.apps import AppConfig

OWNER_DAYS = (
    "waiting_list_owner_days", "Whoever a workbook names as owner sees to the row within", "7", "days", "Own rule", False,
)  # fmt: skip


class WaitingListsConfig(AppConfig):
    """Registers the app with Django, and its pages, cards and search with the shell."""

    name = "waiting_lists"

    def ready(self) -> None:
        """Hand the shell what it shows of the waiting list, and the import engine its feed."""
        from directorate.core.importers.feeds import register_feed  # noqa: PLC0415 models are loaded by now, not before
        from directorate.core.reference import register_policy_numbers  # noqa: PLC0415
        from waiting_lists.domain.standards import DEFAULT_LIMITS, row_of  # noqa: PLC0415
        from waiting_lists.importers.ptl import PATIENT_TRACKING_LIST  # noqa: PLC0415
        from waiting_lists.views import registration  # noqa: PLC0415

        registration.register()
        register_feed(PATIENT_TRACKING_LIST)
        register_policy_numbers([*map(row_of, DEFAULT_LIMITS), OWNER_DAYS])
