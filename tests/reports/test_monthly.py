"""The monthly reports through the same engine: on from the start, due on the first working day, released, sent."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from directorate.core.domain.periods import Period
from directorate.core.models import User
from reports.actions import release
from reports.domain.facts import Contract
from reports.domain.monthly_agency import sundays_of
from reports.domain.movement import employments, movements
from reports.domain.schedule import due_periods, next_due_at, run_day_of
from reports.domain.states import NotAllowedFromHere
from reports.models import Recipient, ReportDefinition, ReportRun
from reports.tasks import run_due_reports
from staffing.domain.spans import Span
from tests.reports.conftest import Clock, Postman

OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))


def test_a_month_has_four_or_five_sundays() -> None:
    assert [day.day for day in sundays_of(OCTOBER)] == [4, 11, 18, 25]
    assert len(sundays_of(Period(first=date(2026, 11, 1), last=date(2026, 11, 30)))) == 5


def test_a_monthly_report_is_due_on_the_first_working_day_over_the_new_year_and_a_weekend() -> None:
    monthly = ReportDefinition(kind="monthly_agency", run_time=time(8), release_by=time(12)).schedule
    assert run_day_of(monthly, period=OCTOBER) == date(2026, 11, 2), "1 November is a Sunday"
    new_year = datetime(2027, 1, 4, 8, tzinfo=UTC)
    due = due_periods(monthly, now=new_year, after=date(2026, 10, 31))
    assert [one.period.last for one in due] == [date(2026, 11, 30), date(2026, 12, 31)]
    assert next_due_at(monthly, now=new_year) == datetime(2027, 2, 1, 8, tzinfo=UTC)


def contract(person: int, first: date, last: date | None, **more: object) -> Contract:
    facts = {"specialty": "ent", "band": "4", "fte": 1, "contract_type": "substantive", "assignment": str(person)}
    return Contract(person=person, span=Span(first, last), **(facts | more))  # type: ignore[arg-type]


def test_a_move_to_another_specialty_is_a_transfer_and_no_starter() -> None:
    old = contract(1, date(2020, 1, 1), date(2026, 10, 9))
    new = contract(1, date(2026, 10, 10), None, specialty="omfs")
    moved = [
        movements((old, new), opening=date(2026, 9, 30), closing=OCTOBER.last, holds=lambda c, at=at: c.specialty == at)  # type: ignore[misc]
        for at in ("ent", "omfs")
    ]
    assert [[kind for kind, _ in group] for group in moved] == [["transfer_out"], ["transfer_in"]]
    assert movements((old, new), opening=date(2026, 9, 30), closing=OCTOBER.last, holds=lambda _: True) == []


def test_times_in_post_go_on_over_a_change_of_hours_and_end_with_the_last_contract() -> None:
    held = (
        contract(1, date(2020, 1, 1), date(2026, 3, 31)),
        contract(1, date(2026, 4, 1), date(2026, 9, 30), contract_type="fixed_term"),
        contract(2, date(2020, 1, 1), date(2024, 1, 1)),
        contract(2, date(2025, 1, 1), None),
    )
    found = [(one.person_id, one.span.first.year, one.reason) for one in employments(held, left_out="ended")]
    assert found == [("1", 2020, "ended"), ("2", 2020, None), ("2", 2025, None)]


@pytest.mark.parametrize(
    ("kind", "said", "reason"),
    [
        ("fixed_term", "", "ended"),
        ("fixed_term", "Voluntary Resignation - Promotion", "Voluntary Resignation - Promotion"),
        ("substantive", "", None),
        ("substantive", "Retirement Age", "Retirement Age"),
        ("substantive", "END OF FIXED TERM CONTRACT - OTHER", "ended"),
        ("substantive", "Internal Move Within the Trust", "ended"),
    ],
    ids=[
        "a fixed term of which nothing is said",
        "gone before the fixed term was over",
        "nothing said",
        "retired",
        "said to be the end of a fixed term",
        "moved",
    ],
)
def test_the_leaving_reason_decides_and_without_one_the_kind_of_contract(
    kind: str, said: str, reason: str | None
) -> None:
    left = date(2026, 3, 31)
    held = contract(1, date(2024, 1, 1), left, contract_type=kind, leaving_date=left, leaving_reason=said)
    assert [one.reason for one in employments((held,), left_out="ended")] == [reason]


def test_a_reason_is_not_of_an_earlier_time_in_post() -> None:
    left = date(2020, 3, 31)
    person = {"contract_type": "fixed_term", "leaving_date": left, "leaving_reason": "Retirement Age"}
    held = (contract(1, date(2019, 1, 1), left, **person), contract(1, date(2025, 1, 1), date(2026, 1, 1), **person))
    assert [one.reason for one in employments(held, left_out="ended")] == ["ended", "ended"]


@pytest.mark.django_db
def test_both_are_made_looked_at_released_and_sent(
    monthly_runs: list[ReportRun], chris: User, client_for: Callable[[User], Client], time_is: Clock, postman: Postman
) -> None:
    assert [run.title for run in monthly_runs] == ["Agency report 2026-10 v1", "A&C vacancy report 2026-10 v1"]
    assert {run.state for run in monthly_runs} == {"built"}, [run.state_reason for run in monthly_runs]
    today = client_for(chris).get("/").text
    assert "Release the agency report for October 2026" in today
    assert "and 1 more draft after it" in today
    for run in monthly_runs:
        page = client_for(chris).get(reverse("reports:run_release", args=[run.pk])).text
        assert "October 2026" in page
        book = openpyxl.load_workbook(BytesIO(bytes(run.files.get(copy="hr", format="xlsx").content)))
        assert all(sheet.sheet_state == "visible" and sheet.freeze_panes == "A2" for sheet in book.worksheets)
        assert book.sheetnames[-2:] == ["Figures", "Definitions"]
        pdf = PdfReader(BytesIO(bytes(run.files.get(copy="hr", format="pdf").content)))
        assert pdf.metadata
        assert pdf.metadata.title == run.title
        release.release(run, by=chris, at=time_is.at)
    run_due_reports()
    assert [b"agency" in content.lower() for _, content in postman.sent] == [True, True]
    assert {run.file_stem for run in monthly_runs} == {"ac-agency-2026-10-v1", "ac-vacancies-2026-10-v1"}
    assert set(ReportRun.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_nothing_leaves_before_somebody_is_to_receive_it_and_a_manager_has_released_it(
    monthly_runs: list[ReportRun], chris: User, time_is: Clock, postman: Postman
) -> None:
    Recipient.objects.update(is_active=False)
    time_is.at = datetime(2026, 11, 2, 13, tzinfo=UTC)
    run_due_reports()
    for run in monthly_runs:
        run.refresh_from_db()
        assert run.state == "held"
        assert "waits for a person to release it" in run.state_reason
        assert "Nobody is on the list of recipients" in run.state_reason
        with pytest.raises(NotAllowedFromHere, match="Nobody is on the list of recipients"):
            release.release(run, by=chris, at=time_is.at)
    Recipient.objects.update(is_active=True)
    run_due_reports()
    assert set(ReportRun.objects.values_list("state", flat=True)) == {"held"}
    assert postman.sent == []


@pytest.mark.django_db
def test_a_manager_stops_a_monthly_report(
    chris: User, client_for: Callable[[User], Client], reference: None, time_is: Clock
) -> None:
    said = {"run_time": "08:00", "release_by": "12:00", "suppression_k": "5"}
    for code in ("ac-vacancies", "ac-agency"):
        assert ReportDefinition.objects.get(code=code).is_active
        client_for(chris).post(reverse("reports:monthly_change", args=[code]), said)
    time_is.at = datetime(2026, 11, 2, 8, tzinfo=UTC)
    run_due_reports()
    assert not ReportRun.objects.exclude(definition__kind="weekly").exists()
