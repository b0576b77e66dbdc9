"""How people sign in: allauth's flows and limits under our own pages, with nobody signing up by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from django.utils.translation import gettext_lazy as _

from tummler.acts.entering import opens_by_sign_in
from tummler.acts.joining import opens_by_mail
from tummler.records.models import Brand, User


class Adapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Helpers are asked in; there is no public sign-up. Errors are said in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This sign-in was switched off. Ask whoever runs this."),
        "email_password_mismatch": _("This address and this password don’t go together."),
        "too_many_login_attempts": _("That was wrong too often. Try again in five minutes."),
        "enter_current_password": _("That is not your password of now."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("This link was used already, or is too old."),
        "rate_limited": _("That was a lot at once. Wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the setup page makes the owner, the owner asks others in."""
        return False

    def add_message(self, *args: Any, **options: Any) -> None:
        """Nothing is cheered; what changed can be seen."""

    def format_email_subject(self, subject: str) -> str:
        """As it is written, without the host's name in brackets."""
        return subject.strip()


class ComeIn(views.LoginView):  # type: ignore[misc] # allauth has no types
    """By password; or by the sign-in of the only brand here, where it has one for its people."""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """The brand whose people come in by themselves."""
        context: dict[str, Any] = super().get_context_data(**values)
        brands = list(Brand.objects.filter(made_up=False).order_by("pk")[:2])
        brand = brands[0] if len(brands) == 1 else None
        by_sign_in = brand is not None and opens_by_sign_in(brand) is not None
        by_mail = brand is not None and opens_by_mail(brand) is not None
        return context | {"entrance": brand if by_sign_in or by_mail else None, "by_sign_in": by_sign_in}


class ForgottenPassword(views.PasswordResetView):  # type: ignore[misc] # allauth has no types
    """Says so where no mail can be sent, instead of promising one."""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        """Whether this installation sends mail."""
        context: dict[str, Any] = super().get_context_data(**values)
        return context | {"sends_mail": sends_mail()}


def sends_mail() -> bool:
    """Whether a mail server is configured."""
    return bool(settings.EMAIL_HOST)


def password_link(user: User) -> str:
    """The path where this user can make a password, once, for three days."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


#: Only what is used; every one of them is in our look (templates/account).
urlpatterns: list[URLPattern] = [
    path("login/", ComeIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
