"""A registrar, a gap and somebody on call, made once in a site."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from psycopg.types.range import TimestamptzRange

from directorate.core import clock
from directorate.core.domain.calendar import LONDON
from directorate.core.models import Person
from rotas.models import Duty, Gap
from tests.browser.site import Site
from tests.factories import PersonFactory, SiteFactory, SpecialtyFactory
from tests.rotas import factories as make

NAME = "Featherstonehaugh-Cholmondeley"


@dataclass(frozen=True)
class SmallRota:
    """What was made."""

    gap: Gap
    duty: Duty


def night(days: int) -> TimestamptzRange:
    """Tonight or so many nights ahead, 17:00 to 08:00."""
    start = datetime.combine(clock.today() + timedelta(days=days), time(17), LONDON)
    return TimestamptzRange(start, start + timedelta(hours=15))


def small_rota(site: Site) -> SmallRota:
    """The rota of the site's people; made at the first call, found at later ones."""
    found = Gap.objects.open().first()
    if found is not None:
        return SmallRota(gap=found, duty=Duty.objects.standing().exclude(person=None).earliest("pk"))
    return _make()


def _make() -> SmallRota:
    person, place = _doctor(NAME), SiteFactory()
    rota = make.RotaFactory(specialty=SpecialtyFactory(code="ent"))
    for weekday in range(1, 6):
        make.ActivityTemplateFactory(person=person, weekday=weekday, site=place)
    duty = make.DutyFactory(rota=rota, person=_doctor("Oyelaran"), during=night(1), site=place)
    gap = make.GapFactory(duty__rota=rota, duty__person=None, duty__during=night(2), duty__site=place)
    return SmallRota(gap=gap, duty=duty)


def _doctor(surname: str) -> Person:
    made: Person = PersonFactory(surname=surname, title="Dr", staff_group="medical", grade="Specialty registrar")
    return made
