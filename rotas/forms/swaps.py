"""Forms of swaps: whom to ask, and which two duties are exchanged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Person
from rotas.forms.gaps import WAYS, AnswerByForm, AskByForm
from rotas.models import AnswerWay


class OwnSwapForm(AnswerByForm):
    """For which duties of colleagues a doctor asks, and by when they answer."""

    duties = forms.TypedMultipleChoiceField(
        label="For which duties do you ask?",
        coerce=int,
        error_messages={"required": "Tick for which duties you ask", "invalid_choice": "Tick duties of the list"},
    )
    field_order = ("duties", "expires", "way")  # the last only where the way is asked for

    def __init__(
        self, data: Any = None, *, duties: Sequence[int], moments: Sequence[datetime], now: datetime, begins: datetime
    ) -> None:
        super().__init__(data, moments=moments, now=now, begins=begins)
        self.fields["duties"].choices = [(duty, "") for duty in duties]  # type: ignore[attr-defined]


class SwapAskForm(OwnSwapForm, AskByForm):
    """For which duties of colleagues to ask, how, and by when they answer."""


def _duty_and_doctor(typed: str) -> tuple[int, int]:
    duty, _, doctor = typed.partition("-")
    return int(duty), int(doctor)


class ExchangeForm(PlainForm):
    """Which duty of whom is exchanged, how that was said, that the giver agrees, and why a rule is set aside.

    `giver` and `other` name the doctors as the page showed them: a duty that has changed hands since is not exchanged.
    """

    giver = forms.IntegerField(widget=forms.HiddenInput, required=False)
    other = forms.TypedChoiceField(
        label="Which duty is exchanged for it?",
        coerce=_duty_and_doctor,
        error_messages={"required": "Choose which duty is exchanged", "invalid_choice": "Choose a duty of the list"},
    )
    how = forms.ChoiceField(label="How was it said?", choices=WAYS, initial=AnswerWay.PHONE)
    giver_agrees = forms.BooleanField(
        error_messages={"required": "Ask the doctor who gives the duty away, then tick that they agree"}
    )
    reason = forms.CharField(
        label="Why is the rule set aside?",
        help_text="Needed only where a rule would be broken",
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, duties: list[tuple[str, str]], giver: Person) -> None:
        super().__init__(data)
        self.doctor = giver
        self.fields["giver"].initial = giver.pk
        self.fields["other"].choices = [("", "Choose"), *duties]  # type: ignore[attr-defined]
        self.fields["giver_agrees"].label = f"{giver.display_name} agrees to do it"

    def clean(self) -> dict[str, Any]:
        """Refuse a page on which the duty was another doctor's."""
        said = super().clean() or {}
        if said.get("giver") != self.doctor.pk:
            raise ValidationError(f"The duty is {self.doctor.display_name}'s by now. Look at the list again.")
        return said
