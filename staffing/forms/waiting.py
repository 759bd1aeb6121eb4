"""Which of the waiting requests to show."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Specialty
from directorate.core.models.people import StaffGroup
from staffing.forms.people import offer
from staffing.models import Absence


class WaitingFilterForm(PlainForm):
    """Which waiting requests to show; a choice that is not in the list is left out."""

    of = forms.ChoiceField(
        label="Leave of",
        required=False,
        choices=[("", "Everybody"), ("doctors", "Doctors"), ("ac", "Administrative and clerical staff")],
    )
    specialty = forms.ModelChoiceField(Specialty.objects.none(), required=False, empty_label="All specialties")

    def __init__(self, *args: Any, waiting: QuerySet[Absence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = waiting
        offer(self, "specialty", Specialty.objects.in_order().filter(pk__in=waiting.values("person__specialty")))
        self.is_valid()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.values())

    def requests(self) -> QuerySet[Absence]:
        """The requests that were asked for."""
        found, of, specialty = self._waiting, self.cleaned_data.get("of"), self.cleaned_data.get("specialty")
        if of == "doctors":
            found = found.filter(person__staff_group=StaffGroup.MEDICAL)
        elif of == "ac":
            found = found.exclude(person__staff_group=StaffGroup.MEDICAL)
        return found.filter(person__specialty=specialty) if specialty else found
