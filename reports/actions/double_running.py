"""Enter what a spreadsheet says of a figure; what we say is worked out at that moment and kept beside it."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.access import WRITE, may
from directorate.core.domain.access import Subject
from directorate.core.history import acting
from directorate.core.models import User
from reports.facts.double_running import our_figure
from reports.models import Comparison


@transaction.atomic
def enter_comparison(*, measure: str, day: date, theirs: Decimal, reason: str, by: User) -> Comparison:
    """Keep one figure of a day; entered again, it takes the place of the one before, which its history shows.

    Raises:
        PermissionDenied: the user does not release reports.
    """
    if not may(user=by, subject=Subject.HR_REPORT, operation=WRITE):
        raise PermissionDenied
    fields = {"theirs": theirs, "ours": our_figure(measure, day=day, user=by), "reason": reason}
    with acting(by=by, action="Compare with a spreadsheet"):
        row, _ = Comparison.objects.update_or_create(
            measure=measure, day=day, defaults={**fields, "entered_by": by, "entered_at": clock.now()}
        )
    return row
