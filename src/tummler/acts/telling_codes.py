"""A word was heard: its account is told in private what to type on the page, by the same way as every answer.

Where the network has no private way, nothing is told: a browser that has proven the account already says yes.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from tummler.acts.asking import forget_words
from tummler.answering.promise import NotSendable, parts_of, promise
from tummler.answering.seeing import can_be_direct
from tummler.channels.connections import traits_of
from tummler.common import clock
from tummler.records.models import Delivery, Need, OneTimeWord, Post, Reply, Visitor
from tummler.records.proofs import digest_of
from tummler.records.states import move, standing

#: What is kept of a word that is over, and how long: that it was there.
KEPT = timedelta(days=1)


def tell_codes() -> int:
    """Tell the accounts whose words were heard; end what ran out. How many were told."""
    at = clock.now()
    heard = OneTimeWord.objects.filter(state="heard", reply=None, until__gt=at, post__isnull=False)
    told = sum(_tell(word.pk) for word in heard.only("pk")[:50])
    _end(at)
    return told


def _tell(pk: int) -> bool:
    word = OneTimeWord.objects.select_related("post__channel__brand", "post__account", "brand").get(pk=pk)
    post = word.post
    if post is None:
        return False
    if not traits_of(post.channel).outside:
        forget_words(post)  # a public page of ours need not show it
        return False
    if not can_be_direct(traits_of(post.channel)):
        return False
    code = f"{secrets.randbelow(1_000_000):06d}"
    need, reply = _unsaved(word, post, code)
    try:
        parts = parts_of(reply, None)
    except NotSendable:
        return False
    with transaction.atomic():
        ours = OneTimeWord.objects.filter(pk=word.pk, state="heard", reply=None)
        if not ours.update(state="told", code=digest_of("code", word.brand_id, f"{word.pk}:{code}")):
            return False
        need.save()
        reply.need = need
        reply.save()
        promise(reply=reply, helper=None, parts=parts, undo=timedelta(0))
        OneTimeWord.objects.filter(pk=word.pk).update(reply=reply)
    return True


def _unsaved(word: OneTimeWord, post: Post, code: str) -> tuple[Need, Reply]:
    """The answer, and what it hangs on: a need that nobody has, dropped from the beginning and listed nowhere."""
    need = Need(
        brand_id=word.brand_id, conversation_id=post.conversation_id, post=post, account_id=post.account_id,
        kind="request", state="dropped", closed_at=clock.now(),
    )  # fmt: skip
    with translation.override(_language(post, word)):
        text = _(
            "%(code)s signs a browser in as you at %(brand)s. Type it on the page that showed you the word, and give "
            "it to nobody. No such page of yours? Do nothing, and nothing happens. (A machine wrote this.)"
        ) % {"code": f"{code[:3]} {code[3:]}", "brand": word.brand.name}
    reply = Reply(
        brand_id=word.brand_id, need=need, conversation_id=post.conversation_id, channel=post.channel, to_post=post,
        text=text, visibility="direct", signature="", edition=1,
    )  # fmt: skip
    return need, reply


def _language(post: Post, word: OneTimeWord) -> str:
    written = post.language.split("-")[0]
    return written if written in ("en", "es") else next(iter(word.brand.languages), "en")


def _end(at: object) -> None:
    """What ran out is over, and a code that has not left yet never leaves."""
    over = OneTimeWord.objects.filter(state__in=("shown", "heard", "told"), until__lte=at)
    late = list(over.values_list("reply", flat=True)[:200])
    if late:
        over.update(state="over", box=b"", code="")
        waiting = standing(Delivery.objects.filter(reply__in=[pk for pk in late if pk]), "waiting", "retry")
        move(waiting, "never", trouble="too_late", lease_until=None)
    OneTimeWord.objects.filter(until__lt=clock.now() - KEPT).delete()
    Visitor.objects.filter(until__lt=clock.now()).delete()
