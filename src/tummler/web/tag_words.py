"""What is said about tags: why one is not as it was written, what a request came to, how one answers."""

from __future__ import annotations

from django.utils.translation import gettext as _, gettext_noop as noop, ngettext

from tummler.insight.demand import Wanted
from tummler.records.models import Tag
from tummler.web.numbers import in_words, starting

WRONG = {
    "name": noop("A tag needs a name."),
    "word": noop("A hashtag is one word: letters, figures or emoji, and not figures alone."),
    "there": noop("Another tag is written so already."),
    "field": noop("The address or the body names a field that is no parameter of the tag."),
    "address": noop("That is no address that we may speak to."),
    "body": noop("The body is no JSON."),
    "headers": noop("Write one header on a line: Name: value."),
    "headers_elsewhere": noop("The address leads to another host: type the secret headers anew, or empty them."),
    "parameters": noop("A parameter is one plain word: letters, figures, - and _."),
    "choice": noop("That can’t be chosen."),
    "who": noop("It asks about whoever writes: tick that it says something about an account."),
    "unfinished": noop("It has nothing to answer with yet."),
    "document": noop("That is no OpenAPI document that we can read."),
}
#: Why there is no answer, in a few words.
WHY = {
    "": noop("It answers."),
    "people": noop("People answer it."),
    "slow": noop("It took too long."),
    "unreachable": noop("It can’t be reached."),
    "busy": noop("It says that it can’t just now."),
    "refused": noop("It refused the request."),
    "redirect": noop("It leads elsewhere, and we don’t follow with secrets."),
    "unsafe": noop("That is no address that we may speak to."),
    "no_json": noop("What it said is no JSON."),
    "missing_field": noop("A field of the template isn’t in it."),
    "no_plugin": noop("That package isn’t installed here."),
    "broke": noop("It broke."),
    "nothing": noop("It said nothing."),
    "personal": noop("Its answer held something personal, which is never said in public."),
    "unreadable_secret": noop("Its secret headers can’t be opened: is keys/secret.key the one they were made with?"),
}
_STATES = {
    "heard": noop("just heard"),
    "asking": noop("being answered"),
    "waiting": noop("waits until the system is back"),
    "answered": noop("answered by the tag"),
    "asked_back": noop("asked what was meant"),
    "unproven": noop("waits until they have proven their account"),
    "people": noop("left to you"),
    "refused": noop("not answered"),
}
_CODES = {
    "person_has_it": noop("somebody has it"),
    "they_said_stop": noop("they told the machine to stop"),
    "thread_cap": noop("enough was said by a machine there"),
    "again": noop("it was answered a moment ago"),
    "echo": noop("it only says back what we said"),
    "not_wanted_there": noop("machines may not answer there"),
    "edited_out": noop("they took it out of the post"),
    "too_long": noop("its system was away for a day"),
    "hour_full": noop("it has given its answers for this hour"),
    "listens_only": noop("nothing leaves while you only listen"),
}


def wrong(code: str) -> str:
    """Why a tag is not as it was written."""
    return _(WRONG[code]) if code in WRONG else ""


def why(code: str) -> str:
    """Why there is no answer."""
    return _(WHY.get(code, WHY["broke"]))


def state_of(state: str, code: str) -> str:
    """What a request came to: left to you, somebody has it."""
    said = _("waits for its turn") if (state, code) == ("waiting", "hour_full") else _(_STATES[state])
    return said + ", " + _(_CODES[code]) if code in _CODES else said


def how(tag: Tag) -> str:
    """How a tag answers, as the catalogue says it."""
    if tag.answers == Tag.Answers.PEOPLE:
        if not tag.promised_minutes:
            return _("a person answers")
        hours = max(1, round(tag.promised_minutes / 60))
        return ngettext("a person answers within an hour", "a person answers within %(count)s hours", hours) % {
            "count": in_words(hours)
        }
    return _("at once · to proven accounts only") if tag.proven else _("at once")


def heading(tags: list[Tag]) -> str:
    """Four tags answer."""
    count = sum(tag.on for tag in tags)
    if not count:
        return _("No tag answers yet.")
    return ngettext("One tag answers.", "%(count)s tags answer.", count) % {"count": starting(in_words(count))}


def wanted_by(one: Wanted) -> str:
    """63 people in eight weeks, twelve of them in the last."""
    people = ngettext("one person", "%(count)s people", one.people) % {"count": in_words(one.people)}
    if not one.weeks[-1]:
        return starting(_("%(people)s in eight weeks, nobody in the last.") % {"people": people})
    lately = in_words(one.weeks[-1])
    return starting(_("%(people)s in eight weeks, %(lately)s in the last.") % {"people": people, "lately": lately})
