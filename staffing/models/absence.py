"""Absence: one merged row a spell for every person, what each source said of it, and what it costs."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from directorate.core.models import Person, User
from staffing.querysets import AbsenceQuerySet, HalfDays, ReturnToWorkQuerySet


class AbsenceKind(models.TextChoices):
    """Kinds of absence (EMPLOYEE ABSENCE TYPE of the NHS Data Dictionary, in words)."""

    ANNUAL_LEAVE = "annual_leave", "Annual leave"
    SICKNESS = "sickness", "Sickness"
    TOIL = "toil", "Time off in lieu"
    STUDY = "study", "Study leave"
    CARERS = "carers", "Carer's leave"
    MATERNITY = "maternity", "Maternity leave"
    ADOPTION = "adoption", "Adoption leave"
    PATERNITY = "paternity", "Paternity leave"
    SHARED_PARENTAL = "shared_parental", "Shared parental leave"
    UNPAID_PARENTAL = "unpaid_parental", "Unpaid parental leave"
    NEONATAL = "neonatal", "Neonatal care leave"
    SPECIAL = "special", "Special leave"
    DISABILITY = "disability", "Disability leave"
    MEDICAL_SUSPENSION = "medical_suspension", "Medical suspension"
    PROFESSIONAL = "professional", "Professional leave"
    UNPAID = "unpaid", "Unpaid authorised absence"
    UNAUTHORISED = "unauthorised", "Unauthorised absence"


class AbsenceState(models.TextChoices):
    """Where an absence stands; sickness is recorded as approved at once, since nobody decides about it."""

    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED = "cancelled", "Cancelled"


class DayPart(models.TextChoices):
    """How much of a first or last day."""

    ALL = "all", "All day"
    AM = "am", "Morning"
    PM = "pm", "Afternoon"


@pghistory.track(exclude=["half_days"])
class Absence(models.Model):
    """One spell of absence of one person; both dates are in it, no last date means still away.

    On a single day `first_part` equals `last_part`. Over several days the first may start at midday (`pm`) and the
    last may end at midday (`am`). An open absence covers every later half day up to `blocks_until_date`: the day before
    something that was already booked, so that being off sick today does not take away next month's leave; empty
    means without limit. `half_days` is kept by the database: two numbers a day, counted from 1 January 2000.
    `expected_back_date` is what was said on the telephone, never used in a figure.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=20, choices=AbsenceKind.choices)
    first_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)
    first_part = models.CharField(max_length=3, choices=DayPart.choices, default=DayPart.ALL)
    last_part = models.CharField(max_length=3, choices=DayPart.choices, default=DayPart.ALL)
    blocks_until_date = models.DateField(null=True, blank=True)
    expected_back_date = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=AbsenceState.choices)
    note = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    half_days = models.GeneratedField(
        expression=HalfDays("first_date", "first_part", "last_date", "last_part", "blocks_until_date"),
        output_field=IntegerRangeField(),
        db_persist=True,
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="person_is_absent_once_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("half_days", RangeOperators.OVERLAPS)],
                condition=Q(state__in=("requested", "approved")),
            ),
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(last_date=None) | Q(last_date__gte=F("first_date"))
            ),
            models.CheckConstraint(
                name="absence_of_one_day_has_one_part",
                condition=Q(last_date=None) | ~Q(last_date=F("first_date")) | Q(first_part=F("last_part")),
            ),
            models.CheckConstraint(
                name="absence_has_no_gap_inside",
                condition=Q(last_date=F("first_date")) | Q(first_part__in=("all", "pm"), last_part__in=("all", "am")),
            ),
            models.CheckConstraint(
                name="open_absence_has_no_last_part", condition=Q(last_date__isnull=False) | Q(last_part="all")
            ),
            models.CheckConstraint(
                name="only_open_absence_gives_way_to_a_booking",
                condition=Q(blocks_until_date=None) | Q(last_date__isnull=True, blocks_until_date__gte=F("first_date")),
            ),
            models.CheckConstraint(
                name="absence_is_decided_by_somebody_at_some_time",
                condition=Q(decided_by=None, decided_at=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="absence_is_ended_by_somebody_at_some_time",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decided_absence_says_who_decided",
                condition=~Q(state__in=("approved", "declined", "cancelled")) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_is_not_decided_yet",
                condition=~Q(state__in=("requested", "withdrawn")) | Q(decided_at=None),
            ),
            models.CheckConstraint(
                name="withdrawn_or_cancelled_absence_says_who_ended_it",
                condition=Q(state__in=("withdrawn", "cancelled"), ended_at__isnull=False)
                | Q(state__in=("requested", "approved", "declined"), ended_at=None),
            ),
            models.CheckConstraint(
                name="declined_leave_gives_a_reason", condition=~Q(state="declined") | ~Q(decision_reason="")
            ),
            models.CheckConstraint(
                name="absence_is_in_this_century",
                condition=Q(first_date__gte="2000-01-01", first_date__lt="2100-01-01")
                & (Q(last_date=None) | Q(last_date__lt="2100-01-01")),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "first_date"], name="absence_by_person_and_date"),
            models.Index(fields=["requested_by", "-requested_at"], name="absence_by_who_logged_it"),
            models.Index(fields=["requested_at"], condition=Q(state="requested"), name="absence_waiting_for_decision"),
            models.Index(fields=["kind", "last_date"], name="absence_by_kind_and_end"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()} from {self.first_date}"


