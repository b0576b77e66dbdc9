"""Answers leave: several are leased in one commit, given to their networks side by side, and proven in one commit."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import partial

from tummler.answering import outbox
from tummler.answering.outbox import Outcome, hand_over, settle
from tummler.common import clock
from tummler.records.models import Delivery
from tummler.work.hands import Hands

#: So many leave at once, and so many of them on one channel: a network that hangs doesn't hold up the others.
HANDS, ON_A_CHANNEL = 24, 12
#: So long networks are waited for before what is there is written down: several cost hardly more than one.
_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class _Going:
    """What a network was given, and when."""

    delivery: Delivery
    since: float = field(default_factory=clock.ticks)


class Deliveries:
    """One process' share; ``step`` is what its loop calls, and nobody else."""

    def __init__(self) -> None:
        self._hands = Hands("deliver", HANDS)
        self._going: dict[Future[Outcome], _Going] = {}
        #: Networks that never came back; their lease is over, and who takes it next looks first.
        self._lost: dict[Future[Outcome], _Going] = {}

    def step(self) -> bool:
        """Take what is due, write down what became of it; whether anything is under way."""
        self._give_up()
        room, held = HANDS - len(self._going), 0
        if room:
            everywhere = [*self._going.values(), *self._lost.values()]
            channels = Counter(one.delivery.channel_id for one in everywhere)
            taken, held = outbox.take(room, channels, ON_A_CHANNEL)
            self._going |= {self._hands.give(partial(hand_over, one)): _Going(one.delivery) for one in taken}
        self.finish()
        return bool(held or self._going)

    def finish(self) -> bool:
        """Write down what is there, and take nothing more; whether anything is still under way."""
        done, _ = wait(self._going, timeout=_SECONDS)
        ended = sorted(((self._going.pop(future).delivery, future) for future in done), key=lambda one: one[0].pk)
        settle([(delivery, future.result()) for delivery, future in ended if future.exception() is None])
        for _, future in ended:
            future.result()  # what broke us, or the database that is away: told by the loop
        return bool(self._going)

    def close(self) -> None:
        """Nothing leaves any more."""
        self._hands.close()

    def _give_up(self) -> None:
        self._lost = {future: one for future, one in self._lost.items() if not future.done()}
        for future, one in list(self._going.items()):
            if clock.ticks() - one.since > outbox.LEASE.total_seconds():
                self._hands.give_up(future)
                self._lost[future] = self._going.pop(future)
