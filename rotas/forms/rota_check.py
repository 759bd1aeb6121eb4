"""The form of the page that checks a rota."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.forms.imports import UploadForm
from directorate.core.importers.feeds import LARGEST_WORKBOOK
from rotas.domain.terms import Terms


class RotaFileForm(UploadForm):
    """A rota file, and the terms that do not stand in it."""

    file = forms.FileField(
        label="Rota or on-call list",
        help_text=(
            "A workbook with the rota and a legend of its codes, or a list with date, doctor, start and end. "
            "Nothing is stored."
        ),
        error_messages={"required": "Choose a file", "empty": "The file is empty. Save the rota again."},
        allow_empty_file=True,
    )
    rules = forms.ChoiceField(
        label="Whose rota is it?",
        choices=[
            ("AUTO", "Resident doctors"),
            ("WTR1998", "Consultants, specialty doctors, locally employed or agency doctors"),
        ],
        initial="AUTO",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose rota it is"},
    )
    weekend_limit = forms.TypedChoiceField(
        label="Weekends",
        choices=[(3, "At most 1 weekend in 3"), (2, "At most 1 in 2, as agreed with the guardian")],
        coerce=int,
        initial=3,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how many weekends are allowed"},
    )
    low_intensity_agreed = forms.BooleanField(label="Weekend on-call is agreed to be of low intensity", required=False)

    def clean_file(self) -> Any:
        """Refuse by name and size; the content is looked at when the rota is read."""
        file = super().clean_file()
        if (file.size or 0) > LARGEST_WORKBOOK:
            raise ValidationError("The file is larger than 25 MB. Save only the rota and use that.")
        return file

    def terms(self) -> Terms:
        """Return the terms that were chosen."""
        return Terms(
            rule_set=self.cleaned_data["rules"],
            weekend_limit=self.cleaned_data["weekend_limit"],
            low_intensity_agreed=self.cleaned_data["low_intensity_agreed"],
        )
