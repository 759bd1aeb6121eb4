"""How allauth behaves here: nobody signs up by themselves, accounts are made by an administrator."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from directorate.core.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: an administrator makes accounts."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on joins an existing account with the same e-mail address and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """No: an administrator makes accounts."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join the account that has this address."""
        if sociallogin.is_existing:
            return
        address: Any = sociallogin.user.email
        user = User.objects.filter(email__iexact=address, is_active=True, is_system=False).first() if address else None
        if user:
            sociallogin.connect(request, user)
