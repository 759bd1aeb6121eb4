"""Accounts: made, changed, closed, and how they sign in."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.urls import reverse

from directorate.core import clock
from directorate.core.access_log import record_access
from directorate.core.domain.access import Role
from directorate.core.history import acting
from directorate.core.models import Person, RoleGrant, User
from directorate.core.models.access import AccessKind

SUBJECT = "administration"


class NotToYourselfError(Exception):
    """An administrator tried to change their own rights or close their own account."""


class LastAdministratorError(Exception):
    """Nobody would be left who can open accounts."""


@transaction.atomic
def create_user(*, by: User, email: str, name: str, person: Person | None) -> User:
    """A new account without a password and without a role."""
    with acting(by=by, action="Open an account"):
        return User.objects.create_user(email, None, name=name, person=person)


@transaction.atomic
def change_user(*, user: User, by: User, email: str, name: str, person: Person | None) -> None:
    """Put right what the account says about its owner."""
    with acting(by=by, action="Change an account"):
        User.objects.filter(pk=user.pk).update(email=email.lower(), name=name, person=person)


@transaction.atomic
def close_user(*, user: User, by: User, reason: str) -> None:
    """Close an account and end its sessions; what is open of theirs stays listed under their name.

    Raises:
        NotToYourselfError: the account is one's own.
        LastAdministratorError: it is the last open one of an administrator.
    """
    _not_yourself(user=user, by=by)
    _not_the_last_administrator(user)
    with acting(by=by, action="Close an account", reason=reason):
        User.objects.filter(pk=user.pk).update(is_active=False)
    _end_sessions(user)


@transaction.atomic
def open_user(*, user: User, by: User, reason: str) -> None:
    """Open a closed account again, with the roles it has."""
    with acting(by=by, action="Open an account again", reason=reason):
        User.objects.filter(pk=user.pk).update(is_active=True)


@transaction.atomic
def end_sessions(*, user: User, by: User) -> int:
    """Sign a user out everywhere; returns how many sessions ended."""
    ended = _end_sessions(user)
    _log(by=by, user=user, what="end sessions", row_count=ended)
    return ended


@transaction.atomic
def reset_second_step(*, user: User, by: User, reason: str) -> None:
    """Forget a user's app, passkeys and recovery codes, for when all are lost; ends their sessions.

    Raises:
        NotToYourselfError: one's own second step is changed on one's own account page.
    """
    _not_yourself(user=user, by=by)
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    _log(by=by, user=user, what="reset second step", reason=reason)


def password_link(*, user: User, by: User) -> str:
    """The path under which a user sets a first or new password, once, within four hours; logged."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    _log(by=by, user=user, what="make password link")
    uid, token = key.split("-", 1)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _not_yourself(*, user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotToYourselfError


def administrators_locked() -> dict[int, int]:
    """Grant to user, of every open account that is an administrator's today.

    Grants and accounts are locked, in one order: of two administrators who shut each other out at the same moment the
    second waits, and then sees that nobody else would be left.
    """
    grants = (
        RoleGrant.objects.filter(role=Role.ADMINISTRATOR, valid__contains=clock.today(), user__is_active=True)
        .select_related("user")
        .select_for_update(of=("self", "user"))
        .order_by("pk")
    )
    return {grant.pk: grant.user_id for grant in grants}


def _not_the_last_administrator(user: User) -> None:
    if set(administrators_locked().values()) == {user.pk}:
        raise LastAdministratorError


def _log(*, by: User, user: User, what: str, reason: str = "", row_count: int | None = None) -> None:
    filters = {"what": what, "reason": reason} if reason else {"what": what}
    record_access(
        user=by,
        kind=AccessKind.SETTING,
        subject=SUBJECT,
        object_key=f"core.User:{user.pk}",
        row_count=row_count,
        filters=filters,
    )
