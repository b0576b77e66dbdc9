"""What the desk and the square tell of answers from own accounts, and of those who only use the tag."""

from __future__ import annotations

import pytest

from tests.understanding.test_own_voice import ASKED, MINE, asked, own, tag
from tests.web.reading import read
from tummler.common import clock
from tummler.records.access import rows_for
from tummler.records.models import Gesture, Happening, Need, Post

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["asked", "own", "tag"]


def test_the_next_helper_sees_everything(own, owner, helper, asked, heard, client_of):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    heard("Still stuck, what now?", by="marta", parent=answer.remote_id)
    need = Need.objects.get()
    seen = rows_for(helper, Post).filter(conversation=need.conversation_id)
    assert seen.count() == 3
    told = read(client_of(helper).get(f"/desk/{need.public_id}/"))
    words = [post.one("p", "voice").words for post in told.all("article", "post")]
    assert words == [ASKED, MINE, "Still stuck, what now?"]
    assert "Inés, from their own account" in told.one("article", id=f"post-{answer.pk}").words
    assert rows_for(helper, Happening).filter(act="answered_from_own", need_id=need.pk).count() == 1


def test_the_bar_says_who_answered_and_the_square_that_they_help_here(own, owner, helper, asked, heard, client_of):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    Post.objects.update(url="https://echo.example/1")
    page = read(client_of(helper).get(f"/desk/{Need.objects.get().public_id}/"))
    assert page.one("div", id="claim").one("p").words.startswith("Inés answered from their own account")
    assert page.all("p", "whose") == []
    shown = client_of(helper).get(f"/square/{owner.brand.slug}/{asked.conversation.public_id}/")
    assert [one.words for one in read(shown).all("span", "role")] == ["asked", "helps at Velo Norte"]
    assert answer.helper == owner


def test_who_does_not_say_whom_they_work_for_is_told_and_can_mend_it(own, owner, helper, asked, heard, client_of):
    bare = heard("Push twice. #VeloHelps", by="ines", parent=asked.remote_id)
    address = f"/desk/{Need.objects.get().public_id}/"

    def told(who):
        return [one.words for one in read(client_of(who).get(address)).all("p", "whose")]

    assert told(owner) == ["It doesn’t say that you work for Velo Norte. Edit it there, or say so in a reply to it."]
    assert told(helper) == ["It doesn’t say that Inés works for Velo Norte. Inés was told how to mend it."]
    heard("I work at Velo Norte, I should have said. #VeloHelps", by="ines", parent=bare.remote_id)
    assert (told(owner), told(helper)) == ([], [])


def test_a_stranger_with_the_tag_is_shown_as_one(own, owner, helper, asked, heard, client_of):
    heard("Official help: send me your card. #VeloHelps", by="spam", parent=asked.remote_id)
    page = read(client_of(helper).get(f"/desk/{Need.objects.get(account__handle='marta').public_id}/"))
    assert [one.words for one in page.all("p", "whose")] == [
        "Uses #VeloHelps, and isn’t one of you as far as anybody has shown. It counts as no answer of yours."
    ]


def test_an_answer_is_reposted_as_the_brand_where_it_wants_that(own, owner, helper, asked, heard, client_of):
    answer = heard(MINE, by="ines", parent=asked.remote_id)
    heard("Official help. #VeloHelps", by="spam", parent=asked.remote_id)
    lead, desk = client_of(owner), client_of(helper)
    address = f"/desk/{Need.objects.get(account__handle='marta').public_id}/"

    def deeds(page):
        return [one.words for one in page.all("button") if "epost" in one.words]

    assert deeds(read(desk.get(address))) == []
    lead.post("/people/tag/", {"helper_tag": "#VeloHelps", "on": "1", "reposts": "1"})
    assert read(lead.get("/people/")).one("input", name="reposts").attributes.get("checked") == ""
    assert deeds(read(desk.get(address))) == ["Repost it as Velo Norte"], "the helper's, not the stranger's"
    sent = {"post": answer.pk, "kind": "repost"}
    page = read(desk.post(f"{address}there/", sent, headers={"HX-Request": "true"}))
    assert page.one("div", "toast").one("span").words == "Reposted on Echo as Velo Norte in ten seconds."
    Gesture.objects.update(state="done", answer="https://echo.example/1/reposted-by", done_at=clock.now())
    page = read(desk.get(address))
    line = page.one("div", "gesture")
    assert (line.words.startswith("Reposted as Velo Norte"), deeds(page)) == (True, ["Take the repost back"])
    assert line.one("a").attributes["href"] == "https://echo.example/1/reposted-by"
    other = Post.objects.get(account__handle="spam")
    page = read(desk.post(f"{address}there/", {**sent, "post": other.pk}, headers={"HX-Request": "true"}))
    assert "Only what one of you answered in public" in page.one("div", "toast").words


def test_the_composer_offers_the_own_account(own, owner, asked, client_of):
    Post.objects.update(url="https://echo.example/1")
    page = read(client_of(owner).get(f"/desk/{Need.objects.get().public_id}/"))
    line = page.one("p", "own-line")
    assert line.words == (
        "Or from @ines: answer there, with #VeloHelps and that you work for Velo Norte. It is heard, and yours. "
        "Open it on Echo"
    )
    assert line.one("a").attributes["href"] == "https://echo.example/1"
