"""The form of the desk counts."""

from datetime import timedelta
from typing import Any

from django import forms

from directorate.core import clock
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from staffing.domain.desk_counts import MEASURES, OLDEST

MOST, OLDEST_DAYS, DAYS_BACK = 99_999, 9_999, 366
AGES = {"oldest_letter_days": "Oldest letter, in days", "oldest_referral_days": "Oldest referral, in days"}


def _number(label: str, *, most: int, required: bool = True) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    words = {"required": f"{label}: enter a number, 0 for none"}
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, required=required, widget=box, error_messages=words
    )


class DeskCountForm(PlainForm):
    """Six numbers, and the day they were counted."""

    letters_to_type = _number(MEASURES["letters_to_type"], most=MOST)
    oldest_letter_days = _number(AGES["oldest_letter_days"], most=OLDEST_DAYS, required=False)
    referrals_to_triage = _number(MEASURES["referrals_to_triage"], most=MOST)
    oldest_referral_days = _number(AGES["oldest_referral_days"], most=OLDEST_DAYS, required=False)
    results_to_file = _number(MEASURES["results_to_file"], most=MOST)
    voicemails = _number(MEASURES["voicemails"], most=MOST)
    count_date = TypedDateField(label="Counted on", hint="For example, 27/11/2026")

    def clean(self) -> dict[str, Any]:
        """An age where something waits, none where nothing does; a day of the last year."""
        data = super().clean() or {}
        for measure, age in OLDEST.items():
            if data.get(measure) == 0:
                data[age] = None
            elif data.get(measure) and data.get(age) is None and age not in self.errors:
                self.add_error(age, f"{AGES[age].split(',')[0]}: enter how many days it has waited, 0 for today")
        day, today = data.get("count_date"), clock.today()
        if day and not today - timedelta(days=DAYS_BACK) <= day <= today:
            self.add_error("count_date", "Counted on: enter today or a day of the last year")
        return data

    def numbers(self) -> dict[str, int | None]:
        """The six numbers."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "count_date"}
