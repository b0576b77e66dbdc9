"""What a helper's own acts cost: pressing send, beside a bare commit; keeping a draft while much is heard."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from urllib.parse import urlencode

from django.db import transaction

from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering import promise as promises
from tummler.cli.bench.bare import Bare, bare
from tummler.cli.bench.echoing import Echo
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.measure import WALL, percentile, spent, steady
from tummler.cli.bench.serving import Served
from tummler.records.models import Helper, Need, Reply

_WORDS = "Hold the button for five seconds, then try again. "
_LONG_UNDO = timedelta(hours=1)


def drafts_of(helper: Helper, count: int) -> list[Reply]:
    """Claimed needs of this helper, each with a draft."""
    needs = list(Need.objects.filter(brand=helper.brand_id, state="open", care="").order_by("-pk")[:count])
    for need in needs:
        claim_need(actor=helper, need=need)
    return [save_draft(actor=helper, need=need, text=_WORDS, edition=0) for need in needs]


def outbox(rounds: int) -> list[Figure]:
    """A promise on the disk before anything is sent, beside the least that a disk asks for."""
    helper = Helper.objects.select_related("brand").order_by("pk")[0]
    drafts = iter(drafts_of(helper, 2 * rounds + 4))
    whole, alone, floor = [], [], []
    with bare() as driver, steady():
        driver.run("CREATE TABLE bench_commit (id integer PRIMARY KEY, words text)")
        for number in range(rounds):
            floor.append(spent(lambda number=number: _commit(driver, number), WALL))  # type: ignore[misc]
            reply = _again(drafts)
            parts = promises.parts_of(reply, helper)
            alone.append(spent(lambda: _enqueue(reply, parts, helper), WALL))  # noqa: B023 - called at once
            reply = _again(drafts)
            whole.append(spent(lambda: promise_reply(actor=helper, reply=reply, undo=_LONG_UNDO), WALL))  # noqa: B023
        driver.run("DROP TABLE bench_commit")
    theirs = 1 / median(floor)
    baseline = "a bare durable commit of one row"
    note = f"median {shown(median(alone) * 1000)} ms against {shown(median(floor) * 1000)} ms"
    return [
        Figure(
            "outbox", "Outbox: promise an answer's parts, durably", 1 / median(alone), "a second", baseline, theirs,
            Reach("≥ 0.7", least=0.7), note,
        ),
        Figure("send", "Press send: rights, claim, promise", 1 / median(whole), "a second", baseline, theirs),
    ]  # fmt: skip


def _again(drafts: Iterator[Reply]) -> Reply:
    """As a request would have it: read anew, with what a page reads along."""
    return Reply.objects.select_related("need", "channel__brand", "to_post__account", "to_post__conversation").get(
        pk=next(drafts).pk
    )


def _commit(driver: Bare, number: int) -> None:
    driver.durable(f"INSERT INTO bench_commit VALUES ({driver.place}, {driver.place})", (number, _WORDS))


def _enqueue(reply: Reply, parts: list[promises.Ready], helper: Helper) -> None:
    with transaction.atomic():
        promises.promise(reply=reply, helper=helper, parts=parts, undo=_LONG_UNDO)


def drafts_meanwhile(server: Served, cookie: str, echo: Echo, seconds: float, a_second: float) -> list[Figure]:
    """Save drafts as open desks do, over HTTP, while the same process hears ``a_second`` posts each second."""
    helper = Helper.objects.select_related("brand").order_by("pk")[0]
    desk = _Typist(server, cookie, [reply.need.public_id for reply in drafts_of(helper, 10)])
    quiet = desk.type(min(10.0, seconds))
    with echo.saying(a_second):
        time.sleep(1)
        busy = desk.type(seconds)
    note = (
        f"{len(busy)} saves over HTTP, p50 {shown(percentile(busy, 0.5) * 1000)} ms, "
        f"worst {shown(max(busy) * 1000)} ms; {shown(a_second)} posts a second through the same process"
    )
    return [
        Figure(
            "draft", "A draft save's p99 while posts arrive", percentile(busy, 0.99) * 1000, "ms",
            "the same with nothing arriving", percentile(quiet, 0.99) * 1000, None, note,
        )
    ]  # fmt: skip


class _Typist:
    """Ten needs whose drafts are saved in turn, one every 50 ms, each time with another text."""

    def __init__(self, server: Served, cookie: str, needs: list[str]) -> None:
        token = "b" * 32
        self._link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._headers = {
            "Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        self._editions = dict.fromkeys(needs, 1)
        self._count = 0

    def type(self, seconds: float) -> list[float]:
        """How long each save took, in seconds."""
        taken = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            start = time.perf_counter()
            self._save()
            taken.append(time.perf_counter() - start)
            time.sleep(max(0.0, 0.05 - taken[-1]))
        return taken

    def _save(self) -> None:
        self._count += 1
        need = list(self._editions)[self._count % len(self._editions)]
        body = urlencode({"text": f"{_WORDS}{self._count}", "edition": self._editions[need]})
        self._link.request("POST", f"/desk/{need}/draft/", body, self._headers)
        answer = self._link.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"saving a draft answered {answer.status}")
        self._editions[need] = int(json.loads(said)["edition"])
