"""What people type about reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from directorate.core import clock
from directorate.core.clock import LONDON
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Specialty
from reports.domain.agency import Group, ReportLine
from reports.domain.double_running import MEASURES, day_fault
from reports.facts.agency_plan import Place
from reports.models import Copy, MonthlyAmount, Weekday
from staffing.facts.price_caps import GRADES


class LineForm(PlainForm):
    """A line of the manager."""

    text = forms.CharField(
        label="Add a line",
        max_length=200,
        help_text="It stands in the first block of both copies and in the e-mail, at most 200 characters. No names, no reasons "
        "for absence.",
        error_messages={"required": "Write the line before you add it."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength")  # the browser cuts nothing off: what is too long is said


class EsrRateForm(PlainForm):
    """What the ESR dashboard shows for the week."""

    rate = forms.DecimalField(
        label="Sickness rate on the ESR dashboard, per cent",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text="For the same week, like 11.42. It stands beside ours in the report.",
        error_messages={"required": "Type the rate that ESR shows, like 11.42."},
    )


class ExitPlansForm(PlainForm):
    """One field a line of agency: how it is to end."""

    def __init__(self, data: Any = None, *, lines: Sequence[ReportLine], written: Mapping[Group, str]) -> None:
        super().__init__(data)
        self.lines = lines
        for number, line in enumerate(lines, start=1):
            self.fields[f"plan_{number}"] = forms.CharField(
                label=line.name, max_length=120, strip=True, required=False, initial=written.get(line.group, "")
            )

    def plans(self) -> list[tuple[ReportLine, str]]:
        """Each line with what was typed."""
        return [(line, self.cleaned_data[f"plan_{number}"]) for number, line in enumerate(self.lines, start=1)]


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

    def __init__(self, *args: Any, is_monthly: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_monthly:  # it is made on the first working day, whatever weekday that is
            del self.fields["weekday"]
            self.fields["is_active"].label = "The report is made every month"

    def clean(self) -> dict[str, object]:
        """The draft comes first."""
        found = super().clean() or {}
        run_time, release_by = found.get("run_time"), found.get("release_by")
        if run_time and release_by and release_by < run_time:
            raise forms.ValidationError("The report cannot send before it is drafted: choose a later time.")
        return found


class ComparisonForm(PlainForm):
    """What a spreadsheet says of a figure on a day, and why it may differ."""

    measure = forms.ChoiceField(
        label="Figure", choices=[("", "Choose a figure"), *((key, found.name) for key, found in MEASURES.items())]
    )
    day = TypedDateField(label="Day", hint="Of a weekly figure the Sunday, for example 22/11/2026")
    theirs = forms.DecimalField(
        label="Your spreadsheet says",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Enter the figure of your spreadsheet", "min_value": "The figure is 0 or more"},
    )
    reason = forms.CharField(
        label="Why they differ", required=False, max_length=300, help_text="When you know it. No names"
    )

    def clean(self) -> dict[str, object]:
        """A day on which the figure can be."""
        found = super().clean() or {}
        measure, day = found.get("measure"), found.get("day")
        fault = day_fault(measure, day=day, today=clock.today()) if measure and day else ""
        if fault:
            self.add_error("day", fault)
        return found


class AmountsForm(PlainForm):
    """Plan and pay of a financial year: a box a month and specialty, pay in the last column, one source for all."""

    def __init__(
        self,
        data: Any = None,
        *,
        places: Sequence[Sequence[Place]],
        held: Mapping[Place, MonthlyAmount],
        names: Mapping[int | None, str],
    ) -> None:
        super().__init__(data)
        self.places = [place for row in places for place in row]
        for place in self.places:
            is_pay = place.specialty is None
            self.fields[place.name] = forms.DecimalField(
                label=f"{names[place.specialty]}, {place.month:%B %Y}",
                required=False,
                min_value=Decimal("0.01") if is_pay else 0,
                max_value=999_999_999,
                max_digits=11,
                decimal_places=2,
                initial=held[place].pounds if place in held else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            )
        self.fields["source"] = forms.CharField(
            label="Source of what you change",
            max_length=200,
            required=False,
            help_text="Document and date, for example Finance, agency plan 2026/27, 3 April 2026",
        )
        self.rows = [(row[0].month, [self[place.name] for place in row]) for row in places]

    def amounts(self) -> dict[Place, Decimal | None]:
        """What was typed in each box; None where it is empty."""
        return {place: self.cleaned_data[place.name] for place in self.places}


class ExemptionForm(PlainForm):
    """What lets a specialty use agency."""

    reference = forms.CharField(label="Reference", max_length=40, help_text="As the letter or the panel names it")
    specialty = forms.ModelChoiceField(
        label="Specialty", queryset=Specialty.objects.none(), empty_label="Choose a specialty"
    )
    band = forms.ChoiceField(
        label="Band",
        choices=[("", "Every band"), *((grade, name) for grade, name in GRADES.items() if grade.isdigit())],
        required=False,
    )
    ground = forms.CharField(label="Ground", max_length=120, help_text="No names of workers")
    granted_by_name = forms.CharField(label="Granted by", max_length=80, help_text="Executive or panel, and the date")
    first_day = TypedDateField(label="First day")
    last_day = TypedDateField(label="Last day", required=False, hint="Leave empty while it has no end")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["specialty"].queryset = Specialty.objects.in_order()  # type: ignore[attr-defined]


class ExemptionEndForm(PlainForm):
    """When an exemption ends."""

    last_day = TypedDateField(label="Last day", required=False, hint="Leave empty while it has no end")
