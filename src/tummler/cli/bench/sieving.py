"""The whole network's stream: how fast what isn't ours is let go, beside a C++ parser reading the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tummler.channels.connections import held
from tummler.cli.bench import frames
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.measure import CPU, in_turns, spent
from tummler.networks.bluesky.jetstream import wire
from tummler.networks.bluesky.sieve import Sieve
from tummler.networks.contract import Connection, HeardAccount
from tummler.records.models import Channel

#: Events a second, the most that the network was seen to send.
PEAK = 2000
#: As many frames as the reader takes at once.
_AT_ONCE = 500


def connection_for(channel: Channel | None = None) -> Connection:
    """A brand's connection; with a channel it asks the rows what is held, as in life."""
    account = HeardAccount(frames.OWN, "velonorte.example.org")
    holds = (lambda ids: held(channel, ids)) if channel else (lambda ids: ())
    return Connection(account, {}, {}, {}, words=frames.WORDS, holds=holds)


def sieved(connection: Connection, made: list[bytes]) -> Callable[[], list[Any]]:
    """Lets frames through a fresh sieve, in the reader's portions; gives what is ours."""

    def run() -> list[Any]:
        sieve = Sieve(connection, wire("ws://stream.invalid/subscribe"))
        ours: list[Any] = []
        for start in range(0, len(made), _AT_ONCE):
            ours += sieve.feed(made[start : start + _AT_ONCE])
        return ours

    return run


def filtering(count: int, rounds: int, seed: int) -> list[Figure]:
    """Two figures: against the parser, and against the network's peak."""
    made = frames.make(count, 0.01, seed)
    channel = Channel.objects.filter(network="bluesky").order_by("pk")[0]
    run = sieved(connection_for(channel), made.frames)
    heard = len(run())
    note = f"{len(made.frames):,} events of {made.size // len(made.frames)} bytes, 1 % ours ({heard} kept)"
    parse = _simdjson(made.frames)
    pair = in_turns(run, parse, rounds) if parse else None
    rate = count / (pair.ours if pair else spent(run, CPU))
    theirs = count / pair.theirs if pair else None
    baseline = "C++ simdjson parsing the same bytes in the same portions" if parse else "pysimdjson is not installed"
    return [
        Figure(
            "filter", "Whole-stream filter", rate, "events/s of CPU", baseline, theirs,
            Reach("≥ 15 %", least=0.15) if parse else None, note,
        ),
        Figure(
            "filter_peak", "Whole-stream filter, over the network's peak", rate, "events/s of CPU",
            f"the peak of {shown(PEAK)} events/s", float(PEAK), Reach("≥ 100 ×", least=100), note,
        ),
    ]  # fmt: skip


def _simdjson(made: list[bytes]) -> Callable[[], Any] | None:
    """A parse by simdjson with no Python between the events; None where its package isn't."""
    try:
        import simdjson  # type: ignore[import-not-found, unused-ignore] # for the bench alone
    except ImportError:
        return None
    parser = simdjson.Parser()
    # In the reader's portions, which fit into the processor's cache.
    parts = [b"[" + b",".join(made[start : start + _AT_ONCE]) + b"]" for start in range(0, len(made), _AT_ONCE)]

    def run() -> None:
        for part in parts:
            parser.parse(part)

    return run
