"""The forms of a draft: its text, a Word document that comes back, who checks it, and what they say."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from directorate.core.forms.plain import PlainForm
from directorate.core.models import User

LONGEST_DRAFT = 200_000


class DraftForm(PlainForm):
    """The text of a version."""

    body = forms.CharField(
        label="Text of the response",
        max_length=LONGEST_DRAFT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        error_messages={"required": "Write the draft"},
    )

    def clean_body(self) -> str:
        """Lines end as they end here, blanks behind them go."""
        body: str = self.cleaned_data["body"]
        text = "\n".join(line.rstrip() for line in body.splitlines()).strip()
        if not text:
            raise forms.ValidationError("Write the draft")
        return text


class DraftUploadForm(PlainForm):
    """A version that was written in Word."""

    file = forms.FileField(
        label="Word document",
        help_text="A .docx of at most 25 MB. Its words become a new version; pictures and styles do not",
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )


class LeadField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A clinical lead by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Ms Anya Nguyen."""
        return str(obj.name)


class SendForm(PlainForm):
    """Which clinical lead checks it."""

    def __init__(self, *args: Any, leads: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinical_lead"] = LeadField(leads, label="Clinical lead", empty_label="Choose a clinical lead")


class DecisionForm(PlainForm):
    """Approved, or sent back with the reason."""

    decision = forms.ChoiceField(
        label="Your check",
        choices=[("approve", "I approve this version"), ("return", "Send it back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )
    reason = forms.CharField(
        label="What must change",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="When you send it back",
    )

    def clean(self) -> dict[str, Any]:
        """A reason with what goes back."""
        data = super().clean() or {}
        if data.get("decision") == "return" and not data.get("reason"):
            self.add_error("reason", "Say what must change")
        return data
