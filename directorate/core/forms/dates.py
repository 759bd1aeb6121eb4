"""A day typed as people type it here: day first, never month first."""

import re
from datetime import date
from typing import Any, Literal

from django import forms

from directorate.core import clock

FORMATS = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y", "%d %B %Y", "%d %b %Y")
HINT, EXAMPLE = "For example, 23/11/2026", "20/2/2027"
_DAY_AND_MONTH = re.compile(r"(\d{1,2})[/.-](\d{1,2})", re.ASCII)


class TypedDateField(forms.DateField):
    """20/2/2026, 20/2, 20 February 2026 or 2026-02-20; without a year the nearest such day, or the next one.

    Args:
        asked: what to enter, in a sentence, where the label alone would not say it.
        yearless: which day is meant by 20/2.
    """

    def __init__(
        self,
        *,
        label: str = "Date",
        required: bool = True,
        hint: str = HINT,
        asked: str = "",
        yearless: Literal["nearest", "next"] = "nearest",
    ) -> None:
        self.yearless = yearless
        wanted = f"{asked}, day first, for example {EXAMPLE}"
        super().__init__(
            label=label,
            required=required,
            help_text=hint,
            input_formats=FORMATS,
            widget=forms.DateInput(format="%d/%m/%Y", attrs={"type": "text", "autocomplete": "off"}),
            error_messages={
                "required": wanted if asked else f"Enter {label.lower()}",
                "invalid": wanted if asked else f"{label} must be a date with day, month and year, like 23/11/2026",
            },
        )

    def to_python(self, value: Any) -> date | None:
        """Read a day and month without a year as the nearest or the next such day."""
        if not isinstance(value, str) or not (found := _DAY_AND_MONTH.fullmatch(value.strip())):
            return super().to_python(value)
        day, month = found.groups()
        today = clock.today()
        years = (today.year - 1, today.year, today.year + 1)
        days = [read for year in years if (read := self._read(f"{day}/{month}/{year}"))]
        if not days:
            return super().to_python(f"{day}/{month}/{today.year}")  # says what is wrong
        if self.yearless == "next":
            return next((read for read in days if read >= today), days[-1])
        return min(days, key=lambda read: abs((read - today).days))

    def _read(self, text: str) -> date | None:
        try:
            return super().to_python(text)
        except forms.ValidationError:
            return None
