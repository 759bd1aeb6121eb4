"""A timesheet comes, is coded, signed by a second person with the right, and goes to the agency and to Finance."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.actions.outgoing import FileToSend, queue_mail
from directorate.core.history import acting
from directorate.core.importers.attachments import AttachmentRefusedError, read_attachment
from directorate.core.imports.file_store import shown_name
from directorate.core.models import OutgoingMail, User
from rotas.actions.locums import may_approve
from rotas.actions.problems import DeskRefused
from rotas.domain.states import TimesheetState, check_timesheet_step
from rotas.facts.desk import addresses_of
from rotas.facts.locums import pounds
from rotas.facts.timesheets import FILES, amount, obstacle_to_sign
from rotas.models import Desk, Signatory, Timesheet

MAIL_KIND = "timesheet"
KEPT = ("application/pdf", "image/jpeg", "image/png")


@contextmanager
def _changing(sheet_id: int, *, to: TimesheetState, by: User, action: str) -> Iterator[Timesheet]:
    """Give a timesheet under a lock and save it in its new state.

    Raises: StepRefused, PermissionDenied.
    """
    with transaction.atomic(), acting(by=by, action=action):
        rows = Timesheet.objects.select_for_update(of=("self",)).select_related("request__gap__duty__rota")
        sheet = rows.get(pk=sheet_id)
        if not Timesheet.objects.changeable_by(by).filter(pk=sheet.pk).exists():
            raise PermissionDenied
        check_timesheet_step(sheet.state, to=to)
        yield sheet
        sheet.state = to
        sheet.save()


def receive_timesheet(sheet_id: int, *, content: bytes, name: str, by: User) -> None:
    """Keep the photo or PDF of a timesheet; nothing stays on the disk when the row cannot be written.

    Raises: DeskRefused (another kind of file), StepRefused, PermissionDenied.
    """
    try:
        file = read_attachment(content)
    except AttachmentRefusedError as problem:
        raise DeskRefused(str(problem)) from problem
    if file.media_type not in KEPT:
        raise DeskRefused("Use a photo (JPEG or PNG) or a PDF.")
    stored = FILES.keep(file.content)
    try:
        with _changing(sheet_id, to=TimesheetState.RECEIVED, by=by, action="Receive timesheet") as sheet:
            sheet.stored_name, sheet.original_name, sheet.media_type = stored, shown_name(name), file.media_type
            sheet.sha256 = hashlib.sha256(file.content).hexdigest()
            sheet.received_at, sheet.received_by = clock.now(), by
    except BaseException:
        FILES.forget(stored)
        raise


def code_timesheet(sheet_id: int, *, minutes: int, rate_pence: int, cost_code: str, by: User) -> None:
    """Write down hours, rate and cost code; who does so does not sign.

    Raises: StepRefused, PermissionDenied.
    """
    with _changing(sheet_id, to=TimesheetState.CODED, by=by, action="Code timesheet") as sheet:
        sheet.minutes, sheet.rate_pence, sheet.cost_code = minutes, rate_pence, cost_code
        sheet.coded_at, sheet.coded_by = clock.now(), by


def sign_timesheet(sheet_id: int, *, by: User) -> None:
    """Sign a coded timesheet.

    Raises: DeskRefused (no right for it), StepRefused, PermissionDenied.
    """
    with _changing(sheet_id, to=TimesheetState.SIGNED, by=by, action="Sign timesheet") as sheet:
        obstacle = obstacle_to_sign(sheet, user=by, today=clock.today())
        if obstacle:
            raise DeskRefused(obstacle)
        sheet.signed_at, sheet.signed_by = clock.now(), by


def forward_timesheet(sheet_id: int, *, agency_address: str, by: User) -> Sequence[OutgoingMail]:
    """Queue the signed timesheet with its file for the agency and for Finance.

    Raises: DeskRefused (no address of Finance), StepRefused, PermissionDenied.
    """
    with _changing(sheet_id, to=TimesheetState.SENT, by=by, action="Forward timesheet") as sheet:
        finance = addresses_of(Desk.FINANCE)
        if not finance:
            raise DeskRefused("No address of Finance is known. Add it under On call, E-mail addresses.")
        mails = [_mail(sheet, recipient=address, by=by) for address in dict.fromkeys([agency_address, *finance])]
        sheet.mails.set(mails)
        sheet.sent_at, sheet.sent_by = clock.now(), by
        return mails


def _mail(sheet: Timesheet, *, recipient: str, by: User) -> OutgoingMail:
    request, signer = sheet.request, sheet.signed_by
    minutes, rate = sheet.minutes or 0, sheet.rate_pence or 0
    text = (
        f"Timesheet of {request.reference}\n{request.worker_name}{f', {request.agency}' if request.agency else ''}\n"
        f"{minutes / 60:.2f} hours at {pounds(rate)}: {pounds(amount(sheet))}\nCost code: {sheet.cost_code}\n"
        f"Signed by {signer.name if signer else ''}\n\nThe timesheet is attached. SHA-256: {sheet.sha256}\n"
    )
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg"}.get(sheet.media_type, "png")
    file = FileToSend(
        name=f"{request.reference}.{ending}",
        place=f"{FILES.name}/{sheet.stored_name}",
        media_type=sheet.media_type,
        sha256=sheet.sha256,
    )
    subject = f"Signed timesheet {request.reference}"
    return queue_mail(kind=MAIL_KIND, recipient=recipient, subject=subject, text=text, by=by, files=[file])


def add_signatory(user: User, *, cost_codes: Sequence[str], limit_pence: int, by: User) -> Signatory:
    """Let somebody sign from today on; a manager gives the right, never to themself.

    Raises: DeskRefused, PermissionDenied.
    """
    if not may_approve(by):
        raise PermissionDenied
    try:
        with transaction.atomic(), acting(by=by, action="Add signatory"):
            return Signatory.objects.create(
                user=user,
                cost_codes=list(dict.fromkeys(cost_codes)),
                limit_pence=limit_pence,
                valid=DateRange(clock.today(), None),
                added_at=clock.now(),
                added_by=by,
            )
    except IntegrityError as problem:
        raise DeskRefused("Another manager gives you the right to sign.") from problem


def end_signatory(signatory_id: int, *, by: User) -> None:
    """Let a right to sign end with today; one of today's making goes with it.

    Raises: PermissionDenied.
    """
    if not may_approve(by):
        raise PermissionDenied
    today: date = clock.today()
    with transaction.atomic(), acting(by=by, action="End signatory"):
        for row in Signatory.objects.select_for_update().filter(pk=signatory_id, valid__contains=today):
            if row.valid.lower == today:
                row.delete()
            else:
                row.valid = DateRange(row.valid.lower, today)
                row.save(update_fields=["valid"])
