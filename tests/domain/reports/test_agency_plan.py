"""Agency against plan and pay, exemptions, and invoices that differ: what is missing is said, never filled in."""

from datetime import date
from fractions import Fraction

import pytest

from directorate.core.domain.periods import Period
from reports.domain.agency_ledger import Agency, Booking, Exemption, Invoice, Ledger, Timesheet
from reports.domain.agency_plan import Typed, together
from reports.domain.figures import Figure
from reports.domain.monthly_agency import figures
from staffing.domain.spans import Span

APRIL, MAY, JUNE = (date(2026, month, 1) for month in (4, 5, 6))
MONTH = Period(first=MAY, last=date(2026, 5, 31))
SPECIALTIES = (("ent", "ENT"), ("omfs", "OMFS"))
HOUR = Fraction(10)


def booking(key: str, specialty: str, band: str = "4") -> Booking:
    return Booking(key, key, "agency", specialty, band, "Vacancy", True, True, Span(date(2026, 1, 5)))


def sheet(key: str, day: date, hours: int, invoice: str = "") -> Timesheet:
    return Timesheet(key, day, Fraction(hours), HOUR, Fraction(20), invoice=invoice)


# ENT: 100 in April, 200 in May; OMFS: 50 in May.
LINES = (
    sheet("a", date(2026, 4, 12), 10),
    sheet("a", date(2026, 5, 10), 20, "INV-1"),
    sheet("b", date(2026, 5, 17), 5, "INV-2"),
)
BOOKINGS = (booking("a", "ent"), booking("b", "omfs", band="3"))
EVERY_PLAN = {
    (APRIL, "ent"): Fraction(80),
    (APRIL, "omfs"): Fraction(0),
    (MAY, "ent"): Fraction(150),
    (MAY, "omfs"): Fraction(60),
}


def made(typed: Typed | None = None, **agency: object) -> dict[str, Figure]:
    facts = Agency(bookings=BOOKINGS, timesheets=LINES, **agency)  # type: ignore[arg-type]
    found = list(figures(facts, month=MONTH, specialties=SPECIALTIES, typed=typed, duplicates_refused=2))
    assert len({figure.key for figure in found}) == len(found)
    return {figure.key: figure for figure in found}


def texts(found: dict[str, Figure], *keys: str) -> list[str]:
    return [found[key].text for key in keys]


def test_without_plan_or_pay_nothing_is_compared() -> None:
    found = made()
    assert texts(found, "month.2026-05.net", "month.2026-05.plan", "month.2026-05.difference") == [
        "£250.00",
        "no plan loaded",
        "n/a",
    ]
    assert texts(found, "month.2026-05.pay", "month.2026-05.pay_percent") == ["pay not loaded", "n/a"]
    assert texts(found, "months.total.plan", "plan.ent.year.plan") == ["no plan loaded", "no plan loaded"]


def test_a_plan_is_compared_by_month_by_specialty_and_for_the_year() -> None:
    found = made(Typed(plans=EVERY_PLAN))
    assert texts(found, "month.2026-04.difference", "month.2026-05.difference") == ["£20.00", "£40.00"]
    assert texts(found, "plan.ent.month.difference", "plan.omfs.month.difference") == ["£50.00", "-£10.00"]
    assert texts(found, "plan.ent.year.plan", "plan.ent.year.difference") == ["£230.00", "£70.00"]
    assert texts(found, "months.total.net", "months.total.plan", "months.total.difference") == [
        "£350.00",
        "£290.00",
        "£60.00",
    ]


def test_a_plan_of_some_specialties_is_no_plan_of_all_and_says_whose_is_missing() -> None:
    found = made(Typed(plans={(MAY, "ent"): Fraction(150)}))
    assert texts(found, "month.2026-05.plan", "month.2026-05.difference") == ["not loaded for OMFS", "n/a"]
    assert texts(found, "plan.ent.month.difference", "plan.ent.year.plan") == ["£50.00", "not loaded for April"]
    assert found["months.total.plan"].text == "not loaded for April, May"


