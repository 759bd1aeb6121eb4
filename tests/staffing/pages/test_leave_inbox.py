"""Leave to approve."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.models import User
from staffing.actions.leave import log_leave
from staffing.models import Absence, AbsenceState, LeaveLedger
from tests.factories import PersonFactory
from tests.staffing import factories as make
from tests.staffing.conftest import Worker, leave
from tests.staffing.pages import FRIDAY, MONDAY, TODAY, ClientFor, words_of

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


def test_who_is_away_then_is_marked_among_those_who_may_cover(
    asked: Absence, dawn: User, worker: Worker, client_for: ClientFor
) -> None:
    first, last = asked.first_date, asked.last_date or asked.first_date
    make.AbsenceFactory(
        person=worker("Allaway"), first_date=first - timedelta(days=7), last_date=None, kind="maternity"
    )
    make.AbsenceFactory(person=worker("Partaway"), first_date=last, last_date=last)
    worker("Zhere")
    page = client_for(dawn).get(reverse("staffing:leave_inbox")).content.decode()
    offered = re.findall(
        r"<option value=\"\d+\">([^<]+)</option>", page.split('name="covering"')[1].split("</select>")[0]
    )
    assert [name for name in offered if name.split(" (")[0].endswith(("Allaway", "Partaway", "Zhere"))] == [
        "Robin Zhere",
        "Robin Partaway (away part of it)",
        "Robin Allaway (away then)",
    ]


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


def test_every_waiting_request_is_reached_the_leave_that_begins_soonest_first(
    monday: datetime, chris: User, worker: Worker, client_for: ClientFor
) -> None:
    for number in range(25):
        first = TODAY + timedelta(days=60 - number)
        make.AbsenceFactory(person=worker(f"Waits{number:02}"), state="requested", first_date=first, last_date=first)
    client = client_for(chris)
    first, second = (
        words_of(client.get(reverse("staffing:leave_inbox"), {"page": page} if page else {})) for page in ("", "2")
    )
    assert "25 requests waiting, the leave that begins soonest first; 1 to 20 are shown" in first
    names = re.findall(r"Waits\d\d", re.sub(r"<form.*?</form>", "", first + second, flags=re.DOTALL))
    assert list(dict.fromkeys(names)) == [f"Waits{number:02}" for number in reversed(range(25))]
    assert "Next" in first
    assert "Previous" in second


def test_requests_of_doctors_or_of_one_specialty_are_shown_alone_and_stay_so_after_a_decision(
    asked: Absence, chris: User, client_for: ClientFor
) -> None:
    doctor = PersonFactory(surname="Marlbrook", staff_group="medical", specialty__code="omfs")
    request = make.AbsenceFactory(person=doctor, state="requested")
    client, inbox = client_for(chris), reverse("staffing:leave_inbox")
    assert "Leave of doctors among it: 1" in words_of(client.get("/"))
    assert f'href="{inbox}?of=doctors"' in words_of(client.get("/"))
    doctors = words_of(client.get(inbox, {"of": "doctors"}))
    assert "Marlbrook" in doctors
    assert "Amira Aziz" not in doctors
    clerical = words_of(client.get(inbox, {"of": "ac", "specialty": asked.person.specialty_id}))
    assert "Amira Aziz" in clerical
    assert "Marlbrook" not in clerical
    assert "No such leave waits for you" in words_of(client.get(inbox, {"of": "ac", "specialty": doctor.specialty_id}))
    both = words_of(client.get(inbox, {"of": "rubbish\0", "specialty": "99999999999999999999", "page": "x"}))
    assert "2 requests waiting" in both
    done = client.post(
        reverse("staffing:leave_decide", args=[request.pk]) + "?of=doctors&page=1", {"decision": "approve"}
    )
    assert done.headers["Location"] == f"{inbox}?of=doctors&page=1"
