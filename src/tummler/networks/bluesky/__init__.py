"""Bluesky, and whatever else speaks the AT Protocol's ``app.bsky`` schema.

Imports ``common`` and the contract only. Touches the account's PDS, and through it the AppView and the chat service.
"""

from tummler.common import ids
from tummler.networks.bluesky import (
    compose,
    connect,
    deliver,
    moderation,
    normalise,
    proving,
    reactions,
    read,
    thread,
    traits,
    verify,
)
from tummler.networks.contract import Network

NETWORK = Network(
    key="bluesky",
    label="Bluesky",
    settings_fields=traits.SETTINGS,
    streams=traits.STREAMS,
    traits=traits.traits,
    connect_begin=connect.begin,
    connect_finish=connect.finish,
    read=read.read,
    normalise=normalise.normalise,
    fetch_thread=thread.fetch,
    compose=compose.compose,
    new_key=ids.tid,
    deliver=deliver.deliver,
    look=deliver.look,
    retract=deliver.retract,
    verify=verify.verify,
    like=reactions.like,
    repost=reactions.repost,
    block=reactions.block,
    mute=moderation.mute,
    hide=moderation.hide,
    report=moderation.report,
    proving=proving.PROVING,
)
