"""Brings the database to the present schema and gives the application's role exactly what it needs."""

from argparse import ArgumentParser
from contextlib import nullcontext
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from directorate.core.first_migration import few_models_anew, is_empty
from directorate.core.grants import grant_statements
from directorate.core.reference import load_reference

NOT_A_MEMBER = (
    "The owner must be able to take over the tables that an import makes. "
    'Run this as an administrator of the database: GRANT "{app}" TO "{owner}" WITH INHERIT TRUE, SET TRUE;'
)


class Command(BaseCommand):
    """Migrate as the owner, then grant."""

    help = "Migrate the database as its owner, then grant the application's role what it needs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No arguments."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run twice."""
        with few_models_anew() if is_empty(connections["owner"]) else nullcontext():
            call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        application_role = str(settings.DATABASES["default"]["USER"])
        if application_role != settings.DATABASES["owner"]["USER"]:
            with connections["owner"].cursor() as cursor:
                cursor.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [application_role])
                if not (cursor.fetchone() or (False,))[0]:
                    raise CommandError(
                        NOT_A_MEMBER.format(app=application_role, owner=settings.DATABASES["owner"]["USER"])
                    )
                for statement in grant_statements(connection=connections["owner"], role=application_role):
                    cursor.execute(statement)
        load_reference()
        # Refuses demo accounts where demo mode is off; says nothing when all is well.
        call_command("check", databases=["default"], stdout=StringIO())
