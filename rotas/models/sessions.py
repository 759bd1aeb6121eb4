"""Sessions of a doctor's week, which repeat by the weeks of the month, and what is changed for one half day."""

import pghistory
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, Site, User
from rotas.querysets import ActivityTemplateQuerySet, SessionChangeQuerySet


class Session(models.TextChoices):
    """Half a day."""

    AM = "am", "Morning"
    PM = "pm", "Afternoon"


@pghistory.track()
class ActivityTemplate(models.Model):
    """What a doctor does on a weekday (Monday 1 to Sunday 7) in a session, in these weeks of the month (1 to 5)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="activity_templates")
    weekday = models.PositiveSmallIntegerField()
    session = models.CharField(max_length=2, choices=Session.choices)
    weeks_of_month = ArrayField(models.PositiveSmallIntegerField())
    activity = models.CharField(max_length=60)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    valid = DateRangeField()

    objects = ActivityTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="session_is_on_a_weekday", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(
                name="session_is_in_weeks_one_to_five",
                condition=Q(weeks_of_month__contained_by=[1, 2, 3, 4, 5], weeks_of_month__len__gt=0),
            ),
            models.CheckConstraint(name="session_has_an_activity", condition=~Q(activity="")),
        ]
        indexes = [models.Index(fields=["person", "weekday"], name="session_by_person_and_weekday")]

    def __str__(self) -> str:
        return f"{self.activity}, weekday {self.weekday} {self.session}"


@pghistory.track()
class SessionChange(models.Model):
    """What a doctor does in one half day instead of what repeats; nothing while `activity` is empty.

    `instead_of` is the doctor whose usual session this is.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="session_changes")
    date = models.DateField()
    session = models.CharField(max_length=2, choices=Session.choices)
    activity = models.CharField(max_length=60, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True)
    note = models.CharField(max_length=100, blank=True)
    instead_of = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SessionChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "date", "session"], name="half_day_is_changed_once"),
            models.CheckConstraint(name="no_session_is_nowhere", condition=~Q(activity="") | Q(site=None)),
            models.CheckConstraint(
                name="nobody_does_nothing_instead_of_another", condition=~Q(activity="") | Q(instead_of=None)
            ),
        ]
        indexes = [models.Index(fields=["date"], name="session_change_by_date")]

    def __str__(self) -> str:
        return f"{self.activity or 'no session'}, {self.date} {self.session}"
