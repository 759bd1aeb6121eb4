"""The three configuration files of the local PostgreSQL, as text."""

from collections.abc import Sequence
from pathlib import Path

MEGABYTE = 1024 * 1024
OWNER_ROLE = "directorate_owner"
APP_ROLE = "directorate_app"
SUPERUSER = "postgres"


def server_settings(*, sockets: Path, memory_bytes: int) -> str:
    """Return postgresql.conf: socket only, durable, sized for the memory of the machine.

    One eighth of memory (128 MB to 2 GB) goes to shared buffers, half is assumed to be file cache.
    Error details and statements stay out of the log: they would carry patients' data.
    """
    shared = min(max(memory_bytes // 8 // MEGABYTE, 128), 2048)
    cache = max(memory_bytes // 2 // MEGABYTE, 256)
    return f"""\
# Written by directorate.local at every start. Put your own settings in local.conf beside this file.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
password_encryption = 'scram-sha-256'

shared_buffers = '{shared}MB'
effective_cache_size = '{cache}MB'
work_mem = '32MB'
maintenance_work_mem = '256MB'
random_page_cost = 1.1
jit = off

fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
min_wal_size = '256MB'
max_wal_size = '4GB'
checkpoint_timeout = '15min'

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'ISO, DMY'
log_line_prefix = '%m [%p] %u@%d '
log_error_verbosity = terse
log_min_error_statement = panic
log_checkpoints = off
include_if_exists = 'local.conf'
"""


HOST_BASED_ACCESS = """\
# Written by directorate.local at every start: Unix socket only, and only the accounts in pg_ident.conf.
local all all peer map=directorate
"""


def identity_map(account_names: Sequence[str]) -> str:
    """Return pg_ident.conf: these operating-system accounts may sign in as any database role."""
    lines = [f'directorate "{name}" all' for name in dict.fromkeys(account_names)]
    return "# Written by directorate.local at every start.\n" + "\n".join(lines) + "\n"
