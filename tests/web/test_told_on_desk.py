"""What else than needs asks for a helper stands on their desk: wishes whose time comes, colleagues who ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.web.reading import read
from tummler.acts import circles
from tummler.acts.answering_wishes import answer_wish
from tummler.acts.corner import answer_colleague, ask_colleagues
from tummler.acts.wishing import make_wish
from tummler.common import clock
from tummler.community.wishes import Wording
from tummler.records.models import Account, Question, Wish
from tummler.web.told_rows import wish_words

pytestmark = pytest.mark.django_db


def told(client: Any) -> list[str]:
    """What stands there, a line each."""
    return [one.words for one in read(client.get("/desk/")).all("", "told-of")]


def test_leads_are_told_of_a_new_wish_and_of_one_whose_time_comes(
    owner: Any, helper: Any, client_of: Callable[[Any], Any], desk: Any
) -> None:
    account = Account.objects.create(brand=owner.brand, network="square", remote_id="s" * 32, name="Samira")
    stamp = read(desk.get("/desk/")).one("", id="stamp").attributes["data-stamp"]
    wish = make_wish(account=account, kind="fix", wording=Wording("Mend dock 14.", language="en"))
    news = read(desk.get(f"/desk/news/?since={stamp}")).one("", id="news").one("a")
    assert (news.words, news.attributes["href"]) == ("A new wish", "/wishes/")
    assert told(desk) == ["One wish is new. Answer them"]
    assert told(client_of(helper)) == []  # who can't answer it
    assert read(client_of(helper).get(f"/desk/news/?since={stamp}")).all("a") == []
    at = clock.now()
    for days, words in ((9, []), (12, ["is promised an answer by"]), (15, ["waits longer than you promised."])):
        Wish.objects.update(proposed_at=at - timedelta(days=days), due_at=at + timedelta(days=14 - days))
        assert [part in "".join(told(desk)) for part in words] == [True] * len(words)
        assert bool(told(desk)) == bool(words)
    answer_wish(actor=owner, wish=wish, value="yes", because="In May.")
    assert told(desk) == []
    assert wish_words(2, 1, at, 3).startswith("Two wishes wait longer than you promised. One wish is promised")


def test_colleagues_who_are_asked_see_it_and_who_asked_sees_the_answer(
    owner: Any, helper: Any, client_of: Callable[[Any], Any], desk: Any
) -> None:
    his = client_of(helper)
    circle = circles.make_circle(actor=owner, name="Docks")
    ask_colleagues(actor=owner, text="How do you say no to a refund?")
    stamp = read(his.get("/desk/")).one("", id="stamp").attributes["data-stamp"]
    ask_colleagues(actor=owner, text="Who has the key of the shed?", circle=circle)
    Question.objects.filter(circle=None).update(withdrawn_at=clock.now())
    assert read(his.get(f"/desk/news/?since={stamp}")).all("a") == []  # others were asked
    Question.objects.filter(circle=None).update(withdrawn_at=None)
    news = read(his.get(f"/desk/news/?since={stamp}")).one("", id="news").one("a")
    assert (news.words, news.attributes["href"]) == ("A colleague in the corner", "/corner/")
    assert told(his) == ["Inés asks everyone here. Answer Inés How do you say no to a refund?"]
    circles.step_in(actor=helper, circle=circle)
    assert told(his)[0] == "Inés asks Docks. Answer Inés Who has the key of the shed?"
    assert told(desk) == []
    question = Question.objects.get(circle=None)
    answer_colleague(actor=helper, question=question, text="With the reason first.")
    assert told(his) == ["Inés asks Docks. Answer Inés Who has the key of the shed?"]
    assert told(desk) == ["Tomás answered you in the corner. Read it How do you say no to a refund?"]
    desk.get("/corner/")
    assert told(desk) == []
