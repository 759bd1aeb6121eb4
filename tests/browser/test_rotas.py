"""Two tasks of a Monday: a registrar is sick and offers go out; who is where on Wednesday afternoon."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from directorate.core.domain.access import Role
from directorate.core.models import OutgoingMail, Person
from rotas.models import CoverOffer
from tests.browser.effort import Effort
from tests.browser.rota_data import NAME, night, small_rota
from tests.browser.site import Site
from tests.factories import PersonFactory
from tests.rotas.factories import ActivityTemplateFactory, DutyFactory

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
    DutyFactory(rota=rota.duty.rota, person=registrar("Mbeki"), during=night(3), site=rota.duty.site)
    others = [registrar(name, email=f"{name.lower()}@nhs.net") for name in ("Lockyer", "Nuttall")]
    page = new_page(Role.ROTA_COORDINATOR)
    page.goto("/rotas/on-call/")
    effort = Effort("Monday 9, registrar sick: lawful names, offers out", 60)
    # When the coordinator says that he cannot come, and why
    effort.click(page.get_by_role("link", name=re.compile("^Cannot come.*Mbeki")))
    effort.click(page.get_by_label("Sickness"))
    effort.click(page.get_by_role("button", name="Find somebody else"))
    # And ticks who can within the rules, and sends the links
    for other in others:
        box = page.get_by_role("checkbox", name=f"Ask Dr {other.surname}")
        if not box.is_checked():
            effort.click(box)
    effort.click(page.get_by_role("button", name="E-mail yes/no links"))
    expect(page.get_by_text("Links go out by e-mail to")).to_be_visible()
    seconds = effort.tell()
    # Then each has a question of their own in the outbox
    asked = CoverOffer.objects.filter(person__in=others, answer="")
    assert {offer.mail.recipient for offer in asked.select_related("mail") if offer.mail} == {
        "lockyer@nhs.net",
        "nuttall@nhs.net",
    }
    assert OutgoingMail.objects.filter(kind="cover-offer", recipient="lockyer@nhs.net").count() == 1
    assert effort.clicks <= 6
    assert seconds < effort.target_seconds


def test_who_is_where_on_wednesday_afternoon(site: Site, new_page: NewPage) -> None:
    # Given a doctor who operates on Wednesday afternoon
    small_rota(site)
    doctor = Person.objects.filter(surname=NAME, staff_group="medical", grade="Specialty registrar").earliest("pk")
    ActivityTemplateFactory(person=doctor, weekday=3, session="pm", activity="Theatre")
    page = new_page(Role.ROTA_COORDINATOR)
    page.goto("/")
    effort = Effort("Monday 10, who is where on Wednesday afternoon", 5)
    # When the coordinator opens the week sheet
    effort.click(page.get_by_role("link", name="Week sheet").first)
    row = page.get_by_role("row").filter(has_text=NAME).first
    expect(row).to_contain_text("Theatre")
    effort.tell()
    # Then the afternoon of Wednesday is one look away
    expect(page.get_by_role("columnheader").filter(has_text=re.compile("^Wed")).first).to_be_visible()
    assert effort.clicks == 1
