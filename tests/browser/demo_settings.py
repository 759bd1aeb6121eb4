"""The site with the demo: the settings of the browser tests, on Monday 23 November 2026 at nine, or a Monday after it."""

import os
from datetime import timedelta

from directorate.core import clock
from tests.browser.site_settings import *  # noqa: F403
from tests.monday import MONDAY

NOW = MONDAY + timedelta(weeks=int(os.environ.get("WEEKS_LATER", "0")))
clock.now = lambda: NOW
