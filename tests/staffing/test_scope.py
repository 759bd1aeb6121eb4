"""Whose leave, whereabouts and sickness each role reaches: the table of roles, cell by cell, on four people."""

from collections.abc import Callable

import pytest

from directorate.core.domain.access import Role
from directorate.core.models import Person, User
from directorate.core.models.people import StaffGroup
from staffing.models import Absence
from staffing.querysets import scope
from staffing.querysets.scope import PeopleReach
from tests.factories import PersonFactory, SpecialtyFactory, TeamFactory
from tests.staffing import factories as make

pytestmark = pytest.mark.django_db

# own (o), a colleague of the team (c), a doctor of the specialty (d), somebody of another specialty (x)
MAY_LOG = {
    "dm": "ocdx", "am": "ocdx", "sm": "ocd", "tl": "oc", "sec": "o", "rc": "od", "con": "o", "res": "o", "ch": "o",
    "hr": "", "fin": "o", "aud": "", "adm": "",
}  # fmt: skip
MAY_DECIDE = {
    "dm": "ocdx", "am": "ocdx", "sm": "ocd", "tl": "oc", "sec": "", "rc": "", "con": "", "res": "", "ch": "",
    "hr": "", "fin": "", "aud": "", "adm": "",
}  # fmt: skip
SEES_KIND = {
    "dm": "ocdx", "am": "ocdx", "sm": "ocd", "tl": "oc", "sec": "o", "rc": "od", "con": "o", "res": "o", "ch": "o",
    "hr": "ocdx", "fin": "o", "aud": "o", "adm": "o",
}  # fmt: skip
SETS_SICKNESS = {
    "dm": "", "am": "ocdx", "sm": "ocd", "tl": "oc", "sec": "", "rc": "d", "con": "", "res": "", "ch": "",
    "hr": "", "fin": "", "aud": "", "adm": "",
}  # fmt: skip
SEES_REASON = {
    "dm": "oc", "am": "oc", "sm": "oc", "tl": "oc", "sec": "o", "rc": "", "con": "o", "res": "o", "ch": "o",
    "hr": "ocdx", "fin": "", "aud": "", "adm": "",
}  # fmt: skip
LISTS = {
    "dm": "ocdx", "am": "ocdx", "sm": "ocd", "tl": "oc", "sec": "d", "rc": "d", "con": "o", "res": "o", "ch": "",
    "hr": "ocdx", "fin": "ocx", "aud": "ocdx", "adm": "",
}  # fmt: skip
RIGHTS: list[tuple[Callable[[User], PeopleReach], dict[str, str]]] = [
    (scope.may_log_leave_for, MAY_LOG),
    (scope.may_decide_leave_of, MAY_DECIDE),
    (scope.may_see_kind_of, SEES_KIND),
    (scope.may_write_sickness_of, SETS_SICKNESS),
    (scope.may_see_reason_of, SEES_REASON),
    (scope.may_list, LISTS),
]


@pytest.fixture
def others(reference: None) -> dict[str, Person]:
    elsewhere = SpecialtyFactory(code="dermatology")
    return {
        "c": PersonFactory(team=TeamFactory()),
        "d": PersonFactory(staff_group=StaffGroup.MEDICAL),
        "x": PersonFactory(specialty=elsewhere, team=TeamFactory(name="Dermatology secretaries", specialty=elsewhere)),
    }


@pytest.mark.cell("ac_leave", "sm tl rc con ch fin")
@pytest.mark.cell("ac_leave_approval", "sm tl")
@pytest.mark.cell("medical_leave", "sm con res")
@pytest.mark.cell("medical_leave_approval", "sm")
@pytest.mark.cell("whereabouts_kind", "dm am sm tl sec rc con res ch hr fin")
@pytest.mark.cell("sickness_dates", "sm tl rc con res ch fin")
@pytest.mark.cell("sickness_detail", "dm am sm tl sec con res ch")
@pytest.mark.cell("establishment", "sm tl")
@pytest.mark.cell("medical_staff", "sm con res")
@pytest.mark.parametrize(("right", "expected"), RIGHTS, ids=[right.__name__ for right, _ in RIGHTS])
def test_each_role_reaches_whom_the_table_says(
    everybody: dict[Role, User],
    others: dict[str, Person],
    right: Callable[[User], PeopleReach],
    expected: dict[str, str],
) -> None:
    found = {}
    for role, user in everybody.items():
        people = {"o": user.person, **others}
        reach = right(user)
        held = "".join(key for key in "ocdx" if people[key] and reach.holds(people[key]))  # type: ignore[arg-type]
        keys = {person.pk: key for key, person in people.items() if person}
        rows = Person.objects.filter(reach.as_filter(), pk__in=keys).values_list("pk", flat=True)
        assert "".join(sorted((keys[pk] for pk in rows), key="ocdx".index)) == held, "filter and rule agree"
        found[role.value] = held
    assert found == expected


def test_absences_are_visible_as_kinds_and_sickness_are(everybody: dict[Role, User], others: dict[str, Person]) -> None:
    """A rota coordinator sees all of doctors; HR everything; a secretary of others nothing."""
    for person in others.values():
        make.AbsenceFactory(person=person)
        make.AbsenceFactory(person=person, kind="sickness", first_date="2026-11-02", last_date="2026-11-03")
    seen = {role.value: Absence.objects.visible_to(user).count() for role, user in everybody.items()}
    assert seen == {
        "dm": 6, "am": 6, "sm": 4, "tl": 2, "sec": 0, "rc": 2, "con": 0, "res": 0, "ch": 0,
        "hr": 6, "fin": 0, "aud": 0, "adm": 0,
    }  # fmt: skip
