"""Whatever is killed, down, slow or gone: each copy arrives once, or it is shown that it did not or may not have.

Real processes, a real SMTP server, a committed database. The worker is killed with signal 9 at the moment named.
"""

import signal
import time
from datetime import timedelta

import psycopg
import pytest
from pytest_django import Settings

from directorate.core import clock
from directorate.core.models import User
from reports.actions import outbox, release
from reports.actions.attempts import longest_attempt, longest_hand_over
from reports.actions.prepare import prepare_deliveries
from reports.models import ReportDelivery, ReportRun
from reports.tasks import run_due_reports
from tests.reports.factories import RecipientFactory, ReportDefinitionFactory
from tests.reports.processes import REFUSES_CONNECTIONS, environment, start, until
from tests.reports.smtp_server import Inbox, Kill, answer, wait

pytestmark = pytest.mark.django_db(transaction=True)

SEND = "import django; django.setup(); from reports.actions.deliver import send_due; send_due()"


@pytest.fixture
def waiting(built: ReportRun, manager: User) -> ReportRun:
    """Released, its copies in the outbox, none tried yet."""
    release.release(built, by=manager, at=clock.now())
    prepare_deliveries(built.pk, now=clock.now())
    return built


def run_killed_at(moment: str, *, inbox: Inbox) -> None:
    """Run the job in a process of its own and kill it when the mail server sees the moment."""
    kill = Kill()
    inbox.moments[moment] = kill
    worker = start(inbox, code=SEND)
    kill.pid = worker.pid
    assert worker.wait(timeout=60) == -signal.SIGKILL
    del inbox.moments[moment]


def later(monkeypatch: pytest.MonkeyPatch, *, by: timedelta) -> None:
    """Let time pass and the beat come round."""
    at = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: at)
    run_due_reports()


def the_copy() -> ReportDelivery:
    return ReportDelivery.objects.get()


