"""What to show of the doctors."""

from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Specialty, User
from rotas.domain.medical_staff import GRADES
from rotas.facts.doctors import WantedDoctors
from staffing.facts.staff import choosable_specialties

EVERY_GRADE = [("", "All grades"), *((grade, grade) for grade in GRADES)]


class DoctorFilterForm(PlainForm):
    """Filters of the list; sent by POST, because a name does not belong in an address."""

    name = forms.CharField(label="Part of a name", required=False, max_length=100)
    specialty = forms.ModelChoiceField(Specialty.objects.none(), required=False, empty_label="All specialties")
    grade = forms.ChoiceField(choices=EVERY_GRADE, required=False)
    only_to_do = forms.BooleanField(label="Only where something is missing or runs out", required=False)
    with_leavers = forms.BooleanField(label="Doctors who have left too", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["specialty"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 declared above
        field.queryset = choosable_specialties(user)

    def wanted(self) -> WantedDoctors:
        """What was asked for; a choice that is not in the list is left out."""
        self.is_valid()
        data = self.cleaned_data
        return WantedDoctors(
            name=data.get("name", ""),
            specialty=data.get("specialty"),
            grade=data.get("grade", ""),
            only_to_do=bool(data.get("only_to_do")),
            with_leavers=bool(data.get("with_leavers")),
        )
