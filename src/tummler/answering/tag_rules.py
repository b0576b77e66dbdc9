"""What becomes of a request to a tag before anything is asked: pure, the whole rule on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from tummler.networks.contract import MayAnswer

#: Waiting for a brand's system ends here; people answer then.
PATIENCE = timedelta(hours=24)
#: So long a proof is waited for.
PROOF_PATIENCE = timedelta(days=7)
#: In one thread, a machine of ours writes no more than so often in an hour.
IN_THREAD = 4
#: So many failures in a row, and a system is left alone for a while, doubled each time.
FAILURES, REST, LONGEST_REST = 5, timedelta(seconds=30), timedelta(minutes=10)
#: Tried again so soon before anybody is told that it takes longer.
QUICK = (timedelta(seconds=0.5), timedelta(seconds=2))

#: What to do: ask for the answer, ask what was meant, leave it to people, wait, or say nothing.
Do = Literal["answer", "ask_back", "prove", "people", "wait", "refuse"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands."""

    gone: bool = False
    stopped: bool = False
    #: Somebody has the need, or answered it by hand.
    person_has_it: bool = False
    over: bool = False
    held_back: str = ""
    may_answer: MayAnswer = MayAnswer.WHEN_SUMMONED
    tag_on: bool = True
    misspelt: bool = False
    about_account: bool = False
    #: Whether whoever asks has proven which customer account is theirs, freshly enough.
    proven: bool = False
    answers: str = "text"
    resting: bool = False
    #: The tag has given as many answers as it may in an hour.
    hour_full: bool = False
    waited: timedelta = timedelta(0)
    #: What our machine said in this thread within the hour, and whether it answered this very thing to them already.
    in_thread: int = 0
    same_again: bool = False
    repeats_us: bool = False
    #: It was taken out of the post since; and whether what is left asks people for something.
    edited_out: bool = False
    asks_people: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, and a stable code that says why."""

    do: Do
    code: str = ""


def judge(at: Standing) -> Verdict:
    """What becomes of it. Whatever is no answer by a machine stays with people, who see the need."""
    for wrong, code in ((at.gone, "post_gone"), (at.over, "over"), (at.repeats_us, "echo")):
        if wrong:
            return Verdict("refuse", code)
    if at.edited_out and not at.asks_people:
        return Verdict("refuse", "edited_out")
    left = (
        (at.edited_out, "edited_out"),
        (at.stopped, "they_said_stop"),
        (at.person_has_it, "person_has_it"),
        (at.held_back != "", at.held_back),
        (at.may_answer != MayAnswer.WHEN_SUMMONED, "not_wanted_there"),
        (not at.tag_on, "tag_off"),
        (at.in_thread >= IN_THREAD, "thread_cap"),
        (at.same_again, "again"),
    )
    for so, code in left:
        if so:
            return Verdict("people", code)
    if at.misspelt:
        return Verdict("ask_back", "did_you_mean")
    if at.answers == "people":
        return Verdict("people", "by_people")
    if at.about_account and not at.proven:
        return Verdict("prove", "unproven")
    if at.waited > PATIENCE:
        return Verdict("people", "too_long")
    return _now_or_later(at)


def _now_or_later(at: Standing) -> Verdict:
    if at.resting:
        return Verdict("wait", "resting")
    return Verdict("wait", "hour_full") if at.hour_full else Verdict("answer")


def rest_after(failures: int) -> timedelta:
    """How long a system is left alone after so many failures in a row; nothing before the fifth."""
    return min(REST * 2 ** (failures - FAILURES), LONGEST_REST) if failures >= FAILURES else timedelta(0)


def next_try(tries: int) -> timedelta:
    """When it is tried again after so many tries."""
    return QUICK[tries - 1] if 0 < tries <= len(QUICK) else REST
