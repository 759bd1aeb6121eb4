"""Forms about requests to cancel sessions."""

from django import forms

from directorate.core.forms.plain import PlainForm
from rotas.domain.states import CancellationState


class MoveForm(PlainForm):
    """The next step of a request."""

    to = forms.ChoiceField(choices=[(state.value, state.value) for state in CancellationState])
    note = forms.CharField(label="Note", required=False, max_length=300)
