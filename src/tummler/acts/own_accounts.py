"""A helper's own accounts, proven as everybody proves theirs; and the brand's tag for what they answer from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from tummler.common import clock
from tummler.common.hashtags import fold, is_word
from tummler.records.access import NotAllowed, require
from tummler.records.happenings import happen
from tummler.records.models import Account, Brand, Helper, OwnAccount, Proof, Tag

#: Proven in this very browser no longer ago than this: it is the helper who sits there.
FRESH = timedelta(minutes=30)
LONGEST_TAG = 60


class NoTag(ValueError):
    """What was named can't be the tag; the message is a code: no_word, served."""


def offered(helper: Helper, accounts: Collection[int]) -> list[Proof]:
    """What was proven in this browser just now and is nobody's own account yet; ``accounts`` are this browser's."""
    rows = Proof.objects.filter(
        brand=helper.brand_id, account__in=accounts, ended_at=None, how__in=("signed_in", "word"),
        at__gt=clock.now() - FRESH,
    ).exclude(account__own_accounts__ended_at=None, account__own_accounts__isnull=False)  # fmt: skip
    found = {proof.account_id: proof for proof in rows.select_related("account").order_by("at")}
    return list(found.values())


def add_own_account(*, actor: Helper, account: Account, accounts: Collection[int]) -> OwnAccount:
    """ "It's mine." Raises NotAllowed for what this browser hasn't proven just now, or is a colleague's."""
    require(actor, "own_account", actor.brand)
    proof = next((one for one in offered(actor, accounts) if one.account_id == account.pk), None)
    if proof is None:
        raise NotAllowed("own_account")
    with transaction.atomic():
        own = OwnAccount.objects.create(brand_id=actor.brand_id, helper=actor, account=account, how=proof.how)
        happen("own_account_added", actor.brand_id, actor, facts={"account": account.pk})
    return own


def end_own_account(*, actor: Helper, own: OwnAccount) -> bool:
    """From now on nothing from it is an answer of theirs here; what was stays credited."""
    require(actor, "own_account", own)
    with transaction.atomic():
        mine = OwnAccount.objects.filter(pk=own.pk, helper=actor, ended_at=None)
        done = bool(mine.update(ended_at=clock.now()))
        if done:
            happen("own_account_ended", actor.brand_id, actor, facts={"account": own.account_id})
    return done


def set_helper_tag(*, actor: Helper, word: str, on: bool, reposts: bool = False) -> None:
    """The word in what helpers answer from their own accounts, whether it is listened for, and such answers reposted.

    Raises NoTag.
    """
    require(actor, "shape_helper_tag", actor.brand)
    word = word.strip().lstrip("#＃")[:LONGEST_TAG]
    if word and not is_word(word):
        raise NoTag("no_word")
    served = Tag.objects.filter(brand=actor.brand_id, gone_at=None)
    if word and any(fold(word) in tag.folds for tag in served):
        raise NoTag("served")
    with transaction.atomic():
        on, reposts = on and bool(word), reposts and on and bool(word)
        rows = Brand.objects.filter(pk=actor.brand_id)
        rows.update(helper_tag=word, helper_tag_on=on, reposts_since=clock.now() if reposts else None)
        happen("helper_tag_changed", actor.brand_id, actor, facts={"on": on, "reposts": reposts})
