"""One half day changed on the week sheet: it stands in the session's place wherever sessions are read."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.core.domain.access import Role
from directorate.core.models import Person, Site, User
from rotas.domain.sessions import DatedSession, UsualSession, sessions_between
from rotas.facts.leave_sessions import leave_hits
from rotas.facts.session_changes import AS_USUAL
from rotas.facts.working_time import working_time
from rotas.models import SessionChange
from staffing.facts.half_days import Dates
from tests.factories import SiteFactory, SpecialtyFactory
from tests.rotas import factories as make
from tests.staffing.factories import AbsenceFactory

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
WEDNESDAY = date(2026, 11, 25)
MOST_QUERIES = 12


@pytest.fixture
def royal(reference: None) -> Site:
    found: Site = SiteFactory(name="Worcestershire Royal")
    return found


@pytest.fixture
def kaur(royal: Site) -> Person:
    """An ENT registrar with a clinic on Wednesdays."""
    person = make.registrar("Kaur")
    for session in ("am", "pm"):
        make.ActivityTemplateFactory(person=person, weekday=3, session=session, site=royal)
    return person


@pytest.fixture
def lockyer(royal: Site) -> Person:
    """Another, with teaching on Wednesday morning."""
    person = make.registrar("Lockyer")
    make.ActivityTemplateFactory(person=person, weekday=3, session="am", activity="Teaching", site=royal)
    return person


def address(person: Person, *, name: str = "half_day_edit", day: str = "2026-11-25", half: str = "am") -> str:
    return reverse(f"rotas:{name}", args=[person.pk, day, half])


def save(client: Client, person: Person, *, half: str = "am", **typed: object) -> object:
    asked = {"what": "other", "activity": "Theatre", "was": AS_USUAL} | typed
    return client.post(address(person, half=half), asked)


def row_of(client: Client, name: str, **query: str) -> str:
    page = re.sub(r"\s+", " ", client.get(reverse("rotas:week_sheet"), query).content.decode())
    return page[page.index(f'<th scope="row">{name}') :].split("</tr>", maxsplit=1)[0]


# --- how they are put together ----------------------------------------------------------------------------------------

CLINIC = UsualSession(1, 3, "am", range(1, 6), None, None, "Clinic", "W")


@pytest.mark.parametrize(
    ("changes", "closed", "done"),
    [
        ([], [], ["Clinic"]),
        ([], [WEDNESDAY], []),
        ([DatedSession(1, WEDNESDAY, "am", "Theatre", "A")], [], ["Theatre"]),
        ([DatedSession(1, WEDNESDAY, "am", "", "")], [], []),
        ([DatedSession(1, WEDNESDAY, "pm", "Theatre", "A")], [], ["Theatre", "Clinic"]),
        ([DatedSession(2, WEDNESDAY, "am", "Theatre", "A")], [], ["Theatre", "Clinic"]),
        ([DatedSession(1, WEDNESDAY, "am", "On the ward", "A")], [WEDNESDAY], ["On the ward"]),
    ],
    ids=["usual", "bank holiday", "something else", "nothing", "other half", "somebody else", "on a bank holiday"],
)
def test_a_change_stands_in_the_place_of_what_repeats(
    changes: list[DatedSession], closed: list[date], done: list[str]
) -> None:
    found = sessions_between([CLINIC], changes, first=WEDNESDAY, last=WEDNESDAY, closed=closed)
    assert [row.activity for row in found] == done


# --- what is changed --------------------------------------------------------------------------------------------------


@pytest.mark.cell("rota", "rc am dm sm")
def test_a_half_day_is_changed_for_that_day_alone(
    monday: datetime, kaur: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    assert "As usual: <strong>Clinic W</strong>" in client.get(address(kaur)).content.decode()
    answer = save(client, kaur, activity="Theatre", site=royal.pk, note="list moved")
    assert answer.url.endswith("edit=1")  # type: ignore[attr-defined]
    row = row_of(client, "Dr Kaur")
    assert row.count("Theatre <b>W</b>") == 1
    assert row.count("Clinic <b>W</b>") == 1
    assert "Theatre" not in row_of(client, "Dr Kaur", **{"from": "2026-12-02"})
    page = client.get(address(kaur)).content.decode()
    assert "Now: <strong>Theatre W, changed by Sam Sharp</strong>" in page
    assert 'value="list moved"' in page
    history = client.get(address(kaur, name="half_day_history")).content.decode()
    assert "Change half day" in history
    assert "Sam Sharp" in history


def test_no_session_frees_the_half_day_and_as_usual_takes_it_back(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    save(client, kaur, what="nothing", activity="")
    assert row_of(client, "Dr Kaur").count("Clinic") == 1
    change = SessionChange.objects.get()
    assert (change.activity, change.site) == ("", None)
    was = f"{change.pk}|||"
    assert f'name="was" value="{was}"' in client.get(address(kaur)).content.decode()
    client.post(address(kaur, name="half_day_as_usual"), {"was": was})
    assert not SessionChange.objects.exists()
    assert row_of(client, "Dr Kaur").count("Clinic") == 2
    assert "Half day as usual" in client.get(address(kaur, name="half_day_history")).content.decode()


def test_a_colleague_does_the_usual_session_and_goes_back_with_it(
    monday: datetime, kaur: Person, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    assert "Dr Lockyer (instead of Teaching W)" in client.get(address(kaur)).content.decode()
    save(client, kaur, what="nothing", activity="", covering=lockyer.pk)
    assert "Clinic <b>W</b>" in row_of(client, "Dr Lockyer")
    assert "Teaching" not in row_of(client, "Dr Lockyer")
    assert "It is done instead of Dr Kaur" in client.get(address(lockyer)).content.decode()
    page = client.get(address(kaur)).content.decode()
    assert f'<option value="{lockyer.pk}" selected>Dr Lockyer</option>' in page
    change = SessionChange.objects.get(person=kaur)
    client.post(address(kaur, name="half_day_as_usual"), {"was": f"{change.pk}|||"})
    assert "Teaching" in row_of(client, "Dr Lockyer")


def test_who_is_not_free_is_named_with_the_reason_and_not_taken(
    monday: datetime, kaur: Person, lockyer: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    AbsenceFactory(person=lockyer, first_date=WEDNESDAY, last_date=WEDNESDAY)
    booked, called = make.registrar("Booked"), make.registrar("Called")
    make.ActivityTemplateFactory(person=booked, weekday=3, session="am", activity="Minor ops list", site=royal)
    make.DutyFactory(
        person=called,
        during=make.hours(datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 11, 25, 20, tzinfo=UTC)),
    )
    client = client_for(sam)
    page = client.get(address(kaur)).content.decode()
    for words in ("Dr Lockyer (is away)", "Dr Booked (has Minor ops list W)", "Dr Called (is 2nd on call)"):
        assert words in page
    refused = save(client, kaur, what="nothing", activity="", covering=lockyer.pk, note="typed")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert 'value="typed"' in refused.content.decode()  # type: ignore[attr-defined]
    assert not SessionChange.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"what": ""}, "Choose no session or something else"),
        ({"what": "other", "activity": ""}, "Enter which session, or choose no session"),
        ({"activity": "x" * 61}, "use 60 characters or fewer"),
        ({"site": "999999"}, "Hospital: choose one from the list"),
        ({"covering": "x"}, "choose one from the list"),
    ],
    ids=["nothing chosen", "no name", "too long", "no such hospital", "no such doctor"],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor, typed: dict[str, str], says: str
) -> None:
    answer = save(client_for(sam), kaur, **{"note": "kept note"} | typed)
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert says in page
    assert 'value="kept note"' in page
    assert not SessionChange.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_shown_beside_what_was_typed(
    monday: datetime, kaur: Person, sam: User, chris: User, client_for: ClientFor
) -> None:
    save(client_for(chris), kaur, activity="Ward round")
    client = client_for(sam)
    refused = save(client, kaur, activity="Theatre")
    page = refused.content.decode()  # type: ignore[attr-defined]
    assert "It is now: Ward round, changed by" in page
    assert 'value="Theatre"' in page
    assert SessionChange.objects.get().activity == "Ward round"
    was = re.findall(r'name="was" value="([^"]+)"', page)[0]
    save(client, kaur, activity="Theatre", was=was)
    assert SessionChange.objects.get().activity == "Theatre"


@pytest.mark.parametrize(
    ("day", "half"),
    [("2026-11-31", "am"), ("20261125", "am"), ("2026-11-25", "night"), ("1999-01-01", "am"), ("x", "am")],
    ids=["no such day", "not so written", "no half day", "long ago", "no date"],
)
def test_what_is_no_half_day_does_not_exist(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor, day: str, half: str
) -> None:
    assert client_for(sam).get(address(kaur, day=day, half=half)).status_code == 404


def test_only_doctors_of_rotas_one_makes_can_be_changed(
    monday: datetime, kaur: Person, everybody: dict[Role, User], client_for: ClientFor
) -> None:
    makes = {Role.DIRECTORATE_MANAGER, Role.ASSISTANT_MANAGER, Role.SPECIALTY_MANAGER, Role.ROTA_COORDINATOR}
    for role, user in everybody.items():
        status = client_for(user).get(address(kaur)).status_code
        assert (status == 200) == (role in makes), role
        page = client_for(user).get(reverse("rotas:week_sheet"), {"edit": "1"})
        assert ("half_day" in page.content.decode() or "/am/" in page.content.decode()) == (role in makes), role
    clerk = everybody[Role.SECRETARY].person
    assert clerk
    assert client_for(everybody[Role.ASSISTANT_MANAGER]).get(address(clerk)).status_code == 404
    other = make.registrar("Else", specialty=SpecialtyFactory(code="other", name="Other"))
    assert client_for(everybody[Role.SPECIALTY_MANAGER]).get(address(other)).status_code == 404


# --- where sessions are read ------------------------------------------------------------------------------------------


def test_leave_hits_what_was_changed_and_not_what_is_usual(
    monday: datetime, kaur: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    save(client, kaur, activity="Theatre", site=royal.pk)
    save(client, kaur, what="nothing", activity="", half="pm")
    hits = leave_hits(kaur, dates=Dates(WEDNESDAY, WEDNESDAY, "all", "all"))
    assert [(hit.activity, hit.part) for hit in hits.hits] == [("Theatre", "am")]
    assert hits.sessions == 1


def test_the_rules_count_what_was_changed(
    monday: datetime, kaur: Person, lockyer: Person, sam: User, client_for: ClientFor
) -> None:
    def shifts(person: Person) -> int:
        return len(working_time([person.pk], around=WEDNESDAY)[person.pk].duties)

    client, before = client_for(sam), (shifts(kaur), shifts(lockyer))
    save(client, kaur, what="nothing", activity="")
    save(client, lockyer, activity="Ward", half="pm")
    assert (shifts(kaur), shifts(lockyer)) == (before[0] - 1, before[1] + 1)


def test_a_change_after_the_week_was_published_is_marked(
    monday: datetime, kaur: Person, sam: User, client_for: ClientFor
) -> None:
    client = client_for(sam)
    client.post(reverse("rotas:week_publish"), {"specialty": "ent", "week": "2026-11-23"})
    assert "changed: " not in row_of(client, "Dr Kaur")
    save(client, kaur)
    assert "changed: </span>Theatre" in row_of(client, "Dr Kaur")


def test_the_pages_take_at_most_twelve_queries_whatever_the_size(
    monday: datetime, kaur: Person, royal: Site, sam: User, client_for: ClientFor
) -> None:
    client, costs = client_for(sam), []
    for round_ in range(2):
        for number in range(6 * round_):
            person = make.registrar(f"Doctor{number}")
            make.ActivityTemplateFactory(person=person, weekday=3, session="am", site=royal)
            AbsenceFactory(person=person, first_date=WEDNESDAY, last_date=WEDNESDAY)
        client.get(address(kaur))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(kaur))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= MOST_QUERIES
