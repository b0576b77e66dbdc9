"""What the square shows, read in a fixed number of queries however much is asked there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.common import clock
from tummler.common.text import graphemes, shorten
from tummler.networks.registry import network
from tummler.records.models import Brand, Conversation, Delivery, Helper, Need, Once, PeerAnswer, Post, SameHere, Word
from tummler.records.peer_access import with_peer
from tummler.records.public import (
    posts_in,
    questions_elsewhere,
    questions_for_anyone,
    shown_to_anyone,
    without_unwanted,
)
from tummler.web import texts
from tummler.web.viewing import HERE as RECENT

HERE = "square"
#: On one page of open questions, the first one large; thanks beside them; posts of one thread.
QUESTIONS, THANKS, POSTS = 13, 4, 200
#: People are counted no further than this: a page never pays for a million.
COUNTED = 1000
#: The languages that people ask in are those of so many of the newest questions.
NEWEST = 500
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
    #: For one person's eyes, once; here it has no words.
    once: Once | None = None
    #: It is a peer's answer.
    answer: PeerAnswer | None = None

    @property
    def seed(self) -> str:
        """What its author's face is drawn from."""
        return self.post.account.remote_id


@dataclass(frozen=True, slots=True)
class Question:
    """An open question: who asked, where, in which language, who is on it, and what was said so far."""

    need: Need
    said: Said
    conversation: str
    #: Said by others in its thread, the newest two (only for the first question of the page).
    also: tuple[Said, ...]
    replies: int
    on_it: str
    #: Which other customer is on it.
    peer: str
    #: How its reader stands to it: "" (may say the same), "said", "own" (it is theirs).
    reader: str
    language: str

    @property
    def here(self) -> bool:
        """Whether it was asked on the square itself."""
        return self.said.network == HERE


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody's own words, saying that it helped, and who had answered."""

    said: Said
    conversation: str
    answer: Said | None

    @property
    def to(self) -> str:
        """The name that who answered signs with; "" if nobody is named."""
        return alias(self.answer.post.helper) if self.answer else ""


@dataclass(frozen=True, slots=True)
class Square:
    """The page. ``languages`` are those that are asked in, ``language`` the one asked for; ``here`` helps just now."""

    people: int
    elsewhere: int
    questions: tuple[Question, ...]
    labels: tuple[str, ...]
    languages: tuple[str, ...]
    language: str
    thanks: tuple[Thanked, ...]
    answerers: tuple[Helper, ...]
    answered: int
    here: tuple[Helper, ...]
    page: int
    more: bool


def alias(helper: Helper | None) -> str:
    """A helper's name for strangers: the one they chose for them, else the one they sign with."""
    return (helper.alias or helper.signature.lstrip("^ ")).strip() if helper else ""


def label_of(key: str) -> str:
    """A network's own name."""
    return _(network(key).label)


def said(post: Post, *, excerpt: int = 0, once: Once | None = None, answer: PeerAnswer | None = None) -> Said:
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
        once=once, answer=answer,
    )  # fmt: skip


def square_of(brand: Brand, page: int, *, reader: str = "", language: str = "") -> Square:
    """Everything on the square's own page. Eleven queries at most; ``reader`` is the visitor's key."""
    everything = questions_for_anyone(brand)
    people = len(everything.values_list("account").distinct()[: COUNTED + 1])
    # Beside more than a thousand, nobody needs to know how many ask elsewhere; to count them would read everything.
    elsewhere = questions_elsewhere(brand).values("account").distinct().count() if people <= COUNTED else 0
    languages = _asked_in(everything)
    language = language if language in languages else ""
    rows = _questions(everything.filter(post__reading__language__value=language) if language else everything, page)
    questions = _shown_questions(rows[:QUESTIONS], page, reader)
    labels = tuple(dict.fromkeys(question.said.label for question in questions if not question.here))
    answerers, answered = _last_week(brand)
    return Square(
        people=people, elsewhere=elsewhere, questions=questions,
        labels=labels, languages=languages, language=language, thanks=_thanks(brand), answerers=answerers,
        answered=answered, here=_here(brand), page=page, more=len(rows) > QUESTIONS,
    )  # fmt: skip


def _asked_in(questions: QuerySet[Need]) -> tuple[str, ...]:
    """The languages of open questions, the one of most first; what the newest are asked in tells for all."""
    newest = questions.order_by("-pk").values_list("post__reading__language__value", flat=True)[:NEWEST]
    counted = Counter(str(code) for code in newest if code)
    return tuple(code for code, _ in counted.most_common(6))


def _here(brand: Brand) -> tuple[Helper, ...]:
    """Who of the brand is at the desk just now, under a name that strangers may know."""
    rows = Helper.objects.filter(brand=brand, active=True, seen_at__gt=clock.now() - RECENT)
    return tuple(helper for helper in rows.order_by("-seen_at")[:12] if alias(helper))


def _shown_questions(rows: list[Need], page: int, reader: str) -> tuple[Question, ...]:
    counts = _said_in([need.conversation_id for need in rows])
    found = _liveliest_first(rows, counts)
    also = _also(found[0]) if found and page == 1 else ()
    said_same = said_same_here([need.pk for need in found], reader)
    return tuple(
        _question(need, counts[need.conversation_id], also if place == 0 else (), place == 0 and page == 1,
                  how_reader_stands(need, reader, said_same))
        for place, need in enumerate(found)
    )  # fmt: skip


def said_same_here(needs: Collection[int], reader: str) -> set[int]:
    """To which of these needs this reader said “same here”."""
    if not reader or not needs:
        return set()
    return set(SameHere.objects.filter(need__in=needs, key=reader).values_list("need_id", flat=True))


