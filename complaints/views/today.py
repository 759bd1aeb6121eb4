"""What complaints put on Today and into the search."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpRequest
from django.urls import reverse

from complaints.facts import words
from complaints.facts.today import WEEK, OpenCase, cases_called, open_cases, owed_by
from directorate.core import clock, registry
from directorate.core.access import READ, Permissions
from directorate.core.domain.access import Subject
from directorate.core.domain.words import plural, short_date
from directorate.core.models import User

DRAFT_RANK, REFUSED_RANK = 30, 31
MOST_FIRST = 2
MOST_OWED = 4


def _open(request: HttpRequest, held: Permissions) -> list[OpenCase]:
    """Read once for all cards of a request; empty for users who read no whole cases."""
    if not isinstance(request.user, User) or not _reads_cases(held):
        return []
    kept = getattr(request, "_complaints_open", None)
    if kept is None:
        kept = open_cases(request.user, today=clock.today())
        request._complaints_open = kept  # type: ignore[attr-defined]
    assert isinstance(kept, list)  # noqa: S101 nothing else is kept there
    return kept


def _reads_cases(held: Permissions) -> bool:
    found = held.reach(subject=Subject.COMPLAINT_NARRATIVE, operation=READ)
    return found.everything or bool(found.specialty_ids)


def complaint_cards(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    """Late statements and drafts of the week for those who work on complaints; own statements for those who owe some."""
    found = _open(request, held)
    if not found:
        return _owed_cards(request, held)
    today, listed = clock.today(), reverse("complaints:case_list")
    late = sum(case.late for case in found)
    week = [case for case in found if case.is_wanted(by=today + WEEK)]
    refused = sum(bool(case.refused) for case in found)
    lines = [registry.Line(f"Open: {len(found)}", listed)]
    if late:
        lines.insert(0, registry.Line(f"Late statements: {late}", f"{listed}?show=late"))
    if refused:
        lines.insert(
            0, registry.Line(f"Somebody else to be asked: {plural(refused, 'complaint')}", f"{listed}?show=refused")
        )
    if week:
        lines.append(registry.Line(f"Drafts wanted within a week: {len(week)}", f"{listed}?show=week"))
    return [registry.Card("Complaints", lines, more_href=listed, more_text="By next date")]


def _owed_cards(request: HttpRequest, held: Permissions) -> Sequence[registry.Card]:
    own = held.reach(subject=Subject.COMPLAINT_NARRATIVE, operation=READ).own
    rows = owed_by(request.user) if own and isinstance(request.user, User) else []
    lines = [
        registry.Line(f"Statement for {reference}", reverse("complaints:case_detail", args=[case]),
                      detail=f"due {short_date(due)}")
        for case, reference, due in rows[:MOST_OWED]
    ]  # fmt: skip
    return [registry.Card("Statements asked of you", lines)] if lines else []


def drafts_first(request: HttpRequest, held: Permissions) -> Sequence[registry.DoFirst]:
    """Complaints whose draft is wanted by tomorrow, or was."""
    today = clock.today()
    wanted = [case for case in _open(request, held) if case.is_wanted(by=today + timedelta(days=1))]
    return [registry.DoFirst(DRAFT_RANK, _line(case, today=today), _why(case)) for case in wanted[:MOST_FIRST]]


def refused_first(request: HttpRequest, held: Permissions) -> Sequence[registry.DoFirst]:
    """Complaints in which somebody whom this user asked says that they cannot answer."""
    found = [case for case in _open(request, held) if case.refused_to_me]
    return [
        registry.DoFirst(
            REFUSED_RANK,
            registry.Line(
                f"Complaint {case.reference}: ask somebody else about {words.points(case.refused_to_me)}",
                reverse("complaints:case_detail", args=[case.pk]),
                action="Open",
            ),
            "Whoever was asked says that they cannot answer",
        )
        for case in found[:MOST_FIRST]
    ]


def _line(case: OpenCase, *, today: date) -> registry.Line:
    when = words.relative(case.draft_wanted or today, today=today)
    return registry.Line(
        f"Complaint {case.reference}: draft wanted {when}",
        reverse("complaints:case_detail", args=[case.pk]),
        action="Open",
    )


def _why(case: OpenCase) -> str:
    if case.late:
        return f"{plural(case.late, 'statement')} late"
    return f"{plural(case.to_come, 'statement')} to come" if case.to_come else "Every statement is here"


def find_cases(request: HttpRequest, text: str) -> Sequence[registry.SearchHit]:
    """Complaints by reference, Datix reference, hospital number or who complains."""
    if not isinstance(request.user, User):
        return []
    typed = "".join(text.split()).lower()
    return [
        registry.SearchHit(
            case.reference,
            reverse("complaints:case_detail", args=[case.pk]),
            f"{case.get_kind_display()}, {case.specialty.name}, {words.state(case.state).lower()}",
            is_exact=typed in {case.reference.lower(), case.datix_ref.lower()},
        )
        for case in cases_called(request.user, text=text)
    ]
