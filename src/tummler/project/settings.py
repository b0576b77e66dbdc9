"""Settings, all from the environment, each with a default that works for one machine and SQLite.

``docs/operating.md`` lists the variables.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from csp.constants import NONCE, NONE, SELF

from tummler.records.keys import DataFolder

DATA = DataFolder(Path(os.environ.get("TUMMLER_DATA", "var")).resolve())
DEBUG = os.environ.get("TUMMLER_DEBUG", "") == "1"
SECRET_KEY = DATA.signing_key()
#: The address people reach us by, e.g. https://care.example.org; empty for this machine only.
PUBLIC_URL = os.environ.get("TUMMLER_URL", "").rstrip("/")
if PUBLIC_URL and not (PUBLIC_URL.startswith(("https://", "http://")) and urlsplit(PUBLIC_URL).hostname):
    raise SystemExit(f"TUMMLER_URL: {PUBLIC_URL!r} is no address. Use one like https://care.example.org")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS: list[str] = []
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
    CSRF_TRUSTED_ORIGINS.append(PUBLIC_URL)
SECURE = PUBLIC_URL.startswith("https://")


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "tummler.records.sqlite",
            "NAME": str(DATA.path / "tummler.sqlite3"),
            # A file, not memory: threads and processes of a test see the same rows, as they do in life.
            "TEST": {"NAME": str(DATA.path / "test.sqlite3")},
            "OPTIONS": {
                # A writer takes its lock at BEGIN: two writers wait for each other instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: what was promised survives a power cut. fullfsync: macOS lies without it. secure_delete: what
                # was deleted is written over, also where SQLite was built to leave it.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=1; PRAGMA secure_delete=ON; "
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-2000; PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(
            f"DATABASE_URL: {parts.scheme!r} is not a database we know. Use postgresql://… or leave it out."
        )
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    try:
        port = parts.port
    except ValueError:
        raise SystemExit("DATABASE_URL: its port is no number. Use one like …@db.example.org:5432/care") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DATABASES["default"]["CONN_MAX_AGE"] = None
#: What is counted against strangers is counted for all processes at once.
CACHES = {
    "default": {
        "BACKEND": "tummler.records.shared_cache.SharedCache",
        "LOCATION": "records_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "records.User"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "tummler.records",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tummler.web.compressing.CompressedPages",  # below it: files are compressed once, not each time
    "tummler.web.arriving.Cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tummler.web.arriving.Words",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "tummler.project.urls"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "tummler.web.templating.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    },
    {
        # allauth's mails are Django templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    },
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tummler.web.signing_in.Adapter"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_ENGINE = "tummler.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
if os.environ.get("TUMMLER_BEHIND_PROXY", "") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
_ = NONCE  # nothing inline, so no nonce either

STATIC_URL = "/static/"
STATIC_ROOT = DATA.path / "static"
STATICFILES_DIRS = [Path(__file__).parent.parent / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA.path / "media"
#: Where a made-up brand's networks and people live, while there is one.
AROUND = DATA.path / "around"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("TUMMLER_TIME_ZONE", "UTC")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError):
    raise SystemExit(f"TUMMLER_TIME_ZONE: {TIME_ZONE!r} is no zone. Use one like Europe/Madrid, or UTC.") from None

EMAIL_HOST = os.environ.get("TUMMLER_MAIL_HOST", "")
_mail_port = os.environ.get("TUMMLER_MAIL_PORT", "25")
if not _mail_port.isdigit():
    raise SystemExit(f"TUMMLER_MAIL_PORT: {_mail_port!r} is no port. Use a number, or leave it out for 25.")
EMAIL_PORT = int(_mail_port)
EMAIL_HOST_USER = os.environ.get("TUMMLER_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TUMMLER_MAIL_PASSWORD", "")
#: Somebody waits for the page while a letter leaves.
EMAIL_TIMEOUT = 20
#: 465 is spoken sealed from the first byte; everywhere else STARTTLS, where it is asked for.
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = os.environ.get("TUMMLER_MAIL_TLS", "") == "1" and not EMAIL_USE_SSL
DEFAULT_FROM_EMAIL = os.environ.get("TUMMLER_MAIL_FROM", "tummler@localhost")
if not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# The default of 2.5 MB is for fields; a post is never larger than this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tummler.web.upload_handler.OnlyWhereAsked",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LOGGING_CONFIG = None
SILENCED_SYSTEM_CHECKS = ["models.W042"]
