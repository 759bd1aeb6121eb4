"""Forms of the import pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.forms.plain import PlainForm
from directorate.core.importers.feeds import LARGEST_TEXT_FILE, Feed, StagedFeed
from directorate.core.importers.headings import plain
from directorate.core.imports.worklist import owners
from directorate.core.models import User
from directorate.core.models.imports import RowOutcome

ALLOWED = (".csv", ".txt", ".xlsx", ".xls")
MACROS = (".xlsm", ".xlsb", ".xltm")


class UploadForm(PlainForm):
    """One file."""

    file = forms.FileField(
        label="File",
        help_text="CSV, .xlsx or .xls as it comes. Nothing is stored until you say so.",
        error_messages={"required": "Choose a file", "empty": "The file is empty. Export the list again."},
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        """Refuse what is plainly no list by its name; the content is looked at when the file is checked."""
        file = self.cleaned_data["file"]
        name = (file.name or "").lower()
        if name.endswith(MACROS):
            raise ValidationError("A workbook with macros cannot be used. Save it as .xlsx without a password.")
        if not name.endswith(ALLOWED):
            raise ValidationError("Choose a CSV, .xlsx or .xls file.")
        if (file.size or 0) > LARGEST_TEXT_FILE:
            raise ValidationError("The file is larger than 2,048 MB.")
        return file


class AnyFileForm(UploadForm):
    """One file of any feed the user may load; what it is is recognised unless the user says so."""

    feed = forms.ChoiceField(
        label="What is it?", required=False, error_messages={"invalid_choice": "Choose one of the lists"}
    )

    def __init__(self, data: Any = None, files: Any = None, *, feeds: Sequence[Feed]) -> None:
        super().__init__(data, files)
        self.fields["feed"].choices = [("", "Find out from the file"), *_named(feeds)]  # type: ignore[attr-defined]


class KindForm(PlainForm):
    """What a file is that was not recognised; `token` names the file that was sent."""

    token = forms.CharField(widget=forms.HiddenInput)
    feed = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the file is", "invalid_choice": "Choose one of the lists"},
    )

    def __init__(self, data: Any = None, *, feeds: Sequence[Feed], token: str = "") -> None:
        super().__init__(data, initial={"token": token})
        self.fields["feed"].choices = _named(feeds)  # type: ignore[attr-defined]


def _named(feeds: Sequence[Feed]) -> list[tuple[str, str]]:
    return [(feed.key, feed.name) for feed in feeds]


class DayForm(PlainForm):
    """The day of a file that does not say so itself."""

    as_at = forms.DateField(input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"])

    def __init__(self, data: Any = None, *, feed: Feed, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        asked = feed.words.day_question
        named = f"the {asked[0].lower()}{asked[1:]}"
        field = self.fields["as_at"]
        field.label, field.help_text = asked, feed.words.day_hint
        field.error_messages |= {
            "required": f"Enter {named}",
            "invalid": f"Enter {named} as day, month and year, for example 31/1/2026",
        }


class MappingForm(PlainForm):
    """Which heading of the file is which column that is missing."""

    def __init__(self, data: Any = None, *, feed: StagedFeed, headings: list[str], missing: list[str]) -> None:
        super().__init__(data)
        choices = [("", "Not in the file"), *((heading, heading) for heading in headings if heading.strip())]
        known = {plain(name) for column in feed.columns for name in column.names}
        free = [heading for heading in headings if plain(heading) not in known]
        for column in feed.columns:
            if column.name in missing:
                self.fields[column.field] = forms.ChoiceField(
                    label=column.name.replace("_", " "),
                    choices=choices,
                    required=False,
                    initial=self._guess(free, column.name),
                )

    @staticmethod
    def _guess(headings: list[str], name: str) -> str:
        """Return a heading of no other column that holds the name, to save a click; the person decides."""
        return next((heading for heading in headings if plain(name) in plain(heading)), "")

    def chosen(self) -> dict[str, str]:
        """Return field to heading, for what was chosen."""
        return {field: heading for field, heading in self.cleaned_data.items() if heading}


class SettleForm(PlainForm):
    """How one rejected row ends."""

    outcome = forms.ChoiceField(
        choices=[
            (RowOutcome.NOT_OURS.value, RowOutcome.NOT_OURS.label),
            (RowOutcome.LEFT_OUT.value, RowOutcome.LEFT_OUT.label),
            (RowOutcome.IN_LATER_FILE.value, RowOutcome.IN_LATER_FILE.label),
        ]
    )
    note = forms.CharField(max_length=300, required=False)


class OwnerForm(PlainForm):
    """Who sees to one rejected row."""

    owner = forms.ModelChoiceField(queryset=User.objects.none(), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"] = forms.ModelChoiceField(queryset=owners(), required=False)
