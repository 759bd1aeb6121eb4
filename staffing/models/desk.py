"""What waits on a team's desks: six numbers a week."""

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import Team, User
from staffing.querysets.desk import DeskCountQuerySet


@pghistory.track()
class DeskCount(models.Model):
    """Letters to type, referrals to triage, results to file and voicemails of one team on one day.

    The age of the oldest is in days; none where nothing waits.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="desk_counts")
    count_date = models.DateField()
    letters_to_type = models.PositiveIntegerField()
    oldest_letter_days = models.PositiveSmallIntegerField(null=True, blank=True)
    referrals_to_triage = models.PositiveIntegerField()
    oldest_referral_days = models.PositiveSmallIntegerField(null=True, blank=True)
    results_to_file = models.PositiveIntegerField()
    voicemails = models.PositiveIntegerField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = DeskCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "count_date"], name="team_counts_its_desks_once_a_day"),
            models.CheckConstraint(
                name="oldest_letter_is_known_where_letters_wait",
                condition=Q(letters_to_type=0, oldest_letter_days=None)
                | Q(letters_to_type__gt=0, oldest_letter_days__isnull=False),
            ),
            models.CheckConstraint(
                name="oldest_referral_is_known_where_referrals_wait",
                condition=Q(referrals_to_triage=0, oldest_referral_days=None)
                | Q(referrals_to_triage__gt=0, oldest_referral_days__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}, {self.count_date}"
