"""Questions to doctors whether they exchange a duty of theirs for one of a colleague."""

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import F, Q

from directorate.core.models import Person, User
from rotas.domain.offers import OfferStanding, standing_of
from rotas.models.duties import Duty
from rotas.models.offers import ANSWERED, MAILED, WITHDRAWN, Question
from rotas.querysets import SwapOfferQuerySet


@pghistory.track()
class SwapOffer(Question):
    """`person` asked to do `duty`, which `giver` has, for `other`, which they have; `done_at` is when it was exchanged.

    The question is over as soon as one of the duties is somebody else's.
    """

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="swaps_asked")
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_wanted")
    other = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="swaps_offered")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps_asked_of")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SwapOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "other"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="doctor_is_asked_once_about_a_swap",
            ),
            models.CheckConstraint(
                name="two_duties_of_two_doctors_are_swapped",
                condition=~Q(duty=F("other")) & ~Q(giver=F("person")),
            ),
            models.CheckConstraint(name="swap_is_answered_by_somebody_at_some_time_in_some_way", condition=ANSWERED),
            models.CheckConstraint(name="swap_offer_is_withdrawn_by_somebody_at_some_time", condition=WITHDRAWN),
            models.CheckConstraint(name="only_who_is_asked_for_a_swap_by_email_has_an_email", condition=MAILED),
            models.CheckConstraint(
                name="swap_is_done_by_somebody_after_a_yes",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, answer="yes", withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} asked to swap {self.other_id} for {self.duty_id}"

    def standing(self, now: datetime) -> OfferStanding:
        """Where the question stands; reads both duties."""
        return standing_of(
            answer=self.answer,
            is_withdrawn=self.withdrawn_at is not None or not self.is_possible,
            expires_at=self.expires_at,
            now=now,
        )

    @property
    def is_possible(self) -> bool:
        """Return whether both still have the duties that would be exchanged."""
        return (self.duty.person_id, self.other.person_id) == (self.giver_id, self.person_id)

    @property
    def is_asked_by_giver(self) -> bool:
        """Return whether the doctor who gives the duty away asked, and so agreed; reads who asked."""
        return self.asked_by.person_id == self.giver_id
