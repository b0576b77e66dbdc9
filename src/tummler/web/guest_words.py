"""What a guest is shown, in words: whose post it is without a name, and marks for what was taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.knowledge.taking_out import MARK
from tummler.matching.guests import ShownPost
from tummler.records.models import Brand
from tummler.web.article_words import KIND_WORDS

_TAKEN = '<span class="out">[{}]</span>'


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One post: who says it, and its words."""

    shown: ShownPost
    who: str
    words: Markup


def shown_rows(posts: Sequence[ShownPost], brand: Brand) -> list[ShownRow]:
    """Posts as the page has them; names only where they were chosen to be shown."""
    called = {"asker": _("Who asks"), "us": brand.name, "other": _("Somebody else")}
    return [ShownRow(one, one.name or called[one.who], marked(one.text)) for one in posts]


def marked(text: str) -> Markup:
    """Words with a plain mark where something personal was."""
    safe = str(escape(text))
    return Markup(MARK.sub(lambda match: _TAKEN.format(escape(KIND_WORDS[match.group(1)])), safe))  # noqa: S704 - escaped
