"""Links of people who were asked for statements, one in each standing, each made once in a site."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse

from complaints.actions.cases import log_case
from complaints.actions.statement_answers import give_by_link
from complaints.actions.steps import record_step
from complaints.actions.work import ask_for_statements, take_link_back
from complaints.facts.entries import Ask, Given, NewCase, Step
from complaints.facts.statement_links import ANSWER_PAGE
from complaints.models import Case, StatementLink
from directorate.core import clock
from directorate.core.actions.outgoing import AnswerLink, token_of
from directorate.core.domain.access import Role
from directorate.core.models import Person, Specialty, User
from tests.browser.site import Site
from tests.factories import PersonFactory

POINTS = ("Why was the letter a month late?", "What was said at the desk, and by whom?")


def address_of_link(link: StatementLink) -> str:
    """The path of a link's page."""
    return reverse(ANSWER_PAGE, args=[token_of(AnswerLink(ANSWER_PAGE, link.key))])


def somebody(surname: str) -> Person:
    """A secretary with an e-mail address, made once."""
    found = Person.objects.filter(surname=surname).first()
    made: Person = found or PersonFactory(surname=surname, forenames="Robin", email=f"robin.{surname.lower()}@nhs.net")
    return made


def asked(person: Person, *, by: User) -> StatementLink:
    """A complaint of which this person is asked both points; the link that went out first."""
    found = StatementLink.objects.filter(person=person).order_by("pk").first()
    if found:
        return found
    ent, today = Specialty.objects.get(code="ent"), clock.today()
    fields = {"draft_wanted_date": today + timedelta(days=10), "complainant_name": f"Mr {person.surname}son"}
    case = log_case(NewCase("formal", "electronic", ent, today, fields=fields, points=POINTS), by=by)
    due = today + timedelta(days=7)
    ask_for_statements(case, [Ask(point, person, due) for point in case.points.order_by("number")], by=by)
    return StatementLink.objects.get(person=person)


def _answered(link: StatementLink, _: User) -> None:
    give_by_link(link.key, [Given(1, text="I typed it on the Friday."), Given(2, cannot="I was on leave that week.")])


def _expired(link: StatementLink, _: User) -> None:
    long_ago = clock.now() - timedelta(days=30)
    StatementLink.objects.filter(pk=link.pk).update(asked_at=long_ago, expires_at=long_ago + timedelta(days=15))


def _revoked(link: StatementLink, by: User) -> None:
    request = link.case.points.get(number=1).requests.get()
    take_link_back(request, by=by)


def _replaced(link: StatementLink, by: User) -> None:
    point = link.case.points.get(number=1)
    ask_for_statements(link.case, [Ask(point, link.person, clock.today() + timedelta(days=9))], by=by)


def _ended(link: StatementLink, by: User) -> None:
    other = somebody("Instead")
    points = link.case.points.order_by("number")
    ask_for_statements(link.case, [Ask(point, other, clock.today() + timedelta(days=9)) for point in points], by=by)


def _closed(link: StatementLink, by: User) -> None:
    record_step(link.case, Step("withdraw", clock.today()), by=by)


STANDINGS: dict[str, Callable[[StatementLink, User], None] | None] = {
    "open": None,
    "answered": _answered,
    "expired": _expired,
    "revoked": _revoked,
    "replaced": _replaced,
    "ended": _ended,
    "closed": _closed,
}


def link_page(standing: str) -> Callable[[Site], str]:
    """The address of a link in this standing."""

    def address(site: Site) -> str:
        by, surname = site.people[Role.ASSISTANT_MANAGER], standing.capitalize()
        known = StatementLink.objects.filter(person__surname=surname).exists()
        link, change = asked(somebody(surname), by=by), STANDINGS[standing]
        if change and not known:
            change(link, by)
        return address_of_link(link)

    return address


def case_of(standing: str) -> Callable[[Site], Case]:
    """The complaint of the link in this standing."""

    def case(site: Site) -> Case:
        link_page(standing)(site)
        return StatementLink.objects.filter(person__surname=standing.capitalize()).earliest("pk").case

    return case
