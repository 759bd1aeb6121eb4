"""The project's Celery application with a beat every second and a queue of the test's own: `celery -A tests.reports.short_beat`."""

import os

from directorate.celery import app

__all__ = ["app"]

app.conf.task_default_queue = os.environ["QUEUE"]
for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 1.0
