"""The account pages that can be reached; allauth's others (signing up, e-mail addresses, connections) are not mounted."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as single_sign_on
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import URLPattern, path, re_path

from directorate.core.guard import any_signed_in_user, public
from directorate.core.views import account as own
from directorate.core.views import single_sign_on as trust

urlpatterns: list[URLPattern] = [
    # Signing in and out
    path("login/", public(account.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("second-step/", public(mfa.authenticate), name="mfa_authenticate"),
    path("remember-device/", public(mfa.trust), name="mfa_trust"),
    path("passkeys/login/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    # A first or forgotten password
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    # Own account
    path("", any_signed_in_user(own.account_view), name="account_view"),
    path("session/", any_signed_in_user(own.session_extend), name="session_extend"),
    path("reauthenticate/", any_signed_in_user(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", any_signed_in_user(account.password_change), name="account_change_password"),
    path("password/set/", any_signed_in_user(account.password_set), name="account_set_password"),
    path("sessions/", any_signed_in_user(sessions.list_usersessions), name="usersessions_list"),
    # The second step
    path("security/", any_signed_in_user(mfa.index), name="mfa_index"),
    path("security/reauthenticate/", any_signed_in_user(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("security/app/", any_signed_in_user(totp.activate_totp), name="mfa_activate_totp"),
    path("security/app/remove/", any_signed_in_user(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", any_signed_in_user(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "security/codes/new/",
        any_signed_in_user(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "security/codes/download/",
        any_signed_in_user(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("passkeys/", any_signed_in_user(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", any_signed_in_user(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "passkeys/reauthenticate/",
        any_signed_in_user(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/edit/", any_signed_in_user(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", any_signed_in_user(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]

if settings.PASSWORD_RESET_BY_EMAIL:
    urlpatterns += [
        path("password/reset/", public(account.password_reset), name="account_reset_password"),
        path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    ]

if settings.SINGLE_SIGN_ON:
    urlpatterns += [
        path("single-sign-on/cancelled/", public(single_sign_on.login_cancelled), name="socialaccount_login_cancelled"),
        path("single-sign-on/error/", public(single_sign_on.login_error), name="socialaccount_login_error"),
        path("oidc/<str:provider_id>/login/", public(trust.openid_connect_login), name="openid_connect_login"),
        path(
            "oidc/<str:provider_id>/login/callback/",
            public(trust.openid_connect_callback),
            name="openid_connect_callback",
        ),
    ]
