"""A helper's own page: another name outside, hours, own accounts; and what protects them, on the desk."""

from __future__ import annotations

import pytest

from tests.web.asking import fresh_cache
from tests.web.reading import read
from tests.web.test_proving import sent, word_on
from tummler.acts.own_accounts import set_helper_tag
from tummler.acts.passing import ask_in
from tummler.acts.protecting import ask_block
from tummler.common import clock
from tummler.records.models import Blocked, Brand, Helper, Need, OwnAccount, Proof
from tummler.web.square_rows import alias

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["fresh_cache", "sent"]


def words(response):
    return " ".join(response.content.decode().split())


def test_another_name_outside_is_all_that_customers_see(helper, client_of):
    mine = client_of(helper)
    mine.post("/you/", {"alias": "  Robin ", "signature": "^R"})
    helper.refresh_from_db()
    assert (helper.name, helper.alias, helper.signature, alias(helper)) == ("Tomás Weir", "Robin", "^R", "Robin")
    assert "Only colleagues see that you are Tomás Weir" in words(mine.get("/you/"))


def test_who_helps_at_two_brands_goes_from_one_desk_to_the_other(helper, other_owner, client_of):
    mine = client_of(helper)
    assert read(mine.get("/you/")).all("section", id="elsewhere") == []
    there = Helper.objects.create(brand=other_owner.brand, user=helper.user, name="Tomás", vouched_at=clock.now())
    button = read(mine.get("/you/")).one("section", id="elsewhere").one("button")
    assert button.words == f"To the desk of {other_owner.brand.name}"
    assert mine.post("/you/", {"do": "other_brand", "helper": other_owner.public_id}).status_code == 404, (
        "somebody else"
    )
    mine.post("/you/", {"do": "other_brand", "helper": there.public_id})
    assert other_owner.brand.name in words(mine.get("/desk/"))
    Helper.objects.filter(pk=there.pk).update(active=False)
    assert helper.brand.name in words(mine.get("/desk/")), "no longer there"


def test_hours_are_said_day_by_day(helper, client_of):
    mine = client_of(helper)
    mine.post("/you/", {"do": "usual", "zone": "Europe/Madrid"})
    helper.refresh_from_db()
    assert (helper.hours[0], len(helper.hours), helper.zone) == ([0, 540, 1020], 5, "Europe/Madrid")
    for wrong in ({"from-0": "9:00"}, {"from-0": "25:00", "to-0": "26:00"}, {"zone": "Atlantis/Capital"}):
        assert mine.post("/you/", {"do": "hours", "zone": "Europe/Madrid", **wrong}).status_code == 422
    mine.post("/you/", {"do": "hours", "zone": "Europe/Madrid", "from-5": "22:00", "to-5": "06:00"})
    helper.refresh_from_db()
    assert helper.hours == [[5, 1320, 360]]
    shown = read(mine.get("/you/")).one("form", id="hours")
    assert [one.attributes["value"] for one in shown.all("input", type="time") if one.attributes["value"]] == [
        "22:00", "06:00",
    ]  # fmt: skip


def test_who_is_off_comes_last_among_colleagues_and_says_until_when(heard, owner, helper, client_of):
    heard("@velonorte my bike won't unlock, what do I do?")
    yesterday = (clock.now().weekday() - 2) % 7
    Helper.objects.filter(pk=helper.pk).update(hours=[[yesterday, 540, 600]], zone="UTC")
    page = client_of(owner).get(f"/desk/{Need.objects.get().public_id}/")
    assert "Off until" in words(page)


def test_an_own_account_is_what_this_browser_has_just_proven(sent, owner, helper, client_of):
    set_helper_tag(actor=owner, word="VeloHelps", on=True)
    mine = client_of(helper)
    mine.post(f"/square/{owner.brand.slug}/me/word/", {"do": "begin", "for": "you"})
    [told] = sent(f"@velonorte {word_on(mine)}", visibility="direct")
    back = mine.post(f"/square/{owner.brand.slug}/me/word/", {"do": "finish", "code": told[:7]})
    assert back["Location"] == "/you/#own"
    account = Proof.objects.get().account
    other = client_of(owner)
    assert other.post("/you/", {"do": "own", "account": account.pk}).status_code == 403, "another browser"
    assert "has just shown" in words(mine.get("/you/"))
    mine.post("/you/", {"do": "own", "account": account.pk})
    own = OwnAccount.objects.get()
    assert (own.helper, own.account, own.how, own.ended_at) == (helper, account, "word", None)
    assert mine.post("/you/", {"do": "own", "account": account.pk}).status_code == 403, "it is one already"
    assert other.post("/you/", {"do": "end_own", "own": own.pk}).status_code == 404
    mine.post("/you/", {"do": "end_own", "own": own.pk})
    own.refresh_from_db()
    assert own.ended_at is not None


