"""Credits the leave accounts of a year."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from directorate.core import clock
from directorate.core.history import system_user
from staffing.actions.entitlements import run_entitlements
from staffing.facts.accounts import leave_year_of, leave_year_words


class Command(BaseCommand):
    """Credit annual leave and bank holidays of a leave year; running it twice adds nothing."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The leave year; this one unless given."""
        parser.add_argument("--leave-year", type=int, help="the year of its 1 April, like 2026 (default: this one)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run twice."""
        year = options["leave_year"] or leave_year_of(clock.today())
        run = run_entitlements(leave_year=year, by=system_user("entitlements"))
        self.stdout.write(f"Leave year {leave_year_words(year)}: {run.people} people, {run.entries} new entries")
        for absence in run.recharged:
            self.stdout.write(f"Charged again: {absence}")
