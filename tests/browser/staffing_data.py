"""A team with hours, leave asked for and somebody off sick, made once in a site."""

from dataclasses import dataclass
from datetime import date, timedelta

from directorate.core import clock
from directorate.core.domain.access import Role
from directorate.core.domain.calendar import england_and_wales, is_working_day
from directorate.core.models import Person
from staffing.actions.entitlements import run_entitlements
from staffing.actions.leave import log_leave, say_back
from staffing.facts.accounts import leave_year_of
from staffing.models import Absence, AbsenceKind, MinimumCover, ReturnToWork
from tests.browser.site import Site
from tests.factories import ALWAYS, PersonFactory
from tests.staffing.conftest import employ, leave, sickness

LONG_NAME = "Wolfeschlegelsteinhausen-Bergerdorff"


@dataclass(frozen=True)
class Team:
    """What was made."""

    asked: Absence
    ill: Absence
    ended: Absence
    colleague: Person


def next_monday(*, weeks: int = 2) -> date:
    """A Monday so many weeks ahead, or the first after it that is no bank holiday: leave on one costs nothing."""
    today, calendar = clock.today(), england_and_wales()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    while not is_working_day(monday, calendar=calendar):
        monday += timedelta(weeks=1)
    return monday


def small_team(site: Site) -> Team:
    """The team of the site's people; made at the first call, found at later ones."""
    found = Person.objects.filter(surname=LONG_NAME).first()
    if found is not None:
        return Team(
            asked=Absence.objects.filter(person=site.people[Role.SECRETARY].person, kind="annual_leave").earliest("pk"),
            ill=Absence.objects.filter(person__surname="Patel", kind="sickness").earliest("pk"),
            ended=ReturnToWork.objects.earliest("pk").absence,
            colleague=found,
        )
    return _make(site)


def _make(site: Site) -> Team:
    leader, secretary = site.people[Role.TEAM_LEADER], site.people[Role.SECRETARY]
    for role in (Role.TEAM_LEADER, Role.SECRETARY, Role.CONSULTANT, Role.ASSISTANT_MANAGER):
        employ(site.people[role].person)
    team = secretary.person.team
    colleague = employ(PersonFactory(surname=LONG_NAME, forenames="Hubert", team=team))
    patel = employ(PersonFactory(surname="Patel", forenames="Priya", team=team))
    jones = employ(PersonFactory(surname="Jones", forenames="Sarah", team=team))
    for weekday in range(5):
        MinimumCover.objects.create(team=team, weekday=weekday, half="pm", minimum=30, valid=ALWAYS)
    today = clock.today()
    run_entitlements(leave_year=leave_year_of(today), by=leader)
    asked = log_leave(leave(secretary.person, next_monday(), next_monday() + timedelta(days=4)), by=secretary).absence
    ill = log_leave(sickness(patel, today), by=leader).absence
    ended = log_leave(sickness(jones, today - timedelta(days=9)), by=leader)
    say_back(jones, returned_date=today - timedelta(days=6), by=leader)
    log_leave(leave(colleague, today, today + timedelta(days=8)), by=leader)
    assert asked.kind == AbsenceKind.ANNUAL_LEAVE
    return Team(asked=asked, ill=ill, ended=ended.absence, colleague=colleague)
