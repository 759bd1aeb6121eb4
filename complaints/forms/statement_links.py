"""What somebody who was asked for a statement fills in on the page of their link: a few fields for each point."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from complaints.facts.entries import Given
from complaints.models import StatementRequest
from directorate.core.forms.plain import PlainForm
from directorate.core.importers.attachments import LARGEST_FILE, TOO_LARGE, AttachmentRefusedError, read_attachment

LONGEST_STATEMENT, LONGEST_REASON = 200_000, 2_000


def _long_text(label: str, *, rows: int, longest: int) -> forms.CharField:
    """A text of which the browser cuts nothing off; one that is too long is said, and stays in the field."""
    field = forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.Textarea(attrs={"rows": rows})
    )
    field.widget.attrs.pop("maxlength")
    return field


class StatementForm(PlainForm):
    """The statement on one point, as text, as a file or as both, or why it cannot be given."""

    text = _long_text("Your statement", rows=10, longest=LONGEST_STATEMENT)
    file = forms.FileField(
        label="Or upload it",
        required=False,
        help_text="Word, PDF, a picture or a text, at most 25 MB",
        error_messages={"empty": "The file is empty. Choose another one"},
    )
    cannot = _long_text("I cannot answer this, because", rows=3, longest=LONGEST_REASON)

    def __init__(self, *args: Any, request: StatementRequest) -> None:
        super().__init__(*args)
        self.prefix, self.request = f"point_{request.point.number}", request

    def clean_text(self) -> str:
        """With the line ends of this house; Word and browsers have others."""
        return _plain(self.cleaned_data["text"])

    def clean_cannot(self) -> str:
        """The same."""
        return _plain(self.cleaned_data["cannot"])

    def clean_file(self) -> Any:
        """What is kept of the file, under the checks of every file of a case."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > LARGEST_FILE:
            raise ValidationError(TOO_LARGE)
        try:
            return read_attachment(file.read()), file.name or ""
        except AttachmentRefusedError as problem:
            raise ValidationError(str(problem)) from problem

    def clean(self) -> dict[str, Any]:
        """A statement or a reason, not both."""
        data = super().clean() or {}
        if data.get("cannot") and (data.get("text") or data.get("file")):
            self.add_error("cannot", "Send a statement, or say why you cannot answer. Not both: empty one of them")
        return data

    @property
    def is_answered(self) -> bool:
        """Whether there is anything to take, in a form without a mistake."""
        return any(self.cleaned_data.get(name) for name in ("text", "file", "cannot"))

    @property
    def typed(self) -> str:
        """What was typed, as it came, whether or not it is in order."""
        found = (self.data.get(self.add_prefix(name), "") for name in ("text", "cannot"))
        return "\n\n".join(filter(None, map(_plain, found)))

    @property
    def has_file(self) -> bool:
        """Whether a file came with it."""
        return self.add_prefix("file") in self.files

    @property
    def has_typed(self) -> bool:
        """Whether anything came."""
        return bool(self.typed) or self.has_file

    @property
    def given(self) -> Given:
        """What was answered."""
        data = self.cleaned_data
        file, name = data["file"] or (None, "")
        return Given(self.request.point.number, data["text"], file, name, data["cannot"])


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def given_in(forms_of_points: Sequence[StatementForm]) -> list[Given]:
    """What was answered about the points; empty when a form has a mistake, which it says itself, or none was filled in."""
    are_right = [form.is_valid() for form in forms_of_points]
    return [form.given for form in forms_of_points if form.is_answered] if all(are_right) else []


def say_that_nothing_is_there(forms_of_points: Sequence[StatementForm]) -> None:
    """Ask for an answer where no form has one, and none a mistake."""
    if any(form.errors or form.has_typed for form in forms_of_points):
        return
    which = "" if len(forms_of_points) == 1 else "Answer at least one point. "
    for form in forms_of_points[:1]:
        form.add_error("text", f"{which}Write the statement, choose its file, or say why you cannot answer")
