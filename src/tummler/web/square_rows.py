"""What the square shows, read in a fixed number of queries however much is asked there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from markupsafe import Markup

from tummler.common import clock
from tummler.common.text import graphemes, shorten
from tummler.networks.registry import network
from tummler.records.models import Brand, Conversation, Delivery, Helper, Need, Post, Word
from tummler.records.public import posts_in, questions_for_anyone, shown_to_anyone, without_unwanted
from tummler.web import texts

HERE = "square"
#: On one page of open questions, the first one large; thanks beside them; posts of one thread.
QUESTIONS, THANKS, POSTS = 13, 4, 200
#: People are counted no further than this: a page never pays for a million.
COUNTED = 1000
#: A question in the list is cut after so many signs; its own page has it whole.
IN_LIST, FIRST_IN_LIST = 240, 420
#: A post on its page is folded after so many.
FOLD = 1500


@dataclass(frozen=True, slots=True)
class Said:
    """One post as strangers see it."""

    words: Markup
    rest: str
    post: Post
    by_us: bool
    called: str
    network: str
    label: str
    at: datetime

    @property
    def seed(self) -> str:
        """What its author's face is drawn from."""
        return self.post.account.remote_id


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: who asked, where, who is on it, and what was said so far."""

    need: Need
    said: Said
    conversation: str
    #: Said by others in its thread, the newest two (only for the first question of the page).
    also: tuple[Said, ...]
    replies: int
    on_it: str

    @property
    def here(self) -> bool:
        """Whether it was asked on the square itself."""
        return self.said.network == HERE


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody's own words, saying that it helped, and who had answered."""

    said: Said
    conversation: str
    to: str


@dataclass(frozen=True, slots=True)
class Square:
    """The page."""

    people: int
    questions: tuple[Question, ...]
    labels: tuple[str, ...]
    thanks: tuple[Thanked, ...]
    answerers: tuple[Helper, ...]
    answered: int
    page: int
    more: bool


def alias(helper: Helper | None) -> str:
    """A helper's name for strangers: the one they sign with."""
    return helper.signature.lstrip("^ ").strip() if helper else ""


def label_of(key: str) -> str:
    """A network's own name."""
    return network(key).label


def said(post: Post, *, excerpt: int = 0) -> Said:
    """A post: whole, folded where it is very long, or an excerpt of so many signs without its links."""
    folded, text, rest = Markup(""), post.text, ""
    if excerpt:
        folded = texts.excerpt(text, (), excerpt)
    else:
        kept = len(shorten(text[: FOLD * 8], FOLD)) - 1 if graphemes(text[: FOLD * 8]) > FOLD else len(text)
        folded, rest = texts.said(text[:kept], post.spans), text[kept:]
    account = post.account
    return Said(
        words=folded, rest=rest, post=post, by_us=post.by_us, called=texts.name_of(account),
        network=account.network, label=label_of(account.network), at=post.shown_at,
    )  # fmt: skip


def square_of(brand: Brand, page: int) -> Square:
    """Everything on the square's own page. Eight queries."""
    open_questions = questions_for_anyone(brand)
    people = len(open_questions.values_list("account").distinct()[: COUNTED + 1])
    rows = _questions(open_questions, page)
    counts = _said_in([need.conversation_id for need in rows])
    found = _liveliest_first(rows[:QUESTIONS], counts)
    also = _also(found[0]) if found and page == 1 else ()
    questions = tuple(
        _question(need, counts[need.conversation_id], also if place == 0 else (), first=place == 0 and page == 1)
        for place, need in enumerate(found)
    )
    labels = tuple(dict.fromkeys(question.said.label for question in questions if not question.here))
    answerers, answered = _last_week(brand)
    return Square(people, questions, labels, _thanks(brand), answerers, answered, page, len(rows) > QUESTIONS)


def _questions(rows: QuerySet[Need], page: int) -> list[Need]:
    start = (page - 1) * QUESTIONS
    ordered = rows.select_related("post__account", "claimed_by", "conversation").order_by("-pk")
    return list(ordered[start : start + QUESTIONS + 1])


def _liveliest_first(needs: list[Need], counts: Counter[int]) -> list[Need]:
    """Of the newest few the one in which most is said stands large; the rest keep their order."""
    first = max(needs[:4], key=lambda need: counts[need.conversation_id], default=None)
    return [first, *(need for need in needs if need is not first)] if first else []


