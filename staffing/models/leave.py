"""The leave account: an append-only ledger in minutes; a balance is always a sum."""

import pgtrigger
from django.db import models
from django.db.models import Q

from directorate.core.models import Person, User
from staffing.models.absence import Absence
from staffing.querysets import LeaveLedgerQuerySet


class LeaveAccount(models.Model):
    """One person's leave in one leave year; locked while something is booked against it.

    `leave_year` is the year of its 1 April: 2026 is 1 April 2026 to 31 March 2027.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leave_accounts")
    leave_year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "leave_year"], name="person_has_one_account_a_leave_year"),
            models.CheckConstraint(
                name="leave_year_is_in_this_century", condition=Q(leave_year__gte=2000, leave_year__lt=2100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.leave_year}/{(self.leave_year + 1) % 100:02d}"


class LedgerKind(models.TextChoices):
    """What an entry does: credits raise the balance, uses lower it, corrections change an earlier use."""

    ENTITLEMENT = "entitlement", "Annual leave entitlement"
    BH_ENTITLEMENT = "bh_entitlement", "Bank holiday entitlement"
    CARRY_IN = "carry_in", "Carried over"
    TOIL_EARNED = "toil_earned", "Time off in lieu earned"
    BOUGHT = "bought", "Bought"
    SOLD = "sold", "Sold"
    ADJUSTMENT = "adjustment", "Adjustment"
    TAKEN = "taken", "Leave taken"
    BH_TAKEN = "bh_taken", "Bank holiday taken"
    REVERSAL = "reversal", "Leave given back"
    RECHARGE = "recharge", "Leave changed"


USES = ("taken", "bh_taken")
CORRECTIONS = ("reversal", "recharge")


@pgtrigger.register(pgtrigger.Protect(name="leave_ledger_only_grows", operation=pgtrigger.Update | pgtrigger.Delete))
class LeaveLedger(models.Model):
    """One entry of an account, never changed and never removed.

    Uses are positive minutes. A correction names the use it corrects (`corrects`): a reversal makes it nothing, a
    recharge makes it this entry's minutes. `expires_date` is the last day on which a credit can be used.
    `key` makes a job that runs twice add nothing.
    """

    account = models.ForeignKey(LeaveAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=15, choices=LedgerKind.choices)
    minutes = models.IntegerField()
    effective_date = models.DateField()
    expires_date = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="ledger")
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    key = models.CharField(max_length=100, unique=True)

    objects = LeaveLedgerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_correction_names_what_it_corrects",
                condition=Q(kind__in=CORRECTIONS, corrects__isnull=False)
                | (~Q(kind__in=CORRECTIONS) & Q(corrects=None)),
            ),
            models.CheckConstraint(
                name="ledger_minutes_have_the_sign_of_their_kind",
                condition=Q(kind="adjustment")
                | Q(kind="sold", minutes__lt=0)
                | Q(~Q(kind__in=("adjustment", "sold")), minutes__gte=0),
            ),
            models.CheckConstraint(
                name="ledger_adjustment_gives_a_reason", condition=~Q(kind="adjustment") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="leave_taken_belongs_to_an_absence", condition=~Q(kind="taken") | Q(absence__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["absence", "account", "kind"],
                condition=Q(kind__in=USES),
                name="absence_is_taken_once_from_an_account",
            ),
        ]
        indexes = [models.Index(fields=["account", "effective_date"], name="ledger_by_account_and_date")]

    def __str__(self) -> str:
        return f"{self.effective_date} {self.get_kind_display()} {self.minutes}"
