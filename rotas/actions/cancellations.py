"""Requests to cancel or reduce sessions: asked of the booking office and theatres, done in PAS, patients re-dated."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from directorate.core import clock
from directorate.core.actions.outgoing import LINK, LINK_SYSTEM, UNDO_TIME, AnswerLink, cancel_mail, queue_mail
from directorate.core.history import acting, system_user
from directorate.core.models import OutgoingMail, User
from rotas.domain.states import CancellationState, check_cancellation_step
from rotas.facts.cancellations import request_text, sessions_of, subject_of
from rotas.models import BookedKind, CancellationRequest, CancellationStep, Desk, DeskAddress, LeaveSession
from staffing.models import Absence

MAIL_KIND, REPLY_PAGE = "session-cancellation", "rotas:cancellation_reply"
DESK_OF = {BookedKind.CLINIC: Desk.BOOKING_OFFICE, BookedKind.THEATRE: Desk.THEATRES}
NO_ADDRESS = "No address is known: copy the text, or add an address under On call, E-mail addresses."


def ask(absence: Absence, *, by: User) -> list[CancellationRequest]:
    """Ask for what is to be cancelled or reduced and was not asked for yet: one request to each desk.

    Inside the caller's transaction. Without an address the request stands all the same, and says so.
    """
    made = []
    for kind, desk in DESK_OF.items():
        sessions = LeaveSession.objects.to_ask().filter(absence=absence, kind=kind, date__gte=clock.today())
        keys = list(sessions.values_list("pk", flat=True))
        if keys:
            made.append(_ask(absence, desk=desk, keys=keys, by=by))
    return made


def _ask(absence: Absence, *, desk: Desk, keys: Sequence[int], by: User) -> CancellationRequest:
    request = CancellationRequest.objects.create(absence=absence, desk=desk, asked_at=clock.now(), asked_by=by)
    LeaveSession.objects.filter(pk__in=keys).update(request=request)
    text = f"{_text(request)}\n\nSay here that it is done in PAS, without signing in:\n{LINK}\n"
    mails = _send(request, text=text, by=by)
    _note(request, before="", by=by, note="" if mails else NO_ADDRESS, mail=mails[0] if mails else None)
    return request


def _text(request: CancellationRequest) -> str:
    return request_text(request, person=request.absence.person, sessions=sessions_of(request))


def _send(request: CancellationRequest, *, text: str, by: User, begin: str = "") -> list[OutgoingMail]:
    """Write to every address of the desk; an e-mail waits as long as leave can be undone."""
    subject = begin + subject_of(request, person=request.absence.person)
    link = AnswerLink(REPLY_PAGE, request.key)
    return [
        queue_mail(
            kind=MAIL_KIND, recipient=found.address, subject=subject, text=text, by=by, link=link, wait=UNDO_TIME
        )
        for found in DeskAddress.objects.in_use().filter(desk=request.desk)
    ]


def move_cancellation(request_id: int, *, to: CancellationState, by: User, note: str = "") -> CancellationRequest:
    """Take down that the PAS holds it, that the patients have new dates, or that it is not needed any more.

    Raises: StepRefused.
    """
    with transaction.atomic(), acting(by=by, action="Move cancellation request", reason=note):
        rows = CancellationRequest.objects.select_for_update(of=("self",)).select_related("absence__person")
        request = rows.get(pk=request_id)
        if to is CancellationState.WITHDRAWN:
            withdraw(request, by=by, note=note)
        else:
            step(request, to=to, by=by, note=note)
        return request


def confirm_by_link(key: UUID) -> CancellationRequest:
    """Take down what the booking office or theatres said by their link: it is done in PAS.

    Raises: StepRefused: somebody said so already, or it is not needed any more.
    """
    by = system_user(LINK_SYSTEM)
    with transaction.atomic(), acting(by=by, action="Confirm by link"):
        request = CancellationRequest.objects.select_for_update().get(key=key)
        step(request, to=CancellationState.DONE, by=by, note="said by its link")
        return request


def withdraw(request: CancellationRequest, *, by: User, note: str) -> None:
    """Take a request back: an e-mail that waits does not go out, one that went is followed by another."""
    check_cancellation_step(request.state, to=CancellationState.WITHDRAWN)
    mails = OutgoingMail.objects.filter(link_name=REPLY_PAGE, link_key=request.key)
    for mail in mails:
        cancel_mail(mail, reason="The request was taken back before it went out.")
    text = f"Please do not do this any more. {note}\n\n{_text(request)}"
    went_out = mails.exclude(state="cancelled").exists()
    sent = _send(request, text=text, by=by, begin="Not needed any more: ") if went_out else []
    step(request, to=CancellationState.WITHDRAWN, by=by, note=note, mail=sent[0] if sent else None)


def step(
    request: CancellationRequest, *, to: CancellationState, by: User, note: str = "", mail: OutgoingMail | None = None
) -> None:
    """Move a locked request, and note who did so and what showed it.

    Raises: StepRefused.
    """
    check_cancellation_step(request.state, to=to)
    before, request.state = request.state, to
    request.save(update_fields=["state"])
    _note(request, before=before, by=by, note=note, mail=mail)


def _note(
    request: CancellationRequest, *, before: str, by: User, note: str, mail: OutgoingMail | None
) -> CancellationStep:
    return CancellationStep.objects.create(
        request=request,
        from_state=before,
        to_state=request.state,
        taken_at=clock.now(),
        taken_by=by,
        note=note[:300],
        mail=mail,
    )
