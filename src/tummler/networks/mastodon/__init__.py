"""Mastodon, and every server that speaks its client API. https://docs.joinmastodon.org/client/intro/

May import the contract, `common` and Mastodon.py. Touches no row; speaks only to the server it was connected to.
"""

from __future__ import annotations

from tummler.networks.contract import Network
from tummler.networks.mastodon.acts import block, like, mute, report, repost
from tummler.networks.mastodon.compose import compose
from tummler.networks.mastodon.connect import SETTINGS_FIELDS, connect_begin, connect_finish
from tummler.networks.mastodon.deliver import deliver, look, new_key, retract
from tummler.networks.mastodon.normalise import normalise
from tummler.networks.mastodon.proving import PROVING
from tummler.networks.mastodon.read import STREAMS, read
from tummler.networks.mastodon.thread import fetch_thread
from tummler.networks.mastodon.traits import traits
from tummler.networks.mastodon.verify import verify

NETWORK = Network(
    key="mastodon",
    label="Mastodon",
    settings_fields=SETTINGS_FIELDS,
    streams=STREAMS,
    traits=traits,
    connect_begin=connect_begin,
    connect_finish=connect_finish,
    read=read,
    normalise=normalise,
    fetch_thread=fetch_thread,
    compose=compose,
    new_key=new_key,
    deliver=deliver,
    look=look,
    retract=retract,
    verify=verify,
    like=like,
    repost=repost,
    block=block,
    mute=mute,
    report=report,
    proving=PROVING,
)
