"""What the strip of a made-up brand says: that it is made up, and what to try next, until it was tried."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tummler.networks.made_up.people.life import knows
from tummler.records.access import rows_for
from tummler.records.models import Happening, Helper, Need
from tummler.web.texts import name_of


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to try: which of three, in words, and where."""

    number: int
    words: str
    address: str = ""
    knows: str = ""


def hint_for(helper: Helper) -> Hint | None:
    """What to try next; None once the loop was seen whole. Four queries at most."""
    mine = rows_for(helper, Happening).filter(helper_id=helper.pk)
    sent = {pk for pk in mine.filter(act="delivery_sent").values_list("need_id", flat=True) if pk}
    if sent:
        return _their_word(helper, sent)
    held = rows_for(helper, Need).filter(claimed_by=helper, state="claimed").select_related("post", "account").first()
    if held is None:
        return _somebody(helper)
    words = _("Write what helps %(name)s, in your own words, and send it.") % {"name": name_of(held.account)}
    return Hint(2, words, reverse("need", args=[held.public_id]), knows(settings.AROUND, [held.post.remote_id]))


def _somebody(helper: Helper) -> Hint | None:
    """The one who is quickest to help, else whoever waits."""
    waiting = rows_for(helper, Need).filter(state="open", care="", heard_nearby=False).select_related("account")
    need = waiting.filter(topic="unlocking").first() or waiting.order_by("urgency", "-waiting_since").first()
    if need is None:
        return None
    words = _("Open what %(name)s wrote, and press “I’ve got this”.") % {"name": name_of(need.account)}
    return Hint(1, words, reverse("need", args=[need.public_id]))


def _their_word(helper: Helper, answered: set[int]) -> Hint | None:
    needs = list(rows_for(helper, Need).filter(pk__in=answered).select_related("account", "post").order_by("-pk"))
    if not needs or any(need.state == "helped" for need in needs):
        return None
    need = needs[0]
    address, name = reverse("need", args=[need.public_id]), {"name": name_of(need.account)}
    if need.came_back or need.state in ("open", "claimed"):
        words = _("%(name)s isn’t helped yet, and says why. Answer once more.") % name
        return Hint(3, words, address, knows(settings.AROUND, [need.post.remote_id]))
    return Hint(3, _("It stands there. In a moment %(name)s tries it, and says whether it helped.") % name, address)
