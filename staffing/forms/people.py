"""Forms of the staff list."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm, PlainModelForm
from directorate.core.models import Person, Specialty, Team, User
from directorate.core.models.people import StaffGroup
from staffing.domain.turnover import LEAVING_REASONS
from staffing.facts.staff import (
    DAYS,
    Wanted,
    choosable_specialties,
    choosable_teams,
)
from staffing.forms.absences import described
from staffing.querysets.scope import PeopleReach, may_keep_record_of

CONSULTANT_CODE = re.compile(r"C[0-9]{7}")
WEEKDAYS = 5
HALVES = (("am", "morning"), ("pm", "afternoon"))


class StaffFilterForm(PlainForm):
    """What to show of the staff list; sent by POST, because a name does not belong in an address."""

    name = forms.CharField(label="Part of a name", required=False, max_length=100)
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="All teams")
    specialty = forms.ModelChoiceField(Specialty.objects.none(), required=False, empty_label="All specialties")
    with_leavers = forms.BooleanField(label="People who have left too", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "team", choosable_teams(user))
        offer(self, "specialty", choosable_specialties(user))

    def wanted(self) -> Wanted:
        """What was asked for; a choice that is not in the list is left out."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            data.get("name", ""), data.get("team"), data.get("specialty"), bool(data.get("with_leavers", False))
        )


def offer(form: forms.BaseForm, name: str, choices: QuerySet[Any]) -> None:
    """Give a field the rows that may be chosen."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 declared in the class
    field.queryset = choices


def groups_of(rights: PeopleReach) -> list[StaffGroup]:
    """The staff groups whose records these rights reach."""
    others = [StaffGroup.ADMIN_AND_CLERICAL, StaffGroup.OTHER] if rights.others else []
    return [*others, *([StaffGroup.MEDICAL] if rights.doctors else [])]


class PersonForm(PlainModelForm):
    """Who somebody is and where they work."""

    # Longer than the column, so that a number that is too long is explained in our words.
    staff_number = forms.CharField(
        label="Staff number",
        max_length=20,
        help_text="Eight digits, as in ESR. Noughts in front are added",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    consultant_code = forms.CharField(
        label="Consultant code",
        max_length=20,
        required=False,
        help_text="For consultants: C and seven digits, as on the waiting list",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    start_date = TypedDateField(label="First day", hint="In the directorate. For example, 23/11/2026")
    leaving_date = TypedDateField(
        label="Last day", required=False, hint="Leave empty while nobody knows of one. Contracts end with it"
    )
    leaving_reason = forms.ChoiceField(
        label="Why they leave",
        required=False,
        help_text="As ESR says it. The end of a fixed term and a move within the Trust are not counted as turnover",
        error_messages={"invalid_choice": "Choose a reason of the list"},
    )

    class Meta:
        model = Person
        fields = (
            "staff_number", "staff_group", "title", "forenames", "surname", "known_as", "job_title", "grade",
            "specialty", "team", "email", "consultant_code", "is_clinical_lead", "start_date", "leaving_date",
            "leaving_reason",
        )  # fmt: skip
        labels = {
            "known_as": "Known as",
            "grade": "Grade or band",
            "email": "E-mail",
            "is_clinical_lead": "Clinical lead of the specialty",
        }
        help_texts = {
            "known_as": "If colleagues use another first name",
            "grade": "For example, Band 4, Consultant or ST5",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rights = may_keep_record_of(user)
        self.fields["staff_group"].choices = [(g.value, g.label) for g in groups_of(self.rights)]  # type: ignore[attr-defined]
        for name, choices in (
            ("specialty", choosable_specialties(user, keeping=True)),
            ("team", choosable_teams(user, keeping=True)),
        ):
            offer(self, name, choices)
        held = self.instance.leaving_reason
        reasons = [*LEAVING_REASONS, *([held] if held and held not in LEAVING_REASONS else [])]
        self.fields["leaving_reason"].choices = [("", "Not known"), *((reason, reason) for reason in reasons)]  # type: ignore[attr-defined]
        self.fields["team"].empty_label = "No team"  # type: ignore[attr-defined]
        self.fields["specialty"].empty_label = "Choose a specialty"  # type: ignore[attr-defined]
        for name, words in {
            "staff_number": "Enter the staff number",
            "forenames": "Enter the first names",
            "surname": "Enter the surname",
            "specialty": "Choose a specialty",
            "staff_group": "Choose a staff group",
        }.items():
            self.fields[name].error_messages["required"] = words

    def clean_staff_number(self) -> str:
        """Eight digits, leading noughts kept or added."""
        typed = re.sub(r"\s", "", self.cleaned_data["staff_number"])
        if not (typed.isascii() and typed.isdigit() and len(typed) <= 8):
            raise ValidationError("The staff number is up to eight digits, like 20481234")
        return self._not_taken("staff_number", typed.zfill(8), words="This staff number is in the staff list already")

    def clean_consultant_code(self) -> str | None:
        """C and seven digits, or none."""
        typed = self.cleaned_data["consultant_code"].strip().upper()
        if not typed:
            return None
        if not CONSULTANT_CODE.fullmatch(typed):
            raise ValidationError("The consultant code is C and seven digits, like C9001206")
        return self._not_taken("consultant_code", typed, words="Somebody has this consultant code already")

    def _not_taken(self, name: str, value: str, *, words: str) -> str:
        if Person.objects.filter(**{name: value}).exclude(pk=self.instance.pk).exists():
            raise ValidationError(words)
        return value

    def clean(self) -> dict[str, Any]:
        """Dates in order, doctors' fields for doctors, and a place that the user may fill."""
        data = super().clean() or {}
        first, last = data.get("start_date"), data.get("leaving_date")
        if first and last and last < first:
            self.add_error("leaving_date", "The last day is before the first day. Check both dates")
        if data.get("leaving_reason") and not last and "leaving_date" not in self.errors:
            self.add_error("leaving_date", "Enter the last day, or choose that the reason is not known")
        if data.get("staff_group") != StaffGroup.MEDICAL:
            for name in ("consultant_code", "is_clinical_lead"):
                if data.get(name):
                    self.add_error(name, "This is for doctors only. Leave it empty or choose Medical and dental")
        self._complain_of_reach(data)
        return data

    def _complain_of_reach(self, data: dict[str, Any]) -> None:
        group, specialty = data.get("staff_group"), data.get("specialty")
        if not group or specialty is None:
            return
        if not self.rights.holds(Person(staff_group=group, specialty=specialty, team=data.get("team"))):
            self.add_error("specialty", "You cannot enter people of this staff group in this specialty")


