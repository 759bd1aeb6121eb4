"""Requests to the bank office for somebody to do a duty that nobody of the directorate can do."""

from uuid import uuid4

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import OutgoingMail, User
from rotas.domain.states import LOCUM_WORDS, LocumState
from rotas.models.duties import Gap
from rotas.querysets import LocumRequestQuerySet

STATES = [(state.value, words) for state, words in LOCUM_WORDS.items()]


def reference_of(request_id: int) -> str:
    """The reference of a request, as people say it: L-0231."""
    return f"L-{request_id:04d}"


@pghistory.track()
class LocumRequest(models.Model):
    """One request; `key` is what the reply link is signed over. Rates are pence an hour.

    Who fills it is known when it is filled, and stays when the doctor did not come. `tried` is what had been tried when
    the bank office was asked, in the words that it was told; empty until then.
    """

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="locum_requests")
    key = models.UUIDField(unique=True, default=uuid4)
    state = models.CharField(max_length=25, choices=STATES, default=LocumState.SUBMITTED)
    risk = models.CharField(max_length=300)
    skills = models.CharField(max_length=300)
    most_pence = models.PositiveIntegerField()
    needs_manager = models.BooleanField()
    tried = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    worker_name = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=100, blank=True)
    rate_pence = models.PositiveIntegerField(null=True, blank=True)

    objects = LocumRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gap"],
                condition=~Q(state__in=("unfilled", "cancelled", "no_show")),
                name="gap_has_one_request_under_way",
            ),
            models.CheckConstraint(
                name="locum_state_is_known", condition=Q(state__in=[state.value for state in LocumState])
            ),
            models.CheckConstraint(
                name="filled_request_says_by_whom", condition=~Q(state__in=("filled", "no_show")) | ~Q(worker_name="")
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """L-0231."""
        return reference_of(self.pk)

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return LOCUM_WORDS[LocumState(self.state)]


@pghistory.track()
class LocumStep(models.Model):
    """One step of a request: from where to where, who, when and what was said; the e-mail that it sent, if any."""

    request = models.ForeignKey(LocumRequest, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=25, choices=STATES, blank=True)
    to_state = models.CharField(max_length=25, choices=STATES)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="off_framework_says_which_executive_approved",
                condition=~Q(to_state="t6_off_framework") | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.to_words}"

    @property
    def to_words(self) -> str:
        """The state reached, in words."""
        return LOCUM_WORDS[LocumState(self.to_state)]
