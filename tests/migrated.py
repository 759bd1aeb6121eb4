"""One migrated database a run, from which each worker and each site of a browser test copies its own.

Migrating takes longer than a thousand tests, and every worker would do it at the same time.
"""

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from directorate.core.first_migration import few_models_anew


def server() -> psycopg.Connection:
    """A connection to the server that makes and drops databases."""
    given = connections["owner" if "owner" in connections else "default"].settings_dict
    parts = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    return psycopg.connect(dbname="postgres", autocommit=True, **{key: value for key, value in parts.items() if value})


def exists(name: str) -> bool:
    """Whether the server has a database of this name."""
    with server() as found:
        return found.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def name_of_run(process: int) -> str:
    """The migrated database of the run that this process began."""
    return f"{connection.settings_dict['NAME']}_migrated_{process}"


def drop_if_there(name: str) -> None:
    """Drop a database, whoever is connected to it; without a server there is none."""
    try:
        with server() as found:
            found.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
    except psycopg.OperationalError:
        return


def make_once(name: str) -> None:
    """Make the migrated database of a run; the second worker that asks waits for the first and finds it made."""
    with server() as held:
        held.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if exists(name):
            return
        making = f"{name}_making"
        drop_if_there(making)
        held.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        _migrate(making)
        held.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))


def _migrate(name: str) -> None:
    connection.close()
    kept, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        with few_models_anew():
            call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
