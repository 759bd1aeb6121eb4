"""What kind of data every field of every table holds; nothing may be left out.

Each block names a model (`app.Model`) and, class by class, its fields. Primary keys that the database makes up and the
tables of third-party packages are not listed. The classes decide what a row history shows to whom, and what a copy
for developers may hold.

- `none` says nothing about a person;
- `staff` identifies a member of staff or says something about their work;
- `patient` identifies a patient or says something about their care;
- `special` special category data about staff: health, the reason of an absence;
- `secret` is shown to nobody.
"""

from enum import StrEnum
from functools import cache

from directorate.core.domain.classified_fields import CLASSIFIED_FIELDS


class Classification(StrEnum):
    """How careful one must be with a field."""

    NONE = "none"
    STAFF = "staff"
    PATIENT = "patient"
    SPECIAL = "special"
    SECRET = "secret"  # noqa: S105 the name of a class, not a password


@cache
def classifications() -> dict[tuple[str, str], Classification]:
    """(app.Model, field) to its class.

    Raises:
        ValueError: a line of the table is not understood, or names a field twice.
    """
    found: dict[tuple[str, str], Classification] = {}
    model = ""
    for line in CLASSIFIED_FIELDS.strip().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if "." in words[0]:
            model = words[0]
            continue
        kind = Classification(words[0].removesuffix(":"))
        for field in words[1:]:
            if (model, field) in found:
                message = f"{model}.{field} is classified twice"
                raise ValueError(message)
            found[model, field] = kind
    return found


def classification_of(*, model: str, field: str) -> Classification:
    """The class of a field; a field that nobody has classified is treated as secret."""
    return classifications().get((model, field), Classification.SECRET)
