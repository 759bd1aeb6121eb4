"""What becomes of the clinics and lists that a doctor's leave hits, and the requests to cancel them."""

from uuid import uuid4

import pghistory
from django.db import models
from django.db.models import Q

from directorate.core.models import OutgoingMail, Person, User
from rotas.domain.states import CANCELLATION_WORDS, CancellationState
from rotas.models.desk import Desk
from rotas.querysets import CancellationQuerySet, LeaveSessionQuerySet
from staffing.models import Absence

CANCELLATION_STATES = [(state.value, words) for state, words in CANCELLATION_WORDS.items()]


class SessionChoice(models.TextChoices):
    """What becomes of a session on which the doctor is away."""

    CANCEL = "cancel", "cancel"
    REDUCE = "reduce", "reduce"
    SOMEONE_ELSE = "someone_else", "someone else"
    KEEP = "keep", "keep"


class SessionPart(models.TextChoices):
    """How much of a day a session takes."""

    ALL = "all", "all day"
    AM = "am", "am"
    PM = "pm", "pm"


class BookedKind(models.TextChoices):
    """Who books patients into a session: the booking office into clinics, theatres into lists."""

    CLINIC = "clinic", "Clinic"
    THEATRE = "theatre", "Theatre"


@pghistory.track()
class CancellationRequest(models.Model):
    """One request to the booking office or to theatres about the sessions of one leave; `key` is what its link is signed over."""

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="cancellations")
    key = models.UUIDField(unique=True, default=uuid4)
    desk = models.CharField(max_length=20, choices=Desk.choices)
    state = models.CharField(max_length=10, choices=CANCELLATION_STATES, default=CancellationState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = CancellationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cancellation_is_asked_of_those_who_book", condition=Q(desk__in=("booking_office", "theatres"))
            ),
            models.CheckConstraint(
                name="cancellation_state_is_known", condition=Q(state__in=[state.value for state in CancellationState])
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="cancellation_not_done_yet")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """C-0012."""
        return f"C-{self.pk:04d}"

    @property
    def state_words(self) -> str:
        """The state in words for people."""
        return CANCELLATION_WORDS[CancellationState(self.state)]


@pghistory.track()
class CancellationStep(models.Model):
    """One step of a request: from where to where, who, when, what showed it; the e-mail that it sent, if any."""

    request = models.ForeignKey(CancellationRequest, on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=10, choices=CANCELLATION_STATES, blank=True)
    to_state = models.CharField(max_length=10, choices=CANCELLATION_STATES)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.request}: {self.to_words}"

    @property
    def to_words(self) -> str:
        """The state reached, in words."""
        return CANCELLATION_WORDS[CancellationState(self.to_state)]


@pghistory.track()
class LeaveSession(models.Model):
    """One clinic or list that a leave hits, and what becomes of it.

    `booked`, `over_40` and `in_cohort` are the patients as known when it was chosen (None: not known), exactly or at
    least so many; `counted_date` is the day of the list or extract they come from. `site` is the code of the hospital.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="sessions")
    date = models.DateField()
    part = models.CharField(max_length=3, choices=SessionPart.choices)
    kind = models.CharField(max_length=7, choices=BookedKind.choices)
    activity = models.CharField(max_length=130)
    site = models.CharField(max_length=10, blank=True)
    clinic_codes = models.CharField(max_length=100, blank=True)
    choice = models.CharField(max_length=12, choices=SessionChoice.choices)
    covering = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    booked = models.PositiveSmallIntegerField(null=True, blank=True)
    over_40 = models.PositiveSmallIntegerField(default=0)
    in_cohort = models.PositiveSmallIntegerField(default=0)
    is_exact = models.BooleanField(default=False)
    counted_date = models.DateField(null=True, blank=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        CancellationRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="sessions"
    )

    objects = LeaveSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "date", "part", "kind"], name="session_of_a_leave_is_chosen_once"
            ),
            models.CheckConstraint(
                name="only_a_session_that_somebody_else_does_says_who",
                condition=Q(choice="someone_else") | Q(covering=None),
            ),
            models.CheckConstraint(
                name="only_cancelled_or_reduced_sessions_are_asked_for",
                condition=Q(request=None) | Q(choice__in=("cancel", "reduce")),
            ),
        ]
        indexes = [models.Index(fields=["date"], name="session_of_a_leave_by_date")]

    def __str__(self) -> str:
        return f"{self.activity}, {self.date} {self.part}"
