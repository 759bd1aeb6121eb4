"""The form of a price cap."""

from decimal import Decimal

from django import forms

from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from staffing.facts.price_caps import GRADES


class PriceCapForm(PlainForm):
    """What an hour of a grade may cost from a day on."""

    grade = forms.ChoiceField(label="Grade", choices=[("", "Choose a grade"), *GRADES.items()])
    hourly_rate = forms.DecimalField(
        label="Cap, pounds an hour without VAT",
        min_value=Decimal("0.01"),
        max_value=999,
        max_digits=6,
        decimal_places=2,
    )
    first_day = TypedDateField(label="In force from", hint="What counts before this day stays. For example, 1/4/2026")
    source = forms.CharField(
        label="Source",
        max_length=200,
        strip=True,
        help_text="Document, section and date",
        error_messages={"required": "Enter where the cap comes from"},
    )
