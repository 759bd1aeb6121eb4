"""The locum pack as files: bookings, timesheets, invoices and signatories loaded, and matched figure by figure."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.importers.document_files import look_at
from directorate.core.importers.feeds import all_feeds
from directorate.core.importers.recognising import recognise
from directorate.core.imports.pipeline import import_file
from directorate.core.models import AccessEvent, ImportBatch, User
from rotas.domain.timesheet_match import WORDS
from rotas.facts.locum_bookings import booking_page, matched
from rotas.importers.locum_pack import read_invoices, read_timesheets
from rotas.importers.sheets import open_file
from rotas.models import LocumBooking, LocumInvoiceLine, LocumTimesheetLine, PaperSignatory
from tests.core.document_feeds import expected_of
from tests.factories import person_with_account
from tests.rotas import factories as make

ClientFor = Callable[[User], Client]
FILES = Path(__file__).parents[1] / "data/imports/rotas"
PACK = {
    "locum_bookings": FILES / "locum_bookings.csv",
    "agency_timesheets": FILES / "agency_timesheets.xlsx",
    "agency_invoices": FILES / "agency_invoices.csv",
    "authorised_signatories": FILES / "authorised_signatories.csv",
}
DECEMBER = datetime(2026, 12, 1, 9, tzinfo=UTC)
PAGE, EXPORT = "rotas:booking_list", "rotas:booking_export"


@pytest.fixture
def december(monkeypatch: pytest.MonkeyPatch, reference: None) -> datetime:
    """It is 1 December 2026: every shift of the pack is over."""
    monkeypatch.setattr(clock, "now", lambda: DECEMBER)
    return DECEMBER


def load(feed: str, *, by: User, path: Path | None = None) -> ImportBatch:
    return import_file(path or PACK[feed], feed=feed, by=by)


def history_rows() -> int:
    names = {"LocumBookingEvent", "LocumTimesheetLineEvent", "LocumInvoiceLineEvent", "PaperSignatoryEvent"}
    return sum(model._default_manager.count() for model in apps.get_models() if model.__name__ in names)


def as_pairs(rows: Any) -> list[tuple[Any, ...]]:
    return sorted((row["row"], row["column"], row["code"]) for row in rows)


@pytest.mark.parametrize("feed", PACK)
def test_each_file_is_known_by_its_columns(feed: str) -> None:
    found = recognise(look_at(PACK[feed]), feeds=all_feeds())
    assert found is not None
    assert found.key == feed


@pytest.mark.django_db
@pytest.mark.parametrize("feed", ["locum_bookings", "agency_timesheets", "agency_invoices"])
def test_each_sample_is_stored_as_it_is_stated(feed: str, december: datetime, sam: User, tmp_path: Path) -> None:
    expected, batch = expected_of(PACK[feed]), load(feed, by=sam)
    assert batch.state == "accepted", (batch.explanation, batch.file_issues)
    read = (batch.rows_read, batch.rows_accepted, batch.rows_rejected)
    assert read == (expected["rows_read"], expected["rows_accepted"], expected["rows_rejected"])
    # the first fault of a row stands in the worklist, all of them are read
    wanted = {row: (row, column, code) for row, column, code in reversed(as_pairs(expected["rejected"]))}
    rejected = {row.row_number: (row.row_number, row.column, row.code) for row in batch.rejected_rows.all()}
    assert rejected.keys() == wanted.keys()
    assert set(rejected.values()) <= set(as_pairs(expected["rejected"]))
    assert batch.warnings.count() == len(expected["warnings"]) == 0
    assert batch.counts["totals"] == expected.get("totals", {})
    rows, copy = history_rows(), tmp_path / f"copy{PACK[feed].suffix}"
    copy.write_bytes(PACK[feed].read_bytes() + (b"\n" if copy.suffix == ".csv" else b"\0\0"))
    again = load(feed, by=sam, path=copy)
    assert (again.state, again.counts["rows_changed"]) == ("accepted", 0), again.counts["changes"]
    assert history_rows() == rows > 0
    assert load(feed, by=sam).file_issues == ["duplicate_file"]


def test_every_fault_of_a_row_is_read() -> None:
    found = read_timesheets(open_file(PACK["agency_timesheets"]))
    faults = [{"row": item.row, "column": item.column, "code": item.code} for item in found.reading.rejected]
    assert as_pairs(faults) == as_pairs(expected_of(PACK["agency_timesheets"])["rejected"])


@pytest.mark.django_db
def test_the_match_of_the_pack_is_what_is_stated_figure_by_figure(december: datetime, sam: User) -> None:
    expected = json.loads((FILES / "locum_match.expected.json").read_text())
    for feed in PACK:
        assert load(feed, by=sam).state == "accepted"
    rows = matched(now=december)
    assert [
        {
            "booking_ref": row.ref,
            "status": row.match.status,
            "codes": row.match.codes,
            "payable": f"{row.payable:.2f}",
        }
        for row in rows
    ] == expected["results"]
    found = booking_page(sam, now=december)
    counts = {"MATCHED": found.count("Fits"), "QUERIED": found.count("To ask"), "INCOMPLETE": found.count("Incomplete")}
    assert counts == expected["totals"]["by_status"]
    assert f"{found.payable:.2f}" == expected["totals"]["payable"]


@pytest.mark.django_db
def test_invoices_are_not_expected_until_a_file_of_them_is_loaded(december: datetime, sam: User) -> None:
    for feed in ("agency_timesheets", "authorised_signatories", "locum_bookings"):
        load(feed, by=sam)
    found = booking_page(sam, now=december)
    codes = {code for row in found.rows for code in row.match.codes}
    assert not {code for code in codes if "INVOICE" in code}
    assert {row.payable for row in found.rows} == {0}
    first = next(row for row in found.rows if row.ref == "B3000")
    assert (first.status, first.findings) == ("Fits", [])


@pytest.mark.django_db
def test_a_shift_still_to_come_is_not_asked_about_and_a_paper_without_a_booking_is(
    december: datetime, sam: User, amira: User
) -> None:
    make.LocumBookingFactory(
        booking_ref="B1", during=make.hours(datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 2, 17, tzinfo=UTC))
    )
    make.LocumTimesheetLineFactory(booking_ref="B2")
    found = booking_page(sam, now=december)
    assert [(row.ref, row.status, row.findings) for row in found.rows] == [("B1", "To come", [])]
    assert [row.ref for row in found.strays] == ["B2"]
    assert WORDS["MISSING_BOOKING"] in found.strays[0].findings
    assert booking_page(amira, now=december).strays == []


@pytest.mark.django_db
def test_a_booking_that_changes_is_changed_and_the_specialty_is_read_from_the_cost_code(
    december: datetime, sam: User, tmp_path: Path
) -> None:
    load("locum_bookings", by=sam)
    path = tmp_path / "new.csv"
    text = PACK["locum_bookings"].read_text().replace("20:00,08:30,30,69.00", "21:00,08:30,30,69.00")
    path.write_text(text.replace("RWP-ENT-5501", "RWP-XYZ-1", 1))
    batch = load("locum_bookings", by=sam, path=path)
    assert batch.counts["changes"] == ["bookings: 0 new, 2 changed, 22 as before"]
    changed = LocumBooking.objects.get(booking_ref="B3003")
    assert changed.during.lower == datetime(2026, 11, 5, 21, tzinfo=UTC)
    assert changed.specialty is not None
    assert changed.specialty.code == "ent"
    assert LocumBooking.objects.get(booking_ref="B3000").specialty is None
    assert LocumBooking.objects.get(booking_ref="B3001").specialty.code == "omfs"


@pytest.mark.django_db
def test_what_does_not_fit_waits_with_its_reason(december: datetime, sam: User, tmp_path: Path) -> None:
    path = tmp_path / "timesheets.csv"
    long = "B" * 31
    path.write_text(
        "Booking ref,Worker,Date,Start,Finish,Break (min),Band,Cost code,Worker signed,Authorised by,Authorised on\n"
        "B1,W1,2/11/2026,09:00,17:00,30,CORE,X,,,\n"
        "B1,W1,2/11/2026,09:00,17:00,30,CORE,X,,,\n"
        "B1,W1,2/11/2026,09:00,18:00,30,CORE,X,,,\n"
        "B1,W1,3/11/2026,09:00,17:00,90.5,CORE,X,,,\n"
        "B1,W1,4/11/2026,09:00,10:00,120,CORE,X,,,\n"
        "B1,W1,5/11/2026,09:00,17:00,30,LATE,X,,,\n"
        f"{long},W1,6/11/2026,09:00,17:00,30,CORE,X,,,\n"
    )
    batch = load("agency_timesheets", by=sam, path=path)
    assert sorted(batch.rejected_rows.values_list("row_number", "column", "code")) == [
        (3, "booking_ref", "duplicate_row"),
        (4, "start", "duplicate_key"),
        (5, "break_minutes", "bad_number"),
        (6, "break_minutes", "bad_number"),
        (7, "band", "unknown_code"),
        (8, "booking_ref", "too_long"),
    ]
    assert LocumTimesheetLine.objects.count() == 1


def test_money_needs_pounds_and_pence(tmp_path: Path) -> None:
    path = tmp_path / "invoices.csv"
    path.write_text(
        "Invoice no,Booking ref,Worker,Line type,Band,Hours,Rate,Amount,VAT,Invoice total\n"
        'I1,B1,W1,WORK,CORE,08:00,£60.00,"1,480.00",0,"1,480.00"\n'
        "I1,B1,W1,WORK,,8,60.001,480,0,480\n"
        "I1,B1,W1,FEE,,8,60,480,0,480\n"
        "I1,B1,W1,WORK,CORE,99999999,60,480,0,480\n"
    )
    found = read_invoices(open_file(path))
    assert [(line.minutes, line.rate, line.amount) for line in found.lines] == [(480, 6000, 148_000)]
    faults = [(item.row, item.column, item.code) for item in found.reading.rejected]
    assert faults == [(3, "band", "missing_required"), (3, "rate", "bad_number"), (4, "type", "unknown_code"),
                      (4, "band", "missing_required"), (5, "hours", "bad_number")]  # fmt: skip


@pytest.mark.django_db
def test_a_right_to_sign_ends_where_the_next_begins(december: datetime, sam: User, tmp_path: Path) -> None:
    load("authorised_signatories", by=sam)
    path = tmp_path / "next.csv"
    path.write_text("id,from,to,cost_codes\nSIG1,2026-12-01,,RWP-ENT-5501\nSIG1,2026-12-01,,X\n")
    batch = load("authorised_signatories", by=sam, path=path)
    assert sorted(batch.rejected_rows.values_list("row_number", "code")) == [(3, "duplicate_key")]
    rights = [(row.valid, row.cost_codes) for row in PaperSignatory.objects.filter(reference="SIG1").order_by("valid")]
    assert rights == [
        (DateRange(date(2026, 1, 1), date(2026, 12, 1)), ["RWP-ENT-5501", "RWP-OMF-5502", "RWP-DER-5503"]),
        (DateRange(date(2026, 12, 1), None), ["RWP-ENT-5501"]),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "make_two"),
    [
        ("booking_ref", lambda: [make.LocumBookingFactory(booking_ref="B1") for _ in range(2)]),
        ("booking_has_a_reference", lambda: make.LocumBookingFactory(booking_ref="")),
        ("booked_shift_begins_and_ends", lambda: make.LocumBookingFactory(during=make.hours(DECEMBER, DECEMBER))),
        (
            "timesheet_line_begins_and_ends",
            lambda: make.LocumTimesheetLineFactory(during=make.hours(DECEMBER, DECEMBER)),
        ),
        (
            "invoice_has_each_line_of_a_booking_once",
            lambda: [make.LocumInvoiceLineFactory(invoice_no="I1") for _ in range(2)],
        ),
        ("signatory_has_one_right_at_a_time", lambda: [make.PaperSignatoryFactory(reference="S") for _ in range(2)]),
        ("right_to_sign_has_a_first_day", lambda: make.PaperSignatoryFactory(valid=DateRange(None, date(2026, 1, 1)))),
    ],
)
def test_the_database_refuses(reference: None, rule: str, make_two: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        make_two()


@pytest.mark.django_db
def test_the_page_shows_what_fits_and_what_is_to_be_asked(
    december: datetime, sam: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    for feed in PACK:
        load(feed, by=sam)
    client = client_for(sam)
    client.get(reverse(PAGE))
    with django_assert_max_num_queries(12):
        page = client.get(reverse(PAGE)).content.decode()
    assert "9,444.00" in page
    assert "More hours than booked; The hours of the invoice are not those of the timesheet" in page
    asked = client.get(reverse(PAGE), {"status": "To ask"}).content.decode()
    assert "B3001" in asked
    assert "B3000" not in asked
    assert "B3000" in client.get(reverse(PAGE), {"status": "nonsense"}).content.decode()
    answer = client.post(reverse(EXPORT))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert (AccessEvent.objects.latest("pk").kind, AccessEvent.objects.latest("pk").row_count) == ("export", 24)


@pytest.mark.django_db
def test_a_specialty_manager_sees_the_own_specialty_only(december: datetime, sam: User, client_for: ClientFor) -> None:
    load("locum_bookings", by=sam)
    erin = person_with_account(forename="Erin", surname="Vaughan", role=Role.SPECIALTY_MANAGER)
    page = client_for(erin).get(reverse(PAGE)).content.decode()
    assert "B3000" in page
    assert "B3001" not in page
    assert LocumInvoiceLine.objects.count() == 0
