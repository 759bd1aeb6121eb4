"""How allauth behaves here: who may sign in, what is logged, and that nobody makes their own account."""

import base64
import hashlib
import logging
from datetime import date
from functools import lru_cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from directorate.core import clock
from directorate.core.access import keep_grants, with_grants
from directorate.core.access_log import record_access
from directorate.core.forms.plain import PlainWords
from directorate.core.models import User
from directorate.core.models.access import AccessKind
from directorate.core.single_sign_on import is_address_verified, why_refused

SUBJECT = "sign_in"
log = logging.getLogger(__name__)


def may_sign_in(user: AbstractBaseUser | None) -> bool:
    """Whether the account is open: active, not a job's, and not a demo account outside demo mode."""
    if not isinstance(user, User) or not user.is_active or user.is_system:
        return False
    return settings.DEMO or not user.is_demo


@lru_cache(maxsize=2)
def _accounts_on(day: date) -> QuerySet[User]:
    """Accounts with person and roles of a day; put together once a day, since that takes as long as reading one."""
    return with_grants(User.objects.select_related("person"), on=day)


class SignInBackend(AuthenticationBackend):
    """Asked at sign-in and again at every request, so that a disabled account is out at once."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Whether this account is open."""
        return may_sign_in(user)

    def get_user(self, user_id: int) -> User | None:
        """The user of a session, with the person and the roles held today: one query a request."""
        today = clock.today()
        user = _accounts_on(today).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        keep_grants(user, on=today)
        return user


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is wrong. Check both and try again.",
        "too_many_login_attempts": "Too many wrong tries from here. Wait 5 minutes, then try again.",
        "rate_limited": "Too many tries. Wait 5 minutes, then try again.",
        "enter_current_password": "Enter the password you use now.",
        "incorrect_password": "The password is wrong. Enter the password you use now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: an administrator makes accounts."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Turn away a closed account, whatever it signed in with."""
        if may_sign_in(user):
            response: HttpResponse | None = super().pre_login(request, user, **kwargs)
            return response
        _failed(request, user=user, why="account closed")
        closed: HttpResponse = self.respond_user_inactive(request, user)
        return closed

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Log the sign-in; limits of the session count from now."""
        for key in ("started", "seen", "second_step"):
            request.session.pop(key, None)
        methods = request.session.get("account_authentication_methods", [])
        filters = {"address": self.get_client_ip(request), "with": [str(entry.get("method")) for entry in methods]}
        record_access(user=user, kind=AccessKind.SIGN_IN, subject=SUBJECT, filters=filters, request=request)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log a wrong password: the account if there is one, never what was typed."""
        typed = str(credentials.get("email", ""))
        _failed(request, user=User.objects.filter(email__iexact=typed).first(), why="wrong password or address")

    def logout(self, request: HttpRequest) -> None:
        """Log the sign-out."""
        user = request.user if isinstance(request.user, User) else None
        record_access(user=user, kind=AccessKind.SIGN_OUT, subject=SUBJECT, request=request)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in: who has just given a password is not asked again."""
        methods = context.request.session.get("account_authentication_methods", [])
        if methods and clock.now().timestamp() - methods[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By address as well: wrong tries from one machine do not lock the owner out at another.
        return f"{self.get_client_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on joins an existing account with the same e-mail address and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """No: an administrator makes accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse an answer to another question; join the account that has this address, verified by the other side.

        Raises:
            ImmediateHttpResponse: the answer is refused; the page says so.
        """
        answer: Any = sociallogin.account.extra_data
        refused = why_refused(answer, nonce=sociallogin.state.get("nonce"))
        if refused:
            provider = sociallogin.account.get_provider(request)
            raise ImmediateHttpResponse(render_authentication_error(request, provider, exception=OAuth2Error(refused)))
        if sociallogin.is_existing:
            return
        address: Any = sociallogin.user.email
        user = User.objects.filter(email__iexact=address).first() if address else None
        if user and may_sign_in(user) and is_address_verified(answer):
            sociallogin.connect(request, user)
            return
        why = "single sign-on, address not verified" if user else "single sign-on without an account"
        _failed(request, user=user, why=why)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Log that the other side refused or the answer could not be read, and why, for the administrator."""
        problem = kwargs.get("exception")
        if problem is not None:
            log.warning("Single sign-on was refused: %s", problem)
        _failed(request, user=None, why="single sign-on refused")


class SecondStepAdapter(DefaultMFAAdapter):
    """Codes and passkeys."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is wrong or has been used. Wait for the next one and enter it.",
        "cannot_delete_authenticator": "This is your only second step. Add another one before you remove it.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second step stays where the installation asks for one."""
        if not settings.REQUIRE_MFA:
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def encrypt(self, text: str) -> str:
        """Secrets of authenticator apps are stored sealed with a key made from SECRET_KEY."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `InvalidToken` when SECRET_KEY is not the one it was sealed with."""
        return _seal().decrypt(encrypted_text.encode()).decode()


def _seal() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), person=b"second step", digest_size=32).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondStepForm(PlainWords, AuthenticateForm):
    """The code at sign-in; a wrong one is logged."""

    def clean_code(self) -> str:
        """The code.

        Raises:
            ValidationError: wrong, used before, or too many tries.
        """
        try:
            return str(super().clean_code())
        except ValidationError:
            _failed(context.request, user=self.user, why="wrong code")
            raise


def _failed(request: HttpRequest, *, user: User | None, why: str) -> None:
    filters = {"why": why, "address": AccountAdapter(request).get_client_ip(request)}
    record_access(user=user, kind=AccessKind.SIGN_IN_FAILED, subject=SUBJECT, filters=filters, request=request)
