"""What may be duty of care, on the named person's own desk: a quiet mark, and how many wait for a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tummler.records.models import Glance, Helper, Need
from tummler.understanding.glances import unseen
from tummler.web.words import may_care_words

#: Counted no further than this.
_COUNTED = 99


@dataclass(frozen=True, slots=True)
class GlanceHere:
    """One look, beside the conversation that it is about; ``words`` are those that made us think so."""

    public_id: str
    care: str
    words: list[str]


def _theirs(helper: Helper) -> bool:
    return helper.pk == helper.brand.duty_helper_id


def to_look(helper: Helper) -> int:
    """How many wait for a look. No query for anybody but the named person."""
    return unseen(helper)[:_COUNTED].count() if _theirs(helper) else 0


def looks_at(helper: Helper, needs: Sequence[int]) -> dict[int, str]:
    """Of these needs, those that a look is asked for, in words. No query for anybody but the named person."""
    if not needs or not _theirs(helper):
        return {}
    found = unseen(helper).filter(post__conversation__needs__in=list(needs))
    told = found.values_list("post__conversation__needs", "care")
    return {need: may_care_words(care) for need, care in told if need in needs}


def glance_at(helper: Helper, need: Need) -> GlanceHere | None:
    """The look that a conversation asks for. No query for anybody but the named person."""
    if need.care or not _theirs(helper):
        return None
    found: Glance | None = unseen(helper).filter(post__conversation=need.conversation_id).select_related("post").first()
    if found is None:
        return None
    words = [found.post.text[start:end].strip() for start, end, _why in found.marks]
    return GlanceHere(found.public_id, found.care, [one for one in words if one])
