"""The reason codes of minds, in words. English is the message id; a page gives its gettext as ``translate``.

Every mind's codes stand here, so that a page can always say why. ``{words}`` are the post's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tummler.common.text import shorten
from tummler.minds.contract import Judgement

Translate = Callable[[str], str]
_LONGEST_QUOTE = 60


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Marks a message for the gettext tools; it is translated where it is used."""
    return message


#: Reasons that lie in the post's words.
IN_WORDS: dict[str, str] = {
    # kind
    "asked": N_("the question “{words}”"),
    "puzzled": N_("“{words}”"),
    "help_me": N_("the request “{words}”"),
    "wish": N_("the wish “{words}”"),
    "not_working": N_("“{words}”"),
    "trouble": N_("“{words}”"),
    "waiting": N_("the waiting in “{words}”"),
    "again": N_("the repetition in “{words}”"),
    "let_down": N_("the disappointment in “{words}”"),
    "why": N_("the question “{words}”"),
    "missing": N_("“{words}”"),
    "mock_thanks": N_("the mocking “{words}”"),
    "hashtagged": N_("“{words}”"),
    "sour": N_("the tone of “{words}”"),
    "thanks": N_("the thanks in “{words}”"),
    "liked": N_("the praise in “{words}”"),
    "greeting": N_("the greeting “{words}”"),
    "chatter": N_("“{words}”"),
    "fine": N_("“{words}”, which says all is well"),
    "selling": N_("“{words}”, as advertisements say"),
    "insult": N_("the insult “{words}”"),
    "telling": N_("the words “{words}”"),
    # urgency
    "stuck_now": N_("“{words}”"),
    "locked_out": N_("“{words}”"),
    "departs": N_("the time in “{words}”"),
    "deadline": N_("the deadline in “{words}”"),
    "safety": N_("the danger in “{words}”"),
    "waiting_since": N_("the waiting in “{words}”"),
    "losing_money": N_("the money in “{words}”"),
    "health": N_("the health in “{words}”"),
    "promised": N_("the promise in “{words}”"),
    "at_leisure": N_("“{words}”, which says there is no rush"),
    # topic
    "topic_words": N_("the topic's word “{words}”"),
    # care
    "own_life": N_("“{words}”"),
    "harm_others": N_("the threat “{words}”"),
    "attacked": N_("“{words}”"),
    "in_danger": N_("“{words}”"),
    "press_asks": N_("“{words}”, which sounds like the press"),
    "law": N_("the legal word “{words}”"),
    # the asker's word
    "solved": N_("“{words}”"),
    "worked": N_("“{words}”"),
    "still": N_("“{words}”"),
    "tried": N_("“{words}”"),
    "failing": N_("“{words}” after our advice"),
    "sarcasm": N_("the sarcasm of “{words}”"),
    "said_yes": N_("the answer “{words}” to our question"),
    "said_no": N_("the answer “{words}” to our question"),
    "both_said": N_("both good and bad: “{words}”"),
}

#: Reasons that lie in the setting, or in what is missing; each is a whole sentence.
IN_SETTING: dict[str, str] = {
    "setting_direct": N_("It was sent to us in a direct message."),
    "setting_asked": N_("It was asked on our own page."),
    "no_words": N_("It says nothing that we know as a wish for help."),
    "no_time_said": N_("It says nothing of time, money or danger."),
    "language_letters": N_("It reads like this language."),
    "language_words": N_("It has words of this language."),
    "language_declared": N_("The author's app says so, and the text is too short or mixed to tell."),
    "language_only_one": N_("It is the only language of this brand, and the text is too short to tell."),
    "language_unknown": N_("There is too little text to tell."),
    "sounds_so": N_("It sounds so as a whole."),
    "corrected": N_("Someone here corrected a post like this one."),
    "topic_examples": N_("It is like the examples of this topic."),
    "not_the_asker": N_("Someone else than the asker wrote it."),
    "not_yet": N_("It speaks of later, of earlier or of hope, not of how things are now."),
    "asks": N_("It asks, and does not say whether the answer helped."),
    "nothing_said": N_("It does not say whether the answer helped."),
    "sour": N_("It sounds as if it meant the opposite."),
    "both_said": N_("It says both that something works and that something does not."),
}

_AND = N_("{first} and {last}")
_BECAUSE = N_("Because of {reasons}.")
_UNKNOWN = N_("“{words}”")


def quoted(judgement: Judgement, text: str, translate: Translate = str) -> list[str]:
    """Each mark of a judgement as words that can follow "because of": 'the question “anyone?”'."""
    found = []
    for mark in judgement.marks:
        words = shorten(text[mark.start : mark.end], _LONGEST_QUOTE)
        message = translate(IN_WORDS.get(mark.why, _UNKNOWN)).replace("{words}", words)
        if message not in found:
            found.append(message)
    return found


def sentence(judgements: Sequence[Judgement], text: str, translate: Translate = str) -> str:
    """Why we think so, as one sentence: Because of “still running” and the question “anyone?”."""
    found: list[str] = []
    for judgement in judgements:
        found.extend(reason for reason in quoted(judgement, text, translate) if reason not in found)
    if found:
        return translate(_BECAUSE).replace("{reasons}", _listed(found, translate))
    messages = [IN_SETTING[judgement.why] for judgement in judgements if judgement.why in IN_SETTING]
    return translate(messages[0]) if messages else ""


def _listed(reasons: Sequence[str], translate: Translate) -> str:
    if len(reasons) == 1:
        return reasons[0]
    first = ", ".join(reasons[:-1])
    return translate(_AND).replace("{first}", first, 1).replace("{last}", reasons[-1])
