"""Forms about leave and sickness."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from directorate.core import clock
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Person
from staffing.domain.quickadd import far_away
from staffing.facts.half_days import Dates
from staffing.facts.leave import LeaveDraft
from staffing.forms.quick_line import shape_problem
from staffing.models import Absence, AbsenceKind, DayPart, LedgerKind

LEDGER_KINDS_BY_HAND = (
    LedgerKind.CARRY_IN,
    LedgerKind.TOIL_EARNED,
    LedgerKind.BOUGHT,
    LedgerKind.SOLD,
    LedgerKind.ADJUSTMENT,
)
# ESR's level-1 reasons (staffing rule book, section 6.4).
SICKNESS_REASONS = (
    ("", "Choose a reason"),
    ("S10", "S10 Anxiety, stress, depression"),
    ("S11", "S11 Back problems"),
    ("S12", "S12 Other musculoskeletal problems"),
    ("S13", "S13 Cold, cough, flu"),
    ("S14", "S14 Asthma"),
    ("S15", "S15 Chest and respiratory problems"),
    ("S16", "S16 Headache, migraine"),
    ("S17", "S17 Tumours, cancers"),
    ("S18", "S18 Blood disorders"),
    ("S19", "S19 Heart, cardiac and circulatory problems"),
    ("S20", "S20 Burns, poisoning, frostbite, hypothermia"),
    ("S21", "S21 Ear, nose, throat"),
    ("S22", "S22 Dental and oral problems"),
    ("S23", "S23 Eye problems"),
    ("S24", "S24 Endocrine, glandular problems"),
    ("S25", "S25 Gastrointestinal problems"),
    ("S26", "S26 Genitourinary and gynaecological problems"),
    ("S27", "S27 Infectious diseases"),
    ("S28", "S28 Injury, fracture"),
    ("S29", "S29 Nervous system disorders"),
    ("S30", "S30 Pregnancy related disorders"),
    ("S31", "S31 Skin disorders"),
    ("S32", "S32 Substance abuse"),
    ("S98", "S98 Other known causes"),
    ("S99", "S99 Unknown causes"),
)


class DatesForm(PlainForm):
    """First and last day of an absence and the part of each."""

    first = TypedDateField(label="First day")
    first_part = forms.ChoiceField(label="Part of the first day", choices=DayPart.choices, initial=DayPart.ALL)
    last = TypedDateField(label="Last day", required=False, hint="Leave empty for the same day")
    last_part = forms.ChoiceField(label="Part of the last day", choices=DayPart.choices, initial=DayPart.ALL)

    def dates(self) -> Dates:
        """The dates as read; on one day the part of the first day counts."""
        data = self.cleaned_data
        last = self.last_date(data)
        one_day = last == data["first"]
        last_part = data["first_part"] if one_day else "all" if last is None else data["last_part"]
        return Dates(data["first"], last, data["first_part"], last_part)  # type: ignore[arg-type]

    def last_date(self, data: dict[str, Any]) -> date | None:
        """The last day; the same day when none was given."""
        last: date = data["last"] or data["first"]
        return last

    def complain(self, *, person: Person) -> None:
        """Say what is wrong with the dates in themselves."""
        if self.errors:
            return
        problem = shape_problem(self.dates(), person=person)
        if problem:
            about_last = "last day" in problem or (self.cleaned_data["last"] and "known up to" in problem)
            raise ValidationError({"last" if about_last else "first": problem})


class PlainLeaveForm(DatesForm):
    """Leave field by field, for those who would rather not type a line."""

    person = forms.ModelChoiceField(
        label="Who", queryset=Person.objects.none(), empty_label="Choose a person",
        error_messages={"required": "Choose whose leave it is", "invalid_choice": "Choose a person from the list"},
    )  # fmt: skip
    kind = forms.ChoiceField(label="What kind", choices=AbsenceKind.choices)
    is_open = forms.BooleanField(label="No end yet (sickness, maternity)", required=False)
    note = forms.CharField(label="Note or reason", required=False, max_length=300)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    field_order = ("person", "kind", "first", "first_part", "last", "last_part", "is_open", "note", "confirmed")

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 declared above
        field.queryset = people
        field.label_from_instance = described  # type: ignore[assignment,method-assign]

    def last_date(self, data: dict[str, Any]) -> date | None:
        """The last day; none for an absence without end."""
        return None if data.get("is_open") else super().last_date(data)

    def clean(self) -> dict[str, Any]:
        """Dates in order and within the person's time here."""
        data = super().clean() or {}
        if data.get("person"):
            self.complain(person=data["person"])
        return data

    def draft(self) -> LeaveDraft:
        """What was filled in, ready to be saved."""
        data = self.cleaned_data
        return LeaveDraft(data["person"], AbsenceKind(data["kind"]), self.dates(), data["note"].strip())

    def questions(self) -> list[str]:
        """What to ask once before saving."""
        dates = self.dates()
        return list(far_away(dates.first, last=dates.last, today=clock.today()))


