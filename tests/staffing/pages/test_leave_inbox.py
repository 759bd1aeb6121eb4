"""Leave to approve."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.models import User
from staffing.actions.leave import log_leave
from staffing.models import Absence, AbsenceState, LeaveLedger
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, leave
from tests.staffing.pages import FRIDAY, MONDAY, ClientFor, words_of

pytestmark = pytest.mark.django_db


def test_the_inbox_shows_what_is_asked_and_approves_it(asked: Absence, dawn: User, client_for: ClientFor) -> None:
    client = client_for(dawn)
    page = words_of(client.get(reverse("staffing:leave_inbox")))
    assert "Amira Aziz" in page
    assert "37.5 hours" in page
    response = client.post(reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "approve"}, follow=True)
    assert "Approved: Amira Aziz" in response.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (AbsenceState.APPROVED, dawn)


def test_htmx_gets_only_what_became_of_it(asked: Absence, dawn: User, client_for: ClientFor) -> None:
    address = reverse("staffing:leave_decide", args=[asked.pk])
    client = client_for(dawn)
    refused = client.post(address, {"decision": "decline"}, headers={"HX-Request": "true"}).content.decode()
    assert "Say why you decline" in refused
    assert "<html" not in refused
    done = client.post(address, {"decision": "approve"}, headers={"HX-Request": "true"}).content.decode()
    assert "Approved: Amira Aziz" in done
    again = client.post(address, {"decision": "approve"}, headers={"HX-Request": "true"}).content.decode()
    assert "already approved" in again
    assert LeaveLedger.objects.count() == 1


def test_declining_without_a_reason_is_said_beside_the_request(
    asked: Absence, dawn: User, client_for: ClientFor
) -> None:
    response = client_for(dawn).post(reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "decline"})
    assert response.status_code == 422
    assert "Say why you decline" in response.content.decode()


def test_ones_own_request_is_not_in_the_inbox(monday: datetime, dawn: User, client_for: ClientFor) -> None:
    absence = log_leave(leave(dawn.person, MONDAY, FRIDAY), by=dawn).absence
    client = client_for(dawn)
    assert "No leave waits for you" in words_of(client.get(reverse("staffing:leave_inbox")))
    response = client.post(reverse("staffing:leave_decide", args=[absence.pk]), {"decision": "approve"})
    assert response.status_code == 404


def test_who_covers_is_set_with_the_approval(asked: Absence, dawn: User, worker: Worker, client_for: ClientFor) -> None:
    patel = worker("Patel")
    client_for(dawn).post(
        reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "approve", "covering": str(patel.pk)}
    )
    assert patel.covers.get().covered == asked.person


def test_the_inbox_takes_as_many_queries_for_ten_requests_as_for_one(
    asked: Absence, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    make.MinimumCoverFactory(team=asked.person.team)
    client = client_for(dawn)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("staffing:leave_inbox"))
    for number in range(9):
        colleague = worker(f"Colleague{number}")
        make.AbsenceFactory(person=colleague, state="requested")
    with CaptureQueriesContext(connection) as ten:
        client.get(reverse("staffing:leave_inbox"))
    assert len(ten) == len(one)


def test_the_number_waiting_comes_again_with_a_decision(
    asked: Absence, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    make.AbsenceFactory(person=worker("Waiting"), state="requested")
    client = client_for(dawn)
    assert "2 requests waiting" in words_of(client.get(reverse("staffing:leave_inbox")))
    done = words_of(
        client.post(
            reverse("staffing:leave_decide", args=[asked.pk]), {"decision": "approve"}, headers={"HX-Request": "true"}
        )
    )
    assert 'id="requests-waiting" hx-swap-oob="true"' in done
    assert "1 request waiting" in done
    last = Absence.objects.get(state="requested")
    done = words_of(
        client.post(
            reverse("staffing:leave_decide", args=[last.pk]), {"decision": "approve"}, headers={"HX-Request": "true"}
        )
    )
    assert "No request waits any more" in done
