"""The life of the made-up places: who comes, what they say to what they are told, and what becomes of it.

They see only what stands on the places' own logs, as people would. Everything else that has to be known is in one file
beside them, written whole after each step; every post has a key, so a step that is taken twice is taken once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tummler.networks.contract import Network
from tummler.networks.made_up import bluesky, mastodon
from tummler.networks.made_up.ground import Ground, forget, ground
from tummler.networks.made_up.people.judging import Judged, judge
from tummler.networks.made_up.people.scenes import Asker, Due, begun, reply_by
from tummler.networks.made_up.people.troubles import Trouble, cast, troubles

PLACES: dict[str, Network] = {"bluesky": bluesky.NETWORK, "mastodon": mastodon.NETWORK}
#: So many may wait for an answer before nobody else comes in.
MOST_WAITING = 7
#: Seconds between two who come in: the first few, the next few, and from then on.
PACE = (22.0, 40.0, 75.0)
#: So many seconds after you came something breaks for many at once; they write it so far apart.
BREAKS, APART = 240.0, 13.0
#: Who wasn't looked at for so long had no time pass.
ASLEEP = 90.0
#: After so many answers that don't help they give up.
MOST_TRIES = 6


@dataclass(frozen=True, slots=True)
class Call:
    """Something one of the brand's own helpers does now: takes a need, or answers it."""

    helper: str
    place: str
    remote_id: str
    text: str


class Ended(Exception):
    """There are no made-up places any more."""


def open_places(folder: Path, now: float, seed: str) -> None:
    """Make the places, and let the first ones have come in."""
    folder.mkdir(parents=True)
    for place in PLACES:
        log_of(folder, place).touch()
    state = {
        "seed": seed, "began": now, "awake": now, "next": now + 16.0, "came": 0, "queue": list(cast().after),
        "seen": dict.fromkeys(PLACES, 0), "askers": [], "due": [], "breaks": now + BREAKS,
    }  # fmt: skip
    life = Life(folder, state)
    for key, ago in cast().before.items():
        life.come(troubles()[key], now - ago, now, first=True)
    life.step(now, watched=True)


def log_of(folder: Path, place: str) -> Path:
    """The log that a place stands on."""
    return folder / f"{place}.jsonl"


def close_places(folder: Path) -> None:
    """Take everything of the places away; twice is fine."""
    forget(folder)
    if folder.is_dir():
        for file in folder.iterdir():
            file.unlink(missing_ok=True)
        folder.rmdir()


def opened(folder: Path) -> Life:
    """The life that goes on in a folder, from where it stood. Raises :class:`Ended`."""
    try:
        return Life(folder, json.loads((folder / "people.json").read_text("utf-8")))
    except FileNotFoundError as error:
        raise Ended from error


def knows(folder: Path, remote_ids: Collection[str]) -> str:
    """What the brand knows about the trouble that one of these posts asks about; "" where nothing has to be known."""
    try:
        life = opened(folder)
    except Ended:
        return ""
    for asker in life.askers:
        if asker.root in remote_ids or asker.last in remote_ids:
            return troubles()[asker.trouble].knows
    return ""


def chance(*of: object) -> float:
    """From 0 to 1, the same each time for the same."""
    made = hashlib.blake2b("/".join(map(str, of)).encode(), digest_size=6).digest()
    return int.from_bytes(made, "big") / (1 << 48)


