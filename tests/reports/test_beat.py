"""A real worker and real beats, on a broker of their own: whatever falls away comes back, and each copy arrives once."""

import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg
import pytest
from django.db.models import F

from directorate.core import clock
from directorate.core.models import User
from reports.actions import release
from reports.models import ReportDelivery, ReportRun
from tests.reports.conftest import stop_the_monthly_reports
from tests.reports.factories import RecipientFactory, ReportDefinitionFactory, ReportRunFactory
from tests.reports.processes import WORKER_SESSION, Broker, Celery, broker, celery, environment, until
from tests.reports.smtp_server import Inbox

pytestmark = pytest.mark.django_db(transaction=True)

BEATS = 3  # seconds in which a second copy would have gone out
PEOPLE = ["hr0@nhs.net", "hr1@nhs.net", "hr2@nhs.net"]
until_at_last = partial(until, seconds=90)  # several programs start, or come back after their pauses


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    with broker() as started:
        yield started


@pytest.fixture
def programs(own_broker: Broker, inbox: Inbox, tmp_path: Path) -> Iterator[Celery]:
    with celery(tmp_path, inbox=inbox, broker_url=own_broker.url) as started:
        yield started


@pytest.fixture
def fell_due(manager: User) -> None:
    """The report fell due yesterday and nobody made it; three recipients."""
    stop_the_monthly_reports()
    ReportDefinitionFactory(weekday=(clock.today() - timedelta(days=1)).weekday())
    for address in PEOPLE:
        RecipientFactory(address=address, added_by=manager)


def in_state(*states: str) -> ReportRun | None:
    return ReportRun.objects.filter(state__in=states).order_by("-period_last_date").first()


def the_draft() -> ReportRun:
    until_at_last(lambda: in_state("built", "held"))
    draft = in_state("built", "held")
    assert draft
    return draft


def each_arrived_once(inbox: Inbox) -> None:
    until_at_last(lambda: not ReportRun.objects.exclude(state="sent").exists())
    time.sleep(BEATS)
    assert inbox.addresses() == PEOPLE
    assert len({str(message["Message-ID"]) for message in inbox.messages}) == len(PEOPLE)
    assert set(ReportDelivery.objects.values_list("state", "attempts")) <= {("sent", 1), ("sent", 2)}


def test_a_report_that_fell_due_without_beat_is_made_and_sends_by_itself_once_with_two_beats(
    fell_due: None, programs: Celery, inbox: Inbox, manager: User
) -> None:
    now, today = clock.now(), clock.today()
    before = today - timedelta(days=(today - timedelta(days=1)).weekday() + 1 + 8)  # the Sunday of the week before
    ReportRunFactory(
        definition=ReportDefinitionFactory(), period_first_date=before - timedelta(days=6), period_last_date=before,
        state="sent", built_at=now, built_by=manager, released_at=now, released_by=manager,
    )  # fmt: skip
    release.confirm_sources(by=manager, at=now, data_to=today, today=today)
    programs.worker()
    programs.beat()
    programs.beat()
    draft = the_draft()
    assert (ReportRun.objects.count(), draft.files.count()) == (2, 4)
    # Let the hour pass that the manager has to look at a draft which came late.
    ReportRun.objects.filter(pk=draft.pk).update(built_at=F("built_at") - timedelta(hours=2))
    each_arrived_once(inbox)
    draft.refresh_from_db()
    assert draft.released_by is not None
    assert draft.released_by.is_system
    assert programs.all_run()


def test_worker_and_beat_come_back_when_the_broker_was_killed_while_copies_went_out(
    fell_due: None, programs: Celery, inbox: Inbox, manager: User, own_broker: Broker
) -> None:
    async def the_broker_dies() -> None:
        inbox.moments.clear()
        own_broker.kill()

    waits = ReportDelivery.objects.filter(state="queued", attempts=1, reason__contains="452")
    inbox.moments["message"] = the_broker_dies
    inbox.refused[PEOPLE[2]] = "452 Try later"
    programs.worker()
    programs.beat()
    release.release(the_draft(), by=manager, at=clock.now())
    until_at_last(waits.exists)
    time.sleep(BEATS)
    assert inbox.addresses() == PEOPLE[:2], "the job that was under way went on without the broker"

    inbox.refused.clear()
    waits.update(next_attempt_at=clock.now())
    own_broker.start()
    each_arrived_once(inbox)
    assert programs.all_run()


def cut_sessions(*, waiting_for: str = "") -> int:
    """End every database session of the worker, or those that wait for a table; return how many."""
    which = "EXISTS (SELECT 1 FROM pg_locks WHERE pg_locks.pid = found.pid AND NOT granted AND relation = %s::regclass)"
    sql = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity AS found WHERE application_name = %s"
        f" AND datname = current_database() AND (%s = '' OR {which.replace('%s', 'nullif(%s, %s)')})"
    )
    with psycopg.connect(environment()["DATABASE_URL"], autocommit=True) as owner:
        row = owner.execute(sql, [WORKER_SESSION, waiting_for, waiting_for, ""]).fetchone()
    return int(row[0]) if row else 0


def test_a_worker_whose_database_sessions_are_cut_loses_nothing_and_sends_nothing_twice(
    fell_due: None, programs: Celery, inbox: Inbox, manager: User
) -> None:
    async def sessions_are_cut() -> None:
        inbox.moments.clear()
        assert cut_sessions()

    with psycopg.connect(environment()["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE reports_reportfile IN EXCLUSIVE MODE")
        programs.worker()
        programs.beat()
        until_at_last(lambda: cut_sessions(waiting_for="reports_reportfile"))
        assert not ReportRun.objects.get().figures.exists()
    draft = the_draft()
    assert draft.files.count() == 4

    inbox.moments["message"] = sessions_are_cut
    release.release(draft, by=manager, at=clock.now())
    each_arrived_once(inbox)
    assert programs.all_run()
