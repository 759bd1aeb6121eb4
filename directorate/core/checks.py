"""What must be so before the application starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 Django's name

from directorate.core.models import User


def demo_accounts_only_in_demo_mode(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts have passwords that everybody knows: an installation that is no demo must not hold any."""
    if not databases or settings.DEMO or not User.objects.filter(is_demo=True).exists():
        return []
    return [
        Error(
            "There are demo accounts in the database, and demo mode is off.",
            hint="Nobody can sign in with them. Start with an empty database, or set DEMO=1 if this is a demonstration.",
            id="core.E001",
        )
    ]


def second_step_outside_a_demo(**kwargs: Any) -> list[CheckMessage]:
    """A password alone is not enough where patients' data is."""
    if settings.REQUIRE_MFA or settings.DEMO or settings.DEBUG:
        return []
    return [Warning("REQUIRE_MFA is off: a password alone opens patients' data.", id="core.W001")]
