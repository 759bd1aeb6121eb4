"""What every row of history has in common."""

from django.db import models
from pghistory.models import Event as HistoryEvent


class Event(HistoryEvent):
    """A change that is looked up by its moment: the auditor's page reads the newest of every table.

    The tables of history are named after this class.
    """

    pgh_created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True
