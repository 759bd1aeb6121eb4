"""The form of a link for the switchboard."""

from django import forms

from directorate.core.forms.plain import PlainForm


class LinkForm(PlainForm):
    """Whom a link is for."""

    purpose = forms.CharField(label="For whom", max_length=60, required=False)
