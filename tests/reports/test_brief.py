"""The Monday brief from the rows on record to the outbox."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.models import OutgoingMail, User
from reports.facts.brief import brief_for
from reports.models import ReportRun
from reports.tasks import run_due_reports
from tests.reports.conftest import Clock, Postman
from tests.staffing.factories import AbsenceFactory, AgencyTimesheetFactory
from tests.waiting_lists.factories import EscalationFactory

ClientFor = Callable[[User], Client]
MOST_QUERIES = 12
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_files")]


def test_it_goes_once_to_those_who_run_the_directorate(
    draft: ReportRun, chris: User, sam: User, bola: User, time_is: Clock, postman: Postman
) -> None:
    absence = AbsenceFactory(kind="annual", state="requested", requested_by=bola)
    AgencyTimesheetFactory()
    run_due_reports()
    assert not OutgoingMail.objects.exists(), "it is half past seven"
    time_is.set(8)
    for _ in range(3):
        run_due_reports()
        time_is.move(minutes=1)
    letters = OutgoingMail.objects.filter(kind="monday-brief")
    assert sorted(letters.values_list("recipient", flat=True)) == [chris.email, sam.email]
    letter = letters.get(recipient=sam.email)
    assert letter.subject == "Monday brief, 23 November 2026"
    assert "STAFF (A&C) on 22 November 2026" in letter.text
    assert "- Release the HR report of 16 Nov to 22 Nov: http" in letter.text
    assert reverse("reports:run_release", args=[draft.pk]) in letter.text
    assert len(letter.text.splitlines()) <= 25
    assert absence.person.surname not in letter.text
    time_is.move(days=7)
    run_due_reports()
    assert letters.count() == 4


def test_each_reader_is_told_by_their_own_rights(draft: ReportRun, bola: User, amira: User, time_is: Clock) -> None:
    now = time_is.at + timedelta(hours=1)
    for user in (bola, amira):
        found = brief_for(user, now=now, today=now.date())
        assert (found.staff, found.duties_to_cover, found.complaints, found.decisions) == (None, None, None, ())


def test_the_directorate_manager_is_told_of_escalations_and_the_assistant_is_not(
    draft: ReportRun, chris: User, sam: User, time_is: Clock
) -> None:
    for day in (27, 25):
        EscalationFactory(created_by=sam, decide_by_date=date(2026, 11, day))
    now = time_is.at + timedelta(hours=1)
    told = [[one.text for one in brief_for(user, now=now, today=now.date()).decisions] for user in (chris, sam)]
    assert "2 escalations, the first by 25 Nov" in told[0]
    assert not [text for text in told[1] if "escalation" in text]


def test_it_can_be_read_on_any_day(draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock) -> None:
    EscalationFactory(created_by=chris, decide_by_date=date(2026, 11, 25))
    client, address = client_for(chris), reverse("reports:monday_brief")
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).text
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:150] for query in queries)
    assert ">TO DECIDE</h2>" in page
    assert f'<a href="http://localhost:8000{reverse("reports:run_release", args=[draft.pk])}"' in page
    assert "On Mondays at 8am it goes to you by e-mail" in page
