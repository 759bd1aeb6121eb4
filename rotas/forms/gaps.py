"""Forms of gaps: why nobody does a duty, and who said yes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from directorate.core.domain.calendar import LONDON
from directorate.core.forms.plain import PlainForm
from rotas.models import Answer, AnswerWay, GapCause, OfferWay

WAYS = [(way.value, f"Said yes {way.label}") for way in AnswerWay]
ASKED = [(OfferWay.EMAIL.value, "E-mail"), (OfferWay.TEXT.value, "Text")]


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
    how = forms.ChoiceField(label="How was it said?", choices=WAYS, initial=AnswerWay.PHONE)
    reason = forms.CharField(
        label="Why is the rule set aside?",
        help_text="Needed only for a doctor for whom a rule would be broken",
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["person"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]


class AskForm(PlainForm):
    """Whom to ask about a gap, how, and by when they answer."""

    people = forms.TypedMultipleChoiceField(
        label="Whom do you ask?",
        coerce=int,
        error_messages={"required": "Tick whom you ask", "invalid_choice": "Tick doctors of the list"},
    )
    expires = forms.ChoiceField(label="Answer by")
    way = forms.ChoiceField(label="How", choices=ASKED)

    def __init__(self, data: Any = None, *, people: Sequence[int], moments: Sequence[datetime]) -> None:
        super().__init__(data)
        self.moments = {moment.isoformat(): moment for moment in moments}
        self.fields["people"].choices = [(person, "") for person in people]  # type: ignore[attr-defined]
        self.fields["expires"].choices = [  # type: ignore[attr-defined]
            (key, f"{moment.astimezone(LONDON):%H:%M on %a %-d %b}") for key, moment in self.moments.items()
        ]

    @property
    def expires_at(self) -> datetime:
        """The moment chosen."""
        return self.moments[self.cleaned_data["expires"]]


class AnswerForm(PlainForm):
    """Yes or no."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=Answer.choices,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
