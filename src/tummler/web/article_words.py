"""Articles in words: what was taken out, why one is proposed, what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from markupsafe import Markup, escape

from tummler.acts.moving_articles import Moved
from tummler.common.markdown import to_html
from tummler.knowledge.files import Faulty
from tummler.knowledge.taking_out import MARK
from tummler.minds.taking_out import Found
from tummler.records.models import Article
from tummler.web.numbers import in_words, starting

#: What stands for something that was taken out.
KIND_WORDS: dict[str, str | Promise] = {
    "card": gettext_lazy("a card number"),
    "iban": gettext_lazy("an account number"),
    "id_number": gettext_lazy("an identity number"),
    "email": gettext_lazy("an e-mail address"),
    "link": gettext_lazy("a link of their own"),
    "ip": gettext_lazy("a network address"),
    "phone": gettext_lazy("a phone number"),
    "birthday": gettext_lazy("a birthday"),
    "plate": gettext_lazy("a number plate"),
    "address": gettext_lazy("an address"),
    "postcode": gettext_lazy("a postcode"),
    "order_number": gettext_lazy("a number of theirs"),
    "handle": gettext_lazy("a handle"),
    "name": gettext_lazy("a name"),
    "appointment": gettext_lazy("a time of theirs"),
    "amount": gettext_lazy("an amount of theirs"),
    "health": gettext_lazy("something about health"),
}
#: Where it stands, in a word or two.
STATE_WORDS: dict[str, str | Promise] = {
    "proposed": gettext_lazy("could stay"),
    "visible": gettext_lazy("everyone can read it"),
    "faint": gettext_lazy("going faint"),
    "archived": gettext_lazy("in the archive"),
    "refused": gettext_lazy("refused"),
}
#: What is wrong in a file, and what to do.
FAULT_WORDS: dict[str, str | Promise] = {
    "too_large": gettext_lazy("It weighs more than 64 KB. Part it."),
    "no_text": gettext_lazy("It is not written in UTF-8."),
    "no_head": gettext_lazy("It has to begin with a line of three dashes, then title: and what else is known."),
    "head_open": gettext_lazy("The head has no second line of three dashes."),
    "no_answer": gettext_lazy("There is no answer below the head."),
    "too_long": gettext_lazy("The answer is longer than 8,000 characters."),
    "no_field": gettext_lazy("“%(words)s” is none of title, topic, language, source, look-again, state and id."),
    "twice": gettext_lazy("%(words)s stands there twice."),
    "no_title": gettext_lazy("There is no title: the question, as people ask it."),
    "title_long": gettext_lazy("The title is longer than 300 characters."),
    "no_language": gettext_lazy("“%(words)s” is no language. Write it as en or pt-BR."),
    "no_state": gettext_lazy("“%(words)s” is none of visible, faint and archived."),
    "no_day": gettext_lazy("“%(words)s” is no day. Write it as 2027-03-31."),
    "no_topic": gettext_lazy("No topic is called “%(words)s”. Make it first, or leave the line out."),
}
_TAKEN = Markup('<span class="taken">{}</span>')


def with_marks_in_words(html: Markup) -> Markup:
    """⟦name⟧ as words that say what stood there."""
    return Markup(MARK.sub(lambda match: _TAKEN.format(KIND_WORDS[match.group(1)]), str(html)))  # noqa: S704 - escaped


def question_words(article: Article) -> Markup:
    """The question as readers see it."""
    return with_marks_in_words(escape(article.question))


def question_plain(article: Article) -> str:
    """The same without markup: for titles and feeds."""
    return MARK.sub(lambda match: f"({KIND_WORDS[match.group(1)]})", article.question)


def answer_words(article: Article) -> Markup:
    """The answer as readers see it."""
    return with_marks_in_words(to_html(article.answer))


def struck(text: str, found: Sequence[Found]) -> Markup:
    """A text as it was said, with what is taken out struck through and named."""
    parts, place = [], 0
    for one in found:
        parts.append(escape(text[place : one.start]))
        words = KIND_WORDS[one.kind]
        parts.append(Markup('<del>{}</del> <ins class="taken">{}</ins>').format(text[one.start : one.end], words))
        place = one.end
    return Markup("").join([*parts, escape(text[place:])])


def why_proposed(article: Article) -> str:
    """Why this answer could stay, in a sentence."""
    thanks, same = int(article.why.get("thanks", 0)), int(article.why.get("same", 0))
    if not thanks:
        return _("Somebody here proposed it.")
    if thanks == 1:
        said = _("The one who asked said that it worked.")
    else:
        said = _("%(count)s people said that it worked, each after an answer like this one.") % {
            "count": starting(in_words(thanks))
        }
    if same:
        more = ngettext("%(count)s more said “Same here”.", "%(count)s more said “Same here”.", same)
        said += " " + starting(more % {"count": in_words(same)})
    given = int(article.why.get("given", 0)) + 1
    if given > max(thanks, 1):
        more = _("%(count)s answers of yours say the same.") % {"count": in_words(given)}
        said += " " + starting(more)
    return said


def what_it_did(article: Article, said: Mapping[str, int]) -> str:
    """How often it was needed, and what readers said."""
    parts = []
    if article.used:
        times = ngettext("needed once", "needed %(count)s times", article.used) % {"count": in_words(article.used)}
        parts.append(times)
    if said.get("helped"):
        parts.append(ngettext("helped %(count)s reader", "helped %(count)s readers", said["helped"])
                     % {"count": in_words(said["helped"])})  # fmt: skip
    if said.get("not_helped"):
        parts.append(ngettext("%(count)s was not helped", "%(count)s were not helped", said["not_helped"])
                     % {"count": in_words(said["not_helped"])})  # fmt: skip
    if said.get("not_true"):
        parts.append(ngettext("%(count)s says it is not true any more", "%(count)s say it is not true any more",
                              said["not_true"]) % {"count": in_words(said["not_true"])})  # fmt: skip
    return starting(", ".join(parts)) + "." if parts else _("Nobody needed it yet.")


def day_words(day: date | None) -> str:
    """A day with its year."""
    return formats.date_format(day, "j M Y") if day else ""


def fault_words(fault: Faulty) -> str:
    """What is wrong on a line of a file; or what looks personal there."""
    if fault.code in KIND_WORDS:
        looks = {"words": fault.words, "kind": KIND_WORDS[fault.code]}
        return _("“%(words)s” looks like %(kind)s. It waits until somebody looks.") % looks
    return str(FAULT_WORDS[fault.code]) % {"words": fault.words}


def moved_words(moved: Moved, *, dry_run: bool) -> str:
    """What became of the files, or would."""
    waiting = len({fault.file for fault in moved.personal})
    numbers = {
        "new": len(moved.new), "changed": len(moved.changed), "same": len(moved.same), "waiting": waiting,
        "wrong": len({fault.file for fault in moved.faults}),
    }  # fmt: skip
    if dry_run:
        return _("Looked through: %(new)s new, %(changed)s changed, %(same)s as they are; %(waiting)s of them would "
                 "wait for a look, %(wrong)s can’t be read. Nothing was taken in.") % numbers  # fmt: skip
    return _("Taken in: %(new)s new, %(changed)s changed, %(same)s as they were; %(waiting)s of them wait for a look, "
             "%(wrong)s could not be read.") % numbers  # fmt: skip
