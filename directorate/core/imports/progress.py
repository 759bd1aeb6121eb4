"""How far a check or a commit is, for the progress bar; nothing depends on it."""

import contextlib
from dataclasses import dataclass

from django.core.cache import cache

KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """Per cent done and what is being done."""

    percent: int = 0
    text: str = "Waiting to start"


def report(batch_id: int, percent: int, text: str) -> None:
    """Say how far a batch is; without a cache nothing is said."""
    with contextlib.suppress(Exception):
        cache.set(f"import-progress-{batch_id}", (percent, text), KEPT_SECONDS)


def standing_of(batch_id: int) -> Standing:
    """Return how far a batch is."""
    found = None
    with contextlib.suppress(Exception):
        found = cache.get(f"import-progress-{batch_id}")
    return Standing(*found) if found else Standing()
