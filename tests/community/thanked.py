"""Needs that somebody helped with, as rows: what the ledger is made from, without a network."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from tummler.common import clock
from tummler.records.models import Account, Brand, Conversation, Helped, Need, PeerLook, Post, Reading, Word

_numbers = itertools.count(1)


def open_thanks(brand: Any) -> None:
    """As a lead does, a year ago."""
    brand.thanks_since = clock.now() - timedelta(days=365)
    Brand.objects.filter(pk=brand.pk).update(thanks_since=brand.thanks_since)


def account(brand: Any, handle: str, network: str = "square") -> Any:
    """Somebody outside, made when first named."""
    return Account.objects.get_or_create(
        brand=brand, network=network, remote_id=f"id:{handle}", defaults={"handle": handle, "name": handle.title()}
    )[0]


def need_of(channel: Any, asker: Any, text: str = "How do I end my ride?", **more: Any) -> Any:
    """Something that they asked, read and shown to anyone."""
    number, brand = next(_numbers), channel.brand
    rows = {"brand": brand, "channel": channel}
    conversation = Conversation.objects.create(**rows, root_remote_id=f"c{number}")
    post = Post.objects.create(
        **rows, conversation=conversation, account=asker, remote_id=f"p{number}", text=text, state="understood",
        visibility="public", may_show="anyone", addressed="mention", shown_at=clock.now(),
    )  # fmt: skip
    reading = Reading.objects.create(brand=brand, post=post, mind="test", language={"value": "en"})
    PeerLook.objects.create(brand=brand, reading=reading)
    more = {"kind": "question", "state": "open", **more}
    return Need.objects.create(brand=brand, conversation=conversation, post=post, account=asker, **more)


def helped(channel: Any, asker: Any, *by: Any, text: str = "That worked, thank you!", days: float = 0) -> list[Any]:
    """They asked, these helped (accounts or helpers), and they said so, so many days ago."""
    need = need_of(channel, asker, state="helped")
    return [credited(need, one, text=text, days=days) for one in by]


def credited(need: Any, by: Any, *, text: str = "That worked, thank you!", days: float = 0) -> Any:
    """The asker says that it was this one who helped."""
    at = clock.now() - timedelta(days=days)
    said = Post.objects.create(
        brand=need.brand, channel=need.post.channel, conversation=need.conversation, account=need.account,
        remote_id=f"w{next(_numbers)}", text=text, state="understood", visibility="public", may_show="anyone",
        shown_at=at,
    )  # fmt: skip
    word = Word.objects.create(brand=need.brand, need=need, post=said, value="helped", at=at)
    who = {"account": by} if isinstance(by, Account) else {"helper": by}
    return Helped.objects.create(brand=need.brand, need=need, word=word, at=at, **who)
