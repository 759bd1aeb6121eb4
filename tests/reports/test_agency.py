"""Agency and bank from the rows on record to the report."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from directorate.core.models import User
from reports.actions import release
from reports.facts.agency import agency_until, timesheet_source
from reports.models import ExitPlan, ReportRun
from reports.tasks import run_due_reports
from staffing.models import AgencyTimesheet
from tests.reports.conftest import SUNDAY, Clock, Postman
from tests.staffing.factories import AgencyBookingFactory, AgencyPriceCapFactory, AgencyTimesheetFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_files")]
NEXT = SUNDAY + timedelta(days=7)


def test_rows_on_record_become_facts(reference: None) -> None:
    AgencyPriceCapFactory()
    sheet = AgencyTimesheetFactory(booking__approval_no=" ", booking__end_date=date(2026, 12, 18))
    AgencyTimesheetFactory(booking=sheet.booking, week_ending_date=NEXT)
    found = agency_until(SUNDAY)
    [booking], [line], [cap] = found.bookings, found.timesheets, found.caps
    assert (booking.specialty, booking.has_approval, booking.span.last) == ("ent", False, date(2026, 12, 18))
    assert (float(line.hours), float(line.net), float(cap.rate)) == (37.5, 645.0, 17.5)


def test_the_report_waits_for_timesheets_only_while_a_booking_runs(reference: None, time_is: Clock) -> None:
    assert timesheet_source() is None
    sheet = AgencyTimesheetFactory(week_ending_date=SUNDAY - timedelta(days=7))
    source = timesheet_source()
    assert source is not None
    assert not source.covers(SUNDAY)
    type(sheet.booking).objects.update(end_date=SUNDAY - timedelta(days=7))
    source = timesheet_source()
    assert source is not None
    assert source.covers(SUNDAY)


def test_a_late_timesheet_is_told_beside_what_the_report_said(
    draft: ReportRun, chris: User, time_is: Clock, postman: Postman
) -> None:
    booking = AgencyBookingFactory()
    AgencyTimesheetFactory(booking=booking)
    release.build_again(draft, by=chris, at=time_is.at)
    run_due_reports()
    draft.refresh_from_db()
    release.release(draft, by=chris, at=time_is.at)
    run_due_reports()
    AgencyTimesheetFactory(booking=booking, timesheet_no="LATE", minutes=60)
    time_is.set(7, 30, day=30)
    run_due_reports()
    later = ReportRun.objects.get(period_last_date=NEXT)
    texts = dict(later.figures.values_list("key", "text"))
    assert texts["earlier.agency.net"] == "£645.00"
    assert texts["agency.previous_week.net"] == "£662.20"
    assert texts["agency.total.timesheets_received"] == "0"
    assert texts["agency.total.estimated_net"] == "£662.20"
    assert AgencyTimesheet.objects.count() == 2


def test_an_exit_plan_is_typed_once_and_printed_every_week_until_it_is_changed(
    draft: ReportRun, chris: User, client_for: Callable[[User], Client], time_is: Clock
) -> None:
    AgencyTimesheetFactory(booking__reason="Vacancy")
    release.build_again(draft, by=chris, at=time_is.at)
    run_due_reports()
    page, client = reverse("reports:exit_plan_list"), client_for(chris)
    assert "ENT band 4, Vacancy" in client.get(page).text
    client.post(page, {"plan_1": "Interview on 1 December"})
    [plan] = draft.figures.filter(key__endswith=".Vacancy.exit_plan")
    assert (plan.key, plan.text) == ("agency.ent.band4.Vacancy.exit_plan", "Interview on 1 December")
    assert "Nothing was changed." in client.post(page, {"plan_1": "Interview on 1 December"}, follow=True).text
    release.release(draft, by=chris, at=time_is.at)
    client.post(page, {"plan_1": ""})
    plan.refresh_from_db()
    assert plan.text == "Interview on 1 December", "what was released stays"
    assert not ExitPlan.objects.exists()
    assert apps.get_model("reports", "ExitPlanEvent").objects.count() == 2
