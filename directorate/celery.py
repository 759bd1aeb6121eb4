"""The Celery application: `celery -A directorate worker`, `celery -A directorate beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directorate.settings")

app = Celery("directorate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
