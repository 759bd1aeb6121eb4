"""Directorate: the operations desk of an NHS acute-hospital directorate."""

from directorate.celery import app as celery_app

__all__ = ["celery_app"]
