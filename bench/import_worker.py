"""Imports of waiting lists in a process of their own: `python -m bench.import_worker` reads orders, prints JSON.

An order is {"file": path, "census": date}; the answer to each is its seconds, the memory above what the process had
with everything imported and connected, and what became of the file.
"""

import hashlib
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import django

from bench.timing import peak_megabytes


def main() -> None:
    """Carry out every order in turn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")
    django.setup()
    from django.conf import settings  # noqa: PLC0415 Django has to be set up first

    orders = json.load(sys.stdin)
    settings.MEDIA_ROOT = Path(orders["folder"])
    json.dump([carry_out(order) for order in orders["imports"]], sys.stdout)


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    """Import one file from receiving it to its last index, and say what that took."""
    from directorate.core.history import system_user  # noqa: PLC0415 Django has to be set up first
    from directorate.core.imports import pipeline  # noqa: PLC0415

    by = system_user("imports")
    path, given = Path(order["file"]), pipeline.Given(as_at=date.fromisoformat(order["census"]))
    done: dict[str, Any] = {}

    def run() -> None:
        start = time.perf_counter()
        done["batch"] = pipeline.import_file(path, feed="ptl", by=by, given=given)
        done["seconds"] = time.perf_counter() - start

    megabytes = peak_megabytes(run, every_seconds=0.02)
    return {
        "state": str(done["batch"].state),
        "seconds": done["seconds"],
        "megabytes": megabytes,
        "hash_seconds": hash_seconds(path),
    }


def hash_seconds(path: Path) -> float:
    """Return how long the SHA-256 of a file takes."""
    start = time.perf_counter()
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
