"""Which answers should stay: those that people thanked for, and that are given again and again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction

from tummler.common import clock
from tummler.knowledge.articles import needed, plain
from tummler.minds.replies import read_reply
from tummler.minds.replies.twins import ALIKE, alike
from tummler.records.happenings import happen
from tummler.records.models import Article, Brand, Need, Post, Word
from tummler.records.public import shown_to_anyone

#: How much speaks for an answer: a thank-you is one, so is a like answer that helped somebody else, so are two more
#: who said “Same here”, and three other like answers that were given. From here it is proposed.
ENOUGH = 2
#: Answers of the last half year are held against each other, so many at most.
_SINCE, _MOST = timedelta(days=180), 300
_AT_ONCE = 20
#: A shorter answer says nothing to the next one.
_FEWEST_WORDS = 5


def propose_articles() -> int:
    """Look through the words of askers that are new; how many articles were proposed."""
    made = 0
    for brand in Brand.objects.order_by("pk"):
        rows = Word.objects.filter(brand=brand, pk__gt=brand.articles_read_to, value="helped")
        words = list(rows.select_related("need__post", "need__conversation").order_by("pk")[:_AT_ONCE])
        for word in words:
            made += _consider(brand, word.need)
        if words:
            Brand.objects.filter(pk=brand.pk).update(articles_read_to=words[-1].pk)
    return made


def answer_to(need: Need) -> Post | None:
    """Our last public answer before the asker said that it worked; one that really answers. Three queries."""
    word = Word.objects.filter(need=need, value="helped").select_related("post").order_by("-pk").first()
    until = (word.post.shown_at if word.post else word.at) if word else clock.now()
    asked = need.post.shown_at if need.post.shown_at <= until else need.opened_at
    ours = Post.objects.filter(shown_to_anyone(), conversation=need.conversation_id, by_us=True, keep_until=None)
    for post in ours.filter(shown_at__lte=until).exclude(text="").order_by("-shown_at", "-pk")[:5]:
        if post.shown_at < asked:
            break
        if len(post.text.split()) >= _FEWEST_WORDS and read_reply(post.text, post.language).value == "answers":
            return post
    return None


def _consider(brand: Brand, need: Need) -> int:
    if not _for_everyone(need):
        return 0
    answer = answer_to(need)
    if answer is None:
        return 0
    known = _known(brand, answer)
    if known is not None:
        if known.state in ("visible", "faint"):
            needed(known)
        return 0
    like = _like_it(brand, need, answer)
    why = {"thanks": 1 + len(like), "same": sum(one.same_here for one in (need, *like)), "given": _given(brand, answer)}
    if why["thanks"] + why["same"] // 2 + why["given"] // 3 < ENOUGH:
        return 0
    return _propose(brand, need, answer, why)


def _for_everyone(need: Need) -> bool:
    """Asked in public, of us, by somebody who is no matter for the named person."""
    if need.care or need.heard_nearby or need.state == "dropped" or need.post.history:
        return False
    return Post.objects.filter(shown_to_anyone(), pk=need.post_id).exists()


def _known(brand: Brand, answer: Post) -> Article | None:
    """An article that says this already, or was refused for it."""
    rows = list(Article.objects.filter(brand=brand).select_related("post").defer("vector").order_by("-pk")[:_MOST])
    texts = [plain(row.answer) or (row.post.text if row.post else "") for row in rows]
    likest = _twins(answer.text, texts)
    return rows[likest[0]] if likest else None


def _like_it(brand: Brand, need: Need, answer: Post) -> list[Need]:
    """Other needs that an answer like this one helped, of other people."""
    helped = Word.objects.filter(brand=brand, value="helped", need__state="helped", at__gt=clock.now() - _SINCE)
    helped = helped.exclude(need__account=need.account_id).exclude(need=need).filter(need__care="")
    needs = {one.need_id: one.need for one in helped.select_related("need").order_by("-pk")[:_MOST]}
    by_conversation = {one.conversation_id: one for one in needs.values()}
    ours = Post.objects.filter(shown_to_anyone(), conversation__in=by_conversation, by_us=True).exclude(text="")
    posts = list(ours.only("text", "conversation_id")[: 3 * _MOST])
    found = {by_conversation[posts[at].conversation_id] for at in _twins(answer.text, [post.text for post in posts])}
    return sorted(found, key=lambda one: one.pk)


def _given(brand: Brand, answer: Post) -> int:
    """How often we said the same in other conversations lately, whatever became of it."""
    ours = Post.objects.filter(shown_to_anyone(), brand=brand, by_us=True, received_at__gt=clock.now() - _SINCE)
    ours = ours.exclude(conversation=answer.conversation_id).exclude(text="").order_by("-pk")
    posts = list(ours.values_list("conversation", "text")[:_MOST])
    return len({posts[at][0] for at in _twins(answer.text, [text for _conversation, text in posts])})


def _twins(text: str, others: Sequence[str]) -> list[int]:
    """Which of the others say the same with other names in it, the likest first."""
    if not others:
        return []
    scores = alike(text, others)
    return sorted((at for at, score in enumerate(scores) if score >= ALIKE), key=lambda at: -scores[at])


def _propose(brand: Brand, need: Need, answer: Post, why: dict[str, int]) -> int:
    try:
        with transaction.atomic():
            Article.objects.create(
                brand=brand, need=need, post=answer, helper_id=answer.helper_id, topic=need.topic, why=why,
                language=answer.language or need.post.language,
            )  # fmt: skip
            happen("article_proposed", brand, need_id=need.pk, conversation_id=need.conversation_id, facts=why)
    except IntegrityError:  # somebody kept it by hand a moment ago
        return 0
    return 1
