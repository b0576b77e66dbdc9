"""Peers for tests: an account that a browser has proven, and a peer who agreed."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tummler.acts.peers import join_peers
from tummler.acts.proving import new_visitor, prove_account
from tummler.community.looks import look_at_asked
from tummler.records.models import Account, Peer, Person
from tummler.web import visitor as visitors


def account_on(brand: Any, handle: str, network: str = "echo", **more: Any) -> Account:
    """Somebody's account, as it is when it was heard once."""
    found = Account.objects.filter(brand=brand, network=network, handle=handle).first()
    if found is not None:
        return found
    person = Person.objects.create(brand=brand)
    return Account.objects.create(
        brand=brand, network=network, remote_id=f"id:{handle}", handle=handle, person=person, **more
    )


def browser_with(account: Account) -> Client:
    """A browser whose holder has proven this account."""
    visitor, secret = new_visitor(account.brand)
    prove_account(visitor=visitor, account=account, how="signed_in")
    browser = Client()
    browser.cookies[visitors._NAME + account.brand.public_id] = secret
    return browser


def peer_named(brand: Any, handle: str = "dapo", name: str = "Dapo", **more: Any) -> Peer:
    """A peer who agreed, and the needs that may come before peers looked at."""
    account = account_on(brand, handle, name=name)
    peer = join_peers(brand=brand, account=account, customer=None, name=name, **more)
    look_at_asked()
    return peer
