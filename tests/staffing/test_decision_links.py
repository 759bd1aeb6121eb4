"""Leave decided by a link without signing in: once, by a POST, while nothing is decided."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person, RoleGrant, User
from staffing.actions.decisions import approve_leave, change_dates, end_leave
from staffing.actions.leave import log_leave
from staffing.domain.decision_links import LinkStanding, expires_at, standing_of
from staffing.facts.half_days import Dates
from staffing.models import Absence, DecisionLink
from tests.factories import SecretaryConsultantFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, leave

MONDAY, FRIDAY = date(2027, 2, 8), date(2027, 2, 12)
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "revoked", "expires", "standing"),
    [
        ("requested", False, NINE + timedelta(minutes=1), LinkStanding.OPEN),
        ("requested", False, NINE, LinkStanding.EXPIRED),
        ("requested", True, NINE + timedelta(days=1), LinkStanding.REVOKED),
        ("approved", False, NINE, LinkStanding.APPROVED),
        ("declined", False, NINE + timedelta(days=1), LinkStanding.DECLINED),
        ("withdrawn", False, NINE + timedelta(days=1), LinkStanding.ENDED),
        ("cancelled", False, NINE, LinkStanding.ENDED),
        ("approved", True, NINE, LinkStanding.REVOKED),
    ],
)
def test_where_a_link_stands(state: str, revoked: bool, expires: datetime, standing: LinkStanding) -> None:
    assert standing_of(state=state, is_revoked=revoked, expires_at=expires, now=NINE) is standing


@pytest.mark.parametrize(
    ("first", "until"),
    [
        (date(2027, 2, 8), NINE + timedelta(days=14)),
        (date(2026, 11, 30), datetime(2026, 11, 30, tzinfo=UTC)),
        (date(2026, 11, 23), NINE + timedelta(days=1)),
    ],
    ids=["14 days", "not past the first day", "a day at least"],
)
def test_until_when_a_link_works(first: date, until: datetime) -> None:
    assert expires_at(first, now=NINE, zone=UTC) == until


@pytest.fixture
def osborne(monday: datetime, amira: User, nguyen: User, doctor: Worker) -> Person:
    """A consultant whose leave Amira logs; Ms Nguyen is the clinical lead."""
    Person.objects.filter(pk=nguyen.person_id).update(is_clinical_lead=True)
    found = doctor("Osborne", consultant_code="C9001207")
    SecretaryConsultantFactory(secretary=amira.person, consultant=found)
    return found


@pytest.fixture
def asked(osborne: Person, amira: User) -> Absence:
    """A week asked for, with a note that nobody outside may read."""
    return log_leave(leave(osborne, MONDAY, FRIDAY, note="daughter in hospital"), by=amira).absence


def address(absence: Absence) -> str:
    link = DecisionLink.objects.get(absence=absence, revoked_at=None)
    return reverse("staffing:leave_answer", args=[token_of(AnswerLink("staffing:leave_answer", link.key))])


def test_the_clinical_lead_is_asked_by_e_mail_without_reason(asked: Absence, nguyen: User) -> None:
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.subject) == (nguyen.email, "Leave to approve: Mr Osborne")
    assert "annual leave, Mon 8 to Fri 12 February 2027" in mail.text
    assert "daughter" not in mail.text


def test_looking_decides_nothing_and_approving_works_once(asked: Absence, client: Client, nguyen: User) -> None:
    page = client.get(address(asked)).text
    assert "Mr Osborne" in page
    assert "77 days’ notice (42 needed)" in page
    assert "daughter" not in page
    asked.refresh_from_db()
    assert asked.state == "requested"
    there = address(asked)
    assert "Approved by Anya Nguyen" in client.post(there, {"decision": "approve", "reason": ""}, follow=True).text
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("approved", nguyen)
    client.post(there, {"decision": "decline", "reason": "No"})
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert OutgoingMail.objects.get(kind="leave-decision").state == "cancelled"  # it had not gone out yet


def test_declining_needs_a_reason(asked: Absence, client: Client) -> None:
    refused = client.post(address(asked), {"decision": "decline", "reason": " "})
    assert refused.status_code == 422
    assert "Say why you decline" in refused.text
    assert "Declined by" in client.post(address(asked), {"decision": "decline", "reason": "Two away"}, follow=True).text


def test_other_dates_make_another_link_and_the_first_opens_nothing(asked: Absence, amira: User, client: Client) -> None:
    first = address(asked)
    change_dates(asked.pk, dates=Dates(MONDAY, MONDAY), by=amira)
    page = client.get(first)
    assert (page.status_code, "no longer in use" in page.text) == (410, True)
    client.post(first, {"decision": "approve", "reason": ""})
    asked.refresh_from_db()
    assert asked.state == "requested"
    assert "Approve or decline leave" in client.get(address(asked)).text


def test_withdrawn_late_and_decided_elsewhere_are_said_plainly(
    asked: Absence, amira: User, sam: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, links = address(asked), DecisionLink.objects
    monkeypatch.setattr(clock, "now", lambda: NINE + timedelta(days=15))
    assert "Too late to decide here" in client.get(there).text
    monkeypatch.setattr(clock, "now", lambda: NINE)
    approve_leave(asked.pk, by=sam)
    assert "Approved by Sam Sharp" in client.get(there).text
    end_leave(asked.pk, by=amira)
    assert "Not asked for any more" in client.get(there).text
    assert links.count() == 1


def test_an_approver_who_lost_the_right_decides_nothing(asked: Absence, nguyen: User, client: Client) -> None:
    RoleGrant.objects.filter(user=nguyen, role=Role.CONSULTANT).delete()
    client.post(address(asked), {"decision": "approve", "reason": ""})
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_nobody_is_asked_about_their_own_leave(osborne: Person, nguyen: User) -> None:
    log_leave(leave(nguyen.person, MONDAY, FRIDAY), by=nguyen)
    assert not DecisionLink.objects.exists()


def test_an_address_that_was_not_signed_here_is_nothing(client: Client, db: None) -> None:
    assert client.get(reverse("staffing:leave_answer", args=["made-up"])).status_code == 404


def test_the_database_keeps_the_rules(reference: None) -> None:
    link = make.DecisionLinkFactory()
    with pytest.raises(IntegrityError, match="leave_is_decided_by_one_link_at_a_time"), transaction.atomic():
        make.DecisionLinkFactory(absence=link.absence)
    with pytest.raises(IntegrityError, match="decision_link_expires_later"), transaction.atomic():
        make.DecisionLinkFactory(expires_at=link.asked_at)
    with pytest.raises(IntegrityError, match="decision_link_is_revoked_by_somebody"), transaction.atomic():
        make.DecisionLinkFactory(revoked_at=link.asked_at)
