"""What users type about a pathway, checked before an action sees it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core import clock
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.imports import UploadForm
from directorate.core.forms.plain import PlainForm
from directorate.core.importers.feeds import LARGEST_WORKBOOK
from waiting_lists.domain.escalation_options import Option
from waiting_lists.models.checks import LeftOutcome, Measure
from waiting_lists.models.pathway_work import LONGEST_COMMENT, LONGEST_NOTE, CommentKind, PlannedKind
from waiting_lists.querysets.searching import unreadable_date

FURTHEST_PLAN = datetime.timedelta(days=3 * 366)


def _day(*, asked: str = "Enter a date", label: str = "Date", required: bool = True) -> TypedDateField:
    """A day that lies ahead where no year is typed."""
    return TypedDateField(label=label, required=required, hint="", asked=asked, yearless="next")


def iso_day(typed: str) -> str:
    """A typed day as an address writes it; empty when it is none."""
    try:
        day = _day(required=False).clean(typed.strip())
    except ValidationError:
        return ""
    return day.isoformat() if day else ""


def _text_field(*, longest: int, required: str, label: str | None = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        strip=True,
        error_messages={
            "required": required,
            "max_length": f"Use {longest:,} characters or fewer",
            "null_characters_not_allowed": "Remove the characters that cannot be printed",
        },
    )


class PlannedKindForm(PlainForm):
    """What the planned dates of a workbook are for."""

    planned_kind = forms.ChoiceField(
        label="What are the planned dates for?",
        choices=PlannedKind.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what the planned dates are for"),
    )


class ReturnForm(UploadForm):
    """The exported list with what was filled in; what its planned dates are for is asked once."""

    file = forms.FileField(
        label="Workbook",
        help_text="The patient tracking list as you exported it, with your comments, planned dates and owners. "
        "Nothing is written until you have seen what is new.",
        error_messages={"required": "Choose the workbook"},
        allow_empty_file=True,
    )
    planned_kind = forms.ChoiceField(
        label="What are the planned dates for?",
        help_text="Leave it open when there are none. It is asked again when there are.",
        choices=PlannedKind.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose what the planned dates are for"},
    )

    def clean_file(self) -> Any:
        """Refuse by name and size; the content is looked at when it is read."""
        file = super().clean_file()
        if (file.size or 0) > LARGEST_WORKBOOK:
            raise ValidationError("The file is larger than 25 MB. Bring back only the rows that you filled in.")
        return file


class CommentForm(PlainForm):
    """One comment, and what it records."""

    kind = forms.ChoiceField(
        label="What it records",
        choices=CommentKind.choices,
        initial=CommentKind.COMMENT,
        required=False,
        error_messages={"invalid_choice": "Choose what the comment records"},
    )
    text = _text_field(longest=LONGEST_COMMENT, required="Write a comment")


class PlannedDateForm(PlainForm):
    """A date agreed with the patient that the PAS does not show yet."""

    date = _day(label="Date agreed with the patient")
    kind = forms.ChoiceField(
        label="What is planned",
        choices=PlannedKind.choices,
        error_messages={"required": "Choose what is planned", "invalid_choice": "Choose what is planned"},
    )
    note = forms.CharField(label="Note (optional)", max_length=LONGEST_NOTE, required=False)

    def clean_date(self) -> datetime.date:
        """A planned date lies today or later, and not absurdly far."""
        day: datetime.date = self.cleaned_data["date"]
        today = clock.today()
        if day < today:
            raise ValidationError("The planned date must be today or later")
        if day > today + FURTHEST_PLAN:
            raise ValidationError("The planned date must be within three years")
        return day


class ActionForm(PlainForm):
    """Something somebody will do about this pathway by a day."""

    title = _text_field(longest=300, required="Say what has to be done", label="What has to be done")
    owner = forms.TypedChoiceField(
        label="Who does it",
        coerce=int,
        error_messages={"required": "Choose who will do it", "invalid_choice": "Choose who will do it"},
    )
    due_date = _day(label="By")

    def __init__(self, data: Any = None, *, owners: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["owner"].choices = [("", "Choose a person"), *owners]  # type: ignore[attr-defined]

    def clean_due_date(self) -> datetime.date:
        """An action is due today or later."""
        day: datetime.date = self.cleaned_data["due_date"]
        if day < clock.today():
            raise ValidationError("The due date must be today or later")
        return day


class QueryForm(PlainForm):
    """A question for validation."""

    question = _text_field(
        longest=LONGEST_COMMENT, required="Say what should be checked", label="What should be checked"
    )


class AnswerForm(PlainForm):
    """The answer to a question for validation."""

    answer = _text_field(longest=LONGEST_COMMENT, required="Write the answer")


class SavedViewForm(PlainForm):
    """A name for the filters in use."""

    name = _text_field(longest=60, required="Give the view a name")
    replace = forms.BooleanField(required=False)


class SearchForm(PlainForm):
    """A hospital number, an NHS number or (part of) a name; with a birth date for a common name."""

    q = forms.CharField(
        max_length=100, strip=True, error_messages={"required": "Enter a hospital number, NHS number or name"}
    )

    def clean_q(self) -> str:
        """What was typed; a birth date in it is a day of the calendar."""
        typed: str = self.cleaned_data["q"]
        if unreadable := unreadable_date(typed):
            raise ValidationError(
                f"{unreadable} is not a day of the calendar: check the birth date, day first, like 1/9/1976"
            )
        return typed


# Why a list usually leaves, the most usual first; another reason is asked for on a page of its own.
USUAL_REASONS = ("Weekly waiting list meeting", "Validation of the list", "Booking of dates for treatment")
ANOTHER_REASON = "another"


class ExportReasonForm(PlainForm):
    """Why more than 500 rows about people leave the application."""

    reason = forms.CharField(
        min_length=10,
        max_length=LONGEST_NOTE,
        strip=True,
        error_messages={
            "required": "Say why you need more than 500 rows about patients",
            "min_length": "Say in at least 10 characters why you need these rows",
        },
    )


OPTIONS_OFFERED = 3
NO_OPTION = "none"


class EscalationForm(PlainForm):
    """A request for a decision with up to three options."""

    title = _text_field(longest=200, required="Say what is to be decided", label="What is to be decided")
    specialty = forms.TypedChoiceField(label="Specialty", coerce=int, required=False, empty_value=None)
    patients = forms.IntegerField(
        label="How many patients",
        min_value=1,
        max_value=99_999,
        error_messages={"required": "Say how many patients", "invalid": "Give a number", "min_value": "At least one"},
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    by_date = _day(asked="Enter the date it happens by", label="By when it happens to them")
    reason = forms.CharField(
        label="Why (optional)",
        help_text="What happens if nothing is decided. No names of patients.",
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    decide_by_date = _day(asked="Enter the date a decision is wanted by", label="Decision wanted by")

    def __init__(self, data: Any = None, *, specialties: Any, **options: Any) -> None:
        super().__init__(data, **options)
        found = [("", "All specialties"), *((one.pk, one.name) for one in specialties)]
        self.fields["specialty"].choices = found  # type: ignore[attr-defined]
        for number in range(1, OPTIONS_OFFERED + 1):
            self._add_option(number)

    def _add_option(self, number: int) -> None:
        extra = "" if number == 1 else " (optional)"
        self.fields[f"option_{number}"] = forms.CharField(
            label=f"Option {number}{extra}",
            max_length=LONGEST_NOTE,
            strip=True,
            required=number == 1,
            error_messages={"required": "Give at least one option"},
        )
        numbers: dict[str, Any] = {
            "required": False,
            "min_value": 0,
            "error_messages": {"invalid": "Give a whole number"},
        }
        self.fields[f"helped_{number}"] = forms.IntegerField(label="Patients it helps", max_value=99_999, **numbers)
        self.fields[f"cost_{number}"] = forms.IntegerField(
            label="What it costs, in pounds", max_value=99_999_999, **numbers
        )

    def clean_decide_by_date(self) -> datetime.date:
        """A decision is wanted today or later."""
        day: datetime.date = self.cleaned_data["decide_by_date"]
        if day < clock.today():
            raise ValidationError("The day of the decision must be today or later")
        return day

    def clean(self) -> dict[str, Any]:
        """No option helps more patients than there are."""
        data = super().clean() or {}
        patients = data.get("patients")
        for number in range(1, OPTIONS_OFFERED + 1):
            helped = data.get(f"helped_{number}")
            if patients and helped and helped > patients:
                self.add_error(f"helped_{number}", f"The request is about {patients:,}. It cannot help more than that")
        return data

    def options(self) -> list[Option]:
        """The options that were filled in."""
        typed = self.cleaned_data
        return [
            Option(typed[f"option_{number}"], typed[f"helped_{number}"], typed[f"cost_{number}"])
            for number in range(1, OPTIONS_OFFERED + 1)
            if typed[f"option_{number}"]
        ]


class DecisionForm(PlainForm):
    """One of the options or none of them, in words."""

    option = forms.TypedChoiceField(
        label="What is decided",
        coerce=lambda chosen: None if chosen == NO_OPTION else int(chosen),
        empty_value=None,
        widget=forms.RadioSelect,
        help_text="Choose one, and say it in words below: both are needed.",
        error_messages={
            "required": "Choose an option, or None of these",
            "invalid_choice": "Choose one of the options",
        },
    )
    decision = _text_field(
        longest=LONGEST_COMMENT,
        required="Say what is decided in words, also when you choose an option",
        label="The decision in words",
    )

    def __init__(self, data: Any = None, *, options: Any, **rest: Any) -> None:
        super().__init__(data, **rest)
        found = [*((one.pk, f"Option {one.number}: {one.text}") for one in options), (NO_OPTION, "None of these")]
        self.fields["option"].choices = found  # type: ignore[attr-defined]


class LeftForm(PlainForm):
    """Why somebody left the list."""

    outcome = forms.ChoiceField(
        label="What happened",
        choices=LeftOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happened"},
    )
    note = forms.CharField(label="Note", max_length=LONGEST_NOTE, strip=True, required=False)

    def clean(self) -> dict[str, Any]:
        """A removal says why."""
        typed = super().clean() or {}
        if typed.get("outcome") == LeftOutcome.REMOVED and not typed.get("note"):
            self.add_error("note", "Say why the patient was removed")
        return typed


class PublishedForm(PlainForm):
    """A figure that the Trust published."""

    as_at = _day(asked="Enter the day of the figure", label="As at")
    return_line = forms.ChoiceField(label="Line of the return")
    measure = forms.ChoiceField(label="Figure", choices=Measure.choices)
    figure = forms.DecimalField(label="Published", min_value=0, max_value=9_999_999, max_digits=9, decimal_places=2)
    source = forms.CharField(
        label="Source",
        max_length=200,
        strip=True,
        help_text="Publication and date",
        error_messages={"required": "Enter where the figure was published"},
    )
    reason = forms.CharField(
        label="Why it differs from ours (if it does)", max_length=LONGEST_NOTE, strip=True, required=False
    )

    def __init__(self, data: Any = None, *, lines: Mapping[str, str], today: datetime.date) -> None:
        super().__init__(data)
        self.today = today
        found = [(line, f"{name} ({line})") for line, name in sorted(lines.items())]
        self.fields["return_line"].choices = found  # type: ignore[attr-defined]

    def clean_as_at(self) -> datetime.date:
        """A figure is published of a day that is over."""
        day: datetime.date = self.cleaned_data["as_at"]
        if day > self.today:
            raise ValidationError("The day of a published figure cannot lie ahead")
        return day
