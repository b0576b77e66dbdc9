"""“Is this really you?”: an account, or the name somebody signs with, held against what the brand proved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tummler.acts.channels import REMOVED
from tummler.networks.registry import UnknownNetwork, network
from tummler.records.models import Brand, Channel, Helper
from tummler.records.models.peer import Trust
from tummler.records.peer_access import standing_peers
from tummler.web.asking_limits import address_key, count_within
from tummler.web.channel_words import label_of
from tummler.web.fragments import page
from tummler.web.really_rules import OurAccount, judge
from tummler.web.square_rows import HERE, alias
from tummler.web.visiting import around_square, brand_of, public_page

#: How often one network address may ask in ten minutes: nobody is to try names one by one.
PER_ADDRESS, SECONDS = 40, 600
#: So many peers' accounts are held against what was asked.
MOST_PEERS = 1000


@require_safe
@public_page
def show_check(request: HttpRequest, slug: str) -> HttpResponse:
    """The box to ask in, our own accounts, and what we say of the one that was asked about."""
    brand = brand_of(slug)
    asked = request.GET.get("who", "")
    too_many = bool(asked.strip()) and count_within(f"really:{address_key(request)}", SECONDS) > PER_ADDRESS
    accounts = accounts_of(brand)
    context = around_square(request, brand) | {
        "asked": asked[:300],
        "verdict": None if too_many else judge(asked, accounts, signs_of(brand), trusted_peers(brand)),
        "accounts": accounts,
        "too_many": too_many,
    }
    return page(request, "square/check.html", context, status=429 if too_many else 200)


def accounts_of(brand: Brand) -> list[OurAccount]:
    """The brand's own accounts on networks that people are on, each proven by signing in to it."""
    rows = (
        Channel.objects.filter(brand=brand).exclude(network=HERE).exclude(trouble=REMOVED).order_by("created_at", "pk")
    )
    return [_account(row) for row in rows if _is_elsewhere(row)]


def _is_elsewhere(channel: Channel) -> bool:
    try:
        return bool(network(channel.network).streams)
    except UnknownNetwork:
        return False


def _account(channel: Channel) -> OurAccount:
    account = channel.account
    return OurAccount(
        network=channel.network, label=label_of(channel.network), handle=channel.handle,
        url=str(account.get("url", "")), remote_id=channel.account_remote_id, name=str(account.get("name", "")),
        troubled=bool(channel.trouble),
    )  # fmt: skip


def trusted_peers(brand: Brand) -> list[OurAccount]:
    """Peers who may be called so: each proven by signing in, and trusted by the published rule."""
    rows = standing_peers(brand.pk).filter(trust__gte=Trust.TRUSTED).exclude(account__network=HERE)
    return [
        OurAccount(one.network, label_of(one.network), one.handle, one.url, one.remote_id, one.name)
        for one in (peer.account for peer in rows.select_related("account")[:MOST_PEERS])
    ]


def signs_of(brand: Brand) -> list[str]:
    """The names that the brand's helpers sign with."""
    rows = Helper.objects.filter(brand=brand, active=True).order_by("pk")
    return list(dict.fromkeys(name for name in map(alias, rows) if name))
