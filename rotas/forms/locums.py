"""Forms of a request for a locum: the four fields that are typed, and what the bank office answers."""

from decimal import Decimal
from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from rotas.domain.locums import Filled, Wanted
from rotas.domain.states import LOCUM_WORDS, LocumState

MOST_POUNDS = 500
ME, MANAGER = "me", "manager"
MOVES = [state for state in LocumState if state not in {LocumState.SUBMITTED, LocumState.BANK, LocumState.FILLED}]


def pence(pounds: Decimal) -> int:
    """Return whole pence."""
    return int(pounds * 100)


class RequestForm(PlainForm):
    """Risk, skills, the most we pay, and who approves."""

    risk = forms.CharField(label="Risk if not filled", max_length=300)
    skills = forms.CharField(label="Skills", max_length=300)
    most = forms.DecimalField(
        label="Most we pay, pounds an hour", min_value=1, max_value=MOST_POUNDS, max_digits=6, decimal_places=2
    )
    approve = forms.ChoiceField(
        label="Approve to fill by",
        choices=[(ME, "Me"), (MANAGER, "A manager")],
        widget=forms.RadioSelect,
        initial=MANAGER,
    )

    def __init__(self, data: object = None, *, may_approve: bool, cap: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["most"].help_text = f"Cap: {cap}"
        if not may_approve:
            self.fields["approve"].choices = [(MANAGER, "A manager")]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was typed."""
        said = self.cleaned_data
        return Wanted(
            risk=said["risk"],
            skills=said["skills"],
            most_pence=pence(said["most"]),
            needs_manager=said["approve"] == MANAGER,
        )


class FilledForm(PlainForm):
    """Who does it."""

    worker = forms.CharField(label="Filled by", max_length=80)
    agency = forms.CharField(label="Agency", help_text="Empty for the bank", max_length=80, required=False)
    rate = forms.DecimalField(
        label="Rate, pounds an hour", min_value=1, max_value=MOST_POUNDS, max_digits=6, decimal_places=2, required=False
    )

    def __init__(self, data: Any = None, *, most_pence: int | None = None) -> None:
        super().__init__(data)
        self.most_pence = most_pence

    def clean_rate(self) -> Decimal | None:
        """Return the rate; whoever answers by the link keeps to what was agreed."""
        rate: Decimal | None = self.cleaned_data["rate"]
        if rate is not None and self.most_pence is not None and pence(rate) > self.most_pence:
            agreed = f"£{Decimal(self.most_pence) / 100:.2f}"
            raise forms.ValidationError(
                f"More than {agreed} an hour is not agreed. Ring the rota coordinator before it is filled."
            )
        return rate

    @property
    def filled(self) -> Filled:
        """What was typed."""
        rate = self.cleaned_data["rate"]
        return Filled(
            worker_name=self.cleaned_data["worker"],
            agency=self.cleaned_data["agency"],
            rate_pence=None if rate is None else pence(rate),
        )


class MoveForm(PlainForm):
    """The next step, and a note."""

    to = forms.ChoiceField(label="What happened?", choices=[(state.value, LOCUM_WORDS[state]) for state in MOVES])
    note = forms.CharField(
        label="Note",
        help_text="Needed to cancel, for a locum who did not come, and off the framework (which executive approved it, when)",
        max_length=300,
        required=False,
    )
