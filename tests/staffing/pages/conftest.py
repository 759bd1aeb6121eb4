"""What several tests of pages begin with."""

from datetime import datetime

import pytest

from directorate.core.models import User
from staffing.actions.leave import log_leave
from staffing.models import Absence
from tests.staffing.conftest import employ, leave
from tests.staffing.pages import FRIDAY, MONDAY


@pytest.fixture
def asked(monday: datetime, amira: User) -> Absence:
    """A week that Amira has asked for."""
    employ(amira.person)
    return log_leave(leave(amira.person, MONDAY, FRIDAY), by=amira).absence
