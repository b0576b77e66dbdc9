"""What a helper's own acts cost: pressing send, beside a bare commit; keeping a draft while much is heard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.db import transaction

from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft
from tummler.answering import promise as promises
from tummler.cli.bench.bare import Bare, bare
from tummler.cli.bench.echoing import Echo
from tummler.cli.bench.figures import Figure, Reach, shown
from tummler.cli.bench.measure import WALL, percentile, spent, steady
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
            alone.append(spent(lambda: _enqueue(_again(drafts), helper), WALL))
            whole.append(spent(lambda: _promise(_again(drafts), helper), WALL))
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


def _enqueue(reply: Reply, helper: Helper) -> None:
    with transaction.atomic():
        promises.promise(reply=reply, helper=helper, undo=_LONG_UNDO)


def _promise(reply: Reply, helper: Helper) -> None:
    promise_reply(actor=helper, reply=reply, undo=_LONG_UNDO)


def drafts_meanwhile(echo: Echo, seconds: float, a_second: float) -> list[Figure]:
    """Save drafts as people do, in a process beside the one that hears ``a_second`` posts each second."""
    helper = Helper.objects.select_related("brand").order_by("pk")[0]
    replies = drafts_of(helper, 10)
    quiet = _saved(helper, replies, min(5.0, seconds), "quiet")
    with echo.saying(a_second):
        time.sleep(1)
        busy = _saved(helper, replies, seconds, "busy")
    p99 = percentile(busy, 0.99) * 1000
    note = (
        f"{len(busy)} saves, p50 {shown(percentile(busy, 0.5) * 1000)} ms, "
        f"worst {shown(max(busy) * 1000)} ms; {shown(a_second)} posts a second through the whole of serve"
    )
    return [
        Figure(
            "draft", "A draft save's p99 while posts arrive", p99, "ms", "the same with nothing arriving",
            percentile(quiet, 0.99) * 1000, None, note,
        )
    ]  # fmt: skip


def _saved(helper: Helper, replies: list[Reply], seconds: float, words: str) -> list[float]:
    """Ten helpers' worth of saves and more: one every 50 ms, each a new text."""
    taken = []
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until:
        reply = replies[number % len(replies)]
        text = f"{_WORDS} {words} {number}"
        start = time.perf_counter()
        saved = save_draft(actor=helper, need=reply.need, text=text, edition=reply.edition)
        taken.append(time.perf_counter() - start)
        replies[number % len(replies)] = saved
        saved.need = reply.need
        number += 1
        time.sleep(max(0.0, 0.05 - taken[-1]))
    return taken
