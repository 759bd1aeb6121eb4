"""What an auditor asks."""

from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from directorate.core.models import User
from directorate.core.models.access import AccessKind

CHANGES, ACCESSES = "changes", "accesses"
CHANGE_KINDS = (("insert", "Added"), ("update", "Changed"), ("delete", "Removed"))
DATE_ERRORS = {"invalid": "Enter a real date, like 6 8 2026."}


class AuditForm(PlainForm):
    """Changes or readings, by whom, when, of what."""

    what = forms.ChoiceField(
        choices=((CHANGES, "Changes"), (ACCESSES, "Readings, exports, sign-ins and refusals")),
        widget=forms.RadioSelect,
        label="What are you looking for?",
        initial=CHANGES,
    )
    user_id = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="By whom", empty_label="Anybody"
    )
    first_day = forms.DateField(required=False, widget=forms.SelectDateWidget, label="From", error_messages=DATE_ERRORS)
    last_day = forms.DateField(required=False, widget=forms.SelectDateWidget, label="To", error_messages=DATE_ERRORS)
    kind = forms.ChoiceField(
        choices=(("", "Anything"), ("Changes", CHANGE_KINDS), ("Readings", AccessKind.choices)),
        required=False,
        label="What was done",
    )
    table = forms.ChoiceField(required=False, label="Kind of record")
    object_key = forms.CharField(
        required=False,
        max_length=60,
        label="Number of the record",
        help_text="As the history and the access log name it.",
    )

    def __init__(
        self, *args: Any, tables: list[tuple[str, str]], subjects: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        user, table = self.fields["user_id"], self.fields["table"]
        if isinstance(user, forms.ModelChoiceField):
            user.queryset = User.objects.order_by("name", "pk")
        if isinstance(table, forms.ChoiceField):
            table.choices = [("", "Any"), ("Changes", tables), ("Readings", subjects)]

    def clean(self) -> dict[str, Any]:
        """Kind and table belong to what is looked for; dates in order."""
        found = super().clean() or {}
        changes = found.get("what") == CHANGES
        kinds = dict(CHANGE_KINDS) if changes else dict(AccessKind.choices)
        if found.get("kind") and found["kind"] not in kinds:
            self.add_error("kind", "Choose what was done from the group of what you are looking for, or Anything.")
        if found.get("table") and ("." in found["table"]) != changes:
            self.add_error("table", "Choose a kind of record from the group of what you are looking for, or Any.")
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must be the first day or later.")
        return found
