"""Tags answer: what is due is leased, systems are asked beside each other, and each post's outcome is one commit."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from tummler.answering.systems import Told, ask
from tummler.answering.tagging import Group, lease_due, settle
from tummler.common import clock
from tummler.common.killpoint import killpoint

#: So many systems are asked at once; a slow one doesn't hold up the others.
HANDS = 24
#: So long is an answer waited for before those that are there are settled.
_SECONDS = 0.02
#: Longer than any system is given, and shorter than the lease: who hasn't answered by then never will.
PATIENCE = 30.0


@dataclass(eq=False)
class _Asking:
    group: Group
    futures: dict[int, Future[Told]] = field(default_factory=dict)
    since: float = field(default_factory=clock.ticks)

    @property
    def done(self) -> bool:
        return clock.ticks() - self.since > PATIENCE or all(future.done() for future in self.futures.values())

    @property
    def stuck(self) -> int:
        """How many hands never come back from it."""
        return sum(not future.done() for future in self.futures.values())

    def told(self) -> dict[int, Told]:
        """What each said; of what never answered, that it is too slow."""
        slow = Told(code="slow", later=True)
        return {pk: future.result() if future.done() else slow for pk, future in self.futures.items()}


class TagAnswers:
    """One worker's share; ``step`` is what its loop calls."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="tag")
        self._asking: list[_Asking] = []
        self._lock = threading.Lock()
        self._stuck = 0

    def step(self) -> bool:
        """Take what is due, settle what was answered; whether anything is under way."""
        with self._lock:
            room = HANDS - len(self._asking)
            groups = lease_due(room) if room > 0 else []
            self._asking += [self._begin(group) for group in groups]
            waiting = [future for one in self._asking for future in one.futures.values() if not future.done()]
            if waiting and all(not one.done for one in self._asking):
                wait(waiting, timeout=_SECONDS, return_when=FIRST_COMPLETED)
            done = [one for one in self._asking if one.done]
            self._asking = [one for one in self._asking if one not in done]
            self._replace_hands(sum(one.stuck for one in done))
            self._settle(done)
            return bool(groups or done or self._asking)

    def _replace_hands(self, stuck: int) -> None:
        """A system that drips for ever, or code that never returns, keeps a hand: half of them gone, others come."""
        self._stuck += stuck
        if self._stuck >= HANDS // 2:
            self._pool.shutdown(wait=False)
            self._pool, self._stuck = ThreadPoolExecutor(HANDS, thread_name_prefix="tag"), 0

    def _begin(self, group: Group) -> _Asking:
        return _Asking(group, {one.pk: self._pool.submit(ask, one.tag, group.asked[one.pk]) for one in group.outside})

    def _settle(self, done: list[_Asking]) -> None:
        if not done:
            return
        killpoint("tag.asked")
        try:
            self._settle_all(done)  # one commit for all that is there: on SQLite each costs as much as ten
        except IntegrityError:  # conversations were joined in this very moment: what is left is leased again
            for one in done:
                with suppress(IntegrityError):
                    self._settle_all([one])

    def _settle_all(self, done: list[_Asking]) -> None:
        with transaction.atomic():
            for one in done:
                settle(one.group, one.told())
            killpoint("tag.before_commit")


def answer_all() -> int:
    """Everything that is due, to its end; how many steps. For tests and for looking around."""
    answers, steps = TagAnswers(), 0
    while answers.step():
        steps += 1
    return steps
