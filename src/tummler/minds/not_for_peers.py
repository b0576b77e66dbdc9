"""What somebody asks that no other customer should be shown: of children, of health, of an account, with personal data.

When in doubt it is held back: the brand's own people see everything, so nobody goes unheard for it.
"""

from __future__ import annotations

import re

from tummler.minds.first.line import lined
from tummler.minds.first.lists import languages, phrases
from tummler.minds.health import says_health
from tummler.minds.personal import read_personal

_FIELDS = ("minor", "account", "illness")
#: "13 years old", "13 años", "13 Jahre alt", "13 ans": an age under eighteen, said of anybody.
_AGE = re.compile(
    r"(?<![\w.,:/-])(?:[1-9]|1[0-7])\s?-?(?:years?[ -]old|yrs?[ -]old|y/?o\b|years? of age|años|añitos|anos|jahre alt|"
    r"jährig\w*|ans\b|anni\b|jaar oud|år gam\w+|år\b|лет\b|歳|살|岁|سنة|साल)",
    re.IGNORECASE,
)
_I_AM = re.compile(
    r"\b(?:i['’]?m|i am|soy de|tengo|ich bin|j['’]ai|ho|tenho|aged?)\s(?:only |just |erst |)(?:[5-9]|1[0-7])\b"
    r"(?!\s?(?:%|€|\$|km|min|minutes?|hours?|days?|times|bikes?|euros?|horas?|días?|[:.,]\d))",
    re.IGNORECASE,
)
#: Words of health that say nothing of anybody's: tired of something, a device's name, a device that is locked.
_NO_HEALTH = re.compile(
    r"\b(?:sick (?:of|and tired)|fire ?(?:(?:and apple |)tv|stick|tablet|hd)|(?:by|on) accident|injured reserve|"
    r"(?:i?phone|ipad|account|device|app|feature|tab|comment|laptop)s? "
    r"(?:(?:is|are|was|were|got|been|has been) |)disabled?|"
    r"disabled? (?:(?:my|the|your|an?) |)(?:i?phone|ipad|account|device|feature|tab|comment)s?|"
    r"flood(?:ed|ing|s)? (?:me|my|us|our) )",
    re.IGNORECASE,
)


def held_from_peers(text: str) -> str:
    """Why this must not come before peers: minor, health, personal or account; "" where nothing speaks against it."""
    fields = {hit.entry.field for hit in phrases(_FIELDS, languages()).find(lined(text))}
    if "minor" in fields or _AGE.search(text) or _I_AM.search(text):
        return "minor"
    if "illness" in fields or says_health(_NO_HEALTH.sub(" ", text)):
        return "health"
    if read_personal(text):
        return "personal"
    return "account" if "account" in fields else ""
