"""One settings file; everything that differs between machines comes from the environment (`.env.example`)."""

import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import pghistory
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

env = Env()
env.read_env(str(BASE_DIR / ".env"))

# --- what kind of installation this is -------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
HTTPS = env.bool("HTTPS", False)
PORT = env.int("PORT", 8000)
SECRET_KEY = env.str("SECRET_KEY", "only-for-tests" if TESTING else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{PORT}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])
SERVICE_NAME = env.str("SERVICE_NAME", "Directorate")
ORGANISATION_NAME = env.str("ORGANISATION_NAME", "Worcestershire Acute Hospitals NHS Trust")
ORGANISATION_CODE = env.str("ORGANISATION_CODE", "RWP")
# The banner under the header; an installation in use sets PHASE_NAME to nothing.
PHASE_NAME = env.str("PHASE_NAME", "Demo" if DEMO else "Alpha")
PHASE_TEXT = env.str(
    "PHASE_TEXT",
    "Invented people. Nothing here is real."
    if DEMO
    else "This is a new service. Tell whoever looks after it what works and what does not.",
)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "directorate.celery.JobsConfig",
    "directorate.core",
    "staffing",
    "rotas",
    "waiting_lists",
    "complaints",
    "reports",
    "directorate.shell",
    "directorate.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "directorate.core.middleware.real_paths",
    "directorate.core.middleware.history_context",
    "directorate.core.middleware.private_pages",
    "directorate.core.middleware.session_limits",
    "directorate.core.middleware.SignInRequired",
    "directorate.core.middleware.second_step",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "directorate.shell.errors.explain_refused_methods",
]

ROOT_URLCONF = "directorate.urls"
WSGI_APPLICATION = "directorate.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "directorate.shell.templating.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "directorate.shell.navigation.page_furniture",
            ],
        },
    },
    {  # only for the pages of third-party packages (Django admin, allauth's own)
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- data ------------------------------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "postgresql://directorate_app@localhost/directorate")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", DATABASE_URL)


def database(url: str) -> dict[str, object]:
    """Django's settings of one database address: persistent connections, checked before use."""
    return dict(
        dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True),
        DISABLE_SERVER_SIDE_CURSORS=env.bool("DISABLE_SERVER_SIDE_CURSORS", False),
    )


APPLICATION_ROLE = str(database(DATABASE_URL)["USER"])
# Tests run as the owner, who may create the test database; what the application's role may not do has tests of its own.
DATABASES = {"default": database(DATABASE_OWNER_URL if TESTING else DATABASE_URL)}
if not TESTING:
    DATABASES["owner"] = database(DATABASE_OWNER_URL)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
_redis = urlsplit(REDIS_URL)
# Celery names a Unix socket redis+socket://PATH, Django's cache unix://PATH; one REDIS_URL gives both.
_socket_url = f"redis+socket://{_redis.path}" + (
    f"?{_redis.query.replace('db=', 'virtual_host=')}" if _redis.query else ""
)
CELERY_BROKER_URL = _socket_url if _redis.scheme == "unix" else REDIS_URL
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "dir"},
}
if TESTING:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

