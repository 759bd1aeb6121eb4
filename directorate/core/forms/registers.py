"""Forms of the code lists and of policy numbers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core import clock
from directorate.core.forms.plain import PlainForm, PlainModelForm
from directorate.core.models import (
    BankHoliday,
    CommissionerPrefix,
    PolicyNumber,
    Site,
    Specialty,
    Team,
    TreatmentFunction,
)
from directorate.core.models.policy import LONGEST_LIMIT

DATE_ERRORS = {"required": "Enter the date.", "invalid": "Enter a real date, like 6 8 2026."}


class EntryForm(PlainModelForm):
    """A row of a code list, and why it is added or changed."""

    reason = forms.CharField(
        label="Why?",
        help_text="Kept in the history.",
        max_length=300,
        error_messages={"required": "Enter why you are doing this."},
    )


class SpecialtyForm(EntryForm):
    """A specialty; its code stays once it is made, because imports and links use it."""

    class Meta:
        model = Specialty
        fields = ("code", "name", "directorate", "sort_order", "is_active")
        labels = {"sort_order": "Place in lists", "is_active": "In use"}
        help_texts = {"code": "Lower-case letters and hyphens, for example ent. It cannot be changed later."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not self.instance._state.adding


class TreatmentFunctionForm(EntryForm):
    """A treatment function code; the code stays once it is made."""

    class Meta:
        model = TreatmentFunction
        fields = ("code", "name", "return_line", "specialty", "source", "is_confirmed")
        labels = {
            "code": "Treatment function code",
            "return_line": "Line of the RTT return",
            "is_confirmed": "Checked against the source",
        }
        help_texts = {"code": "Three characters, for example 120. It cannot be changed later."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = not self.instance._state.adding


class SiteForm(EntryForm):
    """A hospital site."""

    class Meta:
        model = Site
        fields = ("code", "name", "letter", "is_active")
        labels = {"code": "Site code", "letter": "Letter on the week sheet", "is_active": "In use"}


class TeamForm(EntryForm):
    """A team."""

    class Meta:
        model = Team
        fields = ("name", "specialty", "site", "leader", "is_active")
        labels = {"leader": "Team leader", "is_active": "In use"}


class BankHolidayForm(EntryForm):
    """A bank holiday."""

    class Meta:
        model = BankHoliday
        fields = ("date", "title", "source")
        labels = {"title": "Name", "source": "Where it was announced"}
        widgets = {"date": forms.SelectDateWidget}
        error_messages = {
            "date": {**DATE_ERRORS, "unique": "There is a bank holiday on this date already."},
            "source": {"required": "Enter where it was announced."},
        }


class CommissionerPrefixForm(EntryForm):
    """How the codes of some commissioners outside England begin."""

    code_prefix = forms.RegexField(
        regex=r"^[0-9A-Z]{2,5}$",
        label="Codes begin with",
        help_text="Two to five capital letters and digits, for example 7A.",
        error_messages={
            "required": "Enter how the codes begin.",
            "invalid": "Enter two to five capital letters and digits, for example 7A.",
        },
    )

    class Meta:
        model = CommissionerPrefix
        fields = ("code_prefix", "name", "source", "is_confirmed")
        labels = {"is_confirmed": "Checked against the source"}
        error_messages = {"code_prefix": {"unique": "This prefix is on the list already."}}


class PolicyNumberForm(PlainForm):
    """A new value of a policy number from a date on."""

    name = forms.CharField(
        label="Name", help_text="Change it if it says the old value.", max_length=150, required=False
    )
    value = forms.DecimalField(
        label="New value", max_digits=14, decimal_places=4, error_messages={"required": "Enter the new value."}
    )
    first_day = forms.DateField(
        widget=forms.SelectDateWidget,
        label="First day it counts",
        help_text="What is before this day keeps the value it had.",
        error_messages=DATE_ERRORS,
    )
    source = forms.CharField(
        label="Source",
        help_text="Document, section and date.",
        max_length=300,
        error_messages={"required": "Enter where the value comes from."},
    )
    is_confirmed = forms.BooleanField(required=False, label="I have checked the value against the source")
    reason = forms.CharField(
        label="Why?",
        help_text="Kept in the history.",
        max_length=300,
        error_messages={"required": "Enter why you are changing it."},
    )

    def __init__(self, *args: Any, number: PolicyNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        self.fields["name"].initial = number.name

    def clean_value(self) -> Any:
        """The value.

        Raises:
            ValidationError: negative, or no whole number where a limit of a clock must be one.
        """
        value = self.cleaned_data["value"]
        if value < 0:
            message = "Enter a number that is 0 or more."
            raise ValidationError(message)
        if self.number.is_clock_limit and (value != int(value) or value > LONGEST_LIMIT):
            message = f"Enter a whole number of {self.number.unit}, at most {LONGEST_LIMIT:,}."
            raise ValidationError(message)
        return value

    def clean_first_day(self) -> Any:
        """The day.

        Raises:
            ValidationError: not inside the period of the row it follows, or a limit of a clock would change for the past.
        """
        day = self.cleaned_data["first_day"]
        start = self.number.valid.lower
        if day not in self.number.valid or day == start:
            message = f"Enter a day after {start:%-d %B %Y}, when the value you are changing began."
            raise ValidationError(message)
        if self.number.is_clock_limit and day <= clock.today():
            message = "Enter a day after today: lists that are loaded already keep the limits they were loaded with."
            raise ValidationError(message)
        return day
