"""The site that is photographed for the guides: the settings of the browser tests, on Monday 23 November 2026 at nine."""

from datetime import UTC, datetime

from directorate.core import clock
from tests.browser.site_settings import *  # noqa: F403

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
clock.now = lambda: MONDAY
