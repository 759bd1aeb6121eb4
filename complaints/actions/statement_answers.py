"""Statements given by a link: each once, by a POST, in the name of the person who was asked and did not sign in."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from complaints.actions.files import add_row, hash_of, kept
from complaints.actions.problems import LinkOver
from complaints.facts.entries import Given
from complaints.facts.statement_links import LinkPage, page_of_link
from complaints.models import Case, CaseFile, StatementLink, StatementRequest
from directorate.core import clock
from directorate.core.actions.outgoing import LINK_SYSTEM
from directorate.core.history import acting, system_user
from directorate.core.models import User


def give_by_link(key: UUID, given: Sequence[Given]) -> LinkPage:
    """Take what somebody answered about their points, all of it or nothing.

    The same sent again, by a second click, is no second statement.

    Raises:
        LinkOver: the link takes nothing any more, or one of the points is settled.
    """
    files = [answer for answer in given if answer.file is not None]
    with kept([answer.file for answer in files if answer.file]) as stored:
        names = {answer.point: name for answer, name in zip(files, stored, strict=True)}
        with transaction.atomic():
            return _give(key, given, stored=names)


def _give(key: UUID, given: Sequence[Given], *, stored: Mapping[int, str]) -> LinkPage:
    link = StatementLink.objects.get(key=key)
    Case.objects.select_for_update(no_key=True).get(pk=link.case_id)
    page = page_of_link(key)
    waiting = {request.point.number: request for request in page.waiting} if page and page.is_open else {}
    if page is None or not {answer.point for answer in given} <= set(waiting):
        raise LinkOver
    by = system_user(LINK_SYSTEM)
    name = f"{page.link.person.display_name}, by the link and not signed in"
    with acting(by=by, action="Answer by link", name=name):
        for answer in given:
            request = waiting[answer.point]
            _write(request, answer, by=by)
            if answer.file is not None:
                add_row(
                    page.link.case, answer.file, stored_name=stored[answer.point], name=answer.file_name, by=by,
                    request=request,
                )  # fmt: skip
    return page


def _write(request: StatementRequest, answer: Given, *, by: User) -> None:
    today = clock.today()
    if answer.cannot:
        request.cannot_date, request.cannot_reason = today, answer.cannot
        request.save(update_fields=["cannot_date", "cannot_reason"])
        return
    request.received_date, request.received_by = today, by
    request.is_given_by_link, request.statement_text = True, answer.text
    request.save(update_fields=["received_date", "received_by", "is_given_by_link", "statement_text"])


def not_taken(page: LinkPage, given: Sequence[Given]) -> list[Given]:
    """Which answers were not taken before, as they stand: what a second click sends again was."""
    settled = {request.point.number: request for request in page.settled}
    return [answer for answer in given if not _is_taken(settled.get(answer.point), answer)]


def _is_taken(request: StatementRequest | None, answer: Given) -> bool:
    if request is None:
        return False
    if answer.cannot:
        return request.cannot_reason == answer.cannot
    if not request.is_given_by_link or request.statement_text != answer.text:
        return False
    return answer.file is None or CaseFile.objects.filter(request=request, sha256=hash_of(answer.file)).exists()
