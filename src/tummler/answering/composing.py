"""A draft as it will be posted: cut into leaves and counted by the network's own rule."""

from __future__ import annotations

from tummler.channels.connections import handles_in, network_of, root_version, traits_of
from tummler.networks.contract import Composition, HeardAccount, Place, Visibility
from tummler.records.models import Helper, Post, Reply


def signed(text: str, helper: Helper | None) -> str:
    """The text with the helper's signature at its end, unless it stands there already."""
    text = text.rstrip()
    signature = helper.signature.strip() if helper else ""
    if not text or not signature or text.endswith(signature):
        return text
    return f"{text} {signature}"


def place_of(post: Post) -> Place:
    """Where an answer to this post goes. Three queries."""
    account = post.account
    return Place(
        remote_id=post.remote_id,
        version=post.version,
        root_id=post.root_remote_id or post.remote_id,
        root_version=root_version(post),
        account=HeardAccount(account.remote_id, account.handle, account.name, url=account.url),
        visibility=Visibility(post.visibility),
        warning=post.warning,
        language=post.language,
        handles=handles_in(post.conversation),
    )


def compose_reply(reply: Reply, helper: Helper | None, place: Place | None = None) -> Composition:
    """The leaves of a draft, with what the network's rule has against them."""
    place = place or place_of(reply.to_post)
    return network_of(reply.channel).compose(
        signed(reply.text, helper), place, traits_of(reply.channel), tuple(reply.cuts)
    )
