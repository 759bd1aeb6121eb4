"""Each cell of the table of roles that a screen touches: what the role sees there, and what it does not.

A row names a page and, for each role, whether it opens it and which words stand in it or must not. Apps add rows in
`tests/<app>/test_role_cells.py` with `cells` and `expect_cell`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from directorate.core.domain.access import Role, Subject
from directorate.core.models import User
from tests.factories import SiteFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Cell:
    """One page for one subject.

    Attributes:
        path: the page.
        readers, writers: the roles that open it, and those that also find `button` there; a writer is a reader.
        shown: words that a reader sees.
    """

    subject: Subject
    path: str
    readers: str
    writers: str
    shown: str
    button: str

    def may_read(self, role: Role) -> bool:
        """Whether the role opens the page."""
        return role.value in f"{self.readers} {self.writers}".split()


ADMINISTRATION, NUMBERS = Subject.ADMINISTRATION, Subject.POLICY_NUMBER
CELLS = (
    Cell(ADMINISTRATION, "/administration/users/", "am aud", "adm", "Email address", "Open an account"),
    Cell(ADMINISTRATION, "/administration/roles/", "am aud", "adm", "What each role may do", ""),
    Cell(ADMINISTRATION, "/administration/registers/sites/", "am aud", "adm", "Kidderminster", "Add a site"),
    Cell(ADMINISTRATION, "/administration/registers/specialties/", "am aud", "adm", "OMFS", "Add a specialty"),
    Cell(ADMINISTRATION, "/administration/registers/teams/", "am aud", "adm", "ENT secretaries", "Add a team"),
    Cell(
        ADMINISTRATION, "/administration/registers/bank-holidays/", "am aud", "adm", "Christmas", "Add a bank holiday"
    ),
    Cell(
        ADMINISTRATION,
        "/administration/registers/treatment-functions/",
        "am aud",
        "adm",
        "Dermatology Service",
        "Add a treatment function",
    ),
    Cell(NUMBERS, "/administration/policy-numbers/", "sm tl rc hr aud", "dm am", "Not checked", ""),
    Cell(
        NUMBERS,
        "/administration/policy-numbers/rtw_working_days/",
        "sm tl rc hr aud",
        "dm am",
        "HR034 6.8",
        "Change or confirm",
    ),
    Cell(Subject.HISTORY, "/administration/history/", "aud", "", "History and access log", ""),
)


def cells(rows: tuple[Cell, ...]) -> Iterator[object]:
    """Each row for each role, with an id in words."""
    for row in rows:
        for role in Role:
            yield pytest.param(row, role, id=f"{row.path} as {role.name.lower().replace('_', ' ')}")


def expect_cell(row: Cell, *, role: Role, client: Client) -> None:
    """The page opens for those who may, shows what it should, and offers its button to writers only."""
    response = client.get(row.path)
    if not row.may_read(role):
        assert response.status_code == 403
        assert row.shown not in response.content.decode()
        return
    page = response.content.decode()
    assert response.status_code == 200
    assert row.shown in page
    if row.button:
        assert (row.button in page) is (role.value in row.writers.split())


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(("row", "role"), list(cells(CELLS)))
def test_a_cell_of_the_table_of_roles(
    row: Cell, role: Role, everybody: dict[Role, User], client_for: Callable[[User], Client]
) -> None:
    SiteFactory(code="RWP31", name="Kidderminster Hospital", letter="K")
    expect_cell(row, role=role, client=client_for(everybody[role]))
