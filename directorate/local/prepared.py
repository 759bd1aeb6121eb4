"""Has the database been brought up to date by this very code? Asking Django takes seconds.

The answer is kept in the database itself, as its comment, so that a restored older copy tells the truth.
"""

import hashlib

from psycopg import sql

from directorate.local import postgres
from directorate.local.places import CHECKOUT, Places

FOLDERS = ("directorate", "staffing", "rotas", "waiting_lists", "complaints", "reports")


def fingerprint() -> str:
    """Return a digest of the application's Python files and of the locked packages."""
    digest = hashlib.sha256((CHECKOUT / "requirements.txt").read_bytes())
    for path in sorted(path for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*.py")):
        digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return f"prepared by {digest.hexdigest()}"


def is_prepared(places: Places) -> bool:
    """Return whether the local database was last brought up to date by the code of now."""
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    with postgres.connect(places, database="postgres") as server:
        return server.execute(question, [postgres.DATABASE]).fetchone() == (fingerprint(),)


def note_prepared(places: Places) -> None:
    """Write down that the code of now has brought the local database up to date."""
    statement = sql.SQL("COMMENT ON DATABASE {} IS {}")
    with postgres.connect(places, database="postgres") as server:
        server.execute(statement.format(sql.Identifier(postgres.DATABASE), sql.Literal(fingerprint())))
