"""Articles in words: what was taken out, why one is proposed, what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from markupsafe import Markup, escape

from tummler.common.markdown import to_html
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
}
#: Where it stands, in a word or two.
STATE_WORDS: dict[str, str | Promise] = {
    "proposed": gettext_lazy("could stay"),
    "visible": gettext_lazy("everyone can read it"),
    "faint": gettext_lazy("going faint"),
    "archived": gettext_lazy("in the archive"),
    "refused": gettext_lazy("refused"),
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
    if not same:
        return said
    more = ngettext("%(count)s more said “Same here”.", "%(count)s more said “Same here”.", same)
    return f"{said} {starting(more % {'count': in_words(same)})}"


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
