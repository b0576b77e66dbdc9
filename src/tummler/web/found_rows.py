"""What a search found, as a page shows it: posts, people and notes that this helper may see, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from markupsafe import Markup

from tummler.common.text import search_text
from tummler.matching.filters import ANY, NO_TOPIC, Filter
from tummler.records.access import rows_for
from tummler.records.models import Account, Helper, Need, Note, Person, Post
from tummler.records.search import find_account_ids, find_note_ids, find_post_ids, terms_of
from tummler.web import whys
from tummler.web.history_rows import state_words
from tummler.web.texts import excerpt, given_name, handle_of, name_of, web_address

PAGE = 20
PEOPLE = 8
NOTES = 8
#: So many posts are looked at in one go, and so often, before a page says that it has not looked further.
_LOOK = 200
_LOOKS = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: words, of one person or of anyone, narrowed by a filter."""

    words: str = ""
    person: Person | None = None
    filter: Filter = ANY

    @property
    def anything(self) -> bool:
        """Whether there is something to look for."""
        return bool(terms_of(self.words)) or self.person is not None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post that was found."""

    post: Post
    name: str
    handle: str
    words: Markup
    what: str
    #: Where it stands: its need's page at the post, else the network's own; "" where neither is.
    address: str
    outside: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who was found by name."""

    account: Account
    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A colleague's note that was found."""

    note: Note
    by: str
    name: str
    words: Markup


def found_posts(
    helper: Helper, sought: Sought, topics: Mapping[str, str], before: int | None = None
) -> tuple[list[PostRow], int | None]:
    """Posts with all the words, newest first, and from where to look further. Three queries where no filter is."""
    rows: list[Post] = []
    place, further = before, None
    for look in range(_LOOKS):
        some, last = _looked(helper, sought, place)
        rows += some
        if len(rows) > PAGE:
            further = rows[PAGE - 1].pk
            break
        if last is None:
            break
        place = last
        further = last if look == _LOOKS - 1 else None
    return _post_rows(helper, rows[:PAGE], sought.words, topics), further


def _looked(helper: Helper, sought: Sought, before: int | None) -> tuple[list[Post], int | None]:
    """One look: the posts that fit, and the last that was looked at; None where nothing is further back."""
    posts = rows_for(helper, Post).filter(gone_at=None)
    if sought.person is not None:
        posts = posts.filter(account__person=sought.person)
    if terms_of(sought.words):
        ids = find_post_ids(helper.brand_id, sought.words, _LOOK, before, beginning=True)
        posts, last = posts.filter(pk__in=ids), (ids[-1] if len(ids) == _LOOK else None)
    else:
        posts, last = (posts.filter(pk__lt=before) if before else posts), None
    shown = narrowed(posts, sought.filter).select_related("account", "channel", "reading", "conversation")
    return list(shown.order_by("-pk")[: PAGE + 1]), last


def narrowed(posts: QuerySet[Post], wanted: Filter) -> QuerySet[Post]:
    """Posts that fit what a filter says of their conversation's need, their language and their network."""
    if wanted.network:
        posts = posts.filter(channel__network=wanted.network)
    if wanted.language:
        posts = posts.filter(reading__language__value=wanted.language)
    need = Q()
    if wanted.topic:
        need &= Q(topic="" if wanted.topic == NO_TOPIC else wanted.topic)
    if wanted.kind:
        need &= Q(kind=wanted.kind)
    return posts.filter(Exists(Need.objects.filter(need, conversation=OuterRef("conversation")))) if need else posts


def _post_rows(helper: Helper, posts: Sequence[Post], words: str, topics: Mapping[str, str]) -> list[PostRow]:
    conversations = {post.conversation_id for post in posts}
    needs = rows_for(helper, Need).filter(conversation__in=conversations).select_related("claimed_by", "account")
    theirs: dict[tuple[int, int], Need] = {}
    first: dict[int, Need] = {}
    for need in needs.order_by("pk") if conversations else ():
        theirs[need.conversation_id, need.account_id] = need
        first.setdefault(need.conversation_id, need)
    return [
        _post_row(post, theirs.get((one := post.conversation_id, post.account_id)) or first.get(one), words, topics)
        for post in posts
    ]


