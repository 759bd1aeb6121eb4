"""`@requires`: every view names the right it needs; a guard in the tests finds one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from directorate.core.access import may
from directorate.core.access_log import record_access
from directorate.core.domain.access import Operation, Subject
from directorate.core.models import User
from directorate.core.models.access import AccessKind

# A view may say that its request is an AuthenticatedRequest; the decorators give back the type they were given.
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AuthenticatedRequest(HttpRequest):
    """A request whose user has signed in; what views behind `requires` are given."""

    user: User


def requires(*alternatives: Subject, operation: Operation = Operation.READ) -> Callable[[View], View]:
    """Let in users who hold one of these rights at all; how far it reaches is for `visible_to`.

    Raises:
        PermissionDenied: (403) logged, when none of the user's roles has the right.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if any(may(user=request.user, subject=subject, operation=operation) for subject in alternatives):
                return view(request, *args, **kwargs)
            user = request.user if isinstance(request.user, User) else None
            record_access(user=user, kind=AccessKind.DENIED, subject=alternatives[0], request=request)
            raise PermissionDenied

        guarded.permission = (alternatives, operation)  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def any_signed_in_user(view: View) -> View:
    """Mark a view that every signed-in user may open (Today, help, own account)."""
    view.permission = "signed in"  # type: ignore[attr-defined]
    return view


def public(view: Any) -> Any:
    """Mark a view that needs no sign-in; the tests keep the list of these, so a new one is a decision."""
    view.permission = "public"
    return login_not_required(view)
