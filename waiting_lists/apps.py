"""The waiting lists app."""

from django.apps import AppConfig

OWNER_DAYS = (
    "waiting_list_owner_days", "Whoever a workbook names as owner sees to the row within", "7", "days", "Own rule", False,
)  # fmt: skip


# What share of stopped clocks should have kept each limit of the cancer list.
CANCER_TARGETS = (
    ("target_fds28", "Told cancer or not within 28 days", "80", "percent", "Cancer waiting times guidance v12.1, July 2025; planning guidance 2025/26: 80% from March 2026", True),
    ("target_cwt31", "Treated within 31 days of the decision", "96", "percent", "NHS England; 94% for 2026/27 is not confirmed", False),
    ("target_cwt62", "Treated for cancer within 62 days", "80", "percent", "NHS England, 2026/27 (85% in the Constitution)", False),
)  # fmt: skip


class WaitingListsConfig(AppConfig):
    """Registers the app with Django, and its pages, cards and search with the shell."""

    name = "waiting_lists"

    def ready(self) -> None:
        """Hand the shell what it shows of the waiting list, and the import engine its feed."""
        from directorate.core.importers.feeds import register_feed  # noqa: PLC0415 models are loaded by now, not before
        from directorate.core.reference import register_policy_numbers  # noqa: PLC0415
        from rotas.facts.patients import register_patients  # noqa: PLC0415
        from waiting_lists.actions.cancer_list import CANCER_LIST, WAITING_LIST  # noqa: PLC0415
        from waiting_lists.domain.questions import POLICY_NUMBERS  # noqa: PLC0415
        from waiting_lists.domain.standards import DEFAULT_LIMITS, row_of  # noqa: PLC0415
        from waiting_lists.facts.booked import booked_with  # noqa: PLC0415
        from waiting_lists.views import registration  # noqa: PLC0415

        registration.register()
        register_feed(WAITING_LIST)
        register_feed(CANCER_LIST)
        register_patients(booked_with)
        register_policy_numbers([*map(row_of, DEFAULT_LIMITS), OWNER_DAYS, *CANCER_TARGETS, *POLICY_NUMBERS])
