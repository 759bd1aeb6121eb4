"""Staff of the sample week, a mail server that keeps what it is given, and the clock."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from directorate.core import clock
from directorate.core.models import User
from reports.actions.release import confirm_sources
from reports.models import ReportDefinition, ReportRun
from reports.render import mail
from reports.tasks import run_due_reports
from tests.factories import SpecialtyFactory, UserFactory
from tests.reports.factories import RecipientFactory, ReportDefinitionFactory
from tests.reports.smtp_server import Inbox, mail_server
from tests.staffing.factories import AgencyTimesheetFactory, PostFundingFactory, VacancyFactory

SUNDAY = date(2026, 11, 22)
HALF_PAST_SEVEN = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = HALF_PAST_SEVEN

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)

    def set(self, hour: int, minute: int = 0, *, day: int = 23) -> None:
        self.at = datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def time_is(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is Monday 23 November 2026, half past seven in the morning."""
    moving = Clock()
    monkeypatch.setattr(clock, "now", lambda: moving.at)
    return moving


class Postman:
    """Takes the place of the SMTP conversation: answers what it is told to, keeps copies of reports and alerts apart."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []
        self.told: list[tuple[str, bytes]] = []
        self.answers: dict[str, mail.Answer] = {}

    def hand_over(self, content: bytes, *, sender: str, recipient: str, before_data: Callable[[], bool]) -> mail.Answer:
        answer = self.answers.get(recipient, mail.Answer(mail.Outcome.SENT))
        if answer.outcome is mail.Outcome.SENT and not before_data():
            return mail.Answer(mail.Outcome.ABANDONED)
        if answer.outcome is mail.Outcome.SENT:
            kept = self.sent if b"filename=" in content else self.told
            kept.append((recipient, content))
        return answer


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Postman:
    settings.DEFAULT_FROM_EMAIL = "directorate@nhs.net"
    taken = Postman()
    monkeypatch.setattr("reports.actions.attempts.hand_over", taken.hand_over)
    return taken


@pytest.fixture
def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a line of text instead of the files, where a test is not about them."""
    monkeypatch.setattr(
        "reports.actions.build.DRAWN", {"pdf": lambda document: b"%PDF-1.7", "xlsx": lambda document: b"PK"}
    )


def stop_the_monthly_reports() -> None:
    """Leave the weekly report alone in the schedule, where a test is about one report."""
    ReportDefinition.objects.exclude(kind="weekly").update(is_active=False)


@pytest.fixture
def weekly(reference: None) -> ReportDefinition:
    stop_the_monthly_reports()
    return ReportDefinitionFactory()


@pytest.fixture
def draft(weekly: ReportDefinition, time_is: Clock, chris: User) -> ReportRun:
    """The week's report, built at half past seven; one recipient; sources confirmed by the manager."""
    RecipientFactory(address="hr@nhs.net", added_by=chris)
    confirm_sources(by=chris, at=time_is.at, data_to=SUNDAY, today=time_is.at.date())
    run_due_reports()
    return ReportRun.objects.get()


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with mail_server(Inbox()) as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 1
        settings.DEFAULT_FROM_EMAIL = "directorate@nhs.net"
        yield running


@pytest.fixture
def manager() -> User:
    SpecialtyFactory()
    return UserFactory(name="Chris Adams")


@pytest.fixture
def built(quick_files: None, manager: User) -> ReportRun:
    """The report of the last complete week, built now; one recipient."""
    stop_the_monthly_reports()
    ReportDefinitionFactory()
    RecipientFactory(address="hr@nhs.net", added_by=manager)
    run_due_reports()
    return ReportRun.objects.get()


@pytest.fixture
def monthly_runs(chris: User, time_is: Clock) -> list[ReportRun]:
    """Both monthly reports, made on the first working day of November without anybody having begun them."""
    AgencyTimesheetFactory(week_ending_date=date(2026, 10, 25))
    funding = PostFundingFactory()
    VacancyFactory(post=funding.post, authorised_date=date(2026, 10, 5), specialty=funding.post.specialty)
    RecipientFactory(address="hr@nhs.net", added_by=chris)
    ReportDefinition.objects.filter(code="ac-weekly").update(is_active=False)
    time_is.at = datetime(2026, 11, 2, 8, tzinfo=UTC)
    run_due_reports()
    return list(ReportRun.objects.order_by("definition__code"))
