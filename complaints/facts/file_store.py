"""Where files of cases lie: under generated names in a folder of their own."""

from pathlib import Path

from complaints.models import CaseFile
from directorate.core.imports.file_store import KeptFolder

FILES = KeptFolder("complaints")


def path_of(file: CaseFile) -> Path:
    """Where a file lies."""
    return FILES.path_of(file.stored_name)
