"""One more thing to somebody whose need is closed: it stands below their last words, and the need stays as it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.acts.test_thanking_words import helped
from tests.web.conftest import collected
from tests.web.reading import read
from tummler.acts.replies import take_back_reply
from tummler.acts.saying_more import NotSaid, say_more
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.records.models import ApprovalRule, Delivery, Helped, Need, Reply
from tummler.work.flow import run_all
from tummler.work.reading import read_once

WORDS = "Sorry, Marta: it is the back wheel. The front one stays where it is."
__all__ = ["collected", "helped"]


def test_it_stands_below_their_last_words_and_the_need_stays_closed(helped, helper, client_of, echo_near, channel_near):
    need, _answer = helped
    mine, address = client_of(helper), f"/desk/{need.public_id}/"
    assert read(mine.get(address)).one("section", "once-more").all("textarea")
    assert mine.post(f"{address}more/", {"text": WORDS})["Location"] == address
    clock.shift(timedelta(seconds=11))
    assert deliver_due()
    posts = echo_near.posts()
    [there] = [one for one in posts.values() if one["by"] == "velonorte"]
    last = max((key for key, one in posts.items() if one["by"] == "marta"), key=lambda key: posts[key]["at"])
    assert (there["text"], there["parent"]) == (f"{WORDS} ^Tomás", last)
    read_once(channel_near)
    run_all()
    need.refresh_from_db()
    assert (need.state, Need.objects.count(), Helped.objects.get().undone_at) == ("helped", 1, None)
    assert "Tomás said one more thing" in read(mine.get(address)).one("", id="steps").words
    with pytest.raises(NotSaid, match="twice"):
        say_more(actor=helper, need=need, text=WORDS)


def test_it_can_be_taken_back_and_what_is_refused_leaves_nothing(helped, owner, helper):
    need, _answer = helped
    reply = say_more(actor=helper, need=need, text=WORDS)
    assert (take_back_reply(actor=helper, reply=reply), Reply.objects.count()) == (True, 0)
    for text, code in (("  ", "empty"), ("so sorry " * 60, "long")):
        with pytest.raises(NotSaid, match=code):
            say_more(actor=helper, need=need, text=text)
    Need.objects.update(state="open")
    with pytest.raises(NotSaid, match="over"):
        say_more(actor=helper, need=need, text=WORDS)
    Need.objects.update(state="helped")
    ApprovalRule.objects.create(brand=owner.brand, kind="kind", value=need.kind, made_by=owner)
    with pytest.raises(NotSaid, match="yes"):
        say_more(actor=helper, need=need, text=WORDS)
    assert Delivery.objects.count() == 0
