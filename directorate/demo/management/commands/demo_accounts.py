"""Prints the demo's accounts, one a line."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from directorate.core.domain.access import ROLE_NAMES, Role
from directorate.core.models import RoleGrant
from directorate.demo.people import DEMO_PASSWORD


class Command(BaseCommand):
    """Print e-mail address and role of every demo account, and their password; nothing outside demo mode."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """One line an account."""
        grants = (
            RoleGrant.objects.filter(user__is_demo=True, user__is_active=True).select_related("user").order_by("pk")
        )
        if not settings.DEMO or not grants:
            return
        self.stdout.write(f"Demo accounts (invented people), password: {DEMO_PASSWORD}")
        for grant in grants:
            self.stdout.write(f"  {grant.user.email:<34}{ROLE_NAMES[Role(grant.role)]}")
