"""``tummler password-link``: for whoever runs the machine, when nobody can sign in any more."""

from __future__ import annotations

from django.conf import settings

from tummler.acts.setting_up import note_password_link
from tummler.cli.failing import Failed, WrongUse
from tummler.records.models import Helper, User
from tummler.records.models.helper import Role
from tummler.web.signing_in import password_link


def print_link(email: str) -> None:
    """One link, good for three days, once."""
    user = _named(email) if email else _only_owner()
    if not user.is_active:
        raise Failed(f"{user.email} was switched off and can't sign in.")
    note_password_link(user=user)
    print(f"{user.email} makes a new password here. The link is good for three days, once:")
    print(f"{settings.PUBLIC_URL or 'http://localhost:8000'}{password_link(user)}")
    if not settings.PUBLIC_URL:
        print("If tummler serve listens on another port, put that in its place.")


def _owners() -> list[str]:
    owners = Helper.objects.filter(role=Role.OWNER, active=True).order_by("brand__slug", "pk")
    return list(dict.fromkeys(owners.values_list("user__email", flat=True)))


def _only_owner() -> User:
    owners = _owners()
    if not owners:
        raise Failed("Nobody helps here yet. Start tummler serve, open the page that it names, and make a brand.")
    if len(owners) > 1:
        raise WrongUse(f"Whose? Name the address: tummler password-link {owners[0]}. Owners: {', '.join(owners)}")
    return User.objects.get(email=owners[0])


def _named(email: str) -> User:
    found = User.objects.filter(email=email.strip().lower(), helpers__active=True).first()
    if found is None:
        raise WrongUse(f"Nobody signs in as “{email}”. Owners: {', '.join(_owners()) or 'none yet'}")
    return found