def described(person: Person) -> str:
    """Sarah Jones, Medical secretary, ENT secretaries: enough to tell two people of one name apart."""
    place = person.team.name if person.team else person.specialty.name
    return ", ".join(part for part in (person.display_name, person.job_title, place) if part)


class ChangeDatesForm(DatesForm):
    """New dates of an absence; an open one may stay open."""

    is_open = forms.BooleanField(label="No end yet", required=False)
    reason = forms.CharField(label="Why the dates change", required=False, max_length=300)

    def __init__(self, *args: Any, absence: Absence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absence = absence
        if absence.kind not in {AbsenceKind.SICKNESS, AbsenceKind.MATERNITY, AbsenceKind.ADOPTION}:
            del self.fields["is_open"]

    def last_date(self, data: dict[str, Any]) -> date | None:
        """The last day; none for an absence without end."""
        return None if data.get("is_open") else super().last_date(data)

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        data = super().clean() or {}
        self.complain(person=self.absence.person)
        return data


class DecisionForm(PlainForm):
    """Approve or decline one request."""

    decision = forms.ChoiceField(choices=(("approve", "Approve"), ("decline", "Decline")))
    reason = forms.CharField(label="Reason", required=False, max_length=300)
    covering = forms.IntegerField(required=False)


class EndForm(PlainForm):
    """Cancel or withdraw."""

    reason = forms.CharField(label="Why it is cancelled", required=False, max_length=300)


class ReasonForm(PlainForm):
    """Why somebody is off sick, in ESR's words."""

    reason_code = forms.ChoiceField(
        label="Reason", choices=SICKNESS_REASONS, error_messages={"required": "Choose a reason"}
    )
    level_2_reason = forms.CharField(label="More exactly", required=False, max_length=100)
    related_reason = forms.CharField(label="Related reason", required=False, max_length=100)
    is_work_related = forms.BooleanField(label="Work related", required=False)
    is_notifiable = forms.BooleanField(label="Notifiable disease", required=False)


class HeldForm(PlainForm):
    """The day of the return-to-work meeting."""

    held_date = TypedDateField(label="Day of the meeting")


class ExpectedBackForm(PlainForm):
    """When somebody is expected back."""

    expected_date = TypedDateField(label="Expected back", required=False)


class AccountEntryForm(PlainForm):
    """Something entered in a leave account by hand."""

    kind = forms.ChoiceField(label="What", choices=[(kind.value, kind.label) for kind in LEDGER_KINDS_BY_HAND])
    hours = forms.DecimalField(
        label="Hours",
        max_digits=6,
        decimal_places=2,
        help_text="For example, 37.5. An adjustment may be negative",
        error_messages={"required": "Enter hours", "invalid": "Hours must be a number, like 37.5"},
    )
    effective_date = TypedDateField(label="From")
    expires_date = TypedDateField(
        label="Last day on which it can be used", required=False, hint="Leave empty for no limit"
    )
    reason = forms.CharField(label="Why", required=False, max_length=300)

    def minutes(self) -> int:
        """The hours in minutes."""
        hours: Decimal = self.cleaned_data["hours"]
        return round(hours * 60)


class CoverForm(PlainForm):
    """Who does the desk of somebody who is away."""

    covering = forms.ModelChoiceField(
        label="Who covers", queryset=Person.objects.none(), empty_label="Choose a colleague",
        error_messages={"required": "Choose who covers"},
    )  # fmt: skip

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["covering"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 declared above
        field.queryset = people
        field.label_from_instance = described  # type: ignore[assignment,method-assign]