def test_agency_of_pay_is_of_the_month_and_of_the_year_only_when_every_month_is_known() -> None:
    one = made(Typed(pay={MAY: Fraction(10_000)}))
    assert texts(one, "month.2026-05.pay_percent", "months.total.pay", "months.total.pay_percent") == [
        "2.50",
        "not loaded for April",
        "n/a",
    ]
    both = made(Typed(pay={APRIL: Fraction(4_000), MAY: Fraction(10_000)}))
    assert both["months.total.pay_percent"].text == "2.50", "sum over sum: 350 of 14,000"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([("a", None), ("b", None)], "none"),
        ([("a", Fraction(1)), ("b", None), ("c", None)], "not loaded for b, c"),
        ([("a", Fraction(1)), *((name, None) for name in "bcde")], "not loaded in full"),
        ([("a", Fraction(0)), ("a", None)], "not loaded for a"),
    ],
    ids=["all missing", "two missing", "many missing", "one of two of the same name"],
)
def test_what_is_missing_is_named(parts: list[tuple[str, Fraction | None]], said: str) -> None:
    assert (together(parts, nothing="none").pounds, together(parts, nothing="none").said) == (None, said)


def exemption(band: str, last: date | None) -> Exemption:
    return Exemption("EX-1", "ent", band, "Business critical", "Panel", Span(date(2026, 4, 1), last))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (exemption("", None), "1 exemption in force; lines without one: 1 of 2"),
        (exemption("4", date(2026, 5, 4)), "1 exemption in force; lines without one: 1 of 2"),
        (exemption("4", date(2026, 5, 3)), "1 exemption in force; lines without one: 2 of 2"),
        (exemption("2", None), "1 exemption in force; lines without one: 2 of 2"),
        (exemption("", date(2026, 4, 30)), "0 exemptions in force; lines without one: 2 of 2"),
    ],
    ids=[
        "every band",
        "ends on the Monday of the week",
        "ends the day before",
        "another band",
        "ended before the month",
    ],
)
def test_a_line_has_an_exemption_when_one_is_in_force_in_its_week(one: Exemption, said: str) -> None:
    assert made(exemptions=(one,))["exemptions.total"].text == said


def test_no_exemption_is_said_and_those_in_force_are_listed_the_first_to_end_first() -> None:
    assert made()["exemptions.total"].text == "no exemption recorded"
    found = made(exemptions=(exemption("", None), exemption("3", date(2026, 12, 31))))
    assert texts(found, "exemption.1.place", "exemption.1.last") == ["ENT band 3", "31 December 2026"]
    assert texts(found, "exemption.2.place", "exemption.2.last") == ["ENT all bands", "no end"]


def test_only_invoices_of_the_month_that_differ_are_named() -> None:
    invoices = (
        Invoice("INV-1", None, Fraction("200.01")),  # a penny is rounding
        Invoice("INV-2", date(2026, 6, 2), Fraction("60.00")),
        Invoice("INV-3", date(2026, 5, 20), Fraction("30.00")),  # no timesheet names it
        Invoice("INV-4", JUNE, Fraction("30.00")),
    )
    found = made(invoices=invoices)
    assert {key for key in found if key.startswith("invoice.") and key.endswith(".over")} == {
        "invoice.INV-2.over",
        "invoice.INV-3.over",
    }
    assert texts(found, "invoice.INV-2.asked", "invoice.INV-2.held", "invoice.INV-2.over") == [
        "£60.00",
        "£50.00",
        "£10.00",
    ]
    assert found["open.total.duplicates_refused"].text == "2"


def test_an_exemption_is_in_force_on_its_first_and_last_day() -> None:
    ledger = Ledger(Agency(exemptions=(exemption("", date(2026, 5, 1)),)))
    assert len(ledger.exemptions_in_force(MONTH)) == 1
    assert ledger.exemptions_in_force(Period(first=date(2026, 5, 2), last=MONTH.last)) == []
