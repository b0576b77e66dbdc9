"""What may be duty of care, beside its conversation at the named person's desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tummler.records.models import Glance, Helper, Need
from tummler.web.thread_rows import Folded, PostRow


@dataclass(frozen=True, slots=True)
class GlanceHere:
    """One look that is asked for; ``words`` are those that made us think so."""

    public_id: str
    care: str
    words: list[str]


def glance_at(helper: Helper, need: Need, posts: Sequence[PostRow | Folded]) -> GlanceHere | None:
    """The likeliest look that a conversation asks the named person for. No query: it was read with its posts."""
    if need.care or helper.pk != helper.brand.duty_helper_id:
        return None
    looks: list[Glance] = [
        one.post.glance for one in posts if isinstance(one, PostRow) and hasattr(one.post, "glance") and not one.gone
    ]
    found = max((one for one in looks if not one.said), key=lambda one: one.likely, default=None)
    if found is None:
        return None
    text = next(one.post.text for one in posts if isinstance(one, PostRow) and one.post.pk == found.post_id)
    words = [text[start:end].strip() for start, end, _why in found.marks]
    return GlanceHere(found.public_id, found.care, [one for one in words if one])