class SourceName(models.TextChoices):
    """Where a statement about an absence comes from."""

    HERE = "here", "Logged here"
    ESR = "esr", "ESR"
    ROSTER = "roster", "HealthRoster"
    SHEET = "sheet", "Leave sheet"
    ASKED = "asked", "Leave requests"


@pghistory.track()
class AbsenceSource(models.Model):
    """What one source said of an absence: its own dates, which may differ and may overlap others.

    `source_key` is how the source itself names the row (assignment, type and start for ESR); `data_as_at_date` is the
    date of the extract.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="sources")
    source = models.CharField(max_length=6, choices=SourceName.choices)
    source_key = models.CharField(max_length=100)
    first_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)
    data_as_at_date = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_key"], name="source_says_a_thing_once"),
            models.CheckConstraint(
                name="source_absence_ends_after_it_starts",
                condition=Q(last_date=None) | Q(last_date__gte=F("first_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.first_date}"


@pghistory.track()
class EsrEntry(models.Model):
    """Somebody typed an absence into ESR, with these dates; it is seen back when an extract holds it."""

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="esr_entries")
    first_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "first_date", "last_date"],
                name="absence_is_entered_in_esr_once_with_its_dates",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="esr_entry_ends_after_it_starts", condition=Q(last_date=None) | Q(last_date__gte=F("first_date"))
            ),
        ]

    def __str__(self) -> str:
        return f"Entered in ESR: {self.first_date}"


class AbsenceCharge(models.Model):
    """Minutes that an absence takes on one day from one assignment's leave account; rewritten when its dates change.

    Annual leave and bank-holiday minutes stand apart; the leave year is the year of its 1 April.
    """

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="charges")
    assignment_no = models.CharField(max_length=12)
    date = models.DateField()
    leave_year = models.PositiveSmallIntegerField()
    leave_minutes = models.PositiveSmallIntegerField()
    bank_holiday_minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["absence", "assignment_no", "date"], name="absence_charges_a_day_of_an_assignment_once"
            ),
            models.CheckConstraint(
                name="absence_charge_fits_in_a_day",
                condition=Q(leave_minutes__lte=1440 - F("bank_holiday_minutes"), bank_holiday_minutes__lte=1440),
            ),
            models.CheckConstraint(
                name="absence_charge_takes_leave_or_bank_holiday",
                condition=Q(leave_minutes__gt=0, bank_holiday_minutes=0)
                | Q(leave_minutes=0, bank_holiday_minutes__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["leave_year", "date"], name="absence_charge_by_leave_year")]

    def __str__(self) -> str:
        return f"{self.date}: {self.leave_minutes + self.bank_holiday_minutes} minutes"


@pghistory.track()
class SicknessDetail(models.Model):
    """Why somebody is off sick: restricted, every read is logged.

    `reason_code` is the three-character level-1 code of ESR (S10 to S99).
    """

    absence = models.OneToOneField(Absence, on_delete=models.CASCADE, related_name="sickness_detail")
    reason_code = models.CharField(max_length=3, blank=True)
    level_2_reason = models.CharField(max_length=100, blank=True)
    related_reason = models.CharField(max_length=100, blank=True)
    is_work_related = models.BooleanField(default=False)
    is_notifiable = models.BooleanField(default=False)
    counts_as_episode = models.BooleanField(default=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sickness_reason_is_a_level_1_code",
                condition=Q(reason_code="") | Q(reason_code__regex=r"^S[0-9]{2}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"Detail of absence {self.absence_id}"


@pghistory.track()
class ReturnToWork(models.Model):
    """The meeting after an absence ended: when it is due, when it was held and who recorded that."""

    absence = models.OneToOneField(Absence, on_delete=models.CASCADE, related_name="return_to_work")
    due_date = models.DateField()
    held_date = models.DateField(null=True, blank=True)
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReturnToWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="return_to_work_is_held_by_somebody_on_some_date",
                condition=Q(held_date=None, held_by=None) | Q(held_date__isnull=False, held_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["due_date"], condition=Q(held_date=None), name="return_to_work_still_to_hold")]

    def __str__(self) -> str:
        return f"Return to work due {self.due_date}"
