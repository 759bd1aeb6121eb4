"""The Monday on which the tests, and the pictures of the guides, are set."""

from datetime import UTC, datetime

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
