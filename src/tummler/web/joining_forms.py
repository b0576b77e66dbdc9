"""What somebody says who joins: who they are to colleagues, how they sign in, who they are to customers."""

from __future__ import annotations

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tummler.acts.joining import Newcomer

_EMPTY = {"required": _("This is still empty.")}


class Joining(forms.Form):
    """Four fields, the last of them optional."""

    name = forms.CharField(max_length=80, error_messages=_EMPTY)
    email = forms.EmailField(max_length=254, error_messages={**_EMPTY, "invalid": _("That is no e-mail address.")})
    password = forms.CharField(max_length=1000, strip=False, error_messages=_EMPTY)
    alias = forms.CharField(max_length=39, required=False)

    def clean_password(self) -> str:
        """Ten characters or more, and not one that everybody uses."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password

    def who(self) -> Newcomer:
        """As the acts take them."""
        said = self.cleaned_data
        return Newcomer(said["name"], said["email"], said["password"], alias=said["alias"])
