"""We answer what was wished for, yes, later or no, and say why; take over what customers wrote; and moderate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tummler.acts.tags import Definition, make_tag
from tummler.common import clock
from tummler.common.text import storable
from tummler.community import wishes
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import (
    Article,
    Brand,
    Credit,
    Helper,
    Objection,
    Tag,
    Wish,
    WishAnswer,
    WishSupport,
    WishVersion,
)
from tummler.records.states import move

LONGEST = 600
#: Nobody is promised an answer later than in that many days.
MOST_DAYS = 90


class NotAnswered(ValueError):
    """Why not: "because" (nothing said), "long", "until" (later needs a day), "nothing" (what was it?), "gone"."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a tag, an article, a page."""

    tag: Tag | None = None
    article: Article | None = None
    link: str = ""


def answer_wish(
    *, actor: Helper, wish: Wish, value: str, because: str, until: datetime | None = None,
    outcome: Outcome | None = None,
) -> WishAnswer:  # fmt: skip
    """Say yes, later, no, or that it is done. Raises :class:`NotAnswered`."""
    require(actor, "answer_wish", wish)
    because = storable(because).replace("\r\n", "\n").strip()
    if value not in wishes.ANSWERS or not because:
        raise NotAnswered("because")
    if len(because) > LONGEST:
        raise NotAnswered("long")
    if value == "later" and (until is None or until <= clock.now()):
        raise NotAnswered("until")
    with transaction.atomic():
        answer = WishAnswer.objects.create(
            brand_id=wish.brand_id, wish=wish, value=value, because=because, helper=actor,
            until=until if value == "later" else None,
        )  # fmt: skip
        if not wishes.stand_as_answered(wish, answer):
            raise NotAnswered("gone")
        if outcome is not None:
            _keep_outcome(wish, outcome)
        _tell("wish_answered", actor, wish, value=value)
    return answer


def _keep_outcome(wish: Wish, outcome: Outcome) -> None:
    Wish.objects.filter(pk=wish.pk).update(link=outcome.link, tag=outcome.tag, article=outcome.article)


def take_back_answer(*, actor: Helper, wish: Wish) -> bool:
    """What was said last wasn't meant: it stands as before. False where nothing was said."""
    require(actor, "answer_wish", wish)
    with transaction.atomic():
        last = wishes.standing_answer(wish)
        if last is None:
            return False
        WishAnswer.objects.filter(pk=last.pk).update(undone_at=clock.now())
        wishes.stand_as_answered(wish, wishes.standing_answer(wish))
        _tell("wish_answer_taken_back", actor, wish)
    return True


def pick_version(*, actor: Helper, wish: Wish, version: WishVersion) -> None:
    """This is how it stands; an older one too."""
    require(actor, "shape_wishes", wish)
    with transaction.atomic():
        WishVersion.objects.filter(pk=version.pk).update(hidden_at=None)
        wishes.pick(wish, version)
        _tell("wish_version_picked", actor, wish, number=version.number)


def pass_version(*, actor: Helper, wish: Wish, version: WishVersion) -> None:
    """Not this one; it stays readable among the older ones."""
    require(actor, "shape_wishes", wish)
    with transaction.atomic():
        WishVersion.objects.filter(pk=version.pk).update(passed_at=clock.now())
        _tell("wish_version_passed", actor, wish, number=version.number)


def hide_wish(*, actor: Helper, wish: Wish, hidden: bool) -> None:
    """Strangers don't see it; or they do again. Whoever objected was heard either way."""
    require(actor, "shape_wishes", wish)
    with transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(hidden_at=clock.now() if hidden else None, held=False)
        _settle(wish, 0)
        _tell("wish_hidden" if hidden else "wish_shown", actor, wish)


def hide_version(*, actor: Helper, wish: Wish, version: WishVersion, hidden: bool) -> None:
    """Strangers don't see this version. What stands is hidden with its wish."""
    require(actor, "shape_wishes", wish)
    if version.pk == wish.current_id:
        return hide_wish(actor=actor, wish=wish, hidden=hidden)
    with transaction.atomic():
        WishVersion.objects.filter(pk=version.pk).update(hidden_at=clock.now() if hidden else None)
        _settle(wish, version.number)
        _tell("wish_hidden" if hidden else "wish_shown", actor, wish, number=version.number)
    return None


