"""To the organisation's sign-in page and back. Allauth does the exchange; here is what it leaves open."""

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import Provider
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods
from requests import RequestException

from directorate.core.single_sign_on import SignedAnswers, new_nonce


@require_http_methods(["GET", "POST"])
def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask first on GET; on POST go to the organisation's sign-in page, with a nonce that the answer must repeat."""
    provider = _provider(request, provider_id=provider_id)
    if request.method == "GET":
        return render(request, "socialaccount/login.html")
    nonce = new_nonce()
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={**provider.get_auth_params(), "nonce": nonce},
            nonce=nonce,
        )
    except (RequestException, KeyError) as problem:  # the other side is away, or its description is not complete
        response = render_authentication_error(request, provider, exception=problem)
    return response


@require_GET
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer; whatever is wrong with it ends on one page that says what to do."""
    provider = _provider(request, provider_id=provider_id)
    adapter = SignedAnswers(request, provider_id)
    try:
        response: HttpResponse = OAuth2CallbackView.adapter_view(adapter)(request)
    except (RequestException, KeyError, ValueError) as problem:  # away, or an answer without what it must have
        response = render_authentication_error(request, provider, exception=problem)
    return response


def _provider(request: HttpRequest, *, provider_id: str) -> Provider:
    try:
        return get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
