"""What a form of thanks says: how many, and to whom."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from tummler.acts.giving_thanks import NotGiven
from tummler.community import ledger
from tummler.records.models import Account, Brand, Cause, Helper, Holder
from tummler.web import thanks_words as say
from tummler.web.thanks_rows import Choice, someone_called


def amount_of(request: HttpRequest) -> int:
    """How many, in units. Raises :class:`NotGiven`."""
    units = say.amount_in(request.POST.get("amount", ""))
    if units is None:
        raise NotGiven("amount")
    return units


def holder_named(brand: Brand, request: HttpRequest, offered: Sequence[Choice]) -> Holder:
    """To whom: one of those offered, a cause, or somebody by their handle. Raises :class:`NotGiven`."""
    said = request.POST.get("to", "")
    kind, _dash, which = said.partition("-")
    if kind == "cause":
        cause = Cause.objects.filter(brand=brand, public_id=which, ended_at=None).first()
        if cause is None:
            raise NotGiven("nobody")
        return ledger.holder_for(brand.pk, "cause", cause=cause)
    someone = _offered(brand, said, offered) if said else someone_called(brand, request.POST.get("handle", ""))
    if someone is None:
        raise NotGiven("nobody")
    return ledger.holder_of(someone)


def _offered(brand: Brand, said: str, offered: Sequence[Choice]) -> Helper | Account | None:
    if said not in {one.value for one in offered}:
        return None
    kind, _dash, which = said.partition("-")
    if kind == "helper":
        return Helper.objects.filter(brand=brand, public_id=which, active=True).first()
    return Account.objects.filter(brand=brand, pk=int(which)).first()
