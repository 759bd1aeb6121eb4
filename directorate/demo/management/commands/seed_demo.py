"""Loads the demo: a believable directorate, relative to today."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directorate.demo.seed import Options, RealDataPresentError, is_seeded, seed


class Command(BaseCommand):
    """Load the demo once: staff, accounts for every role, two years of absence, a waiting list, reports."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, and which demo."""
        parser.add_argument("--scale", type=float, default=1.0, help="1 is 14,000 open pathways")
        parser.add_argument("--seed", type=int, default=1, help="the same seed on the same day gives the same data")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses where there is real data; does nothing when the demo is there already."""
        if is_seeded():
            self.stdout.write("The demo data are loaded already.")
            return
        try:
            seed(options=Options(scale=options["scale"], seed=options["seed"]), say=self.stdout.write)
        except RealDataPresentError as problem:
            raise CommandError(str(problem)) from problem
