"""How people sign in: allauth, with nobody signing up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Helpers are asked in; there is no public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the setup page makes the owner, the owner asks others in."""
        return False
