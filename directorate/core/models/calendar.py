"""Bank holidays as rows that an administrator edits."""

import pghistory
from django.db import models


@pghistory.track()
class BankHoliday(models.Model):
    """A day on which England and Wales do not work; substitute days stand for the weekend day they replace."""

    date = models.DateField(unique=True)
    title = models.CharField(max_length=100)
    source = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.title}, {self.date:%-d %B %Y}"
