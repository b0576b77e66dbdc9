"""Matrix: rooms and direct chats on any homeserver. https://spec.matrix.org/latest/client-server-api/

May import the contract, `common` and vodozemac. Touches no row; speaks only to the server it was connected to.
"""

from __future__ import annotations

from tummler.networks.contract import Network
from tummler.networks.matrix.acts import like, report
from tummler.networks.matrix.compose import compose
from tummler.networks.matrix.connect import SETTINGS_FIELDS, connect_begin, connect_finish
from tummler.networks.matrix.deliver import deliver, look, new_key, retract
from tummler.networks.matrix.files import fetch
from tummler.networks.matrix.normalise import normalise
from tummler.networks.matrix.proving import PROVING
from tummler.networks.matrix.sync import STREAMS, read
from tummler.networks.matrix.thread import fetch_thread
from tummler.networks.matrix.traits import traits
from tummler.networks.matrix.verify import verify

NETWORK = Network(
    key="matrix",
    label="Matrix",
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
    report=report,
    media=fetch,
    proving=PROVING,
)
