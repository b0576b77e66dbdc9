"""Seen once on a page of the brand's own: what stands on the network says only where, and nothing of what it says."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tummler.answering.seeing import ONCE, on_own_page
from tummler.channels.connections import traits_of
from tummler.records.models import Brand, Reply


@cache
def _words() -> dict[str, str]:
    """By language: what goes out."""
    return tomllib.loads(Path(__file__).with_name("phrases").joinpath("own_page.toml").read_text("utf-8"))


def reachable() -> bool:
    """Whether this house has an address that people outside reach."""
    return bool(settings.PUBLIC_URL)


def opens_on_own_page(reply: Reply) -> bool:
    """Whether this answer is sealed on a page of ours, and only a word of it goes out."""
    return reply.visibility == ONCE and on_own_page(traits_of(reply.channel), reachable())


def word_of_it(reply: Reply) -> str:
    """What goes out instead of the answer."""
    language = (reply.language or reply.to_post.language).split("-", maxsplit=1)[0].lower()
    words = _words()
    return words.get(language, words["en"]).format(address=_address(reply.channel.brand))


def _address(brand: Brand) -> str:
    parts = urlsplit(settings.PUBLIC_URL)
    alone = not Brand.objects.exclude(pk=brand.pk).exists()
    return f"{parts.netloc}{parts.path}/read" + ("" if alone else f"/{brand.slug}")
