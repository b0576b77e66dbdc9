"""Articles as rows: what they are made of, those that are like a text, that somebody needed one. No rights here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Count, F

from tummler.common import clock
from tummler.common.text import search_text, shorten
from tummler.knowledge.fusing import fused
from tummler.knowledge.meanings import encode, pack, unpack
from tummler.knowledge.taking_out import MARK
from tummler.minds import sentences
from tummler.minds.likeness import LIKE_IN_LETTERS, likeness
from tummler.minds.sentences import available
from tummler.records.models import Article, Brand, Delivery, Need, Post
from tummler.records.public import of_somebody_in_danger
from tummler.records.search import rank_article_ids
from tummler.records.states import move

#: An answer is no longer than that; what is longer is cut.
LONGEST = 8_000
#: From here an article is like a question at all; it is shorter and said more plainly than a post.
LIKE = 0.45
#: So many of a brand's articles are looked at by their meaning, the latest needed first.
_MOST, _READ = 3_000, 20
#: An article that was decided on is looked at again after so long, where nobody says a day.
LOOK_AGAIN = timedelta(days=365)


def plain(text: str) -> str:
    """The words of an article without its marks: what is searched, and what is put into a draft."""
    return " ".join(MARK.sub("…", text).split())


def searchable(question: str, answer: str) -> str:
    """What is found by words."""
    return search_text(MARK.sub(" ", f"{question}\n{answer}"))


def source_of(article: Article) -> tuple[Need, Post] | None:
    """What a proposed article would be made of, as it stands now; None where it is gone, or somebody's in danger."""
    need, post = article.need, article.post
    if need is None or post is None or need.care or need.post.gone or post.gone or not post.text:
        return None
    if Need.objects.filter(conversation=need.conversation_id).exclude(care="").exists():
        return None
    return need, post


def like_text(brand: Brand, text: str, states: Sequence[str], most: int) -> list[tuple[Article, float]]:
    """The articles that are likest a text, the likest first, each with its likeness. Four queries."""
    rows = Article.objects.filter(~of_somebody_in_danger(), brand=brand, state__in=states).defer("vector")
    near, vector = _nearest(brand, text, states)
    ids = fused([near, rank_article_ids(brand.pk, text, _READ)], _READ)
    found = {row.pk: row for row in rows.filter(pk__in=ids)}
    articles = [found[pk] for pk in ids if pk in found]
    if not articles:
        return []
    vectors = unpack([bytes(one) for one in _vectors(articles)]) if vector is not None else None
    by_question = likeness(text, [row.question for row in articles])
    scores = [float(score) for score in by_question]
    floor = LIKE_IN_LETTERS
    if vector is not None and vectors is not None:
        floor = LIKE
        scores = [float(score) for score in likeness(text, [row.question for row in articles], vector, vectors)]
    pairs = [(row, score) for row, score in zip(articles, scores, strict=True) if score >= floor]
    return sorted(pairs, key=lambda pair: (-pair[1] + (0.05 if pair[0].state != "visible" else 0), -pair[0].pk))[:most]


def _nearest(brand: Brand, text: str, states: Sequence[str]) -> tuple[list[int], sentences.Vectors | None]:
    if not available():
        return [], None
    made = encode([text])
    assert made is not None
    rows = Article.objects.filter(brand=brand, state__in=states, key=sentences.KEY)
    some = list(rows.order_by("-used_at").values_list("pk", "vector")[:_MOST])
    if not some:
        return [], made[0]
    scores = unpack([bytes(vector) for _pk, vector in some]) @ made[0]
    order = sorted(range(len(some)), key=lambda at: -float(scores[at]))[:_READ]
    return [some[at][0] for at in order], made[0]


def _vectors(articles: Sequence[Article]) -> list[bytes]:
    """The vectors of articles in order, those that are missing made and stored."""
    ids = [row.pk for row in articles]
    stored = dict(Article.objects.filter(pk__in=ids, key=sentences.KEY).values_list("pk", "vector"))
    missing = [row for row in articles if not stored.get(row.pk)]
    for row, vector in zip(missing, make_vectors(missing), strict=True):
        stored[row.pk] = vector
    return [bytes(stored[pk]) for pk in ids]


def make_vectors(articles: Sequence[Article]) -> list[bytes]:
    """The meaning of each question, stored beside it unless it was changed meanwhile."""
    made = encode([plain(row.question) for row in articles]) if articles else None
    if made is None:
        return []
    packed = [pack(one) for one in made]
    for row, vector in zip(articles, packed, strict=True):
        same = Article.objects.filter(pk=row.pk, question=row.question)
        same.update(key=sentences.KEY, vector=vector)
    return packed


def articles_without_meaning(limit: int) -> list[Article]:
    """Those that can be found and have no vector of this model yet."""
    rows = Article.objects.exclude(search_text="").exclude(key=sentences.KEY)
    return list(rows.order_by("pk")[:limit])


def needed(article: Article) -> bool:
    """Somebody needed it: it counts, and is in full sight again; whether it came back."""
    now = clock.now()
    Article.objects.filter(pk=article.pk).update(used=F("used") + 1, used_at=now)
    return bool(move(Article.objects.filter(pk=article.pk, state__in=("faint", "archived")), "visible"))


def words_of(article: Article) -> dict[str, int]:
    """How many readers said what of it."""
    return dict(article.words.values_list("value").annotate(number=Count("pk")))


def texts_of(article: Article) -> tuple[str, str] | None:
    """Question and answer as they are: its own, else those of the posts that it would be made of. None: gone."""
    if article.answer:
        return article.question, article.answer
    source = source_of(article)
    if source is None:
        return None
    need, post = source
    return asked(need), _LEADING.sub("", _whole(post)).strip()[:LONGEST]


def asked(need: Need) -> str:
    """What they asked, without the handles that it begins with, no longer than a heading can be."""
    words = shorten(_LEADING.sub("", need.post.text), 280)
    return words[:1].upper() + words[1:]


_LEADING = re.compile(r"^(?:\s*@[\w.@-]+[\s,:]*)+")


def _whole(post: Post) -> str:
    """An answer in several posts as it was written, without its signature."""
    sent = Delivery.objects.filter(channel=post.channel_id, remote_id=post.remote_id).select_related("reply").first()
    whole = sent.reply.text if sent and sent.reply.visibility == "public" else ""
    return whole or post.text
