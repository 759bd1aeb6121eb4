"""Opens the account of a system administrator, who opens all others in the application."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directorate.core import clock
from directorate.core.actions.grants import RoleAsked, grant_role
from directorate.core.actions.users import create_user, password_link
from directorate.core.domain.access import Role
from directorate.core.history import system_user
from directorate.core.models import User


class Command(BaseCommand):
    """Open an administrator's account and print the link under which they choose a password."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose account."""
        parser.add_argument("email")
        parser.add_argument("name", help="forename and surname, in quotes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses an address that has an account already: its roles are changed in the application."""
        email = options["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        installation = system_user("installation")
        user = create_user(by=installation, email=email, name=options["name"], person=None)
        role = RoleAsked(
            role=Role.ADMINISTRATOR,
            specialties=[],
            teams=[],
            may_log_for_team=False,
            first_day=clock.today(),
            last_day=None,
        )
        grant_role(user=user, by=installation, asked=role, reason="First administrator of this installation")
        link = password_link(user=user, by=installation)
        self.stdout.write(f"Within four hours, choose a password at {settings.PUBLIC_URL}{link}")