class WorksForForm(PlainForm):
    """A consultant for whom a secretary works, from a day on."""

    consultant = forms.ModelChoiceField(
        Person.objects.none(), empty_label="Choose a consultant",
        error_messages={"required": "Choose a consultant", "invalid_choice": "Choose a consultant from the list"},
    )  # fmt: skip
    first_day = TypedDateField(label="From")

    def __init__(self, *args: Any, consultants: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "consultant", consultants)
        self.fields["consultant"].label_from_instance = described  # type: ignore[attr-defined]


class LastDayForm(PlainForm):
    """The last day on which a secretary works for a consultant."""

    last_day = TypedDateField(label="Last day")


class MinimumCoverForm(PlainForm):
    """How many must be in, Monday to Friday, from a day on."""

    first_day = TypedDateField(label="From", hint="What counts before this day stays. For example, 1/12/2026")
    effect = forms.ChoiceField(
        label="When leave would leave fewer people in", choices=(("warn", "Warn"), ("block", "Ask for a reason"))
    )
    reason = forms.CharField(label="Why", required=False, max_length=300, help_text="Kept in the history")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, day in enumerate(DAYS[:WEEKDAYS]):
            for half, word in HALVES:
                words = f"{day} {word}"
                self.fields[f"{half}_{place}"] = forms.IntegerField(
                    label=words, required=False, min_value=0, max_value=99,
                    widget=forms.TextInput(
                        attrs={"aria-label": f"{words}, people", "inputmode": "numeric", "autocomplete": "off"}
                    ),
                    error_messages={
                        "invalid": f"{words}: enter a whole number of people",
                        "max_value": f"{words}: enter at most 99 people",
                        "min_value": f"{words}: enter 0 or more people",
                    },
                )  # fmt: skip

    @property
    def grid(self) -> list[tuple[str, Any, Any]]:
        """Day, morning, afternoon."""
        return [(day, self[f"am_{place}"], self[f"pm_{place}"]) for place, day in enumerate(DAYS[:WEEKDAYS])]

    @property
    def grid_errors(self) -> list[str]:
        """What is wrong in the grid."""
        return [str(text) for _, am, pm in self.grid for bound in (am, pm) for text in bound.errors]

    def minima(self) -> dict[tuple[int, str], int]:
        """(weekday, half) to people; empty is 0."""
        data = self.cleaned_data
        return {(place, half): data[f"{half}_{place}"] or 0 for place in range(WEEKDAYS) for half, _ in HALVES}


class Together:
    """Several forms of one page, as the error summary asks for them."""

    def __init__(self, *forms_of_page: forms.BaseForm) -> None:
        self._forms = forms_of_page

    @property
    def errors(self) -> bool:
        """Whether anything is wrong in any of them."""
        return any(form.errors for form in self._forms)

    def non_field_errors(self) -> list[str]:
        """What belongs to no field."""
        return [str(text) for form in self._forms for text in form.non_field_errors()]

    def __iter__(self) -> Iterator[forms.BoundField]:
        for form in self._forms:
            yield from form
