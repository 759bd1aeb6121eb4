"""Forms about accounts and roles."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q

from directorate.core.actions.grants import RoleAsked
from directorate.core.actions.outgoing import is_outside
from directorate.core.domain.access import RIGHTS, ROLE_NAMES, Role, Scope
from directorate.core.forms.plain import PlainForm
from directorate.core.models import Person, Specialty, Team, User

# Where a role has rights in "the user's specialties", it reaches nothing until one is named; the same for teams.
NEEDS_SPECIALTY = frozenset(
    role for (_, role), rights in RIGHTS.items() if any(Scope.SPECIALTY in right.scopes for right in rights)
)
NEEDS_TEAM = frozenset({Role.TEAM_LEADER})


class ReasonForm(PlainForm):
    """Why something is done; kept in the history."""

    reason = forms.CharField(
        label="Why?",
        help_text="Kept in the history. No names of patients.",
        max_length=300,
        error_messages={"required": "Enter why you are doing this."},
    )


class UserForm(PlainForm):
    """An account: whose, and the address they sign in with."""

    name = forms.CharField(label="Name", max_length=150, error_messages={"required": "Enter the person's name."})
    email = forms.EmailField(
        label="Work email address",
        help_text="They sign in with it.",
        error_messages={
            "required": "Enter the work email address.",
            "invalid": "Enter an email address, like name@nhs.net.",
        },
    )
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(),
        label="Member of staff",
        required=False,
        empty_label="Not in the staff list",
        help_text="Joins the account to the person in the staff list, so that their own leave and patients are shown.",
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        free = Person.objects.filter(Q(user=None) | Q(user=user)) if user else Person.objects.filter(user=None)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = free.order_by("sort_name", "pk")

    def clean_email(self) -> str:
        """The address, lower case.

        Raises:
            ValidationError: not of an allowed domain, or another account's.
        """
        email = str(self.cleaned_data["email"]).lower()
        if is_outside(email):
            allowed = ", ".join(settings.EMAIL_ALLOWED_DOMAINS)
            message = f"Use an address that ends in one of: {allowed}."
            raise forms.ValidationError(message)
        taken = User.objects.filter(email__iexact=email)
        if self.user:
            taken = taken.exclude(pk=self.user.pk)
        if taken.exists():
            message = "Another account has this address. Open that account, or use another address."
            raise forms.ValidationError(message)
        return email


class GrantForm(ReasonForm):
    """A role, where it reaches, and for how long."""

    role = forms.ChoiceField(
        choices=[("", "Choose a role"), *((role.value, ROLE_NAMES[role]) for role in Role)],
        label="Role",
        error_messages={"required": "Choose a role."},
    )
    specialties = forms.ModelMultipleChoiceField(
        queryset=Specialty.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Specialties"
    )
    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Teams"
    )
    may_log_for_team = forms.BooleanField(
        required=False, label="May log leave for the team and the consultants they work for (secretaries only)"
    )
    first_day = forms.DateField(
        widget=forms.SelectDateWidget,
        label="First day",
        error_messages={"required": "Enter the first day.", "invalid": "Enter a real date, like 6 8 2026."},
    )
    last_day = forms.DateField(
        required=False,
        widget=forms.SelectDateWidget,
        label="Last day, if there is one",
        error_messages={"invalid": "Enter a real date, like 6 8 2026."},
    )
    field_order = ("role", "specialties", "teams", "may_log_for_team", "first_day", "last_day", "reason")

    def __init__(self, *args: Any, fixed_role: Role | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed_role = fixed_role
        if fixed_role:
            del self.fields["role"]
        for name, rows in (
            ("specialties", Specialty.objects.in_order()),
            ("teams", Team.objects.filter(is_active=True).order_by("name")),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Role with scope, dates in order."""
        found = super().clean() or {}
        code = self.fixed_role or found.get("role")
        if not code:
            return found
        role = Role(code)
        if role in NEEDS_SPECIALTY and not found.get("specialties"):
            self.add_error(
                "specialties", f"Choose at least one specialty. A {ROLE_NAMES[role].lower()} sees nothing without one."
            )
        if role in NEEDS_TEAM and not found.get("teams"):
            self.add_error("teams", "Choose at least one team. A team leader sees nothing without one.")
        if found.get("may_log_for_team") and role is not Role.SECRETARY:
            self.add_error("may_log_for_team", "Only a secretary can be given this. Clear the box.")
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must be the first day or later.")
        return found

    def asked(self) -> RoleAsked:
        """What a valid form asks for."""
        found = self.cleaned_data
        return RoleAsked(
            role=self.fixed_role or Role(found["role"]),
            specialties=found["specialties"],
            teams=found["teams"],
            may_log_for_team=found["may_log_for_team"],
            first_day=found["first_day"],
            last_day=found["last_day"],
        )
