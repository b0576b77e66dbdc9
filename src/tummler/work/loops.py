"""What goes on by itself, as plain threads: stages, readers, deliveries, the schedule.

Each thread looks for rows by state; hints only make it look sooner. A stop lets every thread finish what it holds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from django.db import close_old_connections, connection

from tummler.acts.gesturing import gesture_due
from tummler.common import log
from tummler.common.clock import ticks
from tummler.listening.complete import complete_conversations
from tummler.live.hints import Wake, Watcher
from tummler.matching.reach import reach_due
from tummler.work.corners import Corners
from tummler.work.deliveries import Deliveries
from tummler.work.flow import BATCH, NOT_READY, run_stages
from tummler.work.importing import import_due
from tummler.work.learning import Learner
from tummler.work.readers import Readers
from tummler.work.schedule import run_due
from tummler.work.tags import TagAnswers
from tummler.work.waiting import reason

#: How long a loop sleeps when no hint comes.
LOOK_SECONDS = 1.0
#: How long the stages wait after a round that moved something: the next costs much the same for one post as for ten.
_BREATH_SECONDS = 0.03


class Loop(threading.Thread):
    """Calls ``step`` as long as it finds something to do, then waits for a hint.

    A database that is locked or full is waited for. Anything else is our own broken state: the loop stops,
    loudly, and ``broken`` tells its owner.
    """

    def __init__(
        self, name: str, step: Callable[[], object], stopping: threading.Event, last: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.wake = Wake()
        self.broken: BaseException | None = None
        self._step = step
        self._stopping = stopping
        #: Called when it is to stop, until nothing is left of what it holds.
        self._last = last

    def run(self) -> None:
        """Until stopped or broken."""
        try:
            self._run()
            while self._last and self._last():
                pass
        except Exception as error:  # noqa: BLE001 - told to the owner, who ends the process
            log.broken(f"loop_{self.name}_broke", error)
            self.broken = error
        finally:
            connection.close()

    def _run(self) -> None:
        pause = LOOK_SECONDS
        while not self._stopping.is_set():
            try:
                busy = bool(self._step())
            except NOT_READY as error:
                log.trouble("database_not_ready", error, loop=self.name, why=reason(error))
                close_old_connections()
                connection.close()
                pause = min(pause * 2, 30)
                self._stopping.wait(pause)
                continue
            pause = LOOK_SECONDS
            if not busy:
                self.wake.wait(LOOK_SECONDS)


def _stages(stopping: threading.Event) -> int:
    """A round of every stage, and a breath after it unless more is waiting than one round takes."""
    moved = run_stages()
    if 0 < moved < BATCH:
        stopping.wait(_BREATH_SECONDS)
    return moved


class Workers:
    """Every loop of one process. ``listen`` and ``work`` choose which; ``serve`` runs them all."""

    def __init__(self, *, listen: bool = True, work: bool = True) -> None:
        self.stopping = threading.Event()
        self.loops: list[Loop] = []
        self._hinted: list[Loop] = []
        self.readers = Readers(self.stopping, self._hint) if listen else None
        if work:
            self._add("stages", partial(_stages, self.stopping))
            self._add("threads", complete_conversations)
            self._add("schedule", run_due, hinted=False)
            self._add("tags", TagAnswers().step)
            self._add("imports", partial(import_due, self.stopping))
            deliveries = Deliveries()
            self._add("delivery", deliveries.step, last=deliveries.finish)
            self._add("gestures", gesture_due)
            self._add("reach", reach_due, hinted=False)
            self._add("corners", Corners().step, hinted=False)
            self._add("learning", Learner().step, hinted=False)
        if self.readers:
            self._add("channels", self.readers.look)
        self.watcher = Watcher(self._hint)

    def _add(
        self, name: str, step: Callable[[], object], *, hinted: bool = True, last: Callable[[], bool] | None = None
    ) -> None:
        loop = Loop(name, step, self.stopping, last)
        self.loops.append(loop)
        if hinted:
            self._hinted.append(loop)

    def _hint(self) -> None:
        for loop in self._hinted:
            loop.wake.set()

    def start(self) -> None:
        """Begin."""
        for loop in self.loops:
            loop.start()
        self.watcher.start()

    def stop(self, seconds: float = 20.0) -> None:
        """Let everything finish what it holds, at most so long; what is left is resumed by the next start."""
        self.stopping.set()
        self.watcher.stop()
        for loop in self.loops:
            loop.wake.set()
        until = ticks() + seconds
        if self.readers:
            self.readers.join(seconds)
        for loop in self.loops:
            loop.join(max(0.0, until - ticks()))

    @property
    def broken(self) -> bool:
        """True when a loop stopped by itself."""
        return any(loop.broken for loop in self.loops)
