"""The Celery application: `celery -A directorate worker`, `celery -A directorate beat`."""

import os

from celery import Celery
from django.apps import AppConfig
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "directorate.broker:Transport"))

app = Celery("directorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class JobsConfig(AppConfig):
    """Loads the Celery application with Django, so that whoever puts a task in the queue finds the right one.

    The package itself does not: the supervisor of `bin/run` lives in it and starts in half the time without.
    """

    name = "directorate.celery"
    label = "jobs"
