"""Health and weakness said in passing: it stays on the post where it was said.

Who keeps examples, or learns from posts, asks here first and leaves such a post out.
"""

from __future__ import annotations

import re

from tummler.minds.contract import Mark
from tummler.minds.first.line import lined
from tummler.minds.first.lists import languages, phrases

#: Lists of other fields that tell of somebody's health as well.
_ALSO = frozenset(("safety",))
_FIELDS = ("passing", "urgency")
#: Words of safety that are mostly said of things, roads and the traffic: pressing, but nobody's health.
_THINGS = re.compile(r"dangerous|unsafe|not safe|(?:safety |)hazard|peligros[oa]s?|peligro|danger\w*", re.IGNORECASE)
_ACCIDENT = re.compile(r"accidente?s?", re.IGNORECASE)
#: An accident in whose traffic somebody only stands; what speaks of none of this may be their own.
_TRAFFIC = re.compile(
    r"\b(?:traffic|highway|motorway|freeway|delay\w*|diver\w+|detour\w*|stuck (?:behind|in)|lanes?|exit \d+|junction|"
    r"jams?|(?:by|on) accident|closed|closure|late|bus(?:es)?|trams?|trains?|"
    r"there(?: (?:was|is|has been)|['’]s(?: been)?) (?:an?|another)|"
    r"saw an?|tr[aá]fico|atascos?|retrasos?|carretera|autopista|cortad[oa]|circulation|retards?|bouchons?|autoroute|"
    r"embouteillages?)\b",
    re.IGNORECASE,
)
#: Somebody was in it, or it is dangerous for somebody.
_SOMEBODYS = re.compile(
    r"\b(?:my|his|her|our|their)\s(?:\w+\s){0,2}accident"
    r"|\b(?:i|we|he|she|they)(?: have|['’]ve| has)?\s(?:had|got into|was in|were in|been in|survived)\s"
    r"(?:\w+\s){0,3}accident"
    r"|\b(?:in|into) an?\s(?:\w+\s){0,2}accident|\baccident\svictims?"
    r"|\b(?:dangerous|unsafe|not safe|hazard|danger)\s(?:for|to)\s(?:my|his|her|our|me|us|him|them|people|anyone|"
    r"someone|somebody|health|diabetics|pregnant|children|kids|babies|a (?:baby|child|diabetic|pregnant))"
    r"|\b(?:mi|su|nuestro|tuve|tuvo|tuvimos|tenido|sufr\w+|en)\s(?:un\s)?(?:\w+\s){0,1}accidente"
    r"|\bpeligros[oa]s?\spara\s(?:mi|su|la salud|los niños|un niño|nosotros|embarazadas)"
    r"|\b(?:mon|son|notre|eu|victime d['’]|dans)\s?(?:un\s)?(?:\w+\s){0,1}accident"
    r"|\bdangereu\w+\spour\s(?:ma|mon|sa|son|la santé|les enfants|nous|moi)",
    re.IGNORECASE,
)


def says_health(text: str) -> tuple[Mark, ...]:
    """The words that tell of somebody's health, in any language; empty where none do."""
    line = lined(text)
    hits = phrases(_FIELDS, languages()).find(line)
    marks = [hit.mark(line) for hit in hits if hit.entry.field == "passing" or hit.entry.why in _ALSO]
    return tuple(mark for mark in marks if not _of_things(text, mark))


def _of_things(text: str, mark: Mark) -> bool:
    """Whether only a thing is called dangerous, or it is traffic that had an accident. In doubt it is somebody's."""
    said = text[mark.start : mark.end].strip()
    if not (_THINGS.fullmatch(said) or (_ACCIDENT.fullmatch(said) and _TRAFFIC.search(text))):
        return False
    return not any(one.start() <= mark.start < one.end() for one in _SOMEBODYS.finditer(text))
