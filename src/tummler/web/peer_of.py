"""Who of the peers this browser is: by what it has proven, never by a helper's session."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from tummler.acts.customers import customer_of
from tummler.records.models import Account, Brand, Customer, Peer
from tummler.records.peer_access import note_seen
from tummler.records.proofs import proven_in
from tummler.web.visitor import browser_of


def peer_of(request: HttpRequest, brand: Brand) -> Peer | None:
    """The peer whose account this browser's holder has proven, while they help; None for everybody else."""
    found = known_peer(request, brand)
    if found is None or not found.here:
        return None
    note_seen(found)
    return found


def known_peer(request: HttpRequest, brand: Brand) -> Peer | None:
    """The same, whether they help, left, or were asked to stay away."""
    accounts, customer = shown_by(request, brand)
    if not accounts and customer is None:
        return None
    mine = Q(account__in=[one.pk for one in accounts])
    if customer is not None:
        mine |= Q(customer=customer)
    found = Peer.objects.filter(mine, brand=brand).select_related("account", "voice").order_by("left_at", "pk").first()
    if found is not None:
        found.brand = brand
    return found


def shown_by(request: HttpRequest, brand: Brand) -> tuple[list[Account], Customer | None]:
    """What this browser's holder has shown to be theirs: accounts on networks, and a customer account."""
    browser = browser_of(request, brand)
    if browser is None:
        return [], None
    accounts = Account.objects.filter(brand=brand, pk__in=proven_in([browser.key])).order_by("pk")
    told = customer_of(browser)
    return list(accounts), told.customer if told else None
