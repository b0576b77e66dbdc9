"""What has been proven: the one place that the rest of the code asks. A name, a link or a helper's word proves nothing.

Both sides age: somebody who has taken over a handle can prove the handle anew, but not the customer account, so what
is asked for freshly is asked of the older of the two.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils.crypto import salted_hmac

from tummler.common import clock
from tummler.records.models import Account, Customer, Holding, Peer, Proof

#: After so long without being proven again, what was joined opens nothing any more.
LASTS = timedelta(days=180)
#: How long a browser is known by what it has proven.
SESSION = timedelta(days=30)


def proven(account: Account, *, fresh_within: timedelta | None = None) -> Customer | None:
    """The customer account that this account's holder has proven to be theirs; None where there is none.

    ``fresh_within``: both sides were proven no longer ago than that. One query.
    """
    since = clock.now() - (LASTS if fresh_within is None else min(fresh_within, LASTS))
    found = Holding.objects.filter(
        account=account, ended_at=None, account_proven_at__gte=since, customer_proven_at__gte=since
    )
    if account.gone_at is not None:
        return None
    holding = found.select_related("customer").first()
    return holding.customer if holding else None


def proven_in(keys: Collection[str], *, fresh_within: timedelta | None = None) -> frozenset[int]:
    """The numbers of the accounts that the browsers with these keys (:func:`key_of`) have proven. Two queries.

    Of a peer also the account under which they answer on the square.
    """
    if not keys:
        return frozenset()
    at = clock.now()
    since = at - (SESSION if fresh_within is None else min(fresh_within, SESSION))
    proofs = Proof.objects.filter(visitor__key__in=keys, visitor__until__gt=at, ended_at=None, at__gte=since)
    found = list(proofs.values_list("account_id", "customer_id", "account__gone_at"))
    accounts = {account for account, _customer, gone in found if account and gone is None}
    customers = {customer for _account, customer, _gone in found if customer}
    if not found:
        return frozenset()
    voices = Peer.objects.filter(Q(account__in=accounts) | Q(customer__in=customers), voice__gone_at=None)
    return frozenset(accounts | set(voices.exclude(voice=None).values_list("voice_id", flat=True)))


def key_of(secret: str) -> str:
    """What is kept of a visitor's cookie; nobody comes back from it to the cookie."""
    return hashlib.sha256(b"visitor:" + secret.encode()).hexdigest()


def digest_of(kind: str, brand_id: int, value: str) -> str:
    """A keyed digest of a word, a code or a state, of one brand; the database alone tells nobody what it was."""
    return salted_hmac(f"proof:{kind}", f"{brand_id}:{value}", algorithm="sha256").hexdigest()
