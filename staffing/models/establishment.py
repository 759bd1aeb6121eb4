"""Posts with their funding, assignments, and the working patterns that leave is charged by."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, Specialty
from staffing.domain.figures import hours_figure
from staffing.domain.pattern_words import halves_in_words
from staffing.querysets import AssignmentQuerySet, PostQuerySet


class PostStatus(models.TextChoices):
    """What the vacancy panel decided about a post."""

    ACTIVE = "active", "Active"
    HELD = "held", "Held"
    FROZEN = "frozen", "Frozen"


@pghistory.track()
class Post(models.Model):
    """A funded chair; `position_no` is the ESR position number, text, leading zeros kept."""

    position_no = models.CharField("position number", max_length=8, unique=True)
    title = models.CharField(max_length=150)
    specialty = models.ForeignKey(Specialty, on_delete=models.PROTECT, related_name="posts")
    band = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=PostStatus.choices, default=PostStatus.ACTIVE)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="position_number_is_six_to_eight_digits", condition=Q(position_no__regex=r"^[0-9]{6,8}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position_no} {self.title}"


@pghistory.track()
class PostFunding(models.Model):
    """Whole-time equivalents funded for a post in a period (four decimals)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="funding")
    valid = DateRangeField("in force")
    wte = models.DecimalField("WTE", max_digits=6, decimal_places=4)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="post_is_funded_once_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="funded_wte_is_not_negative", condition=Q(wte__gte=0)),
            models.CheckConstraint(name="post_funding_has_a_first_day", condition=Q(valid__startswith__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.wte} WTE"


class ContractType(models.TextChoices):
    """What kind of contract an assignment is."""

    SUBSTANTIVE = "substantive", "Permanent"
    FIXED_TERM = "fixed_term", "Fixed term"
    BACKFILL = "backfill", "Cover for somebody on long leave"
    BANK = "bank", "Bank"


class AssignmentStatus(models.TextChoices):
    """Whether the holder is at work under the contract."""

    ACTIVE = "active", "Active"
    MATERNITY = "maternity", "Maternity"
    CAREER_BREAK = "career_break", "Career break"
    EXTERNAL_SECONDMENT = "external_secondment", "Seconded out"


@pghistory.track()
class Assignment(models.Model):
    """One job of one person in a period in which contract, status and hours stay the same.

    A change of hours or status ends one row and begins the next with the same `assignment_no` (staff number,
    with `-2` for a second job). `fte` is contracted hours divided by 37.5, four decimals;
    `weekly_minutes` are the contracted minutes of a week, from which entitlement is computed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    assignment_no = models.CharField("contract number", max_length=12)
    is_primary = models.BooleanField("first job", default=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    contract_type = models.CharField(max_length=12, choices=ContractType.choices, default=ContractType.SUBSTANTIVE)
    status = models.CharField(max_length=20, choices=AssignmentStatus.choices, default=AssignmentStatus.ACTIVE)
    fte = models.DecimalField("WTE", max_digits=5, decimal_places=4)
    weekly_minutes = models.PositiveIntegerField("hours a week")
    valid = DateRangeField("in force")
    backfill_for = models.ForeignKey(
        Person, verbose_name="covers", on_delete=models.PROTECT, null=True, blank=True, related_name="backfilled_by"
    )
    history_words = {"weekly_minutes": hours_figure}

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="assignment_is_one_thing_at_a_time",
                expressions=[("assignment_no", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="fte_is_between_0_and_1_5", condition=Q(fte__gte=0, fte__lte="1.5")),
            models.CheckConstraint(name="weekly_minutes_fit_in_a_week", condition=Q(weekly_minutes__lte=10_080)),
            models.CheckConstraint(name="assignment_has_a_first_day", condition=Q(valid__startswith__isnull=False)),
            models.CheckConstraint(
                name="only_backfill_stands_for_somebody", condition=Q(backfill_for=None) | Q(contract_type="backfill")
            ),
            models.CheckConstraint(
                name="nobody_backfills_themself", condition=Q(backfill_for=None) | ~Q(backfill_for=models.F("person"))
            ),
        ]
        indexes = [GistIndex(fields=["valid"], name="assignment_by_validity")]

    def __str__(self) -> str:
        return f"{self.assignment_no} ({self.person})"


@pghistory.track()
class WorkPattern(models.Model):
    """When somebody works in an assignment: a cycle of one to four weeks that repeats from `cycle_start`, a Monday.

    `am_minutes` and `pm_minutes` hold seven numbers a week (Monday first), week after week: the minutes normally
    worked before and after the middle of the working day. A day off is 0 and 0. The pattern belongs to the assignment
    *number*, so that it stays when hours or status of the assignment change.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="work_patterns")
    assignment_no = models.CharField("contract number", max_length=12)
    valid = DateRangeField("in force")
    cycle_weeks = models.PositiveSmallIntegerField("weeks of the pattern", default=1)
    cycle_start = models.DateField("week 1 begins on")
    am_minutes = ArrayField(models.PositiveSmallIntegerField(), verbose_name="mornings")
    pm_minutes = ArrayField(models.PositiveSmallIntegerField(), verbose_name="afternoons")
    history_words = {"am_minutes": halves_in_words, "pm_minutes": halves_in_words}

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="assignment_has_one_work_pattern_at_a_time",
                expressions=[("assignment_no", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="work_pattern_repeats_after_one_to_four_weeks", condition=Q(cycle_weeks__gte=1, cycle_weeks__lte=4)
            ),
            models.CheckConstraint(
                name="work_pattern_cycle_starts_on_a_monday", condition=Q(cycle_start__iso_week_day=1)
            ),
            models.CheckConstraint(
                name="work_pattern_has_seven_days_a_week",
                condition=Q(am_minutes__len=models.F("cycle_weeks") * 7, pm_minutes__len=models.F("cycle_weeks") * 7),
            ),
            models.CheckConstraint(name="work_pattern_has_a_first_day", condition=Q(valid__startswith__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_no} from {self.valid.lower}"
