"""The form of a post."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.core.forms.dates import TypedDateField
from directorate.core.forms.plain import PlainModelForm
from directorate.core.models import User
from staffing.facts.posts import may_keep_posts_of
from staffing.facts.staff import choosable_specialties
from staffing.forms.people import offer
from staffing.models import Post

POSITION_NUMBER = re.compile(r"[0-9]{6,8}")


class PostForm(PlainModelForm):
    """A funded chair, and how much of it is funded from a day on."""

    position_no = forms.CharField(
        label="Position number",
        max_length=20,
        help_text="Six to eight digits, as in ESR",
        error_messages={"required": "Enter the position number"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    funded = forms.DecimalField(
        label="Funded WTE", min_value=0, max_value=Decimal(99), max_digits=6, decimal_places=4, help_text="For example, 0.8",
        error_messages={
            "required": "Enter the funded WTE, 0 for none",
            "invalid": "Funded WTE must be a number, like 0.8",
            "min_value": "Funded WTE cannot be less than 0",
            "max_value": "Funded WTE is at most 99",
        },
    )  # fmt: skip
    first_day = TypedDateField(label="Funded from", hint="What counts before this day stays. For example, 1/4/2026")
    reason = forms.CharField(label="Why", required=False, max_length=300, help_text="Kept in the history")

    class Meta:
        model = Post
        fields = ("position_no", "title", "specialty", "band", "status")
        labels = {"title": "Job", "status": "Status"}
        help_texts = {
            "band": "For example, 4",
            "status": "Held and frozen: the vacancy panel has not let it be filled",
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer(self, "specialty", choosable_specialties(user, keeping=True))
        self.fields["specialty"].empty_label = "Choose a specialty"  # type: ignore[attr-defined]
        for name, words in {
            "title": "Enter the job", "specialty": "Choose a specialty", "band": "Enter the band, like 4",
        }.items():  # fmt: skip
            self.fields[name].error_messages["required"] = words

    def clean_position_no(self) -> str:
        """Six to eight digits that no other post has."""
        typed = re.sub(r"\s", "", self.cleaned_data["position_no"])
        if not POSITION_NUMBER.fullmatch(typed):
            raise ValidationError("The position number is six to eight digits, like 30412345")
        if Post.objects.filter(position_no=typed).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another post has this position number")
        return typed

    def clean(self) -> dict[str, Any]:
        """A specialty whose posts the user keeps."""
        data = super().clean() or {}
        specialty = data.get("specialty")
        if specialty is not None and not may_keep_posts_of(self.user, specialty=specialty):
            self.add_error("specialty", "You cannot enter posts of this specialty")
        return data
