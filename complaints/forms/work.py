"""The small forms of a case's page: ask, find, note, step."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from complaints.domain.pasted import split_points
from complaints.facts.entries import Ask, Step
from complaints.facts.words import GROUNDS, STEP_WORDS
from complaints.models import Finding, NoteKind, Point
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Person

LONGEST_NOTE = 20_000
NOBODY: Mapping[int, str] = {}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who can be asked; the people of a specialty stand under its name, with when they are away."""

    def __init__(
        self, people: QuerySet[Person], *, label: str, away: Mapping[int, str] = NOBODY, required: bool = True
    ) -> None:
        super().__init__(
            people, label=label, required=required, empty_label="Choose who answers",
            error_messages={"required": "Choose who answers", "invalid_choice": "Choose who answers"},
        )  # fmt: skip
        self.choices = [("", "Choose who answers"), *grouped(people, away=away)]

    def label_from_instance(self, obj: Any) -> str:
        """Name and job."""
        return named(obj)


def named(person: Person) -> str:
    """Ms Nguyen, consultant."""
    return f"{person.display_name}, {person.job_title}" if person.job_title else person.display_name


def grouped(people: QuerySet[Person], *, away: Mapping[int, str]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices under the names of their specialties, in the order of the people; those away say so, by key."""
    return [
        (
            specialty,
            [(person.pk, ", ".join(filter(None, (named(person), away.get(person.pk, ""))))) for person in found],
        )
        for specialty, found in groupby(people, key=lambda person: person.specialty.name)
    ]


class AskForm(PlainForm):
    """Who answers which point, and by when: a pair of fields for each point about which nobody was asked."""

    def __init__(
        self,
        *args: Any,
        points: Sequence[Point],
        people: QuerySet[Person],
        away: Mapping[int, str],
        due: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.points = points
        choices = [("", "Choose who answers"), *grouped(people, away=away)]
        for point in points:
            who = PersonField(people.none(), label=f"Who answers point {point.number}", required=False)
            who.queryset, who.choices = people, choices
            self.fields[f"person_{point.pk}"] = who
            day = TypedDateField(label=f"Statement on point {point.number} due", hint="")
            day.initial = due
            self.fields[f"due_{point.pk}"] = day

    def rows(self) -> Iterator[tuple[Point, BoundField, BoundField]]:
        """Each point with its two fields."""
        return ((point, self[f"person_{point.pk}"], self[f"due_{point.pk}"]) for point in self.points)

    def clean(self) -> dict[str, Any]:
        """At least one."""
        data = super().clean() or {}
        if not self.errors and not any(data.get(f"person_{point.pk}") for point in self.points):
            raise ValidationError("Choose who answers at least one point")
        return data

    def asks(self) -> list[Ask]:
        """Those points for which somebody was chosen."""
        data = self.cleaned_data
        return [
            Ask(point, data[f"person_{point.pk}"], data[f"due_{point.pk}"])
            for point in self.points
            if data[f"person_{point.pk}"]
        ]


class AskElseForm(PlainForm):
    """Somebody else for one point."""

    due = TypedDateField(label="Due", hint="For example, 8/12/2026")

    def __init__(self, *args: Any, people: QuerySet[Person], away: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonField(people, away=away, label="Who answers instead")
        self.order_fields(["person", "due"])


class ReceiveForm(PlainForm):
    """A statement that came, with its file or without one."""

    received = TypedDateField(label="Received on", hint="")
    file = forms.FileField(
        label="The statement",
        required=False,
        help_text="Word, PDF, a picture or a text, at most 25 MB. It is kept as theirs, uploaded by you",
    )


class FileForm(PlainForm):
    """Any other file of the case."""

    file = forms.FileField(
        label="File",
        help_text="Word, PDF, a picture or a text, at most 25 MB",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )


class FindingForm(PlainForm):
    """What was found about a point."""

    finding = forms.ChoiceField(label="Finding", required=False, choices=[("", "Not decided"), *Finding.choices])


class PointsForm(PlainForm):
    """More points, one a line."""

    points = forms.CharField(
        label="More points",
        max_length=LONGEST_NOTE,
        help_text="One on each line. Whoever is asked reads it as it stands: leave names of patients out",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter at least one point"},
    )

    def clean_points(self) -> list[str]:
        """One text a point."""
        found = split_points(self.cleaned_data["points"])
        if not found:
            raise ValidationError("Enter at least one point")
        return found


class PointForm(PlainForm):
    """What one point says; `was` is what it said when the form was opened."""

    text = forms.CharField(
        label="What must be answered",
        max_length=LONGEST_NOTE,
        help_text="Whoever is asked reads it as it stands: leave names of patients out",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter what must be answered"},
    )
    was = forms.CharField(required=False, strip=False, max_length=LONGEST_NOTE, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """On one line, as points are."""
        return " ".join(self.cleaned_data["text"].split())


class NoteForm(PlainForm):
    """A line of the contact log."""

    kind = forms.ChoiceField(
        label="What it is", choices=[pair for pair in NoteKind.choices if pair[0] != NoteKind.CHASE]
    )
    text = forms.CharField(
        label="Note",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the note"},
    )


class StepForm(PlainForm):
    """What happened to the case; only what its kind asks for is read."""

    step = forms.ChoiceField(label="What happened", error_messages={"required": "Choose what happened"})
    on = TypedDateField(label="On", hint="For example, 23/11/2026")
    reason = forms.CharField(
        label="Why", required=False, max_length=300, help_text="For a pause, an extension, a draft that came back"
    )
    new_date = TypedDateField(
        label="New date", required=False, hint="For an extension, or the day written reasons were sent"
    )
    agreed_with = forms.CharField(label="Agreed with", required=False, max_length=100, help_text="For an extension")
    working_days = forms.IntegerField(
        label="Answered within",
        required=False,
        min_value=1,
        max_value=250,
        help_text="Working days, when it is opened again",
    )
    ground = forms.ChoiceField(
        label="Ground", required=False, choices=[("", "None"), *GROUNDS], help_text="When it is not considered"
    )

    def __init__(self, *args: Any, steps: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["step"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 declared in the class
        chosen.choices = [("", "Choose what happened"), *((step, STEP_WORDS[step]) for step in steps)]

    def clean(self) -> dict[str, Any]:
        """What the step asks for."""
        data = super().clean() or {}
        for name, words in _ASKED.get(data.get("step", ""), {}).items():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        return data

    def as_step(self) -> Step:
        """The step to record."""
        data = self.cleaned_data
        asked = _ASKED.get(data["step"], {})
        more = {name: data[name] for name in ("new_date", "agreed_with", "working_days", "ground") if name in asked}
        return Step(type=data["step"], on=data["on"], reason=data["reason"], **more)


_WHY = "Say why"
_ASKED: dict[str, dict[str, str]] = {
    "pause": {"reason": _WHY},
    "return_draft": {"reason": _WHY},
    "extend": {"reason": _WHY, "new_date": "Enter the new date", "agreed_with": "Enter with whom it was agreed"},
    "reopen": {"working_days": "Enter the working days within which it is answered"},
    "not_consider": {"ground": "Choose the ground on which it is not considered"},
    "consent_refused": {"new_date": "Enter the day on which the written reasons were sent"},
}