class Life:
    """Everybody in a folder's places, and what they are about to do."""

    def __init__(self, folder: Path, state: dict[str, Any]) -> None:
        self.folder = folder
        self.state = state
        self.askers = [Asker(**one) for one in state["askers"]]
        self.due = [Due(**one) for one in state["due"]]
        self._changed = False

    def _ground(self, place: str) -> Ground:
        return ground(str(log_of(self.folder, place)))

    def anything(self, now: float) -> bool:
        """Whether a step would do something: by the clock, or because somebody wrote. Nothing is read for it."""
        if now >= self.state["next"] or any(one.at <= now for one in self.due):
            return True
        if any((one.heard and one.react_at <= now) or one.asks_again_at <= now for one in self.askers if one.waiting):
            return True
        sizes = ((place, log_of(self.folder, place)) for place in PLACES)
        return any(log.exists() and log.stat().st_size > self.state["seen"][place] for place, log in sizes)

    def step(self, now: float, *, watched: bool) -> list[Call]:
        """Let everybody do what it is time for; what helpers of the brand do is given back. New ones come in, and
        patience ends, only while somebody looks."""
        if watched:
            self._wake(now)
        self._hear(now)
        for asker in self.askers:
            if asker.waiting and asker.heard and asker.react_at <= now:
                self._react(asker, now)
            elif watched and asker.waiting and asker.asks_again_at <= now:
                self._ask_again(asker, now)
        if watched:
            if now >= self.state["next"]:
                self._next_one(now)
            self._break(now)
        calls = self._do_due(now)
        self._keep()
        return calls

    def _wake(self, now: float) -> None:
        """Nobody lost patience while nobody looked."""
        gap = now - self.state["awake"]
        if gap > ASLEEP:
            for asker in self.askers:
                asker.asks_again_at += gap
            for due in self.due:
                due.at += gap
            self.state["breaks"] = self._breaks + gap
        if gap > ASLEEP / 3:
            self.state["awake"], self._changed = now, True

    # ------------------------------------------------------------------------------------ hearing

    def _hear(self, now: float) -> None:
        for place in PLACES:
            us = cast().us(place).handle
            for behind, event in self._ground(place).since(self.state["seen"][place]):
                self.state["seen"][place], self._changed = behind, True
                post = event.get("post", {})
                if event["kind"] == "post" and post["by"] == us and not post.get("edited_at"):
                    self._heard_us(place, post, now)

    def _heard_us(self, place: str, post: dict[str, Any], now: float) -> None:
        """An answer of ours: whoever it is for takes it, and who has the same trouble there reads along."""
        posts = self._ground(place).posts()
        above = post
        while above and above["by"] == post["by"]:
            above = posts.get(above.get("parent", ""), {})
        for asker in self.askers:
            here = asker.place == place and asker.waiting and asker.root == post["root"]
            if here and (above.get("by") == asker.handle or self._reads_along(asker)):
                asker.heard.append([post["id"], post["text"]])
                asker.react_at = now + self._moment(asker, post["id"])
                self._changed = True

    def _reads_along(self, asker: Asker) -> bool:
        return troubles()[asker.trouble].only_second

    def _moment(self, asker: Asker, of: str) -> float:
        """How long somebody takes to read, try and write; the first ones you meet are quick."""
        quick = not any(one.answered for one in self.askers)
        return (4.0 if quick else 6.0) + chance(self.state["seed"], asker.id, of) * (3.0 if quick else 10.0)

    # ----------------------------------------------------------------------------------- answering

    def _react(self, asker: Asker, now: float) -> None:
        """Say what it was to them, in their words."""
        trouble = troubles()[asker.trouble]
        to, text = asker.heard[-1][0], "\n".join(words for _, words in asker.heard)
        judged = judge(trouble, text, asker.had, asker.told)
        asker.heard, asker.had, asker.answered = [], sorted(judged.had), asker.answered + 1
        asker.asks_again_at = now + trouble.patience
        if judged.verdict == "asks":
            asker.told.append(judged.what)
        if judged.verdict == "helped":
            asker.state = "helped"
        elif asker.answered >= MOST_TRIES:
            asker.state = "gone"
        self._say(asker, self._words(trouble, judged, asker), now, to=to, key=f"re-{_short(to)}")

    def _words(self, trouble: Trouble, judged: Judged, asker: Asker) -> str:
        by_concept = {"asks": trouble.ask, "wrong": trouble.wrong, "part": trouble.part}.get(judged.verdict, {})
        if judged.what in by_concept:
            return by_concept[judged.what]
        if asker.state == "gone":
            return _pick(trouble.gave_up, 0)
        lists = {"helped": trouble.thanks, "empty": trouble.empty, "away": trouble.away, "other": trouble.other}
        number = int(chance(asker.id, asker.handle) * 97) if judged.verdict == "helped" else asker.answered - 1
        return _pick(lists.get(judged.verdict, trouble.still), number)

    def _ask_again(self, asker: Asker, now: float) -> None:
        """Nobody answered: once more, then not any more."""
        trouble, asker.nudged = troubles()[asker.trouble], asker.nudged + 1
        asker.asks_again_at = now + trouble.patience
        words = trouble.still if asker.nudged == 1 else trouble.gave_up
        asker.state = "waiting" if asker.nudged == 1 else "gone"
        self._say(asker, _pick(words, 0), now, to=asker.last, key=f"again{asker.nudged}")

    def _say(self, asker: Asker, text: str, now: float, *, to: str, key: str) -> None:
        made = self._ground(asker.place).post(reply_by(asker, text, now, to, key, self._ground(asker.place).posts()))
        asker.last, self._changed = made["id"], True

    # -------------------------------------------------------------------------------------- coming

    def _waiting(self) -> int:
        return sum(asker.waiting for asker in self.askers)

    def _next_one(self, now: float) -> None:
        """Somebody comes in, unless enough are waiting."""
        self.state["next"], self._changed = now + self._pause(), True
        if self._waiting() >= MOST_WAITING:
            return
        if not self.state["queue"]:
            others = [one for one in troubles().values() if not (one.only_second or one.rings or one.together > 1)]
            others.sort(key=lambda one: chance(self.state["seed"], self.state["came"], one.key))
            self.state["queue"] = [one.key for one in others]
        key = self.state["queue"].pop(0)
        self.come(troubles()[key], now, now, first=self.state["came"] < len(cast().before) + len(cast().after))

    @property
    def _breaks(self) -> float:
        return float(self.state.get("breaks", "inf"))  # in places of an older version nothing breaks

    def _break(self, now: float) -> None:
        """Once, something breaks: many come in with the same, each in their own words."""
        if now < self._breaks:
            return
        self.state["breaks"] = float("inf")
        for trouble in troubles().values():
            for number in range(trouble.together if trouble.together > 1 else 0):
                self.come(trouble, now + number * APART, now, first=False, number=number)

    def _pause(self) -> float:
        came = self.state["came"] - len(cast().before)
        pace = PACE[0] if came < 3 else PACE[1] if came < 7 else PACE[2]
        return pace * (0.8 + 0.4 * chance(self.state["seed"], "pause", came))

    def come(self, trouble: Trouble, at: float, now: float, *, first: bool, number: int | None = None) -> None:
        """A scene begins: its posts will be written when it is time for them. Of many at once, each has a number."""
        if number is None:
            self.state["came"] += 1
        name = f"s{self.state['came']}" if number is None else f"{trouble.key}{number}"
        askers, due = begun(
            trouble, name, at, now, first=first, number=number, chance=lambda *of: chance(self.state["seed"], name, *of)
        )
        self.askers += askers
        self.due += due
        self._changed = True

    def _do_due(self, now: float) -> list[Call]:
        calls = []
        for due in sorted((one for one in self.due if one.at <= now), key=lambda one: one.at):
            self.due.remove(due)
            self._changed = True
            call = self._do(due, now)
            if call is not None:
                calls.append(call)
        return calls

    def _do(self, due: Due, now: float) -> Call | None:
        here = self._ground(due.place)
        match due.do:
            case "post":
                self._post(due, now)
            case "edit" if due.root in here.posts():
                here.edit(due.root, now, text=due.text, spans=[])
            case "delete":
                here.delete(due.root)
            case "call" if due.root in here.posts():
                return Call(due.who, due.place, due.root, due.text)
        return None

    def _post(self, due: Due, now: float) -> None:
        """Write it, unless what it is said to is settled or gone; whoever it helps says so."""
        here = self._ground(due.place)
        asker = next((one for one in self.askers if one.id == due.asker), None)
        said_to = next((one for one in self.askers if one.root == due.root and one.root), None) if due.root else None
        if due.root and (due.root not in here.posts() or (said_to is not None and said_to.state != "waiting")):
            if asker is not None:
                asker.state = "gone"
            return
        at = due.at if now - due.at < 3 * 3600 else now
        made = here.post({**due.post, "at": at})
        if asker is not None:
            asker.root, asker.last = made.get("root") or made["id"], made["id"]
        if due.helps and said_to is not None:
            said_to.heard.append([made["id"], due.post["text"]])
            said_to.react_at = now + 8 + 8 * chance(self.state["seed"], said_to.id, "peer")

    def _keep(self) -> None:
        """Write down how it stands, whole or not at all."""
        if not self._changed:
            return
        self.askers = [one for one in self.askers if one.waiting] + [one for one in self.askers if not one.waiting][
            -40:
        ]
        state = self.state | {
            "askers": [one.kept() for one in self.askers],
            "due": [one.kept() for one in self.due],
        }
        writing = self.folder / "people.part"
        try:
            writing.write_text(json.dumps(state, ensure_ascii=False), "utf-8")
            os.replace(writing, self.folder / "people.json")
        except FileNotFoundError as error:
            raise Ended from error
        self._changed = False


def _pick(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]


def _short(remote_id: str) -> str:
    return hashlib.blake2b(remote_id.encode(), digest_size=6).hexdigest()
