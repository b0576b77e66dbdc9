"""Thanks in words: how many, what for, what became of them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _, gettext_noop as noop

from tummler.community.ledger import UNIT
from tummler.records.models import Ring
from tummler.web.numbers import in_words

#: Why nothing moved.
NOT_GIVEN = {
    "closed": noop("Thanks aren’t counted here just now. Nothing moved."),
    "nobody": noop("Nobody who helps here has that name or handle. Nothing moved."),
    "self": noop("That is you, too. Thanks are for somebody else; nothing moved."),
    "not_enough": noop("You don’t have so many. Nothing moved."),
    "over": noop("That question doesn’t wait any more. Your thanks are still yours."),
    "adult": noop("Say that you are of age, then ask for it again."),
    "gone": noop("That isn’t offered any more. Your thanks are still yours."),
    "late": noop("Those are there already. You can only ask for them back."),
    "amount": noop("Write how many, like 1 or 0.5."),
}
PLEDGED = noop("Pledged to a question")
#: What an entry was, by what the transfer was and whether it came.
HAPPENED = {
    ("helped", True): noop("{name} said that you helped"),
    ("helped", False): noop("{name} said that it didn’t hold"),
    ("leave", False): noop("You gave to {name}"),
    ("gift", True): noop("{name} gave to you"),
    ("handed", True): noop("A pledge, for helping"),
    ("back", True): noop("Back from {name}"),
    ("rest", False): noop("Rested, after lying for long"),
    ("turned", False): noop("For {name}"),
    ("returned", True): noop("Back from {name}"),
}


def number(units: int) -> str:
    """4, 2.5, 0.33: whole where it is, two places at most, never rounded up."""
    whole, part = divmod(abs(units), UNIT)
    places = 0 if not part else 1 if part % 100 == 0 else 2
    said = Decimal(whole) + Decimal(part // 10) / 100
    text = number_format(said, places, force_grouping=True)
    return text if part >= 10 or not part else _("less than %(least)s") % {"least": number_format(Decimal("0.01"), 2)}


def has_now(units: int) -> str:
    """The page's first sentence."""
    if units == 0:
        return _("You have no thanks yet.")
    if units % UNIT == 0 and units // UNIT <= 12:
        return _("You have %(count)s thanks.") % {"count": in_words(units // UNIT)}
    return _("You have %(count)s thanks.") % {"count": number(units)}


def amount_in(text: str) -> int | None:
    """What somebody wrote for how many, in units; None for what is no amount."""
    try:
        said = Decimal(text.strip().replace(",", ".")[:12])
        units = int(said * UNIT)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return units if 0 < units <= 10_000_000 * UNIT else None


def who_mostly(people: int) -> str:
    """A question, and nothing more: these four mostly thank each other."""
    return _("These %(count)s mostly thank each other. Is that fine?") % {"count": in_words(people)}


def of_all(ring: Ring) -> str:
    """What it was seen by."""
    told = {"inside": in_words(ring.inside), "all": in_words(ring.taken)}
    return _("Of the %(all)s times that they were thanked, %(inside)s were by one of them.") % told
