"""Who can be sent a link for their statements, where such a link stands, and what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef

from complaints.domain.identifiers import without_identifiers
from complaints.domain.statement_links import LinkStanding, standing_of
from complaints.domain.states import NOT_OPEN
from complaints.models import AccessKind, Case, CaseAccess, StatementLink, StatementRequest
from complaints.querysets import StatementRequestQuerySet
from directorate.core import clock
from directorate.core.actions.outgoing import is_outside
from directorate.core.domain.delivery import DeliveryState
from directorate.core.models import Person, User

ANSWER_PAGE = "complaints:statement_answer"
ON_ITS_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT})


def address_of(person: Person) -> str:
    """The e-mail address of somebody: as in the staff list, else that of their account; empty when neither is known."""
    if person.email:
        return person.email
    found = User.objects.filter(person=person, is_active=True).values_list("email", flat=True).first()
    return found or ""


def why_no_link(case: Case, *, person: Person) -> str:
    """Why a person cannot be sent a link for their statements in a case, in words; empty when they can."""
    name = person.display_name
    if case.is_restricted:
        return f"This complaint is restricted, so nothing about it goes out by e-mail. Ask {name} in person."
    if case.state in NOT_OPEN:
        return "This complaint is not open any more, so no e-mail goes out."
    if _is_shut_out(case, person=person):
        return f"{name} may not see this complaint, so no e-mail goes out."
    address = address_of(person)
    if not address:
        return f"No e-mail address of {name} is known. Copy the text and send it yourself, or telephone."
    if is_outside(address):
        return (
            f"The e-mail address of {name} lies outside the Trust, so no link goes there. Copy the text, or telephone."
        )
    return ""


def _is_shut_out(case: Case, *, person: Person) -> bool:
    return CaseAccess.objects.filter(case=case, kind=AccessKind.SHUT_OUT, user__person=person).exists()


def standing_requests(case: Case, *, person: Person) -> StatementRequestQuerySet:
    """What a person is asked in a case, in the order of the points."""
    return _requests(case, person=person).standing().order_by("point__number")


def _requests(case: Case, *, person: Person) -> StatementRequestQuerySet:
    rows = StatementRequest.objects.filter(point__case=case, person=person)
    return rows.select_related("point", "person", "asked_by")


def latest_link(case: Case, *, person: Person) -> StatementLink | None:
    """The link last sent to a person about a case, whether or not it works still."""
    rows = StatementLink.objects.filter(case=case, person=person).select_related("mail", "asked_by")
    return rows.order_by("-asked_at", "-pk").first()


def went_today(link: StatementLink | None) -> bool:
    """Whether an e-mail with this link is on its way, or went, today; one that was not sent does not count."""
    if link is None or link.revoked_at is not None or link.mail.state not in ON_ITS_WAY:
        return False
    return link.asked_at.astimezone(clock.LONDON).date() == clock.today()


@dataclass(frozen=True)
class LinkPage:
    """A link with what is asked of its person, and where both stand now."""

    link: StatementLink
    requests: Sequence[StatementRequest]

    @cached_property
    def standing(self) -> LinkStanding:
        """Whether the link takes a statement, and if not, why."""
        link = self.link
        hidden = link.case.is_restricted or link.is_shut_out  # type: ignore[attr-defined]
        return standing_of(
            is_revoked=link.revoked_at is not None or hidden,
            has_later=link.has_later and not hidden,  # type: ignore[attr-defined]
            waiting=[request.waits for request in self.requests],
            is_case_open=link.case.state not in NOT_OPEN,
            expires_at=link.expires_at,
            now=clock.now(),
        )

    @cached_property
    def every_request(self) -> list[StatementRequest]:
        """All that was ever asked of the person in the case, once a point; for what is sent about it too late."""
        ended = _requests(self.link.case, person=self.link.person).exclude(ended_date=None).order_by("-pk")
        found = {request.point.number: request for request in [*ended, *self.requests]}
        return [found[number] for number in sorted(found)]

    @property
    def is_open(self) -> bool:
        """Whether the link takes a statement."""
        return self.standing is LinkStanding.OPEN

    @property
    def waiting(self) -> list[StatementRequest]:
        """The statements that are still to come."""
        return [request for request in self.requests if request.waits]

    @property
    def settled(self) -> list[StatementRequest]:
        """The statements that came, or that the person said they cannot give."""
        return [request for request in self.requests if not request.waits]

    @property
    def asked_by(self) -> User:
        """Who asks: for the last of the points, else whoever sent the link."""
        return self.requests[-1].asked_by if self.requests else self.link.asked_by

    def text_of(self, request: StatementRequest) -> str:
        """What a point asks, without who complains and without numbers of the patient."""
        case = self.link.case
        numbers = [case.patient_number, case.nhs_number]
        return without_identifiers(request.point.text, names=[case.complainant_name], numbers=numbers)


def page_of_link(key: UUID | None) -> LinkPage | None:
    """The page of the link with this key, None where there is none; the link itself is the right. Two queries."""
    if key is None:
        return None
    shut_out = CaseAccess.objects.filter(
        case=OuterRef("case"), kind=AccessKind.SHUT_OUT, user__person=OuterRef("person")
    )
    later = StatementLink.objects.filter(case=OuterRef("case"), person=OuterRef("person"), revoked_at=None)
    link = (
        StatementLink.objects.filter(key=key)
        .annotate(is_shut_out=Exists(shut_out), has_later=Exists(later))
        .select_related("case", "person", "asked_by")
        .first()
    )
    return LinkPage(link, list(standing_requests(link.case, person=link.person))) if link else None
