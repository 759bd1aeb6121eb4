"""Row history: the trigger writes it, this says on whose behalf and why."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory

from directorate.core.models import User


@contextmanager
def acting(*, by: User, action: str, reason: str = "", name: str = "") -> Iterator[None]:
    """Everything written inside is recorded as done by this user, in this action, for this reason.

    `name` is who did it, where that is somebody who did not sign in and a named job writes it down.
    """
    with pghistory.context(user=by.pk, name=name or by.name, action=action, reason=reason):
        yield


def system_user(name: str) -> User:
    """The account under which a named job acts; it cannot sign in."""
    user, created = User.objects.get_or_create(
        email=f"{name}@system.invalid",
        defaults={"name": f"{name.replace('-', ' ').capitalize()} (system)", "is_system": True},
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
