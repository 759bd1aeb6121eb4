"""Forms of gaps: why nobody does a duty, and who said yes."""

from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from rotas.models import GapCause

PHONE = "phone"
WAYS = {PHONE: "Said yes by phone", "email": "Said yes by e-mail", "person": "Said yes in person"}


class OpenGapForm(PlainForm):
    """Why a doctor cannot do a duty."""

    cause = forms.ChoiceField(
        label="Why can the doctor not do it?",
        choices=GapCause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say why the doctor cannot do it"},
    )


class CloseGapForm(PlainForm):
    """Who takes the duty, how that was said, and why a rule is set aside."""

    person = forms.TypedChoiceField(
        label="Who does it?",
        coerce=int,
        error_messages={"required": "Choose who does it", "invalid_choice": "Choose who does it"},
    )
    how = forms.ChoiceField(label="How was it said?", choices=list(WAYS.items()), initial=PHONE)
    reason = forms.CharField(
        label="Why is the rule set aside?",
        help_text="Needed only for a doctor for whom a rule would be broken",
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["person"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]
