"""Publish a specialty's week, so that what changes afterwards is shown, and tell its doctors of their own."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from directorate.core import clock
from directorate.core.actions.outgoing import queue_mail
from directorate.core.domain.words import long_date
from directorate.core.history import acting
from directorate.core.models import OutgoingMail, Specialty, User
from rotas.facts.week_sheet import SheetRow, WeekSheet, week_sheet
from rotas.facts.week_state import changes_since, marks_of, own_week
from rotas.models import WeekPublication

MAIL_KIND = "week-sheet"
NOTHING: frozenset[int] = frozenset()


def publish_week(specialty: Specialty, *, monday: date, by: User, tells_doctors: bool = False) -> WeekPublication:
    """Keep the week as it stands; whoever looks later sees what is different from the newest one.

    `tells_doctors`: each doctor gets their own week by e-mail; the first time everybody with an address, afterwards
    those whose week is different from what the doctors were told last.
    """
    now = clock.now()
    with transaction.atomic(), acting(by=by, action="Publish week sheet"):
        Specialty.objects.select_for_update(of=("self",)).get(pk=specialty.pk)  # two at once would tell everybody twice
        sheet = week_sheet(specialty, viewer=by, monday=monday, now=now)
        told_last = WeekPublication.objects.of_week(specialty, monday=monday).that_told().first()
        made = WeekPublication.objects.create(
            specialty=specialty, monday_date=monday, marks=marks_of(sheet), published_at=now, published_by=by
        )
        if tells_doctors:
            changed = changes_since(told_last, sheet=sheet) if told_last else None
            made.mails.set(list(_tell(made, sheet=sheet, changed=changed, by=by)))
        return made


def _tell(
    made: WeekPublication, *, sheet: WeekSheet, changed: Mapping[int, frozenset[int]] | None, by: User
) -> Iterator[OutgoingMail]:
    for row in sheet.rows:
        different = changed.get(row.person.pk, NOTHING) if changed is not None else NOTHING
        if row.person.email and row.is_whole and (changed is None or different):
            yield _mail(made, row=row, sheet=sheet, changed=different, by=by)


def _mail(made: WeekPublication, *, row: SheetRow, sheet: WeekSheet, changed: frozenset[int], by: User) -> OutgoingMail:
    week = f"{made.specialty.name}, week of {long_date(made.monday_date)}"
    note = "What has a star is not as you were told before.\n" if changed else ""
    text = (
        f"{row.name}\n\n{week}\n\n{own_week(row, sheet=sheet, changed=changed) or 'Nothing in this week.'}\n\n"
        f"{note}The letter is the hospital. Tell {by.name} if something is wrong.\n"
    )
    subject = f"{'Changed: your' if changed else 'Your'} week of {long_date(made.monday_date)}"
    return queue_mail(kind=MAIL_KIND, recipient=row.person.email, subject=subject, text=text, by=by)
