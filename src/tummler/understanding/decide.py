"""What a reading means for the market of needs: pure, one function, the whole rule on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tummler.minds.contract import Judgement, Reading

#: Ways of addressing us after which we may answer; what is only said nearby is shown apart.
ADDRESSED = frozenset({"mention", "reply", "quote", "direct", "asked"})

Step = Literal[
    "nothing",
    "ring",
    "open",
    "open_nearby",
    "helped",
    "not_helped",
    "came_back",
    "raise_urgency",
    "asks_anew",
    "withdrawn",
    "answered_elsewhere",
]

#: Danger to a life: rung for wherever it is said. Press and lawyers only where they turn to us.
DANGER = frozenset({"self_harm", "threat", "violence", "child"})


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a post stands: who wrote it, to whom, and the state of its author's need in this conversation."""

    by_us: bool
    sent_from_here: bool
    robot: bool
    history: bool
    addressed: str
    #: The author's own need in this conversation, "" for none.
    need_state: str = ""
    #: Whether it is this very post that asks for it: it was edited, and is read again.
    asking: bool = False
    #: Whether the named person has been rung for it already.
    rung: bool = False
    #: For a post of ours: whether the one it answers has a need that is still waiting.
    answers_waiting: bool = False


def decide(setting: Setting, reading: Reading | None, word: Judgement | None) -> Step:
    """What to do with a post. ``word`` is the asker's word, given only where the author has a need here."""
    if setting.by_us:
        elsewhere = setting.answers_waiting and not setting.sent_from_here
        return "answered_elsewhere" if elsewhere else "nothing"
    if setting.history or setting.robot or reading is None:
        return "nothing"
    if setting.need_state and reading.care is not None and not setting.rung:
        return "ring"
    if setting.need_state:
        return _asked_anew(setting, reading) if setting.asking else _their_next_post(setting.need_state, reading, word)
    if reading.care is not None and (setting.addressed in ADDRESSED or reading.care.value in DANGER):
        return "open"
    if reading.need and setting.addressed in ADDRESSED:
        return "open"
    if reading.need and setting.addressed == "nearby":
        return "open_nearby"
    return "nothing"


def _asked_anew(setting: Setting, reading: Reading) -> Step:
    """The need follows the words that ask for it; what somebody is on is theirs to end."""
    if setting.need_state not in ("open", "claimed"):
        return "nothing"
    if reading.need:
        return "asks_anew"
    return "withdrawn" if setting.need_state == "open" and not setting.rung else "nothing"


def _their_next_post(state: str, reading: Reading, word: Judgement | None) -> Step:
    said = word.value if word else "open"
    if state in ("open", "claimed"):
        return "helped" if said == "helped" else "raise_urgency"
    if said == "helped":
        return "nothing" if state == "helped" else "helped"
    if said == "not_helped":
        return "not_helped"
    return "came_back" if reading.need else "nothing"
