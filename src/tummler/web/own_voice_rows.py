"""What the desk tells of posts with the brand's tag: whose answer from an own account it is, or that it is nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tummler.records.models import Helper, Need, OwnAccount, Post
from tummler.understanding.own_voice import says_whom, uses_tag
from tummler.web.texts import given_name, handle_of


@dataclass(frozen=True, slots=True)
class Voice:
    """Of one post: who wrote it, for its author's line; and what there is to know of it, below."""

    role: str = ""
    notice: str = ""
    #: It is the reader's own, and can be mended there.
    mends: bool = False


@dataclass(frozen=True, slots=True)
class OwnLine:
    """The account from which this helper could answer themselves, and the word that goes with it."""

    handle: str
    tag: str
    link: str


def voices_of(helper: Helper, posts: Sequence[Post]) -> dict[int, Voice]:
    """Post → what is told of it. No query."""
    brand = helper.brand
    said = {post.account_id for post in posts if post.helper_id and not post.by_us and says_whom(post.text, brand)}
    return {
        post.pk: _own(helper, post, post.account_id in said) if post.helper_id else _nobodys(helper)
        for post in posts
        if not (post.by_us or post.gone) and (post.helper_id or uses_tag(post, brand))
    }


def _own(helper: Helper, post: Post, said: bool) -> Voice:
    name, brand = given_name(post.helper), {"brand": helper.brand.name, "name": given_name(post.helper)}
    role = _("%(name)s, from their own account") % {"name": name}
    if said:
        return Voice(role)
    if post.helper_id == helper.pk:
        words = _("It doesn’t say that you work for %(brand)s. Edit it there, or say so in a reply to it.")
        return Voice(role, words % brand, mends=True)
    return Voice(role, _("It doesn’t say that %(name)s works for %(brand)s. %(name)s was told how to mend it.") % brand)


def _nobodys(helper: Helper) -> Voice:
    words = _("Uses #%(tag)s, and isn’t one of you as far as anybody has shown. It counts as no answer of yours.")
    return Voice(notice=words % {"tag": helper.brand.helper_tag})


def answered_by(need: Need) -> Helper | None:
    """Who answered a need from their own account, where that was the last of our answers. One query."""
    ours = Post.objects.filter(conversation=need.conversation_id, helper__isnull=False, gone_at=None)
    last = ours.select_related("helper").order_by("-shown_at").first()
    return last.helper if last and not last.by_us else None


def own_line(helper: Helper, need: Need) -> OwnLine | None:
    """How this helper could answer from an account of their own. A query where the brand has a tag for it."""
    brand, post = helper.brand, need.post
    if not (brand.helper_tag_on and brand.helper_tag) or post.visibility not in ("public", "unlisted") or not post.url:
        return None
    own = OwnAccount.objects.filter(helper=helper, ended_at=None, account__network=post.channel.network)
    found = own.select_related("account").order_by("-pk").first()
    return OwnLine(handle_of(found.account), f"#{brand.helper_tag}", post.url) if found else None
