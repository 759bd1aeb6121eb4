"""What people type about reports."""

from datetime import datetime

from django import forms

from directorate.core import clock
from directorate.core.clock import LONDON
from directorate.core.forms.plain import PlainForm
from reports.models import Copy, Weekday


class LineForm(PlainForm):
    """A line of the manager."""

    text = forms.CharField(
        label="Add a line",
        max_length=200,
        help_text="It stands in the first block of both copies and in the e-mail. No names, no reasons for absence.",
        error_messages={"required": "Write the line before you add it."},
    )


class ReasonForm(PlainForm):
    """Why something is done."""

    reason = forms.CharField(label="Why", max_length=200, error_messages={"required": "Say why, in a few words."})


class BounceForm(ReasonForm):
    """How somebody knows that a copy did not arrive."""

    reason = forms.CharField(
        label="What came back",
        max_length=200,
        help_text="For example: mailbox full. No names of patients or staff.",
        error_messages={"required": "Say how you know that the copy did not arrive."},
    )


class HoldForm(ReasonForm):
    """Hold a draft, for good or until a moment today or later."""

    until_date = forms.DateField(
        label="Until (date)",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave it empty to hold until somebody releases the report.",
        error_messages={"invalid": "Type the date like 23 November 2026."},
    )
    until_time = forms.TimeField(
        label="Until (time)",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"invalid": "Type the time like 14:30."},
    )

    def clean(self) -> dict[str, object]:
        """Date and time belong together and lie ahead."""
        found = super().clean() or {}
        day, at = found.get("until_date"), found.get("until_time")
        if bool(day) != bool(at):
            raise forms.ValidationError("Give both date and time, or neither.")
        until = datetime.combine(day, at, tzinfo=LONDON) if day and at else None
        if until and until <= clock.now():
            raise forms.ValidationError("Choose a moment that lies ahead.")
        found["until"] = until
        return found


class RecipientForm(PlainForm):
    """A recipient to add."""

    address = forms.EmailField(
        label="E-mail address",
        help_text="The exact address. One outside the Trust has to be approved by a second person.",
        error_messages={"required": "Type the e-mail address.", "invalid": "Type an address like name@nhs.net."},
    )
    name = forms.CharField(
        label="Whose address it is", max_length=100, error_messages={"required": "Say whose address it is."}
    )
    copy = forms.ChoiceField(label="Copy", choices=Copy.choices, initial=Copy.WIDE, widget=forms.RadioSelect)


class GovernanceForm(PlainForm):
    """Information governance's approval."""

    reference = forms.CharField(
        label="Who approved the HR copy, when, reference",
        max_length=200,
        error_messages={"required": "Write who approved it, when, and the reference."},
    )


class ScheduleForm(PlainForm):
    """The rhythm of a report."""

    weekday = forms.TypedChoiceField(label="Day", choices=Weekday.choices, coerce=int)
    run_time = forms.TimeField(
        label="Draft at", widget=forms.TimeInput(format="%H:%M"), help_text="London time, like 07:30"
    )
    release_by = forms.TimeField(
        label="Sends by itself at", widget=forms.TimeInput(format="%H:%M"), help_text="London time, like 12:00"
    )
    suppression_k = forms.IntegerField(label="Smallest count shown in the wide copy", min_value=5, max_value=50)
    is_active = forms.BooleanField(label="The report is made every week", required=False)

    def clean(self) -> dict[str, object]:
        """The draft comes first."""
        found = super().clean() or {}
        run_time, release_by = found.get("run_time"), found.get("release_by")
        if run_time and release_by and release_by < run_time:
            raise forms.ValidationError("The report cannot send before it is drafted: choose a later time.")
        return found
