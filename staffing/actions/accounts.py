"""Enter something in a leave account by hand: carried over, earned, bought, sold, corrected."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from directorate.core import clock
from directorate.core.history import acting
from directorate.core.models import Person, User
from staffing.actions.charges import lock_accounts
from staffing.actions.leave import may_decide_about
from staffing.actions.problems import LeaveRefused
from staffing.facts.accounts import leave_year_of
from staffing.models import LeaveLedger, LedgerKind

BY_HAND = (LedgerKind.CARRY_IN, LedgerKind.TOIL_EARNED, LedgerKind.BOUGHT, LedgerKind.SOLD, LedgerKind.ADJUSTMENT)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered; minutes are positive except for an adjustment that lowers."""

    kind: LedgerKind
    minutes: int
    effective_date: date
    expires_date: date | None = None
    reason: str = ""


def enter_in_account(person: Person, *, entry: Entry, by: User) -> LeaveLedger:
    """Add one entry to the account of the leave year in which it takes effect; nothing is ever changed or removed.

    Whoever decides about the person's leave may, never about their own.
    """
    if not may_decide_about(person, by=by):
        raise PermissionDenied
    if entry.kind not in BY_HAND or not entry.minutes:
        raise LeaveRefused("Choose a kind and hours that are not nought.")
    if entry.expires_date is not None and entry.expires_date < entry.effective_date:
        raise LeaveRefused("It would expire before it begins. Check the dates.")
    if entry.kind == LedgerKind.ADJUSTMENT and not entry.reason:
        raise LeaveRefused("Say why the account is adjusted.")
    if entry.minutes < 0 and entry.kind != LedgerKind.ADJUSTMENT:
        raise LeaveRefused("Hours are positive; only an adjustment can lower the account.")
    with transaction.atomic(), acting(by=by, action="Enter in leave account", reason=entry.reason):
        year = leave_year_of(entry.effective_date)
        account = lock_accounts(person.pk, leave_years=[year])[year]
        return LeaveLedger.objects.create(
            account=account,
            kind=entry.kind,
            minutes=-entry.minutes if entry.kind == LedgerKind.SOLD else entry.minutes,
            effective_date=entry.effective_date,
            expires_date=entry.expires_date,
            reason=entry.reason,
            recorded_by=by,
            recorded_at=clock.now(),
            key=f"hand:{uuid4()}",
        )
