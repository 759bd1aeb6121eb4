"""How gunicorn serves the application: `gunicorn --config python:directorate.local.gunicorn_settings`."""

import gc
import os

from gunicorn.arbiter import Arbiter

wsgi_app = "directorate.wsgi:application"
worker_class = "directorate.local.web_worker.EvenWorker"
workers = int(os.environ.get("WEB_WORKERS") or max(2, os.cpu_count() or 1))
# Threads of one worker share its processor; they keep a slow upload from blocking the others.
threads = int(os.environ.get("WEB_THREADS") or 4)
timeout = 120
graceful_timeout = 10
keepalive = 5
# Load the application once, before the workers fork.
preload_app = True
errorlog = "-"
loglevel = "warning"
# Nobody commands it through a socket, for which a container's account has no home to put it in.
control_socket_disable = True


def on_starting(_server: Arbiter) -> None:
    """Load every page's module before the first connection is taken, then put all of it out of the collector's way.

    A collection that walks the whole application would stop a request for tens of milliseconds,
    and would copy the memory that the workers share.
    """
    from django.urls import get_resolver  # noqa: PLC0415 - only once the application is loaded

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
