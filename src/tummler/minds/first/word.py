"""The asker's word on an answer. Silence is better than a wrong word: what is not plainly said stays open.

Read sentence by sentence: what is hoped, asked or remembered ("will try", "did it work?", "worked yesterday")
takes back the words of success in its sentence; what is still wrong outweighs what worked on the way.
"""

from __future__ import annotations

from collections.abc import Sequence

from tummler.minds.contract import FollowUp, Judgement
from tummler.minds.first.line import STOPS, Line, lined
from tummler.minds.first.lists import Hit, apart, languages, phrases

_ENDS = frozenset(".!?\n…")
_SOUR = frozenset("🙄🙃😒😑👏😤😡🤬🤦🖕")
_TURNS = frozenset(
    (
        "but",
        "however",
        "except",
        "although",
        "though",
        "yet",
        "then",
        "until",
        "pero",
        "sino",
        "aunque",
        "mas",
        "aber",
    )
)
_YES = frozenset(("yes", "yep", "yeah", "yup", "si", "ja", "oui", "sim", "claro"))
_NO = frozenset(("no", "nope", "nah", "nein", "non", "nao", "not"))
_ASKED_IF = (
    *(
        "did that",
        "did this",
        "did it",
        "does that",
        "does this",
        "is it working",
        "is it fixed",
        "is that working",
    ),
    *("is this working", "is everything", "has it", "has that", "all good now", "resolved now", "sorted now"),
    *("working now", "ha funcionado", "funciono", "te sirvio", "te ayudo", "se soluciono", "se resolvio"),
)
_SHORT = 5
# The list of what goes wrong, said without "still" or "didn't": perhaps only the problem told again.
_FAILING = "failing"


def read_word(follow_up: FollowUp) -> Judgement:
    """``helped``, ``not_helped`` or ``open``; a bystander's post never says anything but ``open``."""
    if not follow_up.by_asker:
        return Judgement("open", 1.0, "not_the_asker")
    line = lined(follow_up.text)
    hits = phrases(("word",), languages()).find(line)
    said = _said(line, hits)
    if not _was_advised(follow_up.answer):
        said = [hit for hit in said if hit.entry.why != _FAILING]
    if not said:
        return _short_answer(follow_up.answer, line) or Judgement("open", 0.8, _open_why(line, hits))
    return _weighed(line, said)


def _was_advised(answer: str) -> bool:
    """Whether our answer told what to do. After a mere question, what fails is told in reply to it."""
    return bool(answer) and "?" not in answer


def _said(line: Line, hits: Sequence[Hit]) -> list[Hit]:
    """The words of success and failure that stand, sentence by sentence."""
    kept: list[Hit] = []
    for first, last in _sentences(line):
        inside = [hit for hit in hits if first <= hit.first <= last]
        doubtful = line.words[last] == "?" or any(hit.entry.value == "open" for hit in inside)
        for hit in inside:
            good = hit.entry.value == "helped" and not doubtful and not _turns(line, hit.last, last + 1)
            if good or (hit.entry.value == "not_helped" and not _whether(line, inside, hit)):
                kept.append(hit)
    return kept


def _turns(line: Line, first: int, last: int) -> bool:
    return bool(_TURNS & set(line.words[first : last + 1]))


def _whether(line: Line, inside: Sequence[Hit], bad: Hit) -> bool:
    """Whether it is only asked or supposed in the same breath: "let me know if it is still broken"."""
    between = (
        line.words[hit.last : bad.first] for hit in inside if hit.entry.why == "whether" and hit.last < bad.first
    )
    return any(not (_TURNS | STOPS) & set(words) for words in between)


def _sentences(line: Line) -> list[tuple[int, int]]:
    """The first and last word of each sentence, its stop included."""
    ends = [number for number, word in enumerate(line.words) if word in _ENDS]
    if not ends or ends[-1] != len(line.words) - 1:
        ends.append(len(line.words) - 1)
    starts = [0, *(end + 1 for end in ends[:-1])]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start <= end]


def _weighed(line: Line, said: Sequence[Hit]) -> Judgement:
    """One word from all that was said."""
    good = [hit for hit in said if hit.entry.value == "helped"]
    bad = [hit for hit in said if hit.entry.value == "not_helped"]
    if not bad:
        return _judged("open", line, good, "sour") if _sour(line) else _judged("helped", line, good)
    if not good:
        return _judged("not_helped", line, bad)
    only_tried = all(hit.entry.why == "tried" for hit in bad)
    lasting = any(hit.entry.why == "solved" for hit in good)
    if only_tried and (lasting or _turned(line, bad[-1], good[-1])):
        return _judged("helped", line, good)
    if _turned(line, good[-1], bad[-1]):
        return _judged("not_helped", line, bad)
    return _judged("open", line, [*good, *bad], "both_said")


def _turned(line: Line, before: Hit, after: Hit) -> bool:
    """Whether the second was said against the first: "it worked, but now it is broken again"."""
    return after.first > before.last and _turns(line, before.last, after.first)


def _sour(line: Line) -> bool:
    return (
        bool(_SOUR & set(line.words)) or line.words[-2:] in (["not", "."], ["not", "!"]) or line.words[-1:] == ["not"]
    )


def _judged(value: str, line: Line, hits: Sequence[Hit], why: str = "") -> Judgement:
    probability = 0.6 if value == "open" else min(0.97, 0.86 + 0.04 * len(hits))
    marks = apart(hit.mark(line) for hit in hits)
    return Judgement(value, round(probability, 3), why or hits[0].entry.why, marks)


def _short_answer(answer: str, line: Line) -> Judgement | None:
    """A bare "yes" or "no" to our own "did that help?"."""
    words = [word for word in line.words if word.isalpha()]
    if not words or len(words) > _SHORT or "?" in line.words or not _asked_if(answer):
        return None
    if words[0] in _YES:
        return Judgement("helped", 0.8, "said_yes", (line.mark(0, 0, "said_yes"),))
    return Judgement("not_helped", 0.8, "said_no", (line.mark(0, 0, "said_no"),)) if words[0] in _NO else None


def _asked_if(answer: str) -> bool:
    """Whether our answer ends by asking if it is solved."""
    words = lined(answer).words
    if "?" not in words:
        return False
    stop = len(words) - 1 - words[::-1].index("?")
    asked = f" {' '.join(words[max(0, stop - 8) : stop])} "
    return any(f" {start} " in asked for start in _ASKED_IF)


def _open_why(line: Line, hits: Sequence[Hit]) -> str:
    """Why nothing was taken as said."""
    if any(hit.entry.value == "open" for hit in hits):
        return "not_yet"
    return "asks" if "?" in line.words else "nothing_said"
