"""A statement given by a link, without signing in: written, uploaded, or said why it cannot be given."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.actions.problems import LinkOver
from complaints.actions.statement_answers import give_by_link, not_taken
from complaints.domain.statement_links import LinkStanding
from complaints.facts import words
from complaints.facts.entries import Given
from complaints.facts.statement_links import ANSWER_PAGE, LinkPage, page_of_link
from complaints.forms.statement_links import StatementForm, given_in, say_that_nothing_is_there
from directorate.core.access_log import record_access
from directorate.core.actions.outgoing import key_of
from directorate.core.domain.access import Subject
from directorate.core.guard import public
from directorate.core.models.access import AccessKind
from directorate.core.views.answer_pages import unlinked

UNPROCESSABLE, GONE = 422, 410
TAKES = frozenset({LinkStanding.OPEN, LinkStanding.ANSWERED})


@never_cache
@require_http_methods(["GET", "POST"])
@public
def statement_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What is asked, by whom and by when, and the statement; the link is the right, and takes each statement once."""
    page = page_of_link(key_of(token, name=ANSWER_PAGE))
    if page is None:
        raise Http404
    if request.method != "POST":
        opened = [StatementForm(request=row) for row in page.waiting] if page.is_open else []
        return unlinked(_page(request, page, opened=opened))
    forms = [StatementForm(request.POST, request.FILES, request=row) for row in page.every_request]
    given = given_in(forms)
    lost = None
    if given:
        lost = _give(page, given)
        if not lost:
            return unlinked(redirect(ANSWER_PAGE, token))
        page = page_of_link(page.link.key) or page
    return unlinked(_refused(request, page, forms=forms, lost=lost))


def _give(page: LinkPage, given: Sequence[Given]) -> list[Given]:
    """Take the answers; return those that were not taken, none when all were, now or by the first of two clicks."""
    try:
        give_by_link(page.link.key, given)
    except LinkOver:
        return not_taken(page_of_link(page.link.key) or page, given)
    return []


def _refused(
    request: HttpRequest, page: LinkPage, *, forms: Sequence[StatementForm], lost: Sequence[Given] | None
) -> HttpResponse:
    """The page with all that was typed: in the fields that are still open, else to be copied.

    `lost` are the answers of forms without a mistake that could not be taken; None when it did not come so far.
    """
    still = {row.pk for row in page.waiting} if page.is_open else set()
    opened = [form for form in forms if form.request.pk in still]
    say_that_nothing_is_there(opened)
    numbers = {form.request.point.number for form in forms} if lost is None else {answer.point for answer in lost}
    rest = [form for form in forms if form not in opened and form.has_typed and form.request.point.number in numbers]
    return _page(request, page, opened=opened, lost=rest)


def _page(
    request: HttpRequest, page: LinkPage, *, opened: Sequence[StatementForm], lost: Sequence[StatementForm] = ()
) -> HttpResponse:
    has_errors = bool(lost) or any(form.errors for form in opened if form.is_bound)
    if page.is_open:
        record_access(
            user=None,
            kind=AccessKind.VIEW,
            subject=Subject.COMPLAINT_NARRATIVE,
            object_key=str(page.link.case_id),
            filters={"by the link of": page.link.person.display_name},
        )
    context = {
        "page": page,
        "link": page.link,
        "opened": opened,
        "lost": lost,
        "has_errors": has_errors,
        "words": words,
    }
    status = UNPROCESSABLE if has_errors else None if page.standing in TAKES else GONE
    return render(request, "complaints/statement_answer.html", context, status=status)
