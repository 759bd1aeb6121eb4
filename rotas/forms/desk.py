"""The form of an address that the desk writes to."""

from django import forms

from directorate.core.forms.plain import PlainForm
from rotas.models import Desk


class AddressForm(PlainForm):
    """What an address is for, and the address."""

    desk = forms.ChoiceField(label="What for", choices=Desk.choices, widget=forms.RadioSelect)
    address = forms.EmailField(label="E-mail address")
