"""The stages of thanks: from who helped to the book, what is on its way, pledges, what rests, who thanks whom.

Each finds its rows by what the book and the asker's word say, in one commit a need, a gift or a holder: a kill at any
line is gone on with by whoever looks next, and nothing is written twice.
"""

from __future__ import annotations

from datetime import timedelta

from tummler.acts.keeping_thanks import ask_about
from tummler.common import clock
from tummler.community import gifts, resting
from tummler.community.rings import Thanked, find_rings
from tummler.community.settling import settle
from tummler.records.models import Brand, Due, Gift

#: So often everything is looked at, and not only what was said lately.
_WHOLE_SECONDS = 3600.0
#: Rings are looked for among the thanks of so long, and no more of them: it shares its thread with what can't wait.
RING_WINDOW, RING_MOST = timedelta(days=180), 20_000
_whole: dict[int, float] = {}


def settle_thanks() -> int:
    """Thanks for those who helped, brand by brand; how many needs."""
    settled = 0
    for brand in Brand.objects.filter(thanks_since__isnull=False):
        now = clock.ticks()
        lately = now - _whole.get(brand.pk, now - _WHOLE_SECONDS) < _WHOLE_SECONDS
        settled += settle(brand, lately=lately)
        if not lately:
            _whole[brand.pk] = now
    return settled


def let_gifts_arrive() -> int:
    """What was given ten seconds ago is there."""
    return gifts.let_arrive()


def settle_pledges() -> int:
    """Pledges go to who helped, or back."""
    return gifts.settle_pledges()


def let_thanks_rest() -> int:
    """This week's part of what lay for long."""
    return resting.let_rest()


def look_for_rings() -> int:
    """Ask leads about those who mostly thank each other; how many new questions."""
    asked = 0
    for brand in Brand.objects.filter(thanks_since__isnull=False):
        thanked = thanks_among(brand)
        for ring in find_rings(thanked):
            asked += ask_about(brand, ring.members, ring.inside, ring.taken)
    return asked


def thanks_among(brand: Brand) -> list[Thanked]:
    """Who thanked whom lately, for having been helped or by giving on, as far as it stands. Two queries."""
    since = clock.now() - RING_WINDOW
    dues = Due.objects.filter(brand=brand, at__gt=since, standing=True, why="")
    gifts_there = Gift.objects.filter(brand=brand, made_at__gt=since, state="given", to__kind__in=("account", "helper"))
    pairs = list(dues.order_by("-at").values_list("giver", "taker", "at")[:RING_MOST])
    pairs += gifts_there.order_by("-made_at").values_list("giver", "to", "made_at")[:RING_MOST]
    return [Thanked(giver, taker, at.timestamp()) for giver, taker, at in pairs if giver != taker]
