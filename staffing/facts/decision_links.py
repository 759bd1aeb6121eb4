"""What stands on the page of a link that decides about leave: no reason of the leave, no patient."""

from uuid import UUID

from staffing.facts.leave import LeaveDraft, Preview, dates_of_row, preview
from staffing.models import AbsenceKind, DecisionLink


def link_of(key: UUID | None) -> DecisionLink | None:
    """The link of a key; the link itself is the right."""
    rows = DecisionLink.objects.select_related("absence__person__specialty", "absence__decided_by", "approver")
    return rows.filter(key=key).first() if key is not None else None


def what_it_means(link: DecisionLink) -> Preview:
    """Notice, who else is away, balance and cover of the request, as whoever decides sees them."""
    absence = link.absence
    draft = LeaveDraft(person=absence.person, kind=AbsenceKind(absence.kind), dates=dates_of_row(absence))
    return preview(draft, ignoring=[absence.pk])
