"""What went wrong is told once, to those who can do something about it, in words."""

import copy
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import JobStatus, User
from directorate.core.render.mail import Answer, Outcome
from reports.actions import alerts, deliver, outbox, release
from reports.models import Alert, AlertLetter, ReportRun
from reports.tasks import run_due_reports
from tests.factories import person_with_account
from tests.reports.conftest import Clock, Postman
from tests.reports.factories import RecipientFactory
from tests.reports.smtp_server import Inbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_files")]
DOWN = Answer(Outcome.RETRY, "The mail server could not be used: nothing listens at its address.")


MANAGERS = ["chris.adams@nhs.uk", "sam.sharp@nhs.uk"]


@pytest.fixture
def people(chris: User, sam: User, amira: User) -> User:
    """Two who release reports, one who does not, an administrator; it returns the administrator."""
    return person_with_account(forename="Ada", surname="Ash", role=Role.ADMINISTRATOR)


def midday(clock: Clock) -> None:
    """It is midday, and no job has missed a beat."""
    clock.set(12)
    JobStatus.objects.update(last_success=clock.at)


def text_of(content: bytes) -> str:
    letter = message_from_bytes(content, policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    return f"{letter['Subject']}\n{body.get_content()}"


def test_a_held_report_is_told_to_its_managers_once(
    draft: ReportRun, people: User, time_is: Clock, postman: Postman
) -> None:
    midday(time_is)
    for _ in range(3):
        run_due_reports()
        time_is.move(seconds=30)
    draft.refresh_from_db()
    assert draft.state == "held"
    assert sorted(address for address, _ in postman.told) == MANAGERS
    told = text_of(postman.told[0][1])
    assert "Held: A&C weekly report 2026-W47 v1" in told
    assert "waits for a person to release it" in told
    assert reverse("reports:run_release", args=[draft.pk]) in told
    assert not any(unit in told for unit in ("%", "WTE", "£"))


def test_a_hold_of_a_person_is_not_told(
    draft: ReportRun, people: User, chris: User, time_is: Clock, postman: Postman
) -> None:
    release.hold(draft, by=chris, at=time_is.at, until=None, reason="Figures in question")
    midday(time_is)
    run_due_reports()
    assert not Alert.objects.exists()


def test_copies_that_did_not_arrive_are_told_together_and_again_only_when_they_fail_again(
    draft: ReportRun, people: User, chris: User, time_is: Clock, postman: Postman
) -> None:
    for name in ("one", "two"):
        RecipientFactory(address=f"{name}@nhs.net", added_by=chris)
        postman.answers[f"{name}@nhs.net"] = Answer(Outcome.REFUSED, "The mail server answered 550: no such mailbox.")
    release.release(draft, by=chris, at=time_is.at)
    for _ in range(3):
        run_due_reports()
    [alert] = Alert.objects.all()
    assert alert.deliveries.count() == 2
    assert sorted(address for address, _ in postman.told) == MANAGERS
    told = text_of(postman.told[-1][1])
    assert "could not be sent or came back" in told
    assert "one@nhs.net" not in told
    outbox.send_again(draft.deliveries.get(recipient__address="one@nhs.net"), by=chris, at=time_is.at)
    run_due_reports()
    assert Alert.objects.count() == 2


def test_a_report_that_cannot_be_built_is_told(
    draft: ReportRun, people: User, chris: User, time_is: Clock, postman: Postman,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(**_: object) -> None:
        raise RuntimeError("relation 42 of Dr Who")

    release.build_again(draft, by=chris, at=time_is.at)
    monkeypatch.setattr("reports.facts.figures.weekly_facts", broken)
    for _ in range(6):
        run_due_reports()
    assert sorted(address for address, _ in postman.told) == MANAGERS
    assert "Dr Who" not in text_of(postman.told[0][1]), "what the program said may hold anything"


def test_an_overdue_job_is_told_to_administrators_once_an_outage(
    people: User, time_is: Clock, postman: Postman
) -> None:
    run_due_reports()
    assert not postman.told, "nothing is overdue the first time that somebody looks"
    time_is.move(minutes=31)  # three beats of the job with the longest rhythm
    run_due_reports()
    run_due_reports()
    told = [text_of(content) for _, content in postman.told]
    assert {address for address, _ in postman.told} == {people.email}
    assert len(told) == len(settings.CELERY_BEAT_SCHEDULE)
    assert all("has not ended well since 23 November 2026 at 7:30am" in letter for letter in told)
    JobStatus.objects.update(last_success=time_is.at)
    time_is.move(minutes=4)
    run_due_reports()
    each_minute = [entry for entry in settings.CELERY_BEAT_SCHEDULE.values() if len(entry["schedule"].minute) == 60]
    again = len(postman.told) - len(told)
    assert again == len(each_minute) == 3, "the jobs that are expected every minute stopped again, the other did not"


def test_an_alert_that_cannot_be_sent_is_shown_tried_again_and_given_up(
    draft: ReportRun, people: User, chris: User, client: Client, time_is: Clock, postman: Postman
) -> None:
    postman.answers = dict.fromkeys(MANAGERS, DOWN)
    midday(time_is)
    run_due_reports()
    client.force_login(chris)
    page = client.get(reverse("reports:job_list")).text
    assert "Held: A&amp;C weekly report 2026-W47 v1" in page
    assert "nothing listens at its address" in page
    for _ in range(8):
        time_is.move(minutes=31)
        alerts.send_alerts()
    letters = AlertLetter.objects.filter(user__email__in=MANAGERS)
    assert {(letter.state, letter.attempts) for letter in letters} == {("failed", 6)}


def test_an_address_outside_the_trust_is_told_nothing(
    draft: ReportRun, people: User, time_is: Clock, postman: Postman
) -> None:
    User.objects.filter(email=MANAGERS[1]).update(email="sam@example.org")
    midday(time_is)
    run_due_reports()
    assert [address for address, _ in postman.told] == MANAGERS[:1]
    assert AlertLetter.objects.get(state="cancelled").reason == "The address lies outside the Trust's mail domains."


def test_two_workers_send_an_alert_once(draft: ReportRun, people: User, time_is: Clock, postman: Postman) -> None:
    midday(time_is)
    release.settle_draft(draft.pk, now=time_is.at)
    alerts.notice()
    alerts.notice()
    letters = list(AlertLetter.objects.select_related("alert__run", "user"))
    for letter in (*letters, *copy.deepcopy(letters)):
        alerts._send(letter)
    assert sorted(address for address, _ in postman.told) == MANAGERS


def test_an_alert_goes_through_a_real_mail_server_and_is_uncertain_without_an_answer(
    draft: ReportRun, people: User, time_is: Clock, inbox: Inbox
) -> None:
    midday(time_is)
    release.settle_draft(draft.pk, now=time_is.at)
    alerts.notice()
    alerts.send_alerts()
    assert inbox.addresses() == MANAGERS
    AlertLetter.objects.update(state="sending", sending_at=time_is.at, sent_at=None, sent_by=None)
    time_is.move(minutes=30)
    alerts.send_alerts()
    deliver.send_due()
    assert {letter.state for letter in AlertLetter.objects.all()} == {"uncertain"}
    assert inbox.addresses() == MANAGERS
