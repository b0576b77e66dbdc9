"""People take part in a quest, bring something, try it, choose, and leave: nothing of it has to be."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.db import transaction

from tummler.acts.asking import TooMuch
from tummler.common import clock
from tummler.community import quests
from tummler.records.happenings import happen
from tummler.records.models import Account, Backing, Brand, Contribution, Quest, Quester, QuestPart

#: So much of one in a day, and in slow mode.
MOST, SLOWLY = 20, 1
WORKED = ("yes", "partly", "no")


class NotOpen(Exception):
    """It isn't at that stage, or the part is taken."""


def guest_key(secret: str) -> str:
    """What is kept of a guest's link; nobody comes back from it to the link."""
    return hashlib.sha256(b"quest-guest:" + secret.encode()).hexdigest()


def join_quest(*, quest: Quest, account: Account) -> Quester:
    """“I’m in”; again after leaving, too."""
    _open(quest)
    with transaction.atomic():
        quester = quests.join(quest, account)
        _tell("quest_joined", quest)
    return quester


def guest_of(*, secret: str, brand: Brand) -> Quester | None:
    """Whose link it is; None for one that is over, or nobody's. Looking changes nothing."""
    rows = Quester.objects.filter(key=guest_key(secret), brand=brand, until__gt=clock.now(), left_at=None)
    shown = rows.filter(quest__gone_at=None).exclude(quest__state="draft")
    return shown.select_related("quest__brand", "quest__helper").first()


def come_as_guest(*, guest: Quester) -> None:
    """From the first time on they take part."""
    with transaction.atomic():
        if Quester.objects.filter(pk=guest.pk, joined_at=None).update(joined_at=clock.now()):
            _tell("quest_joined", guest.quest)


def leave_quest(*, quester: Quester, with_words: bool) -> None:
    """No more, and their words along if they want."""
    with transaction.atomic():
        quests.leave(quester, with_words=with_words)
        _tell("quest_left", quester.quest)


def take_part(*, quester: Quester, part: QuestPart, on: bool) -> None:
    """“I try this one”, as long as there is room; or it is free again. Raises :class:`NotOpen`."""
    with transaction.atomic():
        row = Quester.objects.select_for_update().get(pk=quester.pk)
        QuestPart.objects.select_for_update().get(pk=part.pk)
        mine = [number for number in row.parts if number != part.number]
        if on:
            _open(quester.quest)
            others = [one for one in quests.taking_part(quester.quest) if one.pk != row.pk]
            if not quests.seats_left(part, others):
                raise NotOpen
            mine = sorted([*mine, part.number])
        Quester.objects.filter(pk=row.pk).update(parts=mine)
        _tell("quest_part_taken" if on else "quest_part_let_go", quester.quest)


def contribute(
    *, quester: Quester, text: str, part: QuestPart | None = None, language: str = "", held: bool = False
) -> Contribution:
    """Somebody brings something to a stage. Raises :class:`NotOpen` and :class:`TooMuch`."""
    quest = quester.quest
    _open(quest)
    with transaction.atomic():
        made, new = _once(quester, part=part, of=None, stage=quest.state, text=text, language=language, held=held)
        if new:
            _tell("quest_contributed", quest)
    return made


def tell_trial(
    *, quester: Quester, of: Contribution, worked: str, text: str, language: str = "", held: bool = False
) -> Contribution:
    """Somebody tried it, and says what happened. Raises :class:`NotOpen` and :class:`TooMuch`."""
    quest = quester.quest
    if quest.state not in ("try", "choose") or worked not in WORKED or of.of_id is not None:
        raise NotOpen
    with transaction.atomic():
        made, new = _once(quester, of=of, worked=worked, stage=quest.state, text=text, language=language, held=held)
        if new:
            _tell("quest_contributed", quest)
    return made


def _once(quester: Quester, *, text: str, held: bool, **what: Any) -> tuple[Contribution, bool]:
    """The same words to the same thing are brought once, however often it is pressed; whether they are new."""
    Quester.objects.select_for_update().get(pk=quester.pk)
    same = {name: what[name] for name in ("part", "of") if name in what}
    there = Contribution.objects.filter(quester=quester, text=text, **same).first()
    if there is not None:
        return there, False
    _not_too_much(quester)
    hidden = clock.now() if held else None
    return Contribution.objects.create(
        brand_id=quester.brand_id, quest=quester.quest, quester=quester, text=text, held=held, hidden_at=hidden, **what
    ), True


def take_away(*, quester: Quester, contribution: Contribution) -> None:
    """Whoever wrote it takes it away, for good."""
    if contribution.quester_id != quester.pk:
        raise PermissionError("only the one who wrote it")
    with transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).delete()
        _tell("quest_taken_away", quester.quest)


def back(*, quester: Quester, contribution: Contribution, on: bool) -> None:
    """Who takes part would choose this one; or no more. Raises :class:`NotOpen`."""
    if contribution.quest.state != "choose" or contribution.of_id is not None:
        raise NotOpen
    with transaction.atomic():
        if on:
            Backing.objects.get_or_create(
                contribution=contribution, quester=quester, defaults={"brand_id": quester.brand_id}
            )
        else:
            Backing.objects.filter(contribution=contribution, quester=quester).delete()
        _tell("quest_backed", contribution.quest)


def show_name(*, quester: Quester, shown: bool) -> None:
    """Whoever earned the quest's name shows it, or doesn't."""
    with transaction.atomic():
        Quester.objects.filter(pk=quester.pk).update(shows_name=shown)
        _tell("quest_name_shown", quester.quest)


def object_to(*, contribution: Contribution, key: str) -> None:
    """A reader asks us to look at it, once each."""
    with transaction.atomic():
        row = Contribution.objects.select_for_update().get(pk=contribution.pk)
        if key not in row.objected:
            Contribution.objects.filter(pk=row.pk).update(objected=[*row.objected, key][:50])
            _tell("quest_objected", contribution.quest)


def _open(quest: Quest) -> None:
    if quest.state not in quests.OPEN:
        raise NotOpen


def _not_too_much(quester: Quester) -> None:
    since = clock.now() - timedelta(days=1)
    most = SLOWLY if quester.brand.slow_mode and not quester.guest else MOST
    if Contribution.objects.filter(quester=quester, at__gt=since).count() >= most:
        raise TooMuch


def _tell(act: str, quest: Quest) -> None:
    happen(act, quest.brand_id, facts={"quest": quest.pk})
