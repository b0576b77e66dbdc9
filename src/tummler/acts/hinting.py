"""What surrounds a draft, gathered for its hints: earlier answers, who spoke meanwhile, languages, what helped."""

from __future__ import annotations

from datetime import timedelta

from tummler.acts.recognising import language_heard
from tummler.answering.composing import Whole
from tummler.answering.hints import Drafted, Hint, Newer, hints_of
from tummler.answering.likeness import Earlier
from tummler.answering.manner import Good, Manner, manner_of
from tummler.answering.own_page import opens_on_own_page
from tummler.answering.seeing import ONCE
from tummler.common import clock
from tummler.networks.contract import Visibility
from tummler.records.access import rows_for
from tummler.records.models import Helper, Need, Post, Reply

#: What the team said lately: so long, and no more answers than that.
LATELY, MOST = timedelta(days=7), 60
#: So many answers that helped tell how people are answered well.
MOST_GOOD = 200


def hints_for(actor: Helper, need: Need, reply: Reply, whole: Whole, written: str, waved: set[str]) -> list[Hint]:
    """The hints of a draft as it is, without those that were waved off."""
    if not reply.text.strip() and not any(whole.pictures):
        return []
    alone = whole.composition.visibility is Visibility.DIRECT or opens_on_own_page(reply)
    return hints_of(
        Drafted(
            text=reply.text,
            private=alone,
            written=written,
            theirs=language_heard(need.post),
            pictures=[(one.public_id, one.description) for row in whole.pictures for one in row],
            earlier=_earlier(actor, need) if reply.text.strip() else (),
            newer=_newer(actor, need, reply),
            waved={*reply.waved, *waved},
            manner=_manner(actor, need) if reply.text.strip() else None,
            once=reply.visibility == ONCE and alone,
        )
    )


def _earlier(actor: Helper, need: Need) -> list[Earlier]:
    sent = rows_for(actor, Reply).filter(promised_at__gt=clock.now() - LATELY, machine="").exclude(need=need.pk)
    sent = sent.exclude(visibility=ONCE)
    rows = sent.select_related("helper", "need").order_by("-promised_at")[:MOST]
    return [Earlier(row.text, row.helper.name if row.helper else "", row.need.public_id) for row in rows]


def _manner(actor: Helper, need: Need) -> Manner | None:
    """From public answers after which the asker said that it worked. One query."""
    helped = rows_for(actor, Reply).filter(
        promised_at__isnull=False,
        machine="",
        need__state="helped",
        need__words__value="helped",
        need__post__gone_at=None,
    )
    public = helped.filter(visibility__in=("public", "unlisted"), need__post__visibility__in=("public", "unlisted"))
    fields = ("text", "need__post__text", "need__post__reading__language__value")
    rows = public.exclude(need=need.pk).order_by("-promised_at").values_list(*fields)[:MOST_GOOD]
    good = [Good(answer, asked, language or "") for answer, asked, language in rows]
    return manner_of(need.post.text, language_heard(need.post), good)


def _newer(actor: Helper, need: Need, reply: Reply) -> list[Newer]:
    """What others said in the thread since the draft was begun; the asker's own words are news of another kind."""
    if reply.pk is None:
        return []
    posts = rows_for(actor, Post).filter(
        conversation=need.conversation_id, gone_at=None, received_at__gt=reply.started_at
    )
    others = posts.exclude(account=need.account_id).exclude(reading__kind__value__in=("spam", "abuse"))
    rows = others.select_related("account", "helper").order_by("shown_at")[:20]
    return [Newer(row.pk, _name(row), row.text) for row in rows if row.helper_id is None or row.helper_id != actor.pk]


def _name(post: Post) -> str:
    if post.helper:
        return post.helper.name
    return post.account.name or post.account.handle
