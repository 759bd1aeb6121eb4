"""Pages of reports: by every role, what each sees, what each act does."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import escape
from unittest.mock import Mock

import pytest
from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import AccessEvent, User
from directorate.core.tasks import collect_watched_folder
from reports.actions import release
from reports.domain.definitions import DEFINITIONS
from reports.domain.report_document import Document
from reports.domain.rhythm import time_between
from reports.models import EsrRate, Recipient, ReportDefinition, ReportDelivery, ReportRun, SourceConfirmation
from reports.tasks import run_due_reports
from tests.core.factories import JobStatusFactory
from tests.factories import PersonFactory
from tests.reports.conftest import SUNDAY, Clock, Postman
from tests.reports.factories import RecipientFactory
from tests.staffing.factories import AbsenceFactory, AssignmentFactory, PostFundingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_files", "quiet")]

ClientFor = Callable[[User], Client]
READERS = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.HUMAN_RESOURCES, Role.FINANCE, Role.AUDITOR}
RELEASERS = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER}
OPEN_RECIPIENTS = READERS - {Role.FINANCE} | {Role.SPECIALTY_MANAGER, Role.TEAM_LEADER, Role.ROTA_COORDINATOR}
FULL = RELEASERS | {Role.HUMAN_RESOURCES}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nobody asks the broker for anything."""
    asked: list[int] = []
    for module in ("runs", "release"):
        monkeypatch.setattr(f"reports.views.{module}.nudge", lambda: asked.append(1))
    return asked


@pytest.fixture
def sent(draft: ReportRun, chris: User, time_is: Clock, postman: Postman) -> ReportRun:
    release.release(draft, by=chris, at=time_is.at)
    run_due_reports()
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("role", list(Role))
def test_who_may_open_what(
    role: Role, sent: ReportRun, everybody: dict[Role, User], client_for: ClientFor, time_is: Clock
) -> None:
    client = client_for(everybody[role])
    expected = {
        reverse("reports:run_list"): role in READERS,
        reverse("reports:run_view", args=[sent.pk]): role in READERS,
        reverse("reports:file_download", args=[sent.pk, "wide", "pdf"]): role in READERS,
        reverse("reports:recipient_list"): role in OPEN_RECIPIENTS,
        reverse("reports:schedule_change"): role in RELEASERS,
        reverse("reports:monday_brief"): role in RELEASERS,
        reverse("reports:exit_plan_list"): role in RELEASERS,
        reverse("reports:agency_plan_list"): role in READERS,
        reverse("reports:agency_plan_change"): role in RELEASERS,
        reverse("reports:exemption_add"): role in RELEASERS,
        reverse("reports:monthly_change", args=["ac-agency"]): role in RELEASERS,
        reverse("reports:job_list"): role in READERS | {Role.ADMINISTRATOR},
        reverse("reports:definition_list"): role in READERS,
    }
    for address, allowed in expected.items():
        assert client.get(address).status_code == (200 if allowed else 403), address


@pytest.mark.parametrize("role", sorted(OPEN_RECIPIENTS))
def test_who_sees_recipients(
    role: Role, sent: ReportRun, everybody: dict[Role, User], client_for: ClientFor, time_is: Clock
) -> None:
    page = client_for(everybody[role]).get(reverse("reports:recipient_list")).text
    assert ("hr@nhs.net" in page) == (role is not Role.ROTA_COORDINATOR)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_do_what(
    role: Role, sent: ReportRun, everybody: dict[Role, User], client_for: ClientFor, time_is: Clock
) -> None:
    client = client_for(everybody[role])
    addresses = [
        *(
            reverse(f"reports:{name}", args=[sent.pk])
            for name in (
                "run_release",
                "run_look",
                "sources_confirm",
                "line_add",
                "esr_rate_type",
                "run_hold",
                "run_rebuild",
                "run_cancel",
                "version_make",
            )
        ),
        reverse("reports:line_remove", args=[sent.pk, 1]),
        reverse("reports:delivery_resend", args=[sent.deliveries.get().pk]),
        reverse("reports:delivery_confirm", args=[sent.deliveries.get().pk]),
        reverse("reports:delivery_bounce", args=[sent.deliveries.get().pk]),
        reverse("reports:recipient_add"),
        reverse("reports:exit_plan_list"),
        reverse("reports:agency_plan_change"),
        reverse("reports:exemption_add"),
        *(
            reverse(f"reports:recipient_{name}", args=[Recipient.objects.get().pk])
            for name in ("approve", "govern", "stop", "resume")
        ),
    ]
    for address in addresses:
        status = client.post(address, {"text": "A line", "reason": "Because"}).status_code
        assert (status != 403) == (role in RELEASERS), address
        assert status < 500, address


