"""What a form says when something is wrong: in our own words, which name the field and say what to do.

Django's stock phrases ("This field is required.") say neither. A form of ours is a `PlainForm` or a `PlainModelForm`;
messages that its fields bring along themselves stay.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

# No day that people work with here lies outside; a day at the end of the calendar has no day after it.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
UNPRINTABLE = "Remove the characters that cannot be printed"
CHOOSING = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


class PlainWords:
    """Mixin of a form: before it is checked, each field's stock phrases become plain words."""

    fields: dict[str, forms.Field]

    def full_clean(self) -> None:
        """Check the form, with plain words for what is wrong."""
        for name, field in self.fields.items():
            say_plainly(field, label=str(field.label or name.replace("_", " ").capitalize()))
            if isinstance(field, forms.DateField):
                field.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().full_clean()  # type: ignore[misc]

    def add_error(self, field: str | None, error: Any) -> None:
        """Note what is wrong. A choice among records says of a NUL what Django's validator says, whatever the field says."""
        for one in getattr(error, "error_list", []):
            if one.code == "null_characters_not_allowed":
                one.message = UNPRINTABLE
        super().add_error(field, error)  # type: ignore[misc]


class PlainForm(PlainWords, forms.Form):
    """A form that speaks plainly."""

    def put(self, name: str, value: str) -> None:
        """Set what a field shows when the form is shown again, beside what was typed in the others."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed[name] = value
        self.data = typed


class PlainModelForm(PlainWords, forms.ModelForm):  # type: ignore[type-arg]
    """A form of a record that speaks plainly."""


def say_plainly(field: forms.Field, *, label: str) -> None:
    """Give a field plain words wherever it has a stock phrase."""
    stock = _stock_phrases(field)
    for code, words in _words_for(field, label=label).items():
        if field.error_messages.get(code, stock.get(code)) == stock.get(code):
            field.error_messages[code] = words


def _stock_phrases(field: forms.Field) -> dict[str, Any]:
    """Django's own phrases for this kind of field, by code."""
    found: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            found |= getattr(kind, "default_error_messages", {})
    return found


def _words_for(field: forms.Field, *, label: str) -> dict[str, str]:
    """Plain words by code. `%(limit_value)s` and the like are filled in by Django."""
    label = label.rstrip("?").replace("%", "per cent")  # Django takes a lone % for the start of a value
    called = _within_a_sentence(label)
    verb = "Choose" if isinstance(field, CHOOSING) else "Enter"
    words = {
        "required": f"{verb} the {called}" if not isinstance(field, forms.BooleanField) else f"Tick “{label}”",
        "max_length": f"{label}: use %(limit_value)d characters or fewer",
        "min_length": f"{label}: use at least %(limit_value)d characters",
        "max_value": f"{label} must be %(limit_value)s or less",
        "min_value": f"{label} must be %(limit_value)s or more",
        "unique": f"{label}: another record has this already. Enter a different one",
        "null_characters_not_allowed": UNPRINTABLE,
        "invalid_choice": f"{label}: choose one from the list",
        "invalid_list": f"{label}: choose from the list",
        "invalid_pk_value": f"{label}: choose one from the list",
        "max_digits": f"{label}: use at most %(max)s digits",
        "max_decimal_places": f"{label}: use at most %(max)s digits after the point",
        "max_whole_digits": f"{label}: use at most %(max)s digits before the point",
        "missing": "Choose a file",
        "empty": "The file is empty. Choose another one",
    }
    if isinstance(field, forms.DateField):
        words |= dict.fromkeys(("max_value", "min_value"), f"{label}: check the year")
    if isinstance(field, forms.FileField):
        words["max_length"] = f"{label}: the name of the file is longer than %(max)d characters. Make it shorter"
    return words | _words_for_unreadable(field, label=label)


def _words_for_unreadable(field: forms.Field, *, label: str) -> dict[str, str]:
    kinds: tuple[tuple[type[forms.Field], str], ...] = (
        (forms.DateField, f"{label}: enter a real date with day, month and year, like 23/11/2026"),
        (forms.TimeField, f"{label}: enter a time, like 14:30"),
        (forms.DecimalField, f"{label} must be a number, like 0.8"),
        (forms.IntegerField, f"{label} must be a whole number"),
        (forms.EmailField, "Enter an email address, like name@nhs.net"),
        (forms.JSONField, "What your browser sent could not be read. Try again"),
        (forms.FileField, "The file did not arrive whole. Choose it again"),
    )
    words = next((words for kind, words in kinds if isinstance(field, kind)), None)
    return {"invalid": words} if words else {}


def _within_a_sentence(label: str) -> str:
    """A label with a small first letter, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
