"""Needs like one, in words: what was asked, what became of it, what helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from tummler.knowledge.alike import alike
from tummler.minds.likeness import TWIN
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Post, Word
from tummler.web.history_rows import state_words
from tummler.web.moments import day_of
from tummler.web.texts import excerpt, given_name, name_of

SHOWN = 3
#: More are looked at: one that was helped comes before one that is a little more alike.
_LOOKED_AT = 12
_HELPED, _ANSWERED = 0.08, 0.03


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """An earlier need, or what was asked in the past; ``public_id`` is empty where it has no page here."""

    public_id: str
    words: Markup
    language: str
    name: str
    day: str
    state: str
    helped: bool
    twin: bool
    same_person: bool
    answer: Post | None = None
    answered_by: str = ""


def alike_rows(helper: Helper, need: Need) -> list[AlikeRow]:
    """The needs most like this one, those that were helped first among equals. Nine queries at most."""

    def readable(ids: Sequence[int]) -> list[Post]:
        rows = rows_for(helper, Post).filter(pk__in=ids, gone_at=None, by_us=False)
        return list(rows.exclude(conversation=need.conversation_id).select_related("account"))

    found = [] if need.post.gone else alike(need.post, readable, _LOOKED_AT)
    if not found:
        return []
    posts = [post for post, _score in found]
    needs = {one.post_id: one for one in rows_for(helper, Need).filter(post__in=posts).exclude(state="dropped")}
    helped = _helped(helper, list(needs.values()))
    answers = _answers(helper, posts, needs, helped)
    rows = [(_row(post, score, need, needs.get(post.pk), answers.get(post.pk)), score) for post, score in found]
    ranked = sorted(rows, key=lambda pair: -(pair[1] + _worth(pair[0])))
    return [row for row, _score in ranked if row.answer or row.public_id][:SHOWN]


def _worth(row: AlikeRow) -> float:
    return _HELPED if row.helped and row.answer else _ANSWERED if row.answer else 0.0


def _helped(helper: Helper, needs: Sequence[Need]) -> dict[int, Word]:
    """The asker's last word on each need, where it was that it worked. One query."""
    words = rows_for(helper, Word).filter(need__in=needs).select_related("post").order_by("pk")
    last = {word.need_id: word for word in words}
    return {pk: word for pk, word in last.items() if word.value == "helped"}


def _answers(helper: Helper, posts: Sequence[Post], needs: dict[int, Need], helped: dict[int, Word]) -> dict[int, Post]:
    """For each post our last answer before they said that it worked; else the first. One query."""
    ours = rows_for(helper, Post).filter(conversation__in={post.conversation_id for post in posts}, by_us=True)
    said: dict[int, list[Post]] = {}
    for answer in ours.filter(gone_at=None).exclude(text="").select_related("helper").order_by("shown_at", "pk")[:400]:
        said.setdefault(answer.conversation_id, []).append(answer)
    found = {}
    for post in posts:
        after = [one for one in said.get(post.conversation_id, []) if one.shown_at >= post.shown_at]
        word = helped.get(needs[post.pk].pk) if post.pk in needs else None
        until = (word.post.shown_at if word.post else word.at) if word else None
        before = [one for one in after if until is None or one.shown_at <= until]
        if before:
            found[post.pk] = before[-1] if until else before[0]
    return found


def _row(post: Post, score: float, need: Need, earlier: Need | None, answer: Post | None) -> AlikeRow:
    person = post.account.person_id
    return AlikeRow(
        public_id=earlier.public_id if earlier else "",
        words=excerpt(post.text, (), 170),
        language=post.language,
        name=name_of(post.account),
        day=day_of(post.shown_at) or _("today"),
        state=state_words(earlier) if earlier else (_("answered") if answer else ""),
        helped=earlier is not None and earlier.state == "helped",
        twin=score >= TWIN,
        same_person=post.account_id == need.account_id or (person is not None and person == need.account.person_id),
        answer=answer,
        answered_by=given_name(answer.helper) if answer else "",
    )