@pytest.mark.parametrize("moment", ["greeting", "recipient"])
def test_killed_before_data_the_copy_arrives_once_with_the_next_attempt(
    moment: str, waiting: ReportRun, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_id = the_copy().message_id
    run_killed_at(moment, inbox=inbox)
    assert (the_copy().state, inbox.messages) == ("queued", [])
    later(monkeypatch, by=longest_attempt() + timedelta(seconds=1))
    assert the_copy().state == "sent"
    assert [found["Message-ID"] for found in inbox.messages] == [first_id]


@pytest.mark.parametrize(("moment", "arrived"), [("data command", 0), ("message", 1)])
def test_killed_during_data_the_copy_is_uncertain_and_only_a_person_sends_it_again(
    moment: str, arrived: int, waiting: ReportRun, inbox: Inbox, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_killed_at(moment, inbox=inbox)
    assert (the_copy().state, len(inbox.messages)) == ("sending", arrived)
    later(monkeypatch, by=longest_hand_over() + timedelta(seconds=1))
    later(monkeypatch, by=timedelta(days=1))
    uncertain = the_copy()
    waiting.refresh_from_db()
    assert (uncertain.state, len(inbox.messages), waiting.state) == ("uncertain", arrived, "partly_sent")
    assert "may have arrived" in uncertain.reason
    outbox.send_again(uncertain, by=manager, at=clock.now())
    later(monkeypatch, by=timedelta(seconds=1))
    waiting.refresh_from_db()
    assert (the_copy().state, len(inbox.messages), waiting.state) == ("sent", arrived + 1, "sent")


def test_killed_after_the_servers_answer_the_copy_is_uncertain_and_can_be_confirmed(
    waiting: ReportRun, inbox: Inbox, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = start(inbox, code=SEND)
    until(lambda: the_copy().state == "sending" or inbox.messages)
    with psycopg.connect(environment(inbox)["DATABASE_URL"]) as other:
        if the_copy().state == "sending":
            other.execute("SELECT 1 FROM reports_reportdelivery FOR UPDATE")
        until(lambda: inbox.messages)
        time.sleep(0.3)
        worker.kill()
        worker.wait(timeout=10)
    later(monkeypatch, by=longest_hand_over() + timedelta(seconds=1))
    assert len(inbox.messages) == 1
    if the_copy().state == "uncertain":
        outbox.confirm_arrival(the_copy(), by=manager, at=clock.now())
    waiting.refresh_from_db()
    assert (the_copy().state, waiting.state, len(inbox.messages)) == ("sent", "sent", 1)


def killed_while_table_is_locked(table: str) -> None:
    """Run the job, let it wait for the table in the middle of its transaction, kill it there."""
    with psycopg.connect(environment()["DATABASE_URL"]) as other:
        other.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        worker = start()
        with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as looking:
            waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
            until(lambda: looking.execute(waits, [table]).fetchone())
            worker.kill()
            worker.wait(timeout=10)
            working = "SELECT 1 FROM pg_locks WHERE relation = %s::regclass AND pid <> %s"
            other.rollback()
            until(lambda: not looking.execute(working, [table, looking.info.backend_pid]).fetchone())


def test_killed_while_building_nothing_half_is_kept_and_the_next_worker_builds_it(
    built: ReportRun, manager: User
) -> None:
    release.build_again(built, by=manager, at=clock.now())
    ReportRun.objects.update(build_attempts=0)
    before = set(built.figures.values_list("pk", flat=True))
    killed_while_table_is_locked("reports_reportfile")
    built.refresh_from_db()
    assert built.state == "building"
    assert set(built.figures.values_list("pk", flat=True)) == before
    run_due_reports()
    built.refresh_from_db()
    assert built.state in {"built", "held"}
    assert built.files.count() == 4


def test_killed_between_release_and_outbox_nothing_is_lost_and_nothing_sent_twice(
    built: ReportRun, manager: User, inbox: Inbox
) -> None:
    release.release(built, by=manager, at=clock.now())
    killed_while_table_is_locked("reports_reportdelivery")
    built.refresh_from_db()
    assert (built.state, built.deliveries.count()) == ("released", 0)
    run_due_reports()
    built.refresh_from_db()
    assert (built.state, inbox.addresses()) == ("sent", ["hr@nhs.net"])


def test_a_mail_server_that_is_down_is_named_and_tried_again(
    waiting: ReportRun, inbox: Inbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_PORT = REFUSES_CONNECTIONS
    run_due_reports()
    assert the_copy().state == "queued"
    assert "nothing listens at its address" in the_copy().reason
    settings.EMAIL_PORT = inbox.port
    later(monkeypatch, by=timedelta(minutes=2))
    assert (the_copy().state, the_copy().attempts, inbox.addresses()) == ("sent", 2, ["hr@nhs.net"])


def test_a_slow_greeting_is_given_up_and_tried_again(
    waiting: ReportRun, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.moments["greeting"] = wait(1.5)
    run_due_reports()
    assert the_copy().state == "queued"
    assert "did not answer in time" in the_copy().reason
    del inbox.moments["greeting"]
    later(monkeypatch, by=timedelta(minutes=2))
    assert (the_copy().state, inbox.addresses()) == ("sent", ["hr@nhs.net"])


def test_a_slow_answer_to_the_message_leaves_the_copy_uncertain(waiting: ReportRun, inbox: Inbox) -> None:
    inbox.moments["message"] = wait(1.5)
    run_due_reports()
    assert the_copy().state == "uncertain"
    assert "did not answer after the message was handed over" in the_copy().reason
    run_due_reports()
    assert len(inbox.messages) == 1


def test_a_connection_dropped_after_the_message_leaves_the_copy_uncertain(waiting: ReportRun, inbox: Inbox) -> None:
    inbox.moments["message"] = answer("drop")
    run_due_reports()
    run_due_reports()
    assert (the_copy().state, len(inbox.messages)) == ("uncertain", 1)


@pytest.mark.parametrize(("said", "state"), [("554 Spam", "failed"), ("452 Try later", "queued")])
def test_a_message_refused_after_it_was_read_did_not_arrive(
    said: str, state: str, waiting: ReportRun, inbox: Inbox
) -> None:
    inbox.moments["message"] = answer(said)
    run_due_reports()
    assert the_copy().state == state
    assert said[:3] in the_copy().reason


def test_one_refused_recipient_does_not_keep_the_others_back(
    built: ReportRun, manager: User, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    RecipientFactory(address="typo@nhs.net", added_by=manager)
    inbox.refused["typo@nhs.net"] = "550 No such mailbox"
    release.release(built, by=manager, at=clock.now())
    run_due_reports()
    built.refresh_from_db()
    assert (built.state, inbox.addresses()) == ("partly_sent", ["hr@nhs.net"])
    failed = built.deliveries.get(state="failed")
    assert "550: No such mailbox" in failed.reason
    inbox.refused.clear()
    outbox.send_again(failed, by=manager, at=clock.now())
    later(monkeypatch, by=timedelta(seconds=1))
    built.refresh_from_db()
    assert (built.state, inbox.addresses()) == ("sent", ["hr@nhs.net", "typo@nhs.net"])


def test_two_workers_at_once_make_one_report_and_send_each_copy_once(
    quick_files: None, manager: User, inbox: Inbox
) -> None:
    ReportDefinitionFactory()
    for number in range(3):
        RecipientFactory(address=f"hr{number}@nhs.net", added_by=manager)
    for worker in [start(inbox) for _ in range(2)]:
        assert worker.wait(timeout=90) == 0
    run = ReportRun.objects.get()
    assert (run.state, run.files.count()) in {("built", 4), ("held", 4)}
    release.release(run, by=manager, at=clock.now())
    for worker in [start(inbox) for _ in range(2)]:
        assert worker.wait(timeout=90) == 0
    assert inbox.addresses() == ["hr0@nhs.net", "hr1@nhs.net", "hr2@nhs.net"]
    run.refresh_from_db()
    assert run.state == "sent"


def test_with_the_broker_gone_a_released_report_still_goes_out(built: ReportRun, inbox: Inbox, manager: User) -> None:
    release.release(built, by=manager, at=clock.now())
    nudge = (
        "import django; django.setup(); import time; from reports.actions.jobs import nudge\n"
        "began = time.monotonic(); nudge(); assert time.monotonic() - began < 5"
    )
    asking = start(inbox, code=nudge, REDIS_URL="unix:///nowhere/valkey.sock")
    assert asking.wait(timeout=90) == 0, "the page must neither fail nor wait because the broker is gone"
    run_due_reports()
    assert inbox.addresses() == ["hr@nhs.net"]
