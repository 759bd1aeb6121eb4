"""The site with the demo, on one fixed Monday: for the pictures of the guides and for Monday's tasks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from directorate.core.domain.access import Role
from directorate.core.models import RoleGrant, User
from tests.browser.site import Site, manage, running_site, site_environment

SETTINGS = "tests.browser.demo_settings"
RUN_REPORTS = "from reports.tasks import run_due_reports; run_due_reports()"


@contextmanager
def demo_site(database: str, *, folder: Path, **more: str) -> Iterator[Site]:
    """The site with the demo, which is put into this database: one that is ready and empty."""
    demo = {"DJANGO_SETTINGS_MODULE": SETTINGS, "DEMO": "1"} | more
    environment = site_environment(database=database) | demo | {"VAR_DIR": str(folder)}
    for command in (["seed_demo"], ["shell", "-c", RUN_REPORTS]):
        manage(*command, environment=environment)
    with running_site(database=database, folder=folder, **demo) as site:
        site.people = {role: account_of(role) for role in Role}
        yield site


def account_of(role: Role) -> User:
    """The demo's account of a role."""
    return RoleGrant.objects.filter(role=role, user__is_demo=True).earliest("pk").user
