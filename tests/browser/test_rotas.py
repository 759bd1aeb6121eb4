"""Three tasks of a Monday: a registrar is sick and offers go out; who is where on Wednesday afternoon; a timesheet."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person
from rotas.models import CoverOffer
from tests.browser.checks import MOVED_SIDEWAYS, PHONES
from tests.browser.journeys.rotas import photo_of, registrar_is_sick, timesheet_by_photo, who_is_where
from tests.browser.rota_data import NAME, night, small_rota
from tests.browser.site import Site
from tests.factories import PersonFactory
from tests.rotas.factories import (
    ActivityTemplateFactory,
    DeskAddressFactory,
    DutyFactory,
    SignatoryFactory,
    TimesheetFactory,
)

NewPage = Callable[..., Page]


def registrar(surname: str, *, email: str = "") -> Person:
    """A registrar of the specialty of the site's rota."""
    made: Person = PersonFactory(
        surname=surname, title="Dr", staff_group="medical", grade="Specialty registrar", email=email
    )
    return made


def test_a_registrar_is_sick_and_offers_go_out(site: Site, new_page: NewPage) -> None:
    # Given a registrar on call on the third night, and two others with an e-mail address
    rota = small_rota(site)
    mbeki = registrar("Mbeki")
    DutyFactory(rota=rota.duty.rota, person=mbeki, during=night(3), site=rota.duty.site)
    others = [registrar(name, email=f"{name.lower()}@nhs.net") for name in ("Lockyer", "Nuttall")]
    # When the coordinator says that he cannot come, and sends the links to who can within the rules
    effort = registrar_is_sick(new_page(Role.ROTA_COORDINATOR), mbeki, others=others)
    # Then each has a question of their own in the outbox
    asked = CoverOffer.objects.filter(person__in=others, answer="")
    assert {offer.mail.recipient for offer in asked.select_related("mail") if offer.mail} == {
        "lockyer@nhs.net",
        "nuttall@nhs.net",
    }
    assert OutgoingMail.objects.filter(kind="cover-offer", recipient="lockyer@nhs.net").count() == 1
    assert effort.clicks <= 6


def test_who_is_where_on_wednesday_afternoon(site: Site, new_page: NewPage) -> None:
    # Given a doctor who operates on Wednesday afternoon
    small_rota(site)
    doctor = Person.objects.filter(surname=NAME, staff_group="medical", grade="Specialty registrar").earliest("pk")
    ActivityTemplateFactory(person=doctor, weekday=3, session="pm", activity="Theatre")
    # Then the week sheet says so, one click from Today
    effort = who_is_where(new_page(Role.ROTA_COORDINATOR), NAME, activity="Theatre")
    assert effort.clicks == 1


def test_the_whole_week_is_seen_in_a_window_of_1280_and_on_one_sheet_of_paper(site: Site, new_page: NewPage) -> None:
    # Given doctors on call, away and at work in every half day
    rota = small_rota(site)
    for number, surname in enumerate(("Achterberg", "Cholmondeley", "Maidstone", "Whittingham")):
        doctor = registrar(surname)
        for weekday in range(1, 6):
            for session in ("am", "pm"):
                ActivityTemplateFactory(person=doctor, weekday=weekday, session=session, activity="Teaching")
        DutyFactory(rota=rota.duty.rota, person=doctor, during=night(14 + number), site=rota.duty.site)
    page = new_page(Role.ROTA_COORDINATOR)
    page.set_viewport_size({"width": 1280, "height": 900})
    # When the coordinator opens the sheet
    for weeks in (0, 2):
        day = clock.today() + timedelta(weeks=weeks)
        page.goto(f"/rotas/week-sheet/?from={day.isoformat()}")
        # Then no part of the week lies outside the window
        region = page.get_by_role("region", name="Week sheet")
        widths = region.evaluate("(e) => [e.scrollWidth, e.clientWidth]")
        assert widths[0] <= widths[1]
        # And it prints on one sheet, landscape
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
        [box] = {box.decode() for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed)}
        left, top, right, bottom = map(float, box.split())
        assert right - left > bottom - top


def test_a_photo_of_a_timesheet_is_signed_and_goes_to_agency_and_finance(site: Site, new_page: NewPage) -> None:
    # Given the expected timesheet of a locum, somebody who may sign it, and an address of Finance
    rota = small_rota(site)
    duty = DutyFactory(rota=rota.duty.rota, person=None, locum_name="Dr Quick", during=night(7), site=rota.duty.site)
    sheet = TimesheetFactory(
        request__gap__duty=duty, request__state="filled", request__worker_name="Dr Quick", rate_pence=7150
    )
    SignatoryFactory(user=site.people[Role.ASSISTANT_MANAGER])
    DeskAddressFactory(desk="finance", address="finance@nhs.net")
    # When the coordinator keeps the photo and codes it, a manager signs it and the coordinator sends it on
    effort = timesheet_by_photo(
        new_page(Role.ROTA_COORDINATOR),
        new_page(Role.ASSISTANT_MANAGER),
        sheet,
        photo={"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo_of(sheet)},
        hours="12.5",
        cost_code="RWP-ENT-5501",
        agency="pay@agency.example",
    )
    # Then both wait in the outbox with the file
    mails = OutgoingMail.objects.filter(kind="timesheet", files__isnull=False)
    assert set(mails.values_list("recipient", flat=True)) >= {"pay@agency.example", "finance@nhs.net"}
    assert effort.clicks == 5


@pytest.mark.parametrize("width", PHONES)
def test_a_gap_is_covered_from_a_phone_without_moving_a_table_sideways(
    site: Site, new_page: NewPage, width: int
) -> None:
    # Given a registrar with an e-mail address who can take a gap, and a coordinator with a phone
    gap, surname = small_rota(site).gap, f"Pargeter-{width}"
    registrar(surname, email=f"pargeter.{width}@nhs.net")
    page = new_page(Role.ROTA_COORDINATOR)
    page.set_viewport_size({"width": width, "height": 720})
    # When the coordinator comes from the gaps
    page.goto("/rotas/gaps/")
    assert page.evaluate(MOVED_SIDEWAYS) == []
    page.goto(f"/rotas/gaps/{gap.pk}/")
    card = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=surname))
    # Then name, margins and box stand in one card, still a row of a table
    expect(card.get_by_role("cell")).to_have_count(4)
    expect(card).to_contain_text("h in the fullest 7 days")
    box = card.get_by_role("checkbox", name=f"Ask Dr {surname}")
    for other in page.get_by_role("checkbox", name="Ask").all():
        other.uncheck()
    # And a tap on the name ticks it, and the links go out
    card.get_by_text(surname).click()
    expect(box).to_be_checked()
    page.get_by_role("button", name="E-mail yes/no links").click()
    expect(page.get_by_text("Links go out by e-mail to 1 doctor.")).to_be_visible()
    assert page.evaluate(MOVED_SIDEWAYS) == []
    assert CoverOffer.objects.filter(gap=gap, person__surname=surname, way="email").exists()
