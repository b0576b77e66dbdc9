"""Tags answer: what is due is leased, systems are asked beside each other, and each post's outcome is one commit."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from django.db import IntegrityError, transaction

from tummler.answering.systems import Told, ask
from tummler.answering.tag_contract import Asked
from tummler.answering.tag_leases import Group, lease_due
from tummler.answering.tagging import settle_each
from tummler.common import clock
from tummler.common.killpoint import killpoint
from tummler.records.models import Tag
from tummler.work.hands import Hands

#: So many systems are asked at once; a slow one doesn't hold up the others.
HANDS = 24
#: So long is an answer waited for before those that are there are settled.
_SECONDS = 0.02
#: Longer than any system is given, and shorter than the lease: who hasn't answered by then never will.
PATIENCE = 30.0
#: So many hands may hang at one tag; it is not asked again before one of them is back.
HANGING = 2
SLOW = Told(code="slow", later=True)


@dataclass(eq=False)
class _Asking:
    group: Group
    futures: dict[int, Future[Told]] = field(default_factory=dict)
    since: float = field(default_factory=clock.ticks)

    @property
    def done(self) -> bool:
        return clock.ticks() - self.since > PATIENCE or all(future.done() for future in self.futures.values())

    def told(self) -> dict[int, Told]:
        """What each said; of what never answered, that it is too slow."""
        return {pk: future.result() if future.done() else SLOW for pk, future in self.futures.items()}


class TagAnswers:
    """One worker's share; ``step`` is what its loop calls."""

    def __init__(self) -> None:
        self._hands = Hands("tag", HANDS)
        self._asking: list[_Asking] = []
        self._lock = threading.Lock()
        #: By tag: what was asked and never came back.
        self._stuck: dict[int, list[Future[Told]]] = {}

    def step(self) -> bool:
        """Take what is due, settle what was answered; whether anything is under way."""
        with self._lock:
            room = HANDS - len(self._asking)
            groups = lease_due(room) if room > 0 else []
            self._asking += [self._begin(group) for group in groups]
            waiting = [future for one in self._asking for future in one.futures.values() if not future.done()]
            if waiting and all(not one.done for one in self._asking):
                wait(waiting, timeout=_SECONDS)
            done = [one for one in self._asking if one.done]
            self._asking = [one for one in self._asking if one not in done]
            for one in done:
                self._give_up(one)
            self._settle(done)
            return bool(groups or done or self._asking)

    def _begin(self, group: Group) -> _Asking:
        return _Asking(group, {one.pk: self._asked(one.tag, group.asked[one.pk]) for one in group.outside})

    def _asked(self, tag: Tag, asked: Asked) -> Future[Told]:
        """Its system's answer; that it is too slow, without being asked, where enough hands hang there already."""
        hanging = [future for future in self._stuck.get(tag.pk, ()) if not future.done()]
        self._stuck[tag.pk] = hanging
        if len(hanging) < HANGING:
            return self._hands.give(partial(ask, tag, asked))
        unasked: Future[Told] = Future()
        unasked.set_result(SLOW)
        return unasked

    def _give_up(self, one: _Asking) -> None:
        """A system that drips for ever, or code that never returns, keeps its hand until it does; another comes."""
        for request in one.group.outside:
            future = one.futures[request.pk]
            if not future.done():
                self._hands.give_up(future)
                self._stuck[request.tag_id].append(future)

    def close(self) -> None:
        """Nothing is asked any more."""
        self._hands.close()

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
            settle_each([(one.group, one.told()) for one in done])
            killpoint("tag.before_commit")


def answer_all() -> int:
    """Everything that is due, to its end; how many steps. For tests and for looking around."""
    answers, steps = TagAnswers(), 0
    while answers.step():
        steps += 1
    answers.close()
    return steps
