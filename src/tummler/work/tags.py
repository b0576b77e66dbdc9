"""Tags answer: what is due is leased, systems are asked beside each other, and each post's outcome is one commit."""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from tummler.answering.systems import Told, ask
from tummler.answering.tagging import Group, lease_due, settle
from tummler.common.killpoint import killpoint

#: So many systems are asked at once; a slow one doesn't hold up the others.
HANDS = 24
#: So long is an answer waited for before those that are there are settled.
_SECONDS = 0.02


@dataclass
class _Asking:
    group: Group
    futures: dict[int, Future[Told]] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return all(future.done() for future in self.futures.values())


class TagAnswers:
    """One worker's share; ``step`` is what its loop calls."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="tag")
        self._asking: list[_Asking] = []
        self._lock = threading.Lock()

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
            self._asking = [one for one in self._asking if not one.done]
            self._settle(done)
            return bool(groups or done or self._asking)

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
                settle(one.group, {pk: future.result() for pk, future in one.futures.items()})
            killpoint("tag.before_commit")


def answer_all() -> int:
    """Everything that is due, to its end; how many steps. For tests and for looking around."""
    answers, steps = TagAnswers(), 0
    while answers.step():
        steps += 1
    return steps