@pytest.mark.cell("hr_annex", "dm am hr fin aud")
@pytest.mark.parametrize("role", sorted(READERS))
def test_full_counts_are_for_hr_and_managers(
    role: Role, sent: ReportRun, everybody: dict[Role, User], client_for: ClientFor, time_is: Clock
) -> None:
    client = client_for(everybody[role])
    page = client.get(reverse("reports:run_view", args=[sent.pk])).text
    assert ("Maternity and adoption leave" in page) == (role in FULL)
    assert ("HR copy: counts in full" in page) == (role in FULL)
    download = client.get(reverse("reports:file_download", args=[sent.pk, "hr", "xlsx"]))
    assert download.status_code == (200 if role in FULL else 404)


@pytest.mark.parametrize("role", sorted(READERS))
def test_a_draft_does_not_exist_for_those_who_cannot_release(
    role: Role, draft: ReportRun, everybody: dict[Role, User], client_for: ClientFor, time_is: Clock
) -> None:
    client = client_for(everybody[role])
    status = client.get(reverse("reports:run_view", args=[draft.pk])).status_code
    assert status == (200 if role in RELEASERS else 404)
    assert ("2026-W47" in client.get(reverse("reports:run_list")).text) == (role in RELEASERS)


def test_the_page_prints_the_snapshot(draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock) -> None:
    page = client_for(chris).get(reverse("reports:run_view", args=[draft.pk])).text
    shown = draft.figures.exclude(key__contains="episodes_in_week").exclude(key__contains="short_term")
    for figure in shown.filter(key__startswith="sickness.ent"):
        assert f'data-figure="{figure.key}">{figure.text}<' in page