def _post_row(post: Post, need: Need | None, words: str, topics: Mapping[str, str]) -> PostRow:
    if need is not None:
        address, outside = f"/desk/{need.public_id}/#post-{post.pk}", False
        what = f"{whys.title(need, name_of(need.account), topics)}: {state_words(need)}."
    else:
        address, outside, what = (post.url if web_address(post.url) else ""), True, ""
    shown = excerpt(post.text, hits(post.text, words))
    return PostRow(post, name_of(post.account), handle_of(post.account), shown, what, address, outside)


def hits(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words that were looked for stand in a text as it was written."""
    *whole, last = terms_of(words) or [""]
    if not last:
        return []
    found = []
    for match in _WORD.finditer(text):
        folded = search_text(match[0]).split()
        if any(one in whole or one.startswith(last) for one in folded):
            found.append(match.span())
    return found


def found_people(helper: Helper, words: str, network: str = "", most: int = PEOPLE) -> list[PersonRow]:
    """People by name or handle. Two queries."""
    ids = find_account_ids(helper.brand_id, words, 4 * most)
    if not ids:
        return []
    accounts = rows_for(helper, Account).filter(pk__in=ids, gone_at=None, person__isnull=False)
    if network:
        accounts = accounts.filter(network=network)
    shown = accounts.select_related("person").order_by("-pk")[:most]
    return [PersonRow(one, name_of(one), handle_of(one)) for one in shown]


def found_notes(helper: Helper, words: str, wanted: Filter, most: int = NOTES) -> list[NoteRow]:
    """Notes with all the words, the latest first. Two queries."""
    ids = find_note_ids(helper.brand_id, words, _LOOK)
    if not ids:
        return []
    notes = rows_for(helper, Note).filter(pk__in=ids, deleted_at=None)
    if wanted.topic:
        notes = notes.filter(need__topic="" if wanted.topic == NO_TOPIC else wanted.topic)
    if wanted.network:
        notes = notes.filter(need__post__channel__network=wanted.network)
    shown = notes.select_related("helper", "need__account").order_by("-written_at", "-pk")[:most]
    return [_note_row(note, words) for note in shown]


def _note_row(note: Note, words: str) -> NoteRow:
    shown = excerpt(note.text, hits(note.text, words))
    return NoteRow(note, given_name(note.helper), name_of(note.need.account), shown)


def instead(helper: Helper, sought: Sought, topic_words: Iterable[Sequence[str]]) -> list[str]:
    """What to look for instead: the other words of a topic, or one word alone. Only what is there to be found."""
    terms = terms_of(sought.words)
    others: dict[str, None] = {}
    if len(terms) > 1:
        others |= dict.fromkeys(terms)
    for words in topic_words:
        if {search_text(word) for word in words} & set(terms):
            others |= dict.fromkeys(words)
        others |= dict.fromkeys(word for word in words if any(_near(search_text(word), term) for term in terms))
    tried = [word for word in others if search_text(word) != search_text(sought.words)][:8]
    return [word for word in tried if _stands_somewhere(helper, word)][:3]


def _near(one: str, other: str) -> bool:
    """Written alike: a letter wrong, missing or too many."""
    if len(one) < 4 or abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = {(one[start + a :], other[start + b :]) for a, b in ((1, 1), (1, 0), (0, 1))}
    return any(a == b for a, b in rests)


def _stands_somewhere(helper: Helper, word: str) -> bool:
    ids = find_post_ids(helper.brand_id, word, 20)
    return bool(ids) and rows_for(helper, Post).filter(pk__in=ids, gone_at=None).exists()
