"""What helpers answer from their own accounts, with the brand's tag: theirs by proof, and an answer to who asked.

The tag of anybody else is a hashtag like any other, and shown as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

from tummler.common import clock
from tummler.common.hashtags import fold
from tummler.common.text import search_text
from tummler.records.happenings import happen
from tummler.records.models import Brand, Call, Helper, LeftThread, Need, OwnAccount, Post
from tummler.records.states import move
from tummler.understanding.answered import answered_need
from tummler.understanding.tags import tags_in

#: What came with a thread that was fetched is said now if it is no older than this.
_NOW = timedelta(days=7)
#: With these words the brand's tag says whom somebody works for; without any, the brand's name has to.
_WORKS_THERE = re.compile(
    r"\b(?:i|we)(?:['’]m| am|['’]re| are)? (?:work|help|build|fix|look after|with|at|from|part)\b"
    r"|\b(?:my|our) (?:job|work|team|colleagues?)\b|\bfrom the team\b|\bemployee\b|\bstaff\b"
    r"|\b(?:trabajo|trabajamos|ayudo|soy del?|del equipo|mi (?:trabajo|equipo)|empleada?o?)\b"
    r"|\b(?:ich arbeite|wir arbeiten|ich bin (?:bei|vom)|vom team|mitarbeiter(?:in)?)\b"
    r"|\b(?:je travaille|nous travaillons|de l['’]équipe|salariée?)\b"
    r"|\b(?:trabalh(?:o|amos)|da equipa|da equipe)\b",
    re.IGNORECASE,
)


def uses_tag(post: Post, brand: Brand) -> bool:
    """Whether the brand's tag for helpers stands in a post. No query."""
    if not (brand.helper_tag_on and brand.helper_tag) or not ("#" in post.text or "＃" in post.text):
        return False
    key = fold(brand.helper_tag)
    return any(one.key == key for one in tags_in(post))


def says_whom(text: str, brand: Brand) -> bool:
    """Whether a post says for whom its author works: by the brand's name, or by its tag with words that say so.

    The tag alone doesn't, nor does a handle that is only spoken to. Pure.
    """
    if brand.helper_tag:
        text = re.sub(rf"[#＃]{re.escape(brand.helper_tag)}\b", " ", text, flags=re.IGNORECASE)
    words = search_text(re.sub(r"@[\w.@-]+", " ", text))
    name = search_text(brand.name)
    return bool(name and f" {name} " in f" {words} ") or _WORKS_THERE.search(text) is not None


class OwnVoices:
    """The posts of one batch that helpers wrote from their own accounts; asked for only where the tag stands."""

    def __init__(self, brand: Brand, posts: Sequence[Post]) -> None:
        self.brand = brand
        self._tagged = [post for post in posts if not (post.by_us or post.gone) and uses_tag(post, brand)]

    @cached_property
    def _helpers(self) -> dict[int, int]:
        if not self._tagged:
            return {}
        own = OwnAccount.objects.filter(account__in={post.account_id for post in self._tagged}, ended_at=None)
        known = own.filter(helper__active=True, helper__vouched_at__isnull=False)
        return dict(known.values_list("account", "helper"))

    @property
    def theirs(self) -> dict[int, int]:
        """Post → the helper who wrote it, with the tag, from an account that they have proven."""
        return {post.pk: self._helpers[post.account_id] for post in self._tagged if post.account_id in self._helpers}

    def take(self, post: Post) -> bool:
        """Credit a helper's own post, and answer with it the need that it answers; False where it is none."""
        helper = self.theirs.get(post.pk)
        if helper is None:
            return False
        Post.objects.filter(pk=post.pk).update(helper=helper, history=False)
        need = answered_need(post)
        if need and move(need, "answered", answered_at=post.shown_at):
            Call.objects.filter(need=need, settled="", kind="wrote").update(settled="taken", settled_at=clock.now())
            rows = {"need_id": need.pk, "conversation_id": need.conversation_id, "post_id": post.pk}
            happen("answered_from_own", need.brand_id, Helper(pk=helper), **rows)
        return True


def hear_now(brand: Brand, posts: Sequence[Post]) -> None:
    """Answers to a helper's own post are said to us, also where they came with a thread that was fetched.

    Its author's network tells nobody of them but the author. Changes the rows, and the posts in hand.
    """
    if not brand.helper_tag:
        return
    quiet = [post for post in posts if not (post.by_us or post.gone) and post.parent_remote_id]
    late = [post for post in quiet if (post.history and _lately(post)) or post.addressed in ("no", "nearby")]
    if not late:
        return
    above = {post.parent_remote_id for post in late}
    own = Post.objects.filter(channel__in={post.channel_id for post in late}, remote_id__in=above, by_us=False)
    known = set(own.exclude(helper=None).values_list("channel", "remote_id"))
    for post in late:
        if (post.channel_id, post.parent_remote_id) in known and (not post.history or _lately(post)):
            post.history, post.addressed = False, "reply"
            Post.objects.filter(pk=post.pk).update(history=False, addressed="reply")


def _lately(post: Post) -> bool:
    return post.shown_at > clock.now() - _NOW


def bring_back(need: Need) -> None:
    """They wrote again: back to who answered last, if that was from an own account and they have not left."""
    last = Post.objects.filter(conversation=need.conversation_id, helper__isnull=False, gone_at=None)
    post = last.select_related("helper").order_by("-shown_at").first()
    if post is None or post.by_us or post.helper is None or not post.helper.active:
        return
    if LeftThread.objects.filter(conversation=need.conversation_id, helper=post.helper_id).exists():
        return
    waiting = Call.objects.filter(need=need, to=post.helper, kind="wrote", settled="")
    if not waiting.exists():
        Call.objects.create(brand_id=need.brand_id, need=need, to=post.helper, kind="wrote")