def test_downloads_are_named_and_logged(draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock) -> None:
    answer = client_for(chris).get(reverse("reports:file_download", args=[draft.pk, "hr", "pdf"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ac-weekly-2026-W47-v1-hr.pdf"'
    event = AccessEvent.objects.get(kind="download")
    assert event.user == chris
    assert event.object_key == f"{draft.pk} hr pdf"


def test_looking_changes_nothing(draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock) -> None:
    client = client_for(chris)
    client.get(reverse("reports:run_list"))
    for name, args in (
        ("run_list", []),
        ("run_view", [draft.pk]),
        ("run_release", [draft.pk]),
        ("recipient_list", []),
        ("schedule_change", []),
        ("job_list", []),
        ("file_download", [draft.pk, "wide", "pdf"]),
    ):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse(f"reports:{name}", args=args)).status_code == 200
        writes = [q["sql"] for q in queries if q["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
        assert all("core_accessevent" in sql for sql in writes), writes
        assert len(queries) <= 25, name


def test_the_number_of_queries_does_not_grow_with_the_reports(
    sent: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client = client_for(chris)
    client.get(reverse("reports:run_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("reports:run_list"))
    time_is.move(days=21)
    run_due_reports()
    client = client_for(chris)  # the session of three weeks ago is over
    client.get(reverse("reports:run_list"))
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse("reports:run_list")).status_code == 200
    assert ReportRun.objects.count() == 4
    assert len(many) <= len(few) + 1  # a session write once a minute
    assert len(few) <= 12


def test_releasing_from_the_screen(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock, quiet: list[int], postman: Postman
) -> None:
    client = client_for(chris)
    screen = client.get(reverse("reports:run_release", args=[draft.pk])).text
    assert "Absences complete to 22 November 2026" in screen
    assert "Will not send by itself: The first report" in screen
    client.post(reverse("reports:line_add", args=[draft.pk]), {"text": "Panel decision wanted"})
    answer = client.post(reverse("reports:run_release", args=[draft.pk]), follow=True)
    assert "Released. It goes out within two minutes." in answer.text
    assert quiet
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert draft.released_by == chris
    assert b"Panel decision wanted" in postman.sent[0][1]


def test_the_files_of_a_draft_say_what_its_page_says(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(document: Document) -> bytes:
        return "; ".join(document.about.manager_lines).encode()

    monkeypatch.setattr("reports.actions.build.DRAWN", {"pdf": lines, "xlsx": lines})
    client, address = client_for(chris), reverse("reports:file_download", args=[draft.pk, "hr", "pdf"])
    client.post(reverse("reports:line_add", args=[draft.pk]), {"text": "First thought"})
    assert client.get(address).content == b"First thought"
    client.post(reverse("reports:line_remove", args=[draft.pk, 1]))
    client.post(reverse("reports:line_add", args=[draft.pk]), {"text": "Second thought"})
    assert client.get(address).content == b"Second thought"


def test_a_line_that_is_too_long_is_said_and_stays_whole(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, line = client_for(chris), "word " * 45
    assert (
        "maxlength"
        not in client.get(reverse("reports:run_release", args=[draft.pk])).text.split('name="text"')[1].split(">")[0]
    )
    refused = client.post(reverse("reports:line_add", args=[draft.pk]), {"text": line})
    assert "use 200 characters or fewer" in refused.text
    assert line.strip() in refused.text
    assert not draft.lines.exists()


def test_a_line_that_was_typed_and_not_added_goes_with_the_release(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock, postman: Postman
) -> None:
    client, address = client_for(chris), reverse("reports:run_release", args=[draft.pk])
    assert client.post(address, {"text": "x" * 1000}).status_code == 422
    client.post(address, {"text": "Two posts at interview"})
    run_due_reports()
    assert b"Two posts at interview" in postman.sent[0][1]


@pytest.mark.parametrize("line", ["Amira Aziz is off", "Ms Aziz’s cover ends", "see DR AZIZ"])
def test_no_name_of_staff_leaves_with_a_line(
    line: str, draft: ReportRun, chris: User, amira: User, client_for: ClientFor, time_is: Clock
) -> None:
    PersonFactory(forenames="Amira", surname="Aziz")
    client = client_for(chris)
    page = client.post(reverse("reports:line_add", args=[draft.pk]), {"text": line}, follow=True).text
    assert "No name leaves with a report: say it without Amira Aziz" in page
    client.post(reverse("reports:run_release", args=[draft.pk]), {"text": line})
    draft.refresh_from_db()
    assert draft.released_at is None
    assert not draft.lines.exists()


def test_pressing_release_twice_sends_once(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock, postman: Postman
) -> None:
    client = client_for(chris)
    for _ in range(2):
        client.post(reverse("reports:run_release", args=[draft.pk]))
        run_due_reports()
    assert len(postman.sent) == 1


def test_the_screen_says_when_it_sends_by_itself(
    sent: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    time_is.set(7, 30, day=30)
    run_due_reports()
    later = ReportRun.objects.newest_first()[0]
    client = client_for(chris)
    address = reverse("reports:run_release", args=[later.pk])
    assert "Will not send by itself: Staff list is complete to 22 November 2026 only" in client.get(address).text
    client.post(reverse("reports:sources_confirm", args=[later.pk]))
    run_due_reports()
    assert SourceConfirmation.objects.filter(confirmed_by=chris, data_to_date=SUNDAY + timedelta(days=7)).count() == 2
    assert "Sends by itself on 30 November 2026 at midday" in client.get(address).text


def test_confirming_a_source_stays_on_the_screen_and_keeps_the_line_typed_so_far(
    sent: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    time_is.set(7, 30, day=30)
    run_due_reports()
    later = ReportRun.objects.newest_first()[0]
    client, line = client_for(chris), "Panel decision wanted"
    page = client.post(reverse("reports:sources_confirm", args=[later.pk]), {"text": line}, follow=True)
    assert page.redirect_chain == [(reverse("reports:run_release", args=[later.pk]), 302)]
    assert "The figures are being made again. Those below are of 30 November 2026" in page.text
    assert f'value="{line}"' in page.text
    assert ">Release</button>" not in page.text
    page = client.post(reverse("reports:run_look", args=[later.pk]), {"text": f"{line} by Friday"}, follow=True)
    assert f'value="{line} by Friday"' in page.text
    run_due_reports()
    page = client.get(reverse("reports:run_release", args=[later.pk]))
    assert f'value="{line} by Friday"' in page.text
    page = client.post(reverse("reports:line_add", args=[later.pk]), {"text": f"{line} by Friday"}, follow=True)
    assert "Line added." in page.text
    assert 'value="Panel' not in page.text
    assert later.lines.get().text == f"{line} by Friday"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("run_rebuild", {}),
        ("esr_rate_type", {"rate": "11.42"}),
        ("esr_rate_type", {"rate": "a lot"}),
        ("run_hold", {"reason": "Late entries"}),
        ("line_add", {"text": "Amira Aziz is off"}),
        ("run_release", {"text": "Amira Aziz is off"}),
    ],
)
def test_a_line_in_hand_stays_in_its_field_whatever_is_done_on_the_screen(
    name: str, said: dict[str, str], draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    PersonFactory(forenames="Amira", surname="Aziz")
    sent = {"text": "Two posts at interview"} | said
    page = client_for(chris).post(reverse(f"reports:{name}", args=[draft.pk]), sent, follow=True).text
    assert f'value="{sent["text"]}"' in page
    assert f"<h1>Release {escape(draft.title)}</h1>" in page


def test_holding_needs_a_reason_and_a_moment_ahead(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, address = client_for(chris), reverse("reports:run_hold", args=[draft.pk])
    bad = client.post(address, {"reason": "", "until_date": "2026-11-22", "until_time": "09:00"})
    assert bad.status_code == 422
    assert "Say why, in a few words." in bad.text
    assert "Choose a moment that lies ahead." in bad.text
    client.post(address, {"reason": "Late entries", "until_date": "2026-11-23", "until_time": "15:00"})
    draft.refresh_from_db()
    assert (draft.state, draft.state_reason, draft.held_by) == ("held", "Late entries", chris)


def test_a_fourth_line_is_refused_in_words(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, address = client_for(chris), reverse("reports:line_add", args=[draft.pk])
    for number in range(3):
        client.post(address, {"text": f"Line {number}"})
    assert (
        "There are three lines already: remove one first." in client.post(address, {"text": "Four"}, follow=True).text
    )
    client.post(reverse("reports:line_remove", args=[draft.pk, 1]))
    assert draft.lines.count() == 2


def test_the_rate_of_esr_stands_beside_ours_until_the_report_is_released(
    draft: ReportRun, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, address = client_for(chris), reverse("reports:esr_rate_type", args=[draft.pk])
    assert "Type the rate that ESR shows, like 11.42." in client.post(address, {"rate": ""}).text
    for typed in ("1.20", "1.50"):
        assert "Set beside ours." in client.post(address, {"rate": typed}, follow=True).text
    texts = dict(draft.figures.filter(key__startswith="esr.").values_list("key", "text"))
    assert texts["esr.total.theirs"] == "1.50"
    assert texts["esr.total.not_in_esr"] == "no extract loaded"
    assert EsrRate.objects.get().rate_percent == Decimal("1.50")
    release.release(draft, by=chris, at=time_is.at)
    assert "no draft any more" in client.post(address, {"rate": "9"}, follow=True).text
    assert EsrRate.objects.get().rate_percent == Decimal("1.50")


def test_an_uncertain_copy_offers_its_two_ways_out(
    sent: ReportRun, chris: User, bola: User, client_for: ClientFor, time_is: Clock
) -> None:
    ReportDelivery.objects.update(state="uncertain", sent_at=None, sent_by=None, reason="It may have arrived.")
    ReportRun.objects.update(state="partly_sent")
    address = reverse("reports:run_view", args=[sent.pk])
    assert "It arrived" in client_for(chris).get(address).text
    assert "Send again" not in client_for(bola).get(address).text
    client_for(chris).post(reverse("reports:delivery_confirm", args=[ReportDelivery.objects.get().pk]))
    assert ReportDelivery.objects.get().state == "sent"


def test_a_copy_that_did_not_arrive_is_recorded_with_a_reason(
    sent: ReportRun, chris: User, bola: User, client_for: ClientFor, time_is: Clock
) -> None:
    page, copy = reverse("reports:run_view", args=[sent.pk]), sent.deliveries.get()
    client, address = client_for(chris), reverse("reports:delivery_bounce", args=[copy.pk])
    assert "It did not arrive" in client.get(page).text
    assert "It did not arrive" not in client_for(bola).get(page).text
    assert "Say how you know" in client.post(address, {"reason": " "}, follow=True).text
    said = client.post(address, {"reason": "Mailbox full"}, follow=True).text
    assert "Did not arrive, Chris Adams: Mailbox full" in said
    assert "Send again" in said
    assert "Build it again" not in said
    assert "Only a copy that was sent" in client.post(address, {"reason": "Again"}, follow=True).text


def test_recipients_are_added_approved_and_stopped(
    weekly: ReportDefinition, chris: User, sam: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, add = client_for(chris), reverse("reports:recipient_add")
    assert client.post(add, {"address": "nonsense", "name": "", "copy": "hr"}).status_code == 422
    said = client.post(add, {"address": "a@agency.example", "name": "Agency", "copy": "hr"}, follow=True).text
    assert "a second person has to approve it" in said
    assert "on the list already" in client.post(add, {"address": "A@agency.example", "name": "x", "copy": "hr"}).text
    one = Recipient.objects.get()
    assert "ask a second person" in client.post(reverse("reports:recipient_approve", args=[one.pk]), follow=True).text
    client_for(sam).post(reverse("reports:recipient_approve", args=[one.pk]))
    client.post(reverse("reports:recipient_govern", args=[one.pk]), {"reference": "IG-1, J Price"})
    one.refresh_from_db()
    assert (one.outside_approved_by, one.copy_to_send) == (sam, "hr")
    client.post(reverse("reports:recipient_stop", args=[one.pk]))
    assert not Recipient.objects.reachable().exists()


def test_changing_the_schedule_is_checked_and_kept(
    weekly: ReportDefinition, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    client, address = client_for(chris), reverse("reports:schedule_change")
    good = {"weekday": 1, "run_time": "08:00", "release_by": "13:00", "suppression_k": 5, "is_active": "on"}
    assert client.post(address, {**good, "release_by": "07:00"}).status_code == 422
    assert client.post(address, {**good, "suppression_k": 2}).status_code == 422
    client.post(address, good)
    weekly.refresh_from_db()
    assert (weekly.weekday, weekly.version) == (1, 2)


def test_an_overdue_job_is_said_in_words(bola: User, client_for: ClientFor, time_is: Clock) -> None:
    late, *on_time = settings.CELERY_BEAT_SCHEDULE.values()
    for job in on_time:
        JobStatusFactory(task=job["task"], last_success=time_is.at - timedelta(minutes=2))
    JobStatusFactory(task=late["task"], last_success=time_is.at - timedelta(minutes=7))
    page = client_for(bola).get(reverse("reports:job_list")).text
    assert (page.count("nhsuk-tag--green"), page.count("nhsuk-tag--red")) == (len(on_time), 1)
    assert page.count("overdue</strong>") == 1


def test_every_job_of_the_timer_is_listed_and_overdue_before_it_ever_ran(
    bola: User, client_for: ClientFor, time_is: Clock
) -> None:
    page = client_for(bola).get(reverse("reports:job_list")).text
    for name in settings.CELERY_BEAT_SCHEDULE:
        assert name[1:] in page
    assert page.count("nhsuk-tag--red") == len(settings.CELERY_BEAT_SCHEDULE)
    current_app.loader.import_default_modules()  # what a worker does when it starts
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        current_app.tasks[entry["task"]]()
    page = client_for(bola).get(reverse("reports:job_list")).text
    assert page.count("nhsuk-tag--green") == len(settings.CELERY_BEAT_SCHEDULE)


def test_every_definition_and_the_numbers_in_force_are_on_a_page(
    bola: User, client_for: ClientFor, time_is: Clock
) -> None:
    page = client_for(bola).get(reverse("reports:definition_list")).text
    assert all(f">{code}<" in page for code in DEFINITIONS)
    assert "HR034 6.8" in page


def test_a_job_that_fails_says_why(
    bola: User, client_for: ClientFor, time_is: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directorate.core.tasks.collect", Mock(side_effect=OSError("The folder cannot be read")))
    with pytest.raises(OSError, match="cannot be read"):
        collect_watched_folder()
    page = client_for(bola).get(reverse("reports:job_list")).text
    assert "7:30am: The folder cannot be read" in page


@pytest.mark.parametrize(
    ("rhythm", "minutes"), [(crontab(minute="*/2"), 2), (crontab(minute=0), 60), (crontab(minute=0, hour=6), 1440)]
)
def test_how_often_a_job_is_expected_follows_from_its_rhythm(rhythm: crontab, minutes: int) -> None:
    assert time_between(rhythm) == timedelta(minutes=minutes)


def test_today_offers_the_draft_to_managers_and_the_latest_report_to_hr(
    draft: ReportRun, chris: User, bola: User, amira: User, client_for: ClientFor, time_is: Clock, postman: Postman
) -> None:
    today = reverse("shell:today")
    assert "Release the HR report for 16 Nov to 22 Nov" in client_for(chris).get(today).text
    assert "2026-W47" not in client_for(bola).get(today).text
    asked = "ASK: Dermatology band 4, off framework. Panel decision needed."
    draft.figures.create(
        place=999, key="ask.1", label="Asked of HR, 1", unit="text", text=asked, definition_id="B6 asks"
    )
    release.release(draft, by=chris, at=time_is.at)
    run_due_reports()
    page = client_for(bola).get(today).text
    assert "A&amp;C weekly report 2026-W47 v1" in page
    assert asked in page
    assert "HR report" not in client_for(amira).get(today).text


def test_a_report_of_real_staff_counts_them(
    weekly: ReportDefinition, chris: User, client_for: ClientFor, time_is: Clock
) -> None:
    held = AssignmentFactory()
    PostFundingFactory(post=held.post)
    doctor = AssignmentFactory(person__staff_group="medical")
    for person in (held.person, doctor.person):
        AbsenceFactory(person=person, kind="sickness", first_date=SUNDAY - timedelta(days=1), last_date=None)
    RecipientFactory()
    run_due_reports()
    run = ReportRun.objects.get()
    texts = dict(run.figures.values_list("key", "text"))
    assert texts["staffing.ent.funded_wte"] == "1.00"
    assert texts["staffing.total.headcount"] == "1"
    assert texts["sickness.ent.episodes_started"] == "1"
    assert texts["sickness.ent.fte_days_lost"] == "2.00"
    assert run.figures.get(key="sickness.ent.rate_percent").suppressed_text == "-"
