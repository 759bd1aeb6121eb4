"""The forms of signing in and of one's own account: allauth's, in our words."""

from allauth.account import forms as account
from allauth.mfa.base.forms import ReauthenticateForm as SecondStepAgain
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys

from directorate.core.forms.plain import PlainWords


class SignInForm(PlainWords, account.LoginForm):
    """Address and password."""


class PasswordAgainForm(PlainWords, account.ReauthenticateForm):
    """The password once more, before something delicate."""


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """The password now, and the new one twice."""


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    """A first password, twice."""


class AskForLinkForm(PlainWords, account.ResetPasswordForm):
    """The address to which a link for a new password goes."""


class NewPasswordForm(PlainWords, account.ResetPasswordKeyForm):
    """A new password, twice, by a link."""


class CodeAgainForm(PlainWords, SecondStepAgain):
    """A code, before something delicate."""


class AddAppForm(PlainWords, ActivateTOTPForm):
    """The first code of an authenticator app."""


class AddPasskeyForm(PlainWords, passkeys.AddWebAuthnForm):
    """A new passkey and what it is called."""


class SignInWithPasskeyForm(PlainWords, passkeys.LoginWebAuthnForm):
    """What a passkey answers at sign-in."""


class PasskeyAgainForm(PlainWords, passkeys.ReauthenticateWebAuthnForm):
    """What a passkey answers before something delicate."""


class RenamePasskeyForm(PlainWords, passkeys.EditWebAuthnForm):
    """Another name for a passkey."""
