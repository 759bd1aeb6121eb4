"""Forms of gaps: why nobody does a duty, and who said yes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.domain.calendar import LONDON
from directorate.core.forms.plain import PlainForm
from rotas.domain.offers import ROUNDED_TO
from rotas.models import Answer, AnswerWay, GapCause, OfferWay

# What came by the link is recorded by the link alone.
WAYS = [(way.value, f"Said yes {way.label}") for way in AnswerWay if way != AnswerWay.LINK]
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


class AnswerByForm(PlainForm):
    """By when doctors answer."""

    expires = forms.CharField(label="Answer by", widget=forms.Select)

    def __init__(self, data: Any = None, *, moments: Sequence[datetime], now: datetime, begins: datetime) -> None:
        super().__init__(data)
        self.now, self.begins = now, begins
        self.fields["expires"].widget.choices = [
            (moment.isoformat(), f"{moment.astimezone(LONDON):%H:%M on %a %-d %b}") for moment in moments
        ]

    def clean_expires(self) -> datetime:
        """The moment chosen; the page may have been open for a while, so others than those offered now count too."""
        try:
            moment = datetime.fromisoformat(self.cleaned_data["expires"])
        except ValueError as problem:
            raise ValidationError("Choose by when they answer") from problem
        if moment.tzinfo is None or not self.now <= moment <= max(self.begins, self.now + ROUNDED_TO):
            raise ValidationError("Choose a time to answer that lies ahead and before the duty begins")
        return moment

    @property
    def expires_at(self) -> datetime:
        """The moment chosen."""
        found: datetime = self.cleaned_data["expires"]
        return found


class AskByForm(AnswerByForm):
    """How doctors are asked, and by when they answer."""

    way = forms.ChoiceField(label="How", choices=ASKED)


class AskForm(AskByForm):
    """Whom to ask about a gap, how, and by when they answer."""

    people = forms.TypedMultipleChoiceField(
        label="Whom do you ask?",
        coerce=int,
        error_messages={"required": "Tick whom you ask", "invalid_choice": "Tick doctors of the list"},
    )
    field_order = ("people", "expires", "way")

    def __init__(
        self, data: Any = None, *, people: Sequence[int], moments: Sequence[datetime], now: datetime, begins: datetime
    ) -> None:
        super().__init__(data, moments=moments, now=now, begins=begins)
        self.fields["people"].choices = [(person, "") for person in people]  # type: ignore[attr-defined]


class AnswerForm(PlainForm):
    """Yes or no."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=Answer.choices,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
