"""Ask the bank office for a locum, take down its answer, and let the duty be done by whoever it found."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from directorate.core import clock
from directorate.core.access import permissions
from directorate.core.actions.outgoing import LINK, LINK_SYSTEM, AnswerLink, queue_mail
from directorate.core.domain.access import Role
from directorate.core.domain.calendar import LONDON
from directorate.core.history import acting, system_user
from directorate.core.models import OutgoingMail, User
from rotas.actions.gaps import close_gap_by_locum, locked_gap
from rotas.actions.problems import DeskRefused, GapClosed
from rotas.domain.locums import Filled, Wanted
from rotas.domain.states import OUT_TO_FILL, LocumState, StepRefused, check_locum_step
from rotas.facts.desk import addresses_of
from rotas.facts.locums import request_text, tried_words
from rotas.models import Desk, LocumRequest, LocumStep, Timesheet

REPLY_PAGE, MAIL_KIND = "rotas:locum_reply", "bank-request"
APPROVERS = frozenset({Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.SPECIALTY_MANAGER})


def may_approve(user: User) -> bool:
    """Whether the user is a manager: the rota coordinator asks and does not approve for others."""
    return bool(permissions(user).roles & APPROVERS)


def make_request(gap_id: int, *, wanted: Wanted, by: User) -> LocumRequest:
    """Ask for a locum for a gap; without a manager to approve it goes to the bank office at once.

    Raises: GapClosed, DeskRefused (asked already, no address of the bank office), PermissionDenied.
    """
    try:
        with transaction.atomic(), acting(by=by, action="Request locum"):
            gap = locked_gap(gap_id, by=by)
            request = LocumRequest.objects.create(
                gap=gap,
                risk=wanted.risk,
                skills=wanted.skills,
                most_pence=wanted.most_pence,
                needs_manager=wanted.needs_manager,
                created_at=clock.now(),
                created_by=by,
            )
            _note(request, before="", by=by)
            if not wanted.needs_manager:
                _send(request, by=by)
            return request
    except IntegrityError as problem:
        raise DeskRefused("The bank office has been asked about this gap already.") from problem


def approve_request(request_id: int, *, by: User) -> LocumRequest:
    """Approve a request to be filled; it goes to the bank office.

    Raises: StepRefused, DeskRefused, PermissionDenied.
    """
    with transaction.atomic(), acting(by=by, action="Approve locum request"):
        request = _locked(request_id, by=by)
        if not may_approve(by):
            raise PermissionDenied
        _send(request, by=by)
        return request


def move_request(request_id: int, *, to: LocumState, by: User, note: str = "") -> LocumRequest:
    """Take down a step that the bank office told of: the next tier, not filled, cancelled, did not come.

    Raises: StepRefused, PermissionDenied.
    """
    with transaction.atomic(), acting(by=by, action="Move locum request", reason=note):
        request = _locked(request_id, by=by)
        if to in {LocumState.BANK, LocumState.FILLED}:
            raise StepRefused("Approve the request, or say who fills it.")
        _step(request, to=to, by=by, note=note)
        return request


def fill_request(request_id: int, *, filled: Filled, by: User, note: str = "") -> LocumRequest:
    """Take down who fills it, as the bank office said.

    Raises: StepRefused, GapClosed, PermissionDenied.
    """
    with transaction.atomic(), acting(by=by, action="Fill locum request"):
        return _fill(_locked(request_id, by=by), filled=filled, by=by, note=note)


def reply_by_link(key: UUID, *, filled: Filled | None) -> LocumRequest:
    """Take down what the bank office answered by the link; None is not filled. It works until the request is over.

    Raises: StepRefused, GapClosed.
    """
    by = system_user(LINK_SYSTEM)
    with transaction.atomic(), acting(by=by, action="Reply by link"):
        request = LocumRequest.objects.select_for_update(of=("self",)).select_related("gap__duty").get(key=key)
        if request.state not in OUT_TO_FILL:
            raise StepRefused("This request is over.")
        note = "by the bank office, by its link"
        if filled is not None:
            return _fill(request, filled=filled, by=by, note=note)
        _step(request, to=LocumState.UNFILLED, by=by, note=note)
        return request


def _locked(request_id: int, *, by: User) -> LocumRequest:
    rows = LocumRequest.objects.select_for_update(of=("self",)).select_related("gap__duty__rota", "gap__duty__site")
    request = rows.get(pk=request_id)
    if not LocumRequest.objects.changeable_by(by).filter(pk=request.pk).exists():
        raise PermissionDenied
    return request


def _fill(request: LocumRequest, *, filled: Filled, by: User, note: str) -> LocumRequest:
    check_locum_step(request.state, to=LocumState.FILLED)
    if request.gap.closed_at is not None:
        raise GapClosed("This gap is closed already. Look at the week sheet to see who does it.")
    request.worker_name, request.agency, request.rate_pence = filled.worker_name, filled.agency, filled.rate_pence
    ends = request.gap.duty.during.upper.astimezone(LONDON).date()
    Timesheet.objects.create(request=request, expected_date=ends, rate_pence=filled.rate_pence)
    close_gap_by_locum(request.gap, name=filled.worker_name, agency=filled.agency, by=by)
    _step(request, to=LocumState.FILLED, by=by, note=note)
    return request


def _send(request: LocumRequest, *, by: User) -> None:
    addresses = addresses_of(Desk.BANK_OFFICE)
    if not addresses:
        raise DeskRefused("No address of the bank office is known. Add it under On call, E-mail addresses.")
    request.tried = tried_words(request.gap, bank_asked_at=clock.now())
    mails = [_mail(request, recipient=address, by=by) for address in addresses]
    _step(request, to=LocumState.BANK, by=by, mail=mails[0])


def _mail(request: LocumRequest, *, recipient: str, by: User) -> OutgoingMail:
    text = f"{request_text(request)}\n\nFilled by … or not filled: say it here, without signing in:\n{LINK}\n"
    subject = f"Locum request {request.reference}"
    link = AnswerLink(REPLY_PAGE, request.key)
    return queue_mail(kind=MAIL_KIND, recipient=recipient, subject=subject, text=text, by=by, link=link)


def _step(request: LocumRequest, *, to: LocumState, by: User, note: str = "", mail: OutgoingMail | None = None) -> None:
    check_locum_step(request.state, to=to, note=note)
    before, request.state = request.state, to
    request.save()
    _note(request, before=before, by=by, note=note, mail=mail)


def _note(
    request: LocumRequest, *, before: str, by: User, note: str = "", mail: OutgoingMail | None = None
) -> LocumStep:
    return LocumStep.objects.create(
        request=request,
        from_state=before,
        to_state=request.state,
        taken_at=clock.now(),
        taken_by=by,
        note=note,
        mail=mail,
    )