MEDIA_ROOT = VAR_DIR / "files"
IMPORT_FOLDER = Path(env.str("IMPORT_FOLDER", str(VAR_DIR / "inbox")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

# --- jobs ------------------------------------------------------------------------------------------------------------
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/London"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600, "socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TASK_ALWAYS_EAGER = TESTING
CELERY_BEAT_SCHEDULE = {
    "import whatever lies in the watched folder": {
        "task": "directorate.core.tasks.collect_watched_folder",
        "schedule": crontab(minute="*"),
    },
    "build and send the reports that are due": {
        "task": "reports.tasks.run_due_reports",
        "schedule": crontab(minute="*/2"),
    },
    "send the switchboard who is on call": {
        "task": "rotas.tasks.send_switchboard_list",
        "schedule": crontab(minute="*"),
    },
    "see which clinics the extracts show as cancelled": {
        "task": "rotas.tasks.confirm_session_cancellations",
        "schedule": crontab(minute="*/10"),
    },
    "send the e-mails that wait": {
        "task": "directorate.core.tasks.send_outgoing_mail",
        "schedule": crontab(minute="*"),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- e-mail ----------------------------------------------------------------------------------------------------------
_email = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "directorate@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The demo's people have addresses under a name that no mail server can find; their e-mail stays on this machine.
_own = ["nhs.net", "nhs.uk", "worcsacute.nhs.uk", *(["demo.invalid"] if DEMO else [])]
EMAIL_ALLOWED_DOMAINS = env.list("EMAIL_ALLOWED_DOMAINS", _own)

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["directorate.core.accounts.SignInBackend"]
# Everybody sets up a second step (an app's code or a passkey) before anything else, those of single sign-on excepted.
REQUIRE_MFA = env.bool("REQUIRE_MFA", not (DEMO or TESTING))
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "shell:today"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # a changed password ends the other sessions, not this one
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Wrong passwords are counted by account and address together (`accounts.AccountAdapter`): nobody can lock another out,
# and colleagues behind one address of the hospital do not share a small limit.
ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "100/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=4).total_seconds())
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address without an account is sent nothing
PASSWORD_RESET_BY_EMAIL = TESTING or EMAIL_BACKEND.endswith(".smtp.EmailBackend")
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_ADAPTER = "directorate.core.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "directorate.core.accounts.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "directorate.core.accounts.SecondStepAdapter"
ACCOUNT_FORMS = {
    "login": "directorate.core.forms.sign_in.SignInForm",
    "reauthenticate": "directorate.core.forms.sign_in.PasswordAgainForm",
    "change_password": "directorate.core.forms.sign_in.ChangePasswordForm",
    "set_password": "directorate.core.forms.sign_in.SetPasswordForm",
    "reset_password": "directorate.core.forms.sign_in.AskForLinkForm",
    "reset_password_from_key": "directorate.core.forms.sign_in.NewPasswordForm",
}
MFA_FORMS = {
    "authenticate": "directorate.core.accounts.SecondStepForm",
    "reauthenticate": "directorate.core.forms.sign_in.CodeAgainForm",
    "activate_totp": "directorate.core.forms.sign_in.AddAppForm",
    "add_webauthn": "directorate.core.forms.sign_in.AddPasskeyForm",
    "login_webauthn": "directorate.core.forms.sign_in.SignInWithPasskeyForm",
    "reauthenticate_webauthn": "directorate.core.forms.sign_in.PasskeyAgainForm",
    "edit_webauthn": "directorate.core.forms.sign_in.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the administrator who made the account knows the address
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(hours=12)
MFA_TRUST_COOKIE_NAME = "__Host-device" if HTTPS else "device"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_NAME = env.str("OIDC_NAME", "NHS single sign-on")
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
# The other side gives out only addresses that it has checked, but does not say so in each answer (Entra ID, one tenant).
OIDC_EMAIL_TRUSTED = env.bool("OIDC_EMAIL_TRUSTED", False)
SINGLE_SIGN_ON = bool(OIDC_CLIENT_ID) or TESTING
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "trust",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": env.str("OIDC_SECRET", ""),
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "scope": env.list("OIDC_SCOPE", ["openid", "profile", "email"]),
                    "auth_params": {"acr_values": acr} if (acr := env.str("OIDC_ACR_VALUES", "")) else {},
                    "oauth_pkce_enabled": True,
                },
            },
        ]
        if OIDC_CLIENT_ID
        else [],
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 30)
SESSION_WARNING_MINUTES = env.int("SESSION_WARNING_MINUTES", 25)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directorate.shell.errors.forbidden_csrf"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # The button of single sign-on is a form here that ends at the other side's page.
        "form-action": [SELF, *([_oidc] if (_oidc := "/".join(OIDC_SERVER_URL.split("/")[:3])) else [])],
        "frame-ancestors": [NONE],
    },
}

# --- history: a database trigger writes every change; nobody, the owner included, may change what it wrote -----------
PGHISTORY_APPEND_ONLY = True
PGHISTORY_BASE_MODEL = "directorate.core.models.event.Event"
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_ADMIN_CLASS = "django.contrib.admin.ModelAdmin"

# --- words, time, files served ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"tokens": {"()": "directorate.core.domain.log_tokens.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # Its steps are of no interest to who starts the service, and it takes them when it is imported.
    "loggers": {"weasyprint": {"level": "WARNING"}},
}
