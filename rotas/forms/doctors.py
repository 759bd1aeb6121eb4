"""What to show of the doctors, and the form of one doctor."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from directorate.core.forms.plain import PlainForm
from directorate.core.models import Site, Specialty, User
from rotas.domain.medical_staff import GRADES
from rotas.facts.doctors import WantedDoctors, fingerprint
from rotas.importers.medical_staff_list import EXPORTED
from rotas.importers.rows import Remark
from rotas.importers.staff_words import say
from rotas.models import MedicalContract
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


def _text(label: str, *, longest: int = 40, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest, help_text=hint)


def _choice(label: str) -> forms.CharField:
    """One of a list, read as a cell of the file: what stands there now may be none of it."""
    return forms.CharField(label=label, required=False, max_length=100, widget=forms.Select)


class DoctorForm(PlainForm):
    """The fields of the medical staff list for one doctor, as text: what they mean and whether they fit is the list's."""

    surname = _text("Surname", longest=100)
    forename = _text("Forename", longest=100)
    gmc = _text("GMC number", hint="Seven digits; a consultant code (C and seven digits) is read too")
    gdc = _text("GDC number", hint="Five or six digits, for dentists. One of the two numbers is needed")
    grade = _choice("Grade")
    specialty = _choice("Specialty")
    site = _choice("Site")
    contract = _choice("Contract")
    wte = _text("WTE", hint="Above 0 and at most 1, for example 0.8")
    pas = _text("PAs", hint="Programmed activities a week, 0 to 15")
    start = _text("First day in this post", hint="For example, 5/8/2026")
    end = _text("Last day", hint="Leave blank while none is known")
    start_means = forms.ChoiceField(
        label="If you give another first day, what does it mean?",
        choices=(
            ("new_post", "Another post begins that day, with what stands here; this one ends the day before"),
            ("correct", "The first day of this post was wrong"),
        ),
        initial="new_post",
        widget=forms.RadioSelect,
    )
    revalidation_due = _text("Revalidation due")
    cct_date = _text("CCT or CESR date")
    visa_type = _text("Visa", longest=60)
    visa_expiry = _text("Visa expires")
    honorary_expiry = _text("Honorary contract expires")
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User, now: Mapping[str, str] | None = None) -> None:
        first = {**now, "seen": fingerprint(now)} if now else {}
        super().__init__(data, initial=first)
        if not now or not now["start"]:
            del self.fields["start_means"]
        self._offer("grade", GRADES)
        self._offer("specialty", [row.name for row in choosable_specialties(user, keeping=True).filter(is_active=True)])
        self._offer("site", Site.objects.order_by("name").values_list("name", flat=True))
        self._offer("contract", MedicalContract.labels)

    def _offer(self, name: str, texts: Iterable[str]) -> None:
        """Offer these, and what stands there now though it is none of them."""
        now = self.initial.get(name, "")
        offered = dict.fromkeys([*texts, *filter(None, [now])])
        self.fields[name].widget.choices = [("", "Choose"), *((text, text) for text in offered)]

    @property
    def cells(self) -> dict[str, str]:
        """What was typed, as the cells of a row."""
        return {name: self.cleaned_data[name] for name in EXPORTED}

    @property
    def corrects_first_day(self) -> bool:
        """Whether another first day corrects that of the post."""
        return bool(self.cleaned_data.get("start_means") == "correct")

    def refuse(self, faults: Sequence[Remark]) -> None:
        """Say beside each field what is wrong with it."""
        for fault in faults:
            self.add_error(fault.column, say(fault.code))

    def beside(self, now: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Return label, what stands there now and what was typed, of the fields that differ; the form is of now then."""
        typed = self.cells
        self.data = dict(self.data.items()) | {"seen": fingerprint(now)}
        return [(str(self.fields[name].label), now[name], typed[name]) for name in EXPORTED if now[name] != typed[name]]
