"""Which week of which specialty is published."""

from datetime import date, timedelta

from django import forms

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Specialty

EARLIEST, LATEST = date(2000, 1, 3), date(2099, 1, 1)


class WeekForm(PlainForm):
    """A specialty by its code, any day of the week, and whether the doctors are told by e-mail."""

    specialty = forms.ModelChoiceField(Specialty.objects.all(), to_field_name="code")
    week = forms.DateField(input_formats=["%Y-%m-%d"])
    tell = forms.ChoiceField(choices=[("", "nobody"), ("doctors", "doctors")], required=False)

    def clean_week(self) -> date:
        """Return the Monday of the week."""
        day: date = self.cleaned_data["week"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError("The week must lie between 2000 and 2099.")
        return day - timedelta(days=day.weekday())
