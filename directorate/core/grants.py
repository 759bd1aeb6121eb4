"""What the application's database role may do: no ownership, no TRUNCATE, history and access log only grow."""

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from directorate.core.models import AccessEvent

INSERT_AND_SELECT = "SELECT, INSERT"
EVERYDAY = "SELECT, INSERT, UPDATE, DELETE"


def append_only_tables() -> list[str]:
    """Tables that only ever grow: every history table, the access log, and models that say so (`only_grows`)."""
    growing = [
        model._meta.db_table
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model") or getattr(model, "only_grows", False)
    ]
    return sorted([*growing, AccessEvent._meta.db_table])


def grant_statements(*, connection: BaseDatabaseWrapper, role: str) -> list[str]:
    """SQL that gives `role` its rights on the tables as they are now."""
    quoted = connection.ops.quote_name(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        f"GRANT {EVERYDAY} ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        # Where the table of an import is made; the owner's functions take it over in the same transaction.
        f"GRANT USAGE, CREATE ON SCHEMA importing TO {quoted}",
    ]
    for table in append_only_tables():
        name = connection.ops.quote_name(table)
        statements.append(f"REVOKE ALL ON {name} FROM {quoted}")
        statements.append(f"GRANT {INSERT_AND_SELECT} ON {name} TO {quoted}")
    return statements
