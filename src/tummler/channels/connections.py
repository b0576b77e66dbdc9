"""From a Channel row to what its network needs to talk, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tummler.common import clock
from tummler.networks.contract import ChangeSecrets, Connected, Connection, HeardAccount, Network, Traits
from tummler.networks.registry import network
from tummler.records.bulk import which_stand
from tummler.records.models import Account, Brand, Channel, Conversation, Post
from tummler.records.prepared import Among, Given, prepared, several


def network_of(channel: Channel) -> Network:
    """The network of a channel."""
    return network(channel.network)


def traits_of(channel: Channel) -> Traits:
    """What holds on this channel: the network's traits with this server's own limits."""
    return network_of(channel).traits(channel.facts)


def words_of(brand: Brand) -> tuple[str, ...]:
    """What is listened for: the helpers' tag before the brand's words, of which a network may take only some."""
    tag = f"#{brand.helper_tag}" if brand.helper_tag_on and brand.helper_tag else ""
    return tuple(dict.fromkeys(word for word in (tag, *brand.words) if word))


def channels_of(numbers: Collection[int]) -> dict[int, Channel]:
    """These channels with their brands, by their numbers. One query."""
    if not numbers:
        return {}
    size, given = several(numbers)
    rows = prepared(("channels with their brand", size), lambda: _with_brand(size)).all(**given)
    return {channel.pk: channel for channel in rows}


def _with_brand(size: int) -> QuerySet[Channel]:
    return Channel.objects.filter(Among("id", size)).select_related("brand")


def reading_of(channel: Channel) -> Connection:
    """The channel for reading what it said: pure, so without its secrets, and nothing is lost while they are."""
    return Connection(
        account=msgspec.convert(channel.account, HeardAccount),
        settings=channel.settings,
        secrets={},
        facts=channel.facts,
        words=words_of(channel.brand),
    )


def connection_of(channel: Channel) -> Connection:
    """The channel as its network sees it. Raises UnreadableSecret if the key file was changed."""
    return Connection(
        account=msgspec.convert(channel.account, HeardAccount),
        settings=channel.settings,
        secrets=settings.DATA.open(bytes(channel.secret_box)),
        facts=channel.facts,
        words=words_of(channel.brand),
        keep_secrets=lambda secrets: keep_secrets(channel, secrets),
        change_secrets=lambda change: change_secrets(channel, change),
        holds=lambda remote_ids: held(channel, remote_ids),
        recent=lambda: recent(channel),
    )


#: How many posts are worth another look, and for how long after they were heard.
RECENT, RECENT_FOR = 1000, timedelta(days=14)


def recent(channel: Channel) -> dict[str, str]:
    """Posts worth another look on the network (remote id → version), those of waiting needs first. Two queries."""
    posts = Post.objects.filter(channel=channel, gone_at=None)
    asking = posts.filter(needs__state__in=("open", "claimed")).order_by("-pk")
    late = posts.filter(received_at__gt=clock.now() - RECENT_FOR).order_by("-pk")
    found = dict(asking.values_list("remote_id", "version")[:RECENT])
    for remote_id, version in late.values_list("remote_id", "version")[:RECENT]:
        found.setdefault(remote_id, version)
    return found


def held(channel: Channel, remote_ids: Collection[str]) -> set[str]:
    """Which of these posts, conversations and accounts stand on this channel. Three queries."""
    posts = which_stand(Post, "remote_id", remote_ids, channel=channel.pk)
    roots = which_stand(Conversation, "root_remote_id", remote_ids, channel=channel.pk)
    accounts = which_stand(Account, "remote_id", remote_ids, brand=channel.brand_id, network=channel.network)
    return posts | roots | accounts


def keep_secrets(channel: Channel, secrets: Mapping[str, str]) -> None:
    """Store refreshed secrets; returns once they are durable."""
    Channel.objects.filter(pk=channel.pk).update(secret_box=settings.DATA.seal(secrets))


def change_secrets(channel: Channel, change: ChangeSecrets) -> Mapping[str, str]:
    """Change the secrets as they are stored now, one after another; what is stored then, durable."""
    with transaction.atomic():
        box = Channel.objects.select_for_update().values_list("secret_box", flat=True).get(pk=channel.pk)
        changed = change(settings.DATA.open(bytes(box)))
        keep_secrets(channel, changed)
    return changed


def apply_connected(channel: Channel, connected: Connected) -> None:
    """Put what the network told into the row (unsaved)."""
    channel.account = msgspec.to_builtins(connected.account)
    channel.account_remote_id = connected.account.remote_id
    channel.handle = connected.account.handle
    channel.settings = dict(connected.settings)
    channel.facts = dict(connected.facts)
    channel.secret_box = settings.DATA.seal(connected.secrets)
    channel.trouble, channel.trouble_at = "", None


def handles_in(conversation: Conversation) -> dict[str, str]:
    """Who is in a conversation: handle → the account's remote id. One query."""
    return dict(prepared("handles in a conversation", _handles).rows(of=conversation.pk))


def _handles() -> QuerySet[Account, Any]:
    return Account.objects.filter(posts__conversation=Given("of")).values_list("handle", "remote_id").distinct()


def root_version(post: Post) -> str:
    """The version of the conversation's first post, as far as we hold it."""
    if not post.root_remote_id or post.root_remote_id == post.remote_id:
        return post.version
    found = Post.objects.filter(channel=post.channel_id, remote_id=post.root_remote_id).values_list(
        "version", flat=True
    )
    return found.first() or ""
