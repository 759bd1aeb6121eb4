"""Forms say in plain words what is wrong and what to do; never a stock phrase."""

from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.core.forms.plain import PlainForm, PlainWords, say_plainly
from tests.architecture.sweeping import STOCK_PHRASES

MODULES = (
    "directorate.urls",
    "directorate.core.accounts",
    "directorate.core.forms.sign_in",
)


def all_forms(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    """Every form class of ours that is loaded with the addresses."""
    for name in MODULES:
        import_module(name)
    for found in kind.__subclasses__():
        yield from all_forms(found)
        if not found.__module__.startswith(("django", "allauth", "tests")) and found.__name__ != "PlainForm":
            yield found


def test_every_form_speaks_plainly() -> None:
    found = set(all_forms())
    assert len(found) > 45
    assert {form.__name__ for form in found if not issubclass(form, PlainWords)} == set()


def test_no_field_of_any_form_keeps_a_stock_phrase() -> None:
    stock = []
    for form in set(all_forms()):
        for name, declared in form.base_fields.items():  # type: ignore[attr-defined]
            field = deepcopy(declared)
            say_plainly(field, label=str(field.label or name))
            stock += [(form.__name__, name, str(text)) for text in field.error_messages.values() if is_stock(text)]
    assert stock == []


def is_stock(text: object) -> bool:
    return bool(STOCK_PHRASES.search(str(text)))


class Example(PlainForm):
    """A field of each kind."""

    name = forms.CharField(label="Name", max_length=5)
    nhs_number = forms.CharField(label="NHS number", max_length=5)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
    day = forms.DateField(label="First day", input_formats=["%d/%m/%Y"])
    at = forms.TimeField(label="Time")
    hours = forms.DecimalField(label="Hours", max_digits=4, decimal_places=2, max_value=56)
    people = forms.IntegerField(label="People", min_value=0)
    share = forms.IntegerField(label="Share in %", max_value=100)
    address = forms.EmailField(label="Address")
    agreed = forms.BooleanField(label="I have checked it")
    own = forms.CharField(error_messages={"required": "Write the line before you add it."})
    file = forms.FileField(label="File")


GOOD = {
    "name": "x", "nhs_number": "1", "kind": "a", "day": "1/12/2026", "at": "14:30", "hours": "1", "people": "1", "share": "1",
    "address": "a@nhs.net", "agreed": "on", "own": "x",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter the name"),
        ("name", "xxxxxx", "Name: use 5 characters or fewer"),
        ("name", "a\0", "Remove the characters that cannot be printed"),
        ("nhs_number", "", "Enter the NHS number"),
        ("kind", "", "Choose the kind"),
        ("kind", "z", "Kind: choose one from the list"),
        ("day", "31/2/2026", "First day: enter a real date with day, month and year, like 23/11/2026"),
        ("day", "31/12/9999", "First day: check the year"),
        ("day", "1/1/0026", "First day: check the year"),
        ("at", "25:00", "Time: enter a time, like 14:30"),
        ("hours", "x", "Hours must be a number, like 0.8"),
        ("hours", "NaN", "Hours must be a number, like 0.8"),
        ("hours", "57", "Hours must be 56 or less"),
        ("hours", "1.234", "Hours: use at most 2 digits after the point"),
        ("people", "1.5", "People must be a whole number"),
        ("people", "-1", "People must be 0 or more"),
        ("share", "101", "Share in per cent must be 100 or less"),
        ("address", "x", "Enter an email address, like name@nhs.net"),
        ("agreed", "", "Tick “I have checked it”"),
        ("own", "", "Write the line before you add it."),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_the_field(field: str, typed: str, said: str) -> None:
    form = Example(GOOD | {field: typed}, {"file": SimpleUploadedFile("a.csv", b"a")})
    assert form.errors == {field: [said]}


def test_a_file_that_is_missing_or_empty_is_asked_for() -> None:
    def said(files: dict[str, Any]) -> list[str]:
        return list(Example(GOOD, files).errors["file"])

    assert said({}) == ["Choose the file"]
    assert said({"file": SimpleUploadedFile("a.csv", b"")}) == ["The file is empty. Choose another one"]
