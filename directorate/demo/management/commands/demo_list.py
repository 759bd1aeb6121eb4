"""Writes the demo's next waiting list, as the hospital's system would give it: a file to drop on any page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directorate.demo.next_list import NoListError, write_next_list


class Command(BaseCommand):
    """Write the list of a week after the latest in use and print where it lies."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where it is written."""
        parser.add_argument(
            "folder", nargs="?", default=".", type=Path, help="a folder; the present one if none is given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses outside demo mode and where no list is in use."""
        if not settings.DEMO:
            raise CommandError("Demo mode is off: there is no demo to go on from.")
        try:
            self.stdout.write(str(write_next_list(options["folder"]).resolve()))
        except (NoListError, OSError) as problem:
            raise CommandError(str(problem)) from problem
