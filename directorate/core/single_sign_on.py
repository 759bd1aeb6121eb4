"""What single sign-on must prove, beyond what allauth asks: OpenID Connect Core 1.0, sections 3.1.3.7 and 5.3.2."""

import secrets
from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings


class SignedAnswers(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth's views carry no types
    """Checks the signature of the ID token also where the standard lets the connection vouch for it."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False
        try:
            claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        except (KeyError, TypeError, ValueError) as problem:  # no key id, a key of another kind, not a token at all
            raise OAuth2Error("The ID token cannot be read") from problem
        return claims


def new_nonce() -> str:
    """What one request for a sign-in carries and its answer must repeat."""
    return secrets.token_urlsafe(24)


def why_refused(answer: Mapping[str, Any], *, nonce: str | None) -> str | None:
    """Why an answer is not the one that was asked for; None when it is.

    Source: OpenID Connect Core 1.0, 3.1.3.7 (nonce) and 5.3.2 (the same subject in the ID token and the user's details).
    """
    token, details = answer.get("id_token"), answer.get("userinfo")
    if not token:
        return "no ID token"
    if not nonce or not secrets.compare_digest(str(token.get("nonce", "")).encode(), nonce.encode()):
        return "not the answer to this request"
    if details is not None and details.get("sub") != token.get("sub"):
        return "details of somebody else"
    return None


def is_address_verified(answer: Mapping[str, Any]) -> bool:
    """Whether the other side vouches for the e-mail address: it says so, or the installation trusts all its addresses.

    `xms_edov` is Entra ID's claim that the owner of the address's domain was verified. A claim that says no is no.
    """
    parts = [part for part in (answer.get("userinfo"), answer.get("id_token")) if part]
    said = [part[claim] for part in parts for claim in ("email_verified", "xms_edov") if claim in part]
    if not said:
        return bool(settings.OIDC_EMAIL_TRUSTED)
    return all(str(value).lower() in {"true", "1"} for value in said)
