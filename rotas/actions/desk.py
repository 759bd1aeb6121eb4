"""To whom the desk writes, and the list of who is on call that the switchboard is sent."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.actions.outgoing import is_outside, queue_mail
from directorate.core.domain.calendar import LONDON
from directorate.core.history import acting, system_user
from directorate.core.models import OutgoingMail, User
from rotas.actions.problems import DeskRefused
from rotas.domain.switchboard import ListedDuty, changed_duties, is_daily_due
from rotas.facts.on_call_list import listed, mail_text, on_call_days
from rotas.models import Desk, DeskAddress, Duty, SwitchboardMailing

SYSTEM, MAIL_KIND = "switchboard-list", "switchboard-list"
DAYS_SENT = 2


def add_address(*, desk: Desk, address: str, by: User) -> DeskAddress:
    """Write to an address of the Trust from now on.

    Raises: DeskRefused: outside the Trust's mail domains, or there already.
    """
    if is_outside(address):
        raise DeskRefused("This address lies outside the Trust's mail domains. Use an address of the Trust.")
    try:
        with transaction.atomic(), acting(by=by, action="Add desk address"):
            return DeskAddress.objects.create(desk=desk, address=address, added_at=clock.now(), added_by=by)
    except IntegrityError as problem:
        raise DeskRefused("This address is written to already.") from problem


def stop_address(address_id: int, *, by: User) -> None:
    """Write to an address no longer; twice changes nothing."""
    with transaction.atomic(), acting(by=by, action="Stop desk address"):
        DeskAddress.objects.in_use().filter(pk=address_id).update(stopped_at=clock.now(), stopped_by=by)


def mail_switchboard() -> SwitchboardMailing | None:
    """Send the switchboard the list of today and tomorrow when it is due; None when it is not.

    The addresses are locked, so that two workers at once send it once.
    """
    now, by = clock.now(), system_user(SYSTEM)
    with transaction.atomic(), acting(by=by, action="Send on-call list"):
        addresses = list(DeskAddress.objects.in_use().filter(desk=Desk.SWITCHBOARD).select_for_update())
        if not addresses:
            return None
        last = SwitchboardMailing.objects.order_by("queued_at", "pk").last()
        daily = SwitchboardMailing.objects.filter(is_daily=True).order_by("day").last()
        if is_daily_due(local_now=now.astimezone(LONDON), last_daily=daily.day if daily else None):
            return _send(addresses, is_daily=True, changes=[], now=now, by=by)
        changes = _changes(last, now=now) if last else []
        return _send(addresses, is_daily=False, changes=changes, now=now, by=by) if changes else None


def _changes(last: SwitchboardMailing, *, now: datetime) -> list[str]:
    """Return what is said otherwise of the days of the last list; a list of days gone by says nothing more."""
    today = now.astimezone(LONDON).date()
    if last.last_day < today:
        return []
    days = on_call_days(Duty.objects.all(), today=today, days=(last.last_day - today).days + 1, now=now)
    sent = {
        key: ListedDuty(words=item["words"], end=datetime.fromisoformat(item["end"])) for key, item in last.said.items()
    }
    return changed_duties(sent=sent, present=listed(days), now=now)


def _send(
    addresses: list[DeskAddress], *, is_daily: bool, changes: list[str], now: datetime, by: User
) -> SwitchboardMailing:
    today: date = now.astimezone(LONDON).date()
    days = on_call_days(Duty.objects.all(), today=today, days=DAYS_SENT, now=now)
    for address in addresses:
        _mail(address.address, text=mail_text(days), changes=changes, today=today, by=by)
    return SwitchboardMailing.objects.create(
        day=today,
        last_day=today + timedelta(days=DAYS_SENT - 1),
        is_daily=is_daily,
        said={key: {"words": item.words, "end": item.end.isoformat()} for key, item in listed(days).items()},
        queued_at=now,
        queued_by=by,
    )


def _mail(recipient: str, *, text: str, changes: list[str], today: date, by: User) -> OutgoingMail:
    head = "Changed:\n" + "\n".join(f"  {line}" for line in changes) + "\n\n" if changes else ""
    subject = f"{'Changed: who' if changes else 'Who'} is on call, {today:%A %-d %B}"
    body = f"{head}{text or 'Nobody is on call today or tomorrow.'}\n"
    return queue_mail(kind=MAIL_KIND, recipient=recipient, subject=subject, text=body, by=by)
