"""Creates the code lists that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from directorate.core.reference import load_reference


class Command(BaseCommand):
    """Create missing specialties, treatment functions, sites, bank holidays and policy numbers."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run twice; rows that exist are left alone."""
        load_reference()
