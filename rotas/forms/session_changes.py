"""What a doctor does in one half day instead of what is usual."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Site
from rotas.facts.session_changes import HalfDay, WantedSession, mark_of

NOTHING, OTHER = "nothing", "other"


class SessionChangeForm(PlainForm):
    """Something else, or no session; who does the usual one. `was` is what stood there when the form was opened."""

    what = forms.ChoiceField(
        label="What is done instead?",
        choices=[(NOTHING, "No session"), (OTHER, "Something else")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose no session or something else"},
    )
    activity = forms.CharField(
        label="Which session?",
        help_text="As on the sheet, for example Clinic or Theatre",
        max_length=60,
        required=False,
    )
    site = forms.ModelChoiceField(Site.objects.none(), label="Hospital", required=False, empty_label="Not said")
    covering = forms.TypedChoiceField(
        label="Who does the usual session instead?", coerce=int, empty_value=None, required=False
    )
    note = forms.CharField(label="Note", max_length=100, required=False)
    was = forms.CharField(max_length=250, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, found: HalfDay) -> None:
        change = found.change
        super().__init__(data, initial=_initial(found))
        sites = self.fields["site"]
        assert isinstance(sites, forms.ModelChoiceField)  # noqa: S101 declared above
        sites.queryset = Site.objects.filter(is_active=True).order_by("name")
        self.fields["activity"].widget.attrs |= {"list": "activities", "autocomplete": "off"}
        if found.usual:
            free = [(row.pk, row.label) for row in found.free]
            self.fields["covering"].choices = [("", "Nobody"), *free]  # type: ignore[attr-defined]
        else:
            del self.fields["covering"]
        self.fields["was"].initial = mark_of(change)

    def clean(self) -> dict[str, Any]:
        """Something else needs a name; no session has neither name nor hospital."""
        data = super().clean() or {}
        if data.get("what") == OTHER and not data.get("activity") and "activity" not in self.errors:
            self.add_error("activity", ValidationError("Enter which session, or choose no session"))
        return data

    def wanted(self) -> WantedSession:
        """What was asked for."""
        data = self.cleaned_data
        is_other = data["what"] == OTHER
        return WantedSession(
            activity=data["activity"] if is_other else "",
            site=data["site"] if is_other else None,
            note=data["note"],
            covering=data.get("covering"),
        )


def _initial(found: HalfDay) -> dict[str, object]:
    change = found.change
    if change is None:
        return {}
    return {
        "what": OTHER if change.activity else NOTHING,
        "activity": change.activity,
        "site": change.site_id,
        "note": change.note,
        "covering": found.covered_by,
    }
