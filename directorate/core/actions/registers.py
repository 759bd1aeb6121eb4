"""Code lists that an administrator keeps: specialties, treatment functions, sites, teams, bank holidays."""

from django.db import models, transaction
from django.db.models import ProtectedError
from django.forms import ModelForm

from directorate.core.history import acting
from directorate.core.models import User


class StillInUseError(Exception):
    """Other records name the row; it can be made inactive, not removed."""


@transaction.atomic
def save_entry(*, form: "ModelForm[models.Model]", by: User, reason: str) -> models.Model:
    """Keep what a valid form of a code list says."""
    verb = "Change" if form.instance.pk and not form.instance._state.adding else "Add"
    with acting(by=by, action=f"{verb} {form._meta.model._meta.verbose_name}", reason=reason):
        return form.save()


def remove_entry(*, entry: models.Model, by: User, reason: str) -> None:
    """Remove a row of a code list.

    Raises:
        StillInUseError: other records name it.
    """
    try:
        with transaction.atomic(), acting(by=by, action=f"Remove {entry._meta.verbose_name}", reason=reason):
            entry.delete()
    except ProtectedError as problem:
        raise StillInUseError from problem
