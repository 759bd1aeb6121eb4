"""The real site for browser tests: its own database (a copy of the test database) and its own web server process.

The server runs with DEBUG off and as the application's database role, so that what a browser sees is what people see:
error pages, headers, grants. The tests write into the same database, which is thrown away afterwards.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from psycopg import sql

from directorate.core.domain.access import Role
from directorate.core.models import User
from tests.migrated import server

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@dataclass
class Site:
    """A running site: where it is, who works there, and where it keeps its files."""

    address: str
    folder: Path
    people: dict[Role, User] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    post: "Post | None" = None

    def manage(self, *arguments: str) -> None:
        """Run a management command (or a job, by `shell -c`) as the installation does."""
        manage(*arguments, environment=self.environment)

    @contextmanager
    def with_settings(self, **more: str) -> Iterator["Site"]:
        """A second web server on the same data, with other settings, until the block ends."""
        database = urlsplit(self.environment["DATABASE_URL"]).path.strip("/")
        kept = {name: value for name, value in self.environment.items() if name not in {"PORT", "VAR_DIR"}}
        folder = self.folder / "second"
        folder.mkdir(exist_ok=True)
        with running_site(database=database, folder=folder, **(kept | more)) as running:
            running.people, running.post = self.people, self.post
            yield running

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return self.address + path

    def session_of(self, user: User) -> str:
        """The key of a new session of this user, as if she had just signed in."""
        client = Client()
        client.force_login(user)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def mails(self) -> list[str]:
        """Recipients and text of each e-mail sent so far."""
        return list(self.post.received) if self.post else []


class Post:
    """A mail server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.received: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        """Take the message."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.received.append(f"{', '.join(envelope.rcpt_tos)}\n{content.decode('utf-8', 'replace')}")
        return "250 OK"


@contextmanager
def post_office() -> Iterator[tuple[Post, str]]:
    """A real mail server on this machine, and its address as EMAIL_URL."""
    post, port = Post(), free_port()
    server = Controller(post, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield post, f"smtp://127.0.0.1:{port}"
    finally:
        server.stop()


def with_database(url: str, name: str) -> str:
    """The same database address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def template_database(migrated: str | None) -> Iterator[str]:
    """The name of a database made ready once for all modules, by the command that readies an installation.

    `migrated` has the present schema already, None: there is none.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"browser_{urlsplit(_owner_url()).path.strip('/')}_{worker}"[:60]
    with fresh_database(name, template=migrated or "template1"):
        manage("prepare_database", "--verbosity", "0", environment=site_environment(database=name))
        yield name


@contextmanager
def copied_database(template: str) -> Iterator[str]:
    """The name of a copy of the template; Django's own connection leads to it meanwhile."""
    with fresh_database(f"{template}_1", template=template) as name, working_in(name):
        yield name


@contextmanager
def working_in(name: str) -> Iterator[None]:
    """Django's own connection leads to this database until the block ends."""
    kept = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = kept


@contextmanager
def fresh_database(name: str, *, template: str = "template1") -> Iterator[str]:
    """The name of a new database, dropped when the block ends."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with server() as made:
        made.execute(drop)
        made.execute(create)
    try:
        yield name
    finally:
        with server() as made:
            made.execute(drop)


@contextmanager
def running_site(*, database: str, folder: Path, **more: str) -> Iterator[Site]:
    """The site on a free port of this machine, until the block ends."""
    port = free_port()
    environment = site_environment(database=database) | {"PORT": str(port), "VAR_DIR": str(folder), **more}
    log = folder / "web.log"
    command = [sys.executable, "-m", "gunicorn", "directorate.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*command, "--threads", "4", "--worker-class", "gthread", "--timeout", "120"],
            cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        _wait_for(port, server=server, log=log)
        yield Site(address=f"http://localhost:{port}", folder=folder, environment=environment)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _owner_url() -> str:
    return os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


def site_environment(*, database: str) -> dict[str, str]:
    """The environment of the site's processes."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.site_settings",
        "DATABASE_OWNER_URL": with_database(_owner_url(), database),
        "DATABASE_URL": with_database(os.environ.get("DATABASE_URL") or _owner_url(), database),
        "SECRET_KEY": settings.SECRET_KEY,  # the sessions that tests make must hold there
        "DEBUG": "0",
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(CHECKOUT),
    }


def manage(*arguments: str, environment: dict[str, str]) -> None:
    """Run manage.py; fails with its output."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, *, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accessibility/", timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            break
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"The site did not start:\n{log.read_text(encoding='utf-8')}")