def _said_in(conversations: Sequence[int]) -> Counter[int]:
    """How much strangers can read in each conversation."""
    posts = without_unwanted(posts_in(conversations))
    return Counter(posts.values_list("conversation_id", flat=True)[: POSTS * QUESTIONS])


def _also(need: Need) -> tuple[Said, ...]:
    posts = without_unwanted(posts_in([need.conversation_id]))
    later = posts.filter(shown_at__gte=need.post.shown_at).exclude(account=need.account_id)
    rows = later.select_related("account").order_by("-shown_at", "-pk")[:2]
    return tuple(said(post, excerpt=IN_LIST) for post in reversed(rows))


def _question(need: Need, in_thread: int, also: tuple[Said, ...], *, first: bool) -> Question:
    return Question(
        need=need,
        said=said(need.post, excerpt=FIRST_IN_LIST if first else IN_LIST),
        conversation=need.conversation.public_id,
        also=also,
        replies=max(0, in_thread - 1),
        on_it=alias(need.claimed_by) if need.state == "claimed" else "",
    )


def _last_week(brand: Brand) -> tuple[tuple[Helper, ...], int]:
    """Who of the brand answered in the last seven days, and how many conversations."""
    since = clock.now() - timedelta(days=7)
    sent = Delivery.objects.filter(channel__brand=brand, sent_at__gt=since, number=0, reply__visibility="public")
    rows = list(sent.exclude(reply__helper=None).select_related("reply__helper").order_by("-sent_at")[:500])
    helpers = {one.reply.helper_id: one.reply.helper for one in rows if one.reply.helper is not None}
    return tuple(helpers.values()), len({one.reply.conversation_id for one in rows})


def _thanks(brand: Brand) -> tuple[Thanked, ...]:
    """The newest words of people whom it helped, one a conversation."""
    words = (
        Word.objects.filter(brand=brand, value="helped", need__state="helped", need__care="")
        .filter(shown_to_anyone("post__"))
        .select_related("post__account", "post__conversation")
        .order_by("-pk")
    )
    newest: dict[int, Word] = {}
    for word in words[: THANKS * 3]:
        if word.post is not None and len(newest) < THANKS:
            newest.setdefault(word.post.conversation_id, word)
    to = _who_answered(list(newest))
    return tuple(
        Thanked(said(word.post, excerpt=IN_LIST), word.post.conversation.public_id, to.get(conversation, ""))
        for conversation, word in newest.items()
        if word.post is not None
    )


def _who_answered(conversations: Sequence[int]) -> dict[int, str]:
    ours = posts_in(conversations).filter(by_us=True).select_related("helper")
    return {post.conversation_id: alias(post.helper) for post in ours.order_by("shown_at", "pk")[:POSTS]}


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as its reader may see it. ``need`` is the newest question in it that is theirs to see."""

    conversation: Conversation
    posts: tuple[Said, ...]
    gone: int
    more: bool
    need: Need | None
    on_it: str

    @property
    def here(self) -> bool:
        """Whether it was asked on the square itself."""
        return self.conversation.channel.network == HERE

    @property
    def answered(self) -> bool:
        """Whether somebody of the brand has said something in it."""
        return any(post.by_us for post in self.posts)

    @property
    def stamp(self) -> str:
        """Changes whenever there is something new to see."""
        return f"{len(self.posts)}-{self.gone}-{self.need.state if self.need else ''}-{self.on_it}"


def thread_of(conversation: Conversation, asker: str) -> Thread:
    """What strangers may read of a conversation, and to the one who asked also what isn't read by a mind yet.

    Four queries.
    """
    shown = without_unwanted(posts_in([conversation.pk]))
    if asker:
        own = Post.objects.filter(
            conversation=conversation, account__network=HERE, account__remote_id=asker, gone_at=None
        )
        shown = Post.objects.filter(pk__in=shown.values("pk")) | own
    rows = list(shown.select_related("account", "helper").order_by("shown_at", "pk")[: POSTS + 1])
    need = (
        Need.objects.filter(conversation=conversation, care="", heard_nearby=False)
        .exclude(state="dropped")
        .select_related("account", "claimed_by")
        .order_by("-opened_at")
        .first()
    )
    gone = Post.objects.filter(conversation=conversation, visibility="public", may_show="anyone")
    return Thread(
        conversation=conversation,
        posts=tuple(said(post) for post in rows[:POSTS]),
        gone=gone.exclude(gone_at=None).count(),
        more=len(rows) > POSTS,
        need=need,
        on_it=alias(need.claimed_by) if need and need.state == "claimed" else "",
    )