def test_the_tag_is_set_by_who_leads_and_switched_off(owner, helper, client_of):
    assert client_of(helper).post("/people/tag/", {"helper_tag": "#VeloHelps", "on": "1"}).status_code == 403
    mine = client_of(owner)
    mine.post("/people/tag/", {"helper_tag": "#VeloHelps", "on": "1"})
    assert Brand.objects.values_list("helper_tag", "helper_tag_on").get() == ("VeloHelps", True)
    assert "#VeloHelps, from your own accounts" in words(client_of(helper).get("/people/"))
    mine.post("/people/tag/", {"helper_tag": "#VeloHelps"})
    assert Brand.objects.values_list("helper_tag", "helper_tag_on").get() == ("VeloHelps", False)
    mine.post("/people/tag/", {"helper_tag": "two words", "on": "1"})
    assert "can’t be a hashtag" in words(mine.get("/people/"))


def test_leaving_and_blocking_stand_on_the_desk_and_are_taken_back(heard, owner, helper, client_of):
    asked = heard("@velonorte you idiots, my bike won't unlock, what do I do?")
    need, theirs, mine = Need.objects.get(), client_of(helper), client_of(owner)
    address = f"/desk/{need.public_id}/"
    assert "You left. Nobody outside learns of it." in words(theirs.post(f"{address}leave/", follow=True))
    page = read(theirs.get(address))
    assert page.one("div", id="claim").one("p").words.startswith("You left this thread.")
    assert page.all("textarea", id="text") == []
    theirs.post(f"{address}come-back-in/")
    assert read(theirs.get(address)).all("textarea", id="text") != []
    theirs.post(f"{address}block/", {"why": "insults"})
    row = Blocked.objects.get()
    listed = read(mine.get("/people/")).one("section", id="kept-away")
    assert "Tomás asks for it: insults." in listed.words
    mine.post("/people/kept-away/", {"do": "say_yes", "blocked": row.public_id})
    page = read(theirs.get(address))
    assert "is blocked for all. Nobody here answers." in page.one("div", id="claim").words
    assert "A post of somebody who is blocked for all." in page.one("details", id=f"post-{asked.pk}").words
    assert theirs.post("/people/kept-away/", {"do": "end_block", "blocked": row.public_id}).status_code == 403
    mine.post("/people/kept-away/", {"do": "end_block", "blocked": row.public_id})
    assert read(theirs.get(address)).one("div", id="claim").one("p").words.startswith("Open.")
    again = ask_block(actor=helper, account=need.account, why="spam")
    theirs.post("/people/kept-away/", {"do": "end_block", "blocked": again.public_id})
    assert not Blocked.objects.filter(ended_at=None).exists(), "what one asked for, one takes back"


def test_mails_beyond_the_desk_are_ones_own_choice_and_the_desk_tells_in_ones_hours(
    helper, owner, hear, client_of, settings
):
    mine = client_of(helper)
    assert "this Tummler has no mail server yet" in words(mine.get("/you/"))
    settings.EMAIL_HOST = "mail.example"
    mine.post("/you/", {"do": "mails", "calls": "yes"})
    helper.refresh_from_db()
    assert (helper.mail_calls_since is None, helper.mail_reached_since) == (False, None)
    ticked = read(mine.get("/you/")).one("section", id="nudges").all("input", type="checkbox")
    assert [(one.attributes["name"], "checked" in one.attributes) for one in ticked] == [
        ("calls", True), ("reached", False),
    ]  # fmt: skip
    need = hear("q", "@velonorte my bike is stuck at dock 14, can you help?").needs.get()
    ask_in(actor=owner, need=need, to=helper, words="Is it yours?")
    said = {"need": need.public_id, "words": "Inés asks you in.", "at": f"/desk/{need.public_id}/"}
    told = mine.get("/desk/nudges/?ago=60000")
    assert (told.json(), told["Cache-Control"]) == ({"brand": "Velo Norte", "told": [said]}, "no-store")
    assert [mine.get(f"/desk/nudges/?ago={ago}").json()["told"] for ago in ("", "0", "x")] == [[], [], []]
