"""Forms of a timesheet: its file, its coding, where it goes; and of a right to sign."""

from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from rotas.forms.locums import MOST_POUNDS, pence

CODE = r"^[A-Za-z0-9-]+$"
CODE_ERROR = {"invalid": "Cost code: letters, digits and hyphens, like RWP-ENT-5501"}


class FileForm(PlainForm):
    """A photo or a PDF."""

    file = forms.FileField(label="Photo or PDF of the timesheet")


class CodingForm(PlainForm):
    """What is to be paid, and from where."""

    hours = forms.DecimalField(
        label="Hours to pay", min_value=0, max_value=200, max_digits=6, decimal_places=2, help_text="Like 12.50"
    )
    rate = forms.DecimalField(
        label="Rate, pounds an hour", min_value=1, max_value=MOST_POUNDS, max_digits=6, decimal_places=2
    )
    cost_code = forms.RegexField(CODE, label="Cost code", max_length=40, error_messages=CODE_ERROR)

    @property
    def coding(self) -> dict[str, Any]:
        """What was typed; minutes are whole."""
        said = self.cleaned_data
        return {
            "minutes": int(said["hours"] * 60),
            "rate_pence": pence(said["rate"]),
            "cost_code": said["cost_code"].upper(),
        }


class ForwardForm(PlainForm):
    """Where the agency wants it."""

    agency_address = forms.EmailField(label="E-mail address of the agency")


class SignatoryForm(PlainForm):
    """Who may sign what, up to how much."""

    user = forms.TypedChoiceField(label="Who", coerce=int)
    cost_codes = forms.RegexField(
        r"^[A-Za-z0-9-]+([ ,]+[A-Za-z0-9-]+)*$",
        label="Cost codes",
        help_text="One or several, with blanks between them",
        max_length=300,
        error_messages=CODE_ERROR,
    )
    limit = forms.DecimalField(label="Up to, pounds", min_value=1, max_value=1_000_000, max_digits=9, decimal_places=2)

    def __init__(self, data: Any = None, *, people: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["user"].choices = [("", "Choose"), *people]  # type: ignore[attr-defined]

    @property
    def codes(self) -> list[str]:
        """The cost codes in capitals."""
        said: str = self.cleaned_data["cost_codes"]
        return said.upper().replace(",", " ").split()

    @property
    def limit_pence(self) -> int:
        """The limit in pence."""
        return pence(self.cleaned_data["limit"])
