"""Starts test servers in the foreground: `python -m tests.servers bluesky`, until Ctrl-C."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from .bluesky import BlueskyPds, network, pds
from .chat import chat
from .jetstream import jetstream
from .mastodon import mastodon
from .matrix import PASSWORD, matrix
from .postgres import own_postgres
from .processes import ServerFailed
from .valkey import valkey

Facts = dict[str, str]
CUSTOMERS = ("ann", "bob", "cleo")


@contextmanager
def _bluesky(server: AbstractContextManager[BlueskyPds]) -> Iterator[Facts]:
    """A Bluesky with its stand-ins, a brand, its customers and a first post that asks it for help."""
    with ExitStack() as stack:
        running = stack.enter_context(server)
        stream = stack.enter_context(jetstream(running.firehose))
        messages = stack.enter_context(chat(running))
        facts = {name: getattr(running, name) for name in ("pds", "plc", "appview", "ozone") if hasattr(running, name)}
        facts |= {"firehose": running.firehose, "jetstream v1 (stand-in)": stream.v1}
        facts |= {"jetstream v2 (stand-in)": stream.v2, "direct messages (stand-in)": messages.url}
        facts["direct messages, atproto-proxy"] = messages.proxied
        accounts = [running.new_account(name, exact=True, direct_messages=True) for name in ("brand", *CUSTOMERS)]
        facts |= {one.handle: f"app password {one.app_password}, password {one.password}" for one in accounts}
        brand, customer = accounts[:2]
        with running.signed_in(customer) as session:
            session.say(f"@{brand.handle} my lamp will not turn on, what can I do?", mentions=[brand])
        yield facts


@contextmanager
def _mastodon() -> Iterator[Facts]:
    with mastodon() as server:
        yield {"url": server.url} | {f"token of {name}": token for name, token in server.tokens.items()}


@contextmanager
def _matrix() -> Iterator[Facts]:
    """A homeserver with a brand, a customer and a room in which the customer asks for help."""
    with matrix() as server:
        brand, customer = (server.account(name, exact=True) for name in ("brand", "ann"))
        room = customer.room(name="Help", room_alias_name="help")
        customer.say(room, "my lamp will not turn on, what can I do?", m_mentions={"user_ids": [brand.user_id]})
        people = {who.user_id: f"password {PASSWORD}, token {who.token}" for who in (brand, customer)}
        yield {"url": server.url, "room": "#help:localhost", **people}


@contextmanager
def _one(name: str, server: AbstractContextManager[str]) -> Iterator[Facts]:
    with server as address:
        yield {name: address}


SERVERS: dict[str, Callable[[], AbstractContextManager[Facts]]] = {
    "bluesky": lambda: _bluesky(network()),
    "pds": lambda: _bluesky(pds()),
    "mastodon": _mastodon,
    "matrix": _matrix,
    "postgres": lambda: _one("DATABASE_URL", own_postgres()),
    "valkey": lambda: _one("valkey", valkey()),
}


def _show(facts: Facts, as_json: bool) -> None:
    width = max(map(len, facts))
    lines = [json.dumps(facts)] if as_json else [f"{name:<{width}}  {value}" for name, value in facts.items()]
    print("\n".join(lines), flush=True)


def main() -> int:
    """Start what was asked for, say where it is, and wait."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("server", choices=SERVERS, help="bluesky is the whole network, pds a part that starts fast")
    parser.add_argument("--json", action="store_true", help="print the addresses as one JSON line")
    wanted = parser.parse_args()
    # Also where the one who started us had it ignored, as shells do for what runs in the background.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    try:
        with SERVERS[wanted.server]() as facts:
            _show(facts, wanted.json)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except ServerFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
