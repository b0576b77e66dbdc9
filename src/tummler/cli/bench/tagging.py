"""From a post that asks for a tag to the answer in the network's hands, at 200 requests a second."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

from tummler.acts.setting_up import make_brand
from tummler.acts.tags import Definition, make_tag
from tummler.cli.bench.echoing import HANDLE, connect, echo_network
from tummler.cli.bench.figures import Figure, shown
from tummler.cli.bench.measure import percentile
from tummler.cli.bench.system import SECONDS
from tummler.common import clock
from tummler.listening.receive import receive
from tummler.networks.contract import Batch, RawEvent
from tummler.records.models import Brand, Channel, Delivery, Event, Helper
from tummler.work.loops import Workers

A_SECOND = 200
#: Nothing is waited for longer than this after the last request.
_PATIENCE = 120.0


@contextmanager
def _system() -> Iterator[str]:
    command = [sys.executable, "-m", "tummler.cli.bench.system"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.terminate()
        process.wait(10)


def tag_requests(folder: Path, seconds: float) -> list[Figure]:
    """Ask for so many seconds, then wait until everything is answered; each answer's own time."""
    with _system() as address, echo_network(folder) as echo:
        owner = _owner()
        channel = connect(echo, owner)
        wanted = Definition("balance", answers="system", address=address, text="{amount} €")
        make_tag(actor=owner, wanted=wanted, on=True)
        workers = Workers(listen=False)
        workers.start()
        try:
            _say(channel, 0, 1)
            _answered(1)  # what is loaded once is loaded
            began, spent = time.monotonic(), time.process_time()
            asked = _ask(channel, seconds)
            taken = _answered(1 + asked)[1:]
            whole, spent = time.monotonic() - began, time.process_time() - spent
        finally:
            workers.stop()
    note = (
        f"{asked:,} requests in {shown(seconds)} s, a brand's system that takes {shown(SECONDS * 1000)} ms for each; "
        f"{len(taken):,} answered, the last after {shown(whole)} s, "
        f"{shown(spent * 1000 / asked)} ms of CPU for each; one process, its network and its system beside it"
    )
    baseline = "the system alone"
    return [
        Figure("tag_p50", "A tag's answer, from the post to the network, p50", percentile(taken, 0.5) * 1000, "ms",
               baseline, SECONDS * 1000, None, note),
        Figure("tag_p99", "The same, p99", percentile(taken, 0.99) * 1000, "ms", baseline, SECONDS * 1000),
    ]  # fmt: skip


def _owner() -> Helper:
    owner = make_brand(name="Tags", email="tags@example.org", password=token_urlsafe(16), helper_name="Inés")
    lifted = clock.now() - timedelta(days=2)
    Brand.objects.filter(pk=owner.brand_id).update(brake_on=False, brake_lifted_at=lifted)
    owner.brand.refresh_from_db()
    return owner


def _ask(channel: Channel, seconds: float) -> int:
    """Everyone asks once, in bursts of a fiftieth of a second."""
    number, started = 1, time.monotonic()
    while (passed := time.monotonic() - started) < seconds:
        due = int(passed * A_SECOND) + 2
        if due > number:
            _say(channel, number, due)
            number = due
        time.sleep(0.02)
    return number - 1


def _say(channel: Channel, first: int, last: int) -> None:
    at = clock.now().timestamp()
    events = tuple(RawEvent(f"b{n}", _post(n, at)) for n in range(first, last))
    receive(channel=channel, stream="events", batch=Batch(events, str(last)))


def _post(number: int, at: float) -> bytes:
    text = f"@{HANDLE} #balance please"
    post = {"id": f"p{number}", "by": f"asker{number}", "text": text, "at": at, "language": "en"}
    return json.dumps({"kind": "post", "post": post}).encode()


def _answered(asked: int) -> list[float]:
    """How long each answer took, from the post's arrival until the network had it."""
    sent = Delivery.objects.filter(state="sent", reply__machine="answer")
    until = time.monotonic() + _PATIENCE
    while sent.count() < asked and time.monotonic() < until:
        time.sleep(0.5)
    arrived = dict(Event.objects.filter(remote_id__startswith="b").values_list("remote_id", "received_at"))
    times = sent.order_by("pk").values_list("sent_at", "reply__to_post__remote_id")
    return [(at - arrived[f"b{post[1:]}"]).total_seconds() for at, post in times if at]
