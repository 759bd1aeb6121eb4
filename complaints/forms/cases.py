"""The forms of a case: logged in seven fields, changed later, and who may see it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from complaints.domain.pasted import read_pasted, split_points
from complaints.facts.clocks import Timing, received_date
from complaints.facts.entries import NewCase, midday_of
from complaints.facts.sight import sight_of
from complaints.models import Case, Channel, Kind
from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Site, Specialty, User
from staffing.forms.people import offer

LONGEST_TEXT = 100_000
MOST_POINTS = 60
LONGEST_TIMESCALE = 250


def _text(label: str, *, longest: int, hint: str = "", rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, help_text=hint, required=False, widget=widget)


class CaseFields(PlainForm):
    """What is entered about a case, whether it is new or not."""

    datix_ref = _text("Datix reference", longest=30, hint="For example, W-12345")
    received = TypedDateField(
        label="Received",
        hint="The day it reached the Trust. For example, 23/11/2026",
        asked="Enter the day it was received",
    )
    specialty = forms.ModelChoiceField(
        Specialty.objects.none(), empty_label="Choose a specialty", error_messages={"required": "Choose a specialty"}
    )
    draft_wanted = TypedDateField(
        label="Draft wanted by", required=False, hint="The day the complaints team gave. For example, 8/12/2026"
    )
    complainant_name = _text("Who complains", longest=200)
    complainant_relation = _text("Who that is to the patient", longest=100, hint="For example, daughter of the patient")
    patient_number = _text("Patient’s hospital number", longest=20)
    kind = forms.ChoiceField(label="What it is", choices=Kind.choices, initial=Kind.FORMAL)
    channel = forms.ChoiceField(label="How it came", choices=Channel.choices, initial=Channel.ELECTRONIC)
    site = forms.ModelChoiceField(Site.objects.none(), required=False, empty_label="Not known")
    summary = _text("Text", longest=LONGEST_TEXT, rows=6)

    def __init__(self, *args: Any, user: User, timing: Timing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.timing = user, timing
        offer(self, "specialty", specialties_for(user))
        offer(self, "site", Site.objects.filter(is_active=True).order_by("name"))

    def clean_received(self) -> date:
        """Not in the future, and inside the calendar of bank holidays."""
        day: date = self.cleaned_data["received"]
        if day > self.timing.today:
            raise ValidationError("Received cannot be in the future")
        if day < self.timing.calendar.first:
            raise ValidationError(f"Bank holidays are known from {self.timing.calendar.first:%-d %B %Y} on")
        return day

    def clean_datix_ref(self) -> str:
        """Without spaces, in capitals."""
        return "".join(self.cleaned_data["datix_ref"].split()).upper()

    def clean_patient_number(self) -> str:
        """Without spaces, in capitals."""
        return "".join(self.cleaned_data["patient_number"].split()).upper()

    def clean(self) -> dict[str, Any]:
        """Dates in their order, and what the kind asks of the way it came."""
        data = super().clean() or {}
        received, wanted = data.get("received"), data.get("draft_wanted")
        if received and wanted and wanted < received:
            self.add_error("draft_wanted", "Draft wanted by cannot be before it was received")
        if data.get("kind") == Kind.ORAL_NEXT_DAY and data.get("channel") != Channel.ORAL:
            self.add_error("channel", "Resolved by the next working day: it must have come in person or by telephone")
        return data

    def entered(self) -> dict[str, object]:
        """The fields of the case, as the action wants them; what was not sent is left out."""
        data = self.cleaned_data
        names = ("datix_ref", "complainant_name", "complainant_relation", "patient_number", "site", "summary")
        return {name: data[name] for name in names} | {"draft_wanted_date": data["draft_wanted"]}


class LogForm(CaseFields):
    """A new complaint; the e-mail of the complaints team fills what it can."""

    email = forms.CharField(
        label="Paste the e-mail of the complaints team",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Fills the fields below as far as it can be read; what you typed stays",
    )
    points = _text("Points to answer", longest=LONGEST_TEXT, rows=5, hint="One on each line")
    is_restricted = forms.BooleanField(label="Restricted: only people named on the case may see it", required=False)
    summary = None  # type: ignore[assignment] # the e-mail is kept as the text

    field_order = ("email", "datix_ref", "received", "specialty", "draft_wanted", "complainant_name")

    def clean_points(self) -> list[str]:
        """One text a point."""
        found = split_points(self.cleaned_data["points"])
        if len(found) > MOST_POINTS:
            raise ValidationError(f"Enter at most {MOST_POINTS} points, one on each line")
        return found

    def new_case(self) -> NewCase:
        """What to log."""
        data = self.cleaned_data
        return NewCase(
            kind=data["kind"],
            channel=data["channel"],
            specialty=data["specialty"],
            received=data["received"],
            fields=self._own(data),
            points=data["points"],
        )

    def _own(self, data: dict[str, Any]) -> dict[str, object]:
        names = ("datix_ref", "complainant_name", "complainant_relation", "patient_number", "site", "is_restricted")
        return {name: data[name] for name in names} | {
            "draft_wanted_date": data["draft_wanted"],
            "summary": data["email"],
            "timescale_working_days": self.timing.timescale(data["kind"]),
        }


def filled(data: dict[str, str], *, user: User) -> dict[str, str]:
    """What was typed, with what the pasted e-mail says in the fields that are empty."""
    found = read_pasted(data.get("email", ""))
    codes = {specialty.code: str(specialty.pk) for specialty in specialties_for(user)}
    read = {
        "datix_ref": found.datix_ref,
        "received": _typed(found.received),
        "draft_wanted": _typed(found.draft_wanted),
        "specialty": codes.get(found.specialty, ""),
        "complainant_name": found.complainant_name,
        "complainant_relation": found.complainant_relation,
        "patient_number": found.patient_number,
        "points": "\n".join(found.points),
    }
    whole = {name: value for name, value in read.items() if value and not data.get(name, "").strip()}
    if found.kind and data.get("kind", Kind.FORMAL) == Kind.FORMAL:
        whole["kind"] = found.kind
    return data | whole


def _typed(day: date | None) -> str:
    return f"{day:%-d/%-m/%Y}" if day else ""


def specialties_for(user: User) -> QuerySet[Specialty]:
    """Specialties whose complaints the user works on."""
    work = sight_of(user).work
    every = Specialty.objects.in_order()
    return every if work.everything else every.filter(pk__in=work.specialty_ids)


class CaseForm(CaseFields):
    """What is entered about a case that is there already."""

    timescale = forms.IntegerField(
        label="Response due after",
        required=False,
        min_value=1,
        max_value=LONGEST_TIMESCALE,
        help_text="Working days after it was received; empty when there is no response date",
        error_messages={"invalid": "Response due after must be a whole number of working days, like 25"},
    )
    lead = forms.ModelChoiceField(User.objects.none(), label="Lead", error_messages={"required": "Choose the lead"})
    reason = _text("Why", longest=300, hint="Kept in the history")

    field_order = (
        "datix_ref", "received", "specialty", "draft_wanted", "complainant_name", "complainant_relation",
        "patient_number", "kind", "channel", "site", "timescale", "lead", "summary", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, leads: Sequence[User], **kwargs: Any) -> None:
        initial = {
            "received": received_date(case),
            "draft_wanted": case.draft_wanted_date,
            "timescale": case.timescale_working_days,
            **{name: getattr(case, name) for name in (
                "datix_ref", "specialty", "complainant_name", "complainant_relation", "patient_number", "kind",
                "channel", "site", "summary", "lead",
            )},
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.case = case
        offer(self, "lead", User.objects.filter(pk__in=[user.pk for user in leads]).order_by("name"))
        self.fields["specialty"].disabled = True  # the reference says it

    def fields_to_save(self) -> dict[str, object]:
        """The fields of the case, as the action wants them."""
        data = self.cleaned_data
        own = {"kind": data["kind"], "channel": data["channel"], "lead": data["lead"]}
        own["timescale_working_days"] = data["timescale"]
        if data["received"] != received_date(self.case):
            own["received_at"] = midday_of(data["received"])
        return self.entered() | own


class AccessForm(PlainForm):
    """Whether a case is restricted, who is named on it, and who is shut out."""

    is_restricted = forms.BooleanField(label="Restricted: only the people named below may see it", required=False)
    named = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label="May see it", widget=forms.CheckboxSelectMultiple
    )
    shut_out = forms.ModelMultipleChoiceField(
        User.objects.none(),
        required=False,
        label="May not see it, restricted or not",
        help_text="For example, because the complaint is about them",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("named", "shut_out"):
            chosen = User.objects.filter(pk__in=[user.pk for user in users]).order_by("name")
            self.fields[name].queryset = chosen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody both named and shut out."""
        data = super().clean() or {}
        both = set(data.get("named") or ()) & set(data.get("shut_out") or ())
        if both:
            self.add_error("shut_out", f"{min(user.name for user in both)} is named above. Choose one of the two")
        return data
