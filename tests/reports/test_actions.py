"""From the due time to the recipient's inbox, without a real mail server."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from directorate.core.models import User
from directorate.core.render.mail import Answer, Outcome
from reports.actions import deliver, outbox, prepare, recipients, release, schedule
from reports.domain.states import NotAllowedFromHere
from reports.models import Copy, Recipient, ReportDefinition, ReportDelivery, ReportFigure, ReportRun, RunStep
from reports.tasks import run_due_reports
from tests.reports.conftest import SUNDAY, Clock, Postman
from tests.reports.factories import RecipientFactory
from tests.staffing.factories import AbsenceFactory, AssignmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_files")]


def released_once(run: ReportRun, *, by: User, clock: Clock) -> None:
    release.release(run, by=by, at=clock.at)
    run_due_reports()
    run.refresh_from_db()


def test_the_report_is_drafted_at_the_due_time_once(weekly: ReportDefinition, time_is: Clock) -> None:
    time_is.set(7, 29)
    run_due_reports()
    before = set(ReportRun.objects.values_list("period_last_date", flat=True))
    time_is.set(7, 30)
    run_due_reports()
    run_due_reports()
    made = ReportRun.objects.exclude(period_last_date__in=before).get()
    assert (made.period_last_date, made.state, made.label) == (SUNDAY, "built", "2026-W47")
    assert made.files.count() == 4
    assert made.figures.filter(key="sickness.total.rate_percent").exists()


def test_missed_weeks_are_made_up_once_each(draft: ReportRun, time_is: Clock) -> None:
    time_is.move(days=16)
    run_due_reports()
    run_due_reports()
    assert list(ReportRun.objects.order_by("period_last_date").values_list("period_last_date", flat=True)) == [
        SUNDAY,
        SUNDAY + timedelta(days=7),
        SUNDAY + timedelta(days=14),
    ]


def test_a_report_is_released_by_the_manager_and_sent(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    released_once(draft, by=chris, clock=time_is)
    assert draft.state == "sent"
    [(address, content)] = postman.sent
    letter = message_from_bytes(content)
    assert address == "hr@nhs.net"
    assert letter["Subject"] == "A&C weekly report 2026-W47 v1"
    names = [part.get_filename() for part in letter.walk() if part.get_filename()]
    assert names == ["ac-weekly-2026-W47-v1.pdf", "ac-weekly-2026-W47-v1.xlsx"]
    assert letter["Message-ID"] == draft.deliveries.get().message_id
    assert list(draft.steps.order_by("pk").values_list("to_state", flat=True)) == [
        "building",
        "built",
        "released",
        "sending",
        "sent",
    ]


def test_the_first_report_waits_for_a_person(draft: ReportRun, time_is: Clock, postman: Postman) -> None:
    time_is.set(12)
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "held"
    assert "waits for a person" in draft.state_reason
    assert not postman.sent


@pytest.fixture
def second(draft: ReportRun, chris: User, time_is: Clock, postman: Postman) -> ReportRun:
    """The report of the following week, after the first was released by hand; its sources are confirmed."""
    released_once(draft, by=chris, clock=time_is)
    postman.sent.clear()
    time_is.set(7, 30, day=30)
    release.confirm_sources(by=chris, at=time_is.at, data_to=SUNDAY + timedelta(days=7), today=time_is.at.date())
    run_due_reports()
    return ReportRun.objects.get(period_last_date=SUNDAY + timedelta(days=7))


def test_it_sends_by_itself_at_midday_and_not_before(second: ReportRun, time_is: Clock, postman: Postman) -> None:
    time_is.set(11, 59, day=30)
    run_due_reports()
    assert not postman.sent
    time_is.set(12, day=30)
    run_due_reports()
    second.refresh_from_db()
    assert second.state == "sent"
    assert second.released_by is not None
    assert second.released_by.is_system
    assert len(postman.sent) == 1


def test_a_source_that_ends_early_holds_it_and_is_named(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    released_once(draft, by=chris, clock=time_is)
    postman.sent.clear()
    time_is.set(7, 30, day=30)
    run_due_reports()
    time_is.set(12, day=30)
    run_due_reports()
    held = ReportRun.objects.get(period_last_date=SUNDAY + timedelta(days=7))
    assert held.state == "held"
    assert "Absences is complete to 22 November 2026 only" in held.state_reason
    assert not postman.sent
    # Once confirmed the figures are made again; the manager has an hour to look, then it goes.
    release.confirm_sources(by=chris, at=time_is.at, data_to=held.period_last_date, today=time_is.at.date())
    run_due_reports()
    held.refresh_from_db()
    assert held.state == "built"
    time_is.move(hours=1)
    run_due_reports()
    held.refresh_from_db()
    assert held.state == "sent"


def test_a_hold_of_the_manager_stands_until_its_moment(
    second: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    until = time_is.at + timedelta(hours=8)
    release.hold(second, by=chris, at=time_is.at, until=until, reason="Late entries")
    time_is.set(13, day=30)
    run_due_reports()
    assert not postman.sent
    time_is.set(15, 30, day=30)
    run_due_reports()
    assert len(postman.sent) == 1


def test_a_hold_without_end_waits_for_a_person(
    second: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    release.hold(second, by=chris, at=time_is.at, until=None, reason="Figures in question")
    time_is.move(days=2)
    run_due_reports()
    second.refresh_from_db()
    assert (second.state, second.state_reason, postman.sent) == ("held", "Figures in question", [])


def test_a_changed_definition_waits_for_a_person_again(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman, weekly: ReportDefinition
) -> None:
    released_once(draft, by=chris, clock=time_is)
    schedule.change_schedule(
        weekly,
        by=chris,
        weekday=0,
        run_time=weekly.run_time,
        release_by=weekly.release_by,
        suppression_k=6,
        is_active=True,
    )
    time_is.set(7, 30, day=30)
    release.confirm_sources(by=chris, at=time_is.at, data_to=SUNDAY + timedelta(days=7), today=time_is.at.date())
    run_due_reports()
    time_is.set(12, day=30)
    run_due_reports()
    assert ReportRun.objects.newest_first()[0].state == "held"


def test_nobody_can_release_to_nobody(draft: ReportRun, chris: User, time_is: Clock) -> None:
    recipients.set_active(Recipient.objects.get(), by=chris, active=False)
    with pytest.raises(NotAllowedFromHere, match="add one first"):
        release.release(draft, by=chris, at=time_is.at)


def test_the_copy_in_full_goes_only_where_information_governance_approved(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    RecipientFactory(address="asks@nhs.net", copy=Copy.HR, added_by=chris)
    approved = RecipientFactory(address="may@nhs.net", copy=Copy.HR, added_by=chris)
    recipients.record_governance(approved, by=chris, at=time_is.at, reference="IG-2026-014, J Price, 2 November 2026")
    released_once(draft, by=chris, clock=time_is)
    assert dict(draft.deliveries.values_list("recipient__address", "copy")) == {
        "hr@nhs.net": "wide",
        "asks@nhs.net": "wide",
        "may@nhs.net": "hr",
    }


def test_an_outside_address_needs_a_second_person(
    draft: ReportRun, chris: User, sam: User, time_is: Clock, postman: Postman
) -> None:
    outside = recipients.add_recipient(
        by=chris, at=time_is.at, address="someone@agency.example", name="Agency", copy=Copy.WIDE
    )
    with pytest.raises(recipients.RecipientRefusedError, match="second person"):
        recipients.approve_outside(outside, by=chris, at=time_is.at)
    released_once(draft, by=chris, clock=time_is)
    assert [address for address, _ in postman.sent] == ["hr@nhs.net"]
    recipients.approve_outside(outside, by=sam, at=time_is.at)
    outside.refresh_from_db()
    assert outside.may_be_sent_to


def test_a_recipient_taken_off_between_release_and_sending_gets_nothing(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    other = RecipientFactory(address="other@nhs.net", added_by=chris)
    release.release(draft, by=chris, at=time_is.at)
    prepare.prepare_deliveries(draft.pk, now=time_is.at)
    recipients.set_active(other, by=chris, active=False)
    deliver.send_due()
    draft.refresh_from_db()
    assert [address for address, _ in postman.sent] == ["hr@nhs.net"]
    assert ReportDelivery.objects.get(recipient=other).state == "cancelled"
    assert draft.state == "sent"


def test_a_refused_recipient_is_shown_with_the_reason_and_can_be_sent_again(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    RecipientFactory(address="typo@nhs.net", added_by=chris)
    postman.answers["typo@nhs.net"] = Answer(Outcome.REFUSED, "The mail server answered 550: no such mailbox.")
    released_once(draft, by=chris, clock=time_is)
    assert draft.state == "partly_sent"
    failed = draft.deliveries.get(state="failed")
    assert "550" in failed.reason
    first_id = failed.message_id
    del postman.answers["typo@nhs.net"]
    outbox.send_again(failed, by=chris, at=time_is.at)
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert ReportDelivery.objects.get(pk=failed.pk).message_id == first_id
    assert [address for address, _ in postman.sent].count("hr@nhs.net") == 1


def test_a_mail_server_that_is_down_is_tried_again_later(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    postman.answers["hr@nhs.net"] = Answer(Outcome.RETRY, "The mail server could not be used: nothing listens.")
    released_once(draft, by=chris, clock=time_is)
    waiting = draft.deliveries.get()
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "nothing listens" in waiting.reason
    run_due_reports()
    waiting.refresh_from_db()
    assert waiting.attempts == 1, "the pause between attempts is kept"
    del postman.answers["hr@nhs.net"]
    time_is.move(hours=24)
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert len(postman.sent) == 1


def test_a_copy_that_cannot_be_sent_for_three_days_is_given_up_visibly(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    postman.answers["hr@nhs.net"] = Answer(Outcome.RETRY, "The mail server answered 421: busy.")
    released_once(draft, by=chris, clock=time_is)
    time_is.move(days=3, minutes=5)
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "failed"


def test_an_uncertain_copy_is_never_sent_again_by_itself(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    release.release(draft, by=chris, at=time_is.at)
    prepare.prepare_deliveries(draft.pk, now=time_is.at)
    ReportDelivery.objects.update(state="sending", sending_at=time_is.at, attempts=1)  # the worker died here
    time_is.move(minutes=30)
    run_due_reports()
    time_is.move(days=1)
    run_due_reports()
    copy = ReportDelivery.objects.get()
    draft.refresh_from_db()
    assert (copy.state, postman.sent, draft.state) == ("uncertain", [], "partly_sent")
    outbox.confirm_arrival(copy, by=chris, at=time_is.at)
    draft.refresh_from_db()
    assert draft.state == "sent"


def test_a_copy_that_came_back_is_recorded_and_sent_again_once(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    RecipientFactory(address="full@nhs.net", added_by=chris)
    released_once(draft, by=chris, clock=time_is)
    copy = draft.deliveries.get(recipient__address="full@nhs.net")
    outbox.record_bounce(copy, by=chris, at=time_is.at, reason="Mailbox full")
    draft.refresh_from_db()
    copy.refresh_from_db()
    assert (draft.state, copy.state, copy.sent_at) == ("partly_sent", "failed", None)
    assert copy.reason == "Did not arrive, Chris Adams: Mailbox full"
    run_due_reports()
    assert len(postman.sent) == 2, "nothing is sent again by itself"
    outbox.send_again(copy, by=chris, at=time_is.at)
    run_due_reports()
    run_due_reports()
    draft.refresh_from_db()
    assert draft.state == "sent"
    assert [address for address, _ in postman.sent].count("full@nhs.net") == 2
    assert [address for address, _ in postman.sent].count("hr@nhs.net") == 1


def test_a_copy_that_came_back_while_others_wait_leaves_the_report_being_sent(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    RecipientFactory(address="busy@nhs.net", added_by=chris)
    postman.answers["busy@nhs.net"] = Answer(Outcome.RETRY, "The mail server answered 421: busy.")
    released_once(draft, by=chris, clock=time_is)
    outbox.record_bounce(draft.deliveries.get(state="sent"), by=chris, at=time_is.at, reason="No such mailbox")
    draft.refresh_from_db()
    assert (draft.state, draft.finished_at) == ("sending", None)


def test_only_a_copy_that_was_sent_can_come_back(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    released_once(draft, by=chris, clock=time_is)
    copy = draft.deliveries.get()
    outbox.record_bounce(copy, by=chris, at=time_is.at, reason="Mailbox full")
    with pytest.raises(NotAllowedFromHere, match="Only a copy that was sent"):
        outbox.record_bounce(copy, by=chris, at=time_is.at, reason="Mailbox full")


def test_a_released_report_whose_copies_came_back_is_neither_built_again_nor_cancelled(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    released_once(draft, by=chris, clock=time_is)
    outbox.record_bounce(draft.deliveries.get(), by=chris, at=time_is.at, reason="Mailbox full")
    draft.refresh_from_db()
    assert draft.state == "failed"
    with pytest.raises(NotAllowedFromHere, match="make a new version"):
        release.build_again(draft, by=chris, at=time_is.at)
    with pytest.raises(NotAllowedFromHere, match="make a new version"):
        release.cancel(draft, by=chris, at=time_is.at, reason="Not wanted")
    for state in ("scheduled", "building", "built", "held", "cancelled"):
        with (
            pytest.raises(IntegrityError, match="released_report_is_not_built_again_or_cancelled"),
            transaction.atomic(),
        ):
            ReportRun.objects.filter(pk=draft.pk).update(state=state)
    with pytest.raises(DatabaseError, match="released_report_keeps_what_it_said"), transaction.atomic():
        ReportFigure.objects.filter(run=draft).update(text="0")


def test_late_entries_make_a_new_version_that_lists_what_changed(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    held = AssignmentFactory()
    released_once(draft, by=chris, clock=time_is)
    AbsenceFactory(
        person=held.person, kind="sickness", first_date=SUNDAY, last_date=SUNDAY, state="approved",
        decided_by=chris, decided_at=time_is.at,
    )  # fmt: skip
    second = schedule.make_new_version(draft, by=chris, at=time_is.at, reason="Sickness entered late")
    run_due_reports()
    changed = dict(second.differences.values_list("key", "new"))
    assert "sickness.total.episodes_started" in changed
    assert draft.figures.get(key="sickness.total.episodes_started").text == "0"
    with pytest.raises(NotAllowedFromHere, match="Version 2 is not released"):
        schedule.make_new_version(draft, by=chris, at=time_is.at, reason="Again")
    release.release(second, by=chris, at=time_is.at)
    run_due_reports()
    letter = message_from_bytes(postman.sent[-1][1])
    assert letter["Subject"] == "Corrected: A&C weekly report 2026-W47 v2"
    assert b"It replaces version 1: Sickness entered late" in postman.sent[-1][1]


def test_a_released_report_keeps_what_it_said_even_in_sql(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    released_once(draft, by=chris, clock=time_is)
    with pytest.raises(DatabaseError, match="released_report_keeps_what_it_said"), transaction.atomic():
        ReportFigure.objects.filter(run=draft).update(text="0")
    with pytest.raises(DatabaseError, match="released_report_keeps_what_it_said"), transaction.atomic():
        draft.files.all().delete()


def test_three_lines_of_the_manager_at_most(draft: ReportRun, chris: User, time_is: Clock) -> None:
    for text in ("One", "Two", "Three"):
        release.add_line(draft, by=chris, at=time_is.at, text=text)
    with pytest.raises(NotAllowedFromHere, match="remove one first"):
        release.add_line(draft, by=chris, at=time_is.at, text="Four")
    release.remove_line(draft, by=chris, place=2)
    release.add_line(draft, by=chris, at=time_is.at, text="Four")
    assert list(draft.lines.order_by("place").values_list("text", flat=True)) == ["One", "Four", "Three"]


def test_a_day_that_is_not_over_cannot_be_confirmed(chris: User, time_is: Clock) -> None:
    with pytest.raises(NotAllowedFromHere, match="lies ahead"):
        release.confirm_sources(
            by=chris, at=time_is.at, data_to=time_is.at.date() + timedelta(days=1), today=time_is.at.date()
        )


def test_a_build_that_fails_is_tried_again_and_then_given_up(
    weekly: ReportDefinition, time_is: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("no such table")

    monkeypatch.setattr("reports.facts.figures.weekly_facts", broken)
    for _ in range(6):
        run_due_reports()
    run = ReportRun.objects.get()
    assert run.state == "failed"
    assert "no such table" in run.state_reason


def test_every_change_of_state_is_a_row_with_who_and_when(draft: ReportRun) -> None:
    assert RunStep.objects.filter(run=draft, taken_by__is_system=True).count() == 2


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"version_reason": "", "version": 2}, "new_version_gives_a_reason"),
        ({"state": "lost"}, "report_state_is_known"),
        ({"period_last_date": "2026-11-01"}, "report_period_ends_after_it_starts"),
        ({"built_by": None}, "report_is_built_by_somebody_at_some_time"),
        ({"released_at": "2026-11-23T10:00Z", "state": "released"}, "report_is_released_by_somebody_at_some_time"),
    ],
)
def test_the_database_refuses(draft: ReportRun, change: dict[str, object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ReportRun.objects.filter(pk=draft.pk).update(**change)