def how_reader_stands(need: Need, reader: str, said_same: Collection[int]) -> str:
    """See :class:`Question`."""
    if reader and need.account.network == HERE and need.account.remote_id == reader:
        return "own"
    return "said" if need.pk in said_same else ""


def _questions(rows: QuerySet[Need], page: int) -> list[Need]:
    start = (page - 1) * QUESTIONS
    related = ("post__account", "post__reading", "claimed_by", "conversation")
    ordered = with_peer(rows).select_related(*related).order_by("-pk")
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


def _language(post: Post) -> str:
    reading = getattr(post, "reading", None)
    return str(reading.language.get("value") or "") if reading else post.language


def _question(need: Need, in_thread: int, also: tuple[Said, ...], first: bool, reader: str) -> Question:
    return Question(
        need=need,
        said=said(need.post, excerpt=FIRST_IN_LIST if first else IN_LIST),
        conversation=need.conversation.public_id,
        also=also,
        replies=max(0, in_thread - 1),
        on_it=alias(need.claimed_by) if need.state == "claimed" else "",
        peer=texts.cleaned(getattr(need, "peer_called", None) or "") if need.state == "open" else "",
        reader=reader,
        language=_language(need.post),
    )


def _last_week(brand: Brand) -> tuple[tuple[Helper, ...], int]:
    """Who of the brand answered in the last seven days, and how many conversations."""
    since = clock.now() - timedelta(days=7)
    sent = Delivery.objects.filter(
        channel__brand=brand, sent_at__gt=since, number=0, reply__visibility="public"
    ).exclude(reply__machine__in=("thanks", "more"))
    rows = list(sent.exclude(reply__helper=None).select_related("reply__helper").order_by("-sent_at")[:500])
    helpers = {one.reply.helper_id: one.reply.helper for one in rows if one.reply.helper is not None}
    return tuple(helpers.values()), len({one.reply.conversation_id for one in rows})


def _thanks(brand: Brand) -> tuple[Thanked, ...]:
    """The newest words of people who had asked us and whom it helped, one a conversation, each with the answer."""
    words = (
        Word.objects.filter(brand=brand, value="helped", need__state="helped", need__care="", need__heard_nearby=False)
        .filter(shown_to_anyone("post__"))
        .exclude(need__post__addressed="no")
        .select_related("post__account", "post__conversation")
        .order_by("-pk")
    )
    newest: dict[int, Word] = {}
    for word in words[: THANKS * 3]:
        if word.post is not None and len(newest) < THANKS:
            newest.setdefault(word.post.conversation_id, word)
    answers = answers_in(list(newest))
    return tuple(
        Thanked(said(word.post, excerpt=IN_LIST), word.post.conversation.public_id, answers.get(conversation))
        for conversation, word in newest.items()
        if word.post is not None
    )


def answers_in(conversations: Sequence[int]) -> dict[int, Said]:
    """The last that was said by the brand in each."""
    ours = posts_in(conversations).filter(by_us=True).select_related("helper", "account")
    rows = ours.order_by("shown_at", "pk")[:POSTS]
    return {post.conversation_id: said(post, excerpt=IN_LIST) for post in rows}


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
        """Whether somebody of the brand, or a peer, has answered in it."""
        return any(post.by_us or post.answer for post in self.posts)

    @property
    def stamp(self) -> str:
        """Changes whenever there is something new to see."""
        seen = sum(post.once is not None and not post.once.waits for post in self.posts)
        state = self.need.state if self.need else ""
        peer = getattr(self.need, "peer_on_it", None) or ""
        return f"{len(self.posts)}-{self.gone}-{seen}-{state}-{self.on_it}-{peer}"


def thread_of(conversation: Conversation, asker: str) -> Thread:
    """What strangers may read of a conversation, and to the one who asked also what isn't read by a mind yet.

    Answers for one person's eyes have their place, not their words. Four queries, five here.
    """
    shown = without_unwanted(posts_in([conversation.pk]))
    if asker:
        own = Post.objects.filter(
            conversation=conversation, account__network=HERE, account__remote_id=asker, gone_at=None
        )
        shown = Post.objects.filter(pk__in=shown.values("pk")) | own
    beside = ("account", "helper", "peer_answer__peer__voice", "peer_answer__peer__account")
    rows = list(shown.select_related(*beside).order_by("shown_at", "pk")[: POSTS + 1])
    alone = {once.post_id: once for once in _once_in(conversation)}
    rows = sorted(
        (*rows, *(once.post for once in alone.values() if once.post)), key=lambda post: (post.shown_at, post.pk)
    )
    need = (
        with_peer(Need.objects.filter(conversation=conversation, care="", heard_nearby=False))
        .exclude(state="dropped")
        .select_related("account", "claimed_by")
        .order_by("-opened_at")
        .first()
    )
    gone = Post.objects.filter(conversation=conversation, visibility="public", may_show="anyone")
    return Thread(
        conversation=conversation,
        posts=tuple(_in_thread(post, alone.get(post.pk)) for post in rows[:POSTS]),
        gone=gone.exclude(gone_at=None).count(),
        more=len(rows) > POSTS,
        need=need,
        on_it=alias(need.claimed_by) if need and need.state == "claimed" else "",
    )


def _in_thread(post: Post, once: Once | None) -> Said:
    answer: PeerAnswer | None = getattr(post, "peer_answer", None)
    return said(post, once=once, answer=answer if answer and answer.state == "stands" else None)


def _once_in(conversation: Conversation) -> QuerySet[Once]:
    """Answers in it that one person can see once, or could: none where it wasn't asked here."""
    if conversation.channel.network != HERE:
        return Once.objects.none()
    rows = Once.objects.filter(post__conversation=conversation, post__gone_at=None)
    return rows.select_related("post__account", "post__helper", "account")