def settle_objections(*, actor: Helper, wish: Wish) -> None:
    """Somebody looked: it may stand."""
    require(actor, "shape_wishes", wish)
    with transaction.atomic():
        Objection.objects.filter(wish=wish, settled_at=None).update(settled_at=clock.now())
        _tell("wish_looked_at", actor, wish)


def _settle(wish: Wish, number: int) -> None:
    Objection.objects.filter(wish=wish, number=number, settled_at=None).update(settled_at=clock.now())


def join_wishes(*, actor: Helper, wish: Wish, into: Wish) -> bool:
    """Two that say the same become one: who supported this one supports that one. False where they can't be."""
    require(actor, "shape_wishes", wish)
    require(actor, "shape_wishes", into)
    if wish.pk == into.pk or into.state == "joined":
        return False
    with transaction.atomic():
        if not move(wish, "joined", into=into, due_at=None):
            return False
        for one in WishSupport.objects.filter(wish=wish).select_related("account"):
            wishes.support(into, one.key, one.account, via=wish)
        _tell("wish_joined", actor, wish, into=into.pk)
    return True


def part_wishes(*, actor: Helper, wish: Wish) -> None:
    """They are two again, as they were."""
    require(actor, "shape_wishes", wish)
    with transaction.atomic():
        into = wish.into
        if into is not None:
            WishSupport.objects.filter(wish=into, via=wish).delete()
            wishes.count(into)
        wishes.stand_as_answered(wish, wishes.standing_answer(wish))
        _tell("wish_parted", actor, wish)


def adopt_tag(*, actor: Helper, wish: Wish) -> Tag:
    """The words of a wished tag become a draft of ours, off, with credit. Raises what :func:`make_tag` does."""
    require(actor, "shape_wishes", wish)
    draft = wish.current.draft if wish.current else {}
    wanted = Definition(
        name=draft.get("name", ""), does=draft.get("does", ""), text=draft.get("says", ""),
        answers="text" if draft.get("says") else "people",
    )  # fmt: skip
    with transaction.atomic():
        tag = make_tag(actor=actor, wanted=wanted)
        Wish.objects.filter(pk=wish.pk).update(tag=tag)
        _credit(wish, tag=tag)
        _tell("wish_adopted", actor, wish)
    return tag


def adopt_article(*, actor: Helper, wish: Wish) -> Article:
    """The words of a wished answer become a proposal among the articles, with credit; somebody decides there."""
    require(actor, "shape_wishes", wish)
    draft = wish.current.draft if wish.current else {}
    question, answer = draft.get("question", ""), draft.get("answer", "")
    if not question or not answer:
        raise NotAnswered("nothing")
    with transaction.atomic():
        language = wish.current.language if wish.current else ""
        article = Article.objects.create(
            brand_id=wish.brand_id, question=question[:300], answer=answer, language=language, source="wish"
        )
        Wish.objects.filter(pk=wish.pk).update(article=article)
        _credit(wish, article=article)
        happen("article_proposed", wish.brand_id, actor, facts={"article": article.pk})
        _tell("wish_adopted", actor, wish)
    return article


def _credit(wish: Wish, *, tag: Tag | None = None, article: Article | None = None) -> None:
    """To whoever wrote what stands."""
    if wish.current is None or wish.current.account_id is None:
        return
    Credit.objects.create(
        brand_id=wish.brand_id, account_id=wish.current.account_id, wish=wish, tag=tag, article=article,
        others=max(0, wish.supports - 1),
    )  # fmt: skip


def promise_answers(*, actor: Helper, days: int, slow: bool) -> None:
    """In how many days everyone has an answer from now on, and whether it goes slowly; 0: nobody can wish."""
    require(actor, "shape_wishes", actor.brand)
    with transaction.atomic():
        changes = {"wish_days": min(max(days, 0), MOST_DAYS), "slow_mode": slow}
        Brand.objects.filter(pk=actor.brand_id).update(**changes)
        happen("settings_changed", actor.brand_id, actor)


def _tell(act: str, actor: Helper, wish: Wish, **facts: Any) -> None:
    happen(act, wish.brand_id, actor, facts={"wish": wish.pk, **facts})
