"""What would have been missed: who asked, what became of each, and what of it may be shown to somebody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.saying import NOON, post, say
from tummler.acts.listening_only import begin_listening_only, begin_to_answer
from tummler.common import clock
from tummler.insight.listened import span_of, week_of
from tummler.records.models import Brand, Delivery, Need
from tummler.web.charts import columns, lengths, shares

pytestmark = pytest.mark.django_db(transaction=True)

ASKS = "@velonorte my bike {0} won't unlock at dock {0}, what do I do?"


def at(days=0, hours=0.0):
    """So long after the week began."""
    clock.shift(NOON + timedelta(days=days, hours=hours) - (clock.now() - clock._shift))


def minutes(days=0, hours=0.0):
    return days * 1440 + hours * 60


@pytest.fixture
def week(owner, channel_told):
    """A week of listening: seven ask, one hears from the brand, two from others, four nothing."""
    from tummler.records.models import Topic

    Topic.objects.create(brand=owner.brand, key="docks", name="Docks", words=["dock"])
    at()
    begin_listening_only(actor=owner, brand=owner.brand)
    for number in range(6):
        at(days=number // 2, hours=1)
        say(channel_told, post(f"q{number}", ASKS.format(number), by=f"rider{number}", name=f"Rider {number}",
                               minute=minutes(number // 2, 0.9)))  # fmt: skip
    at(days=2, hours=6)
    say(
        channel_told,
        post("a0", "Hold the lock, says the manual.", by="velonorte", parent="q0", root="q0", minute=minutes(0, 3)),
        post("a1", "Push it twice.", by="dapo", parent="q1", root="q1", minute=minutes(0, 1.4)),
        post("same", "@velonorte mine won't unlock either, what do I do?", by="rider9", name="Rider 9", parent="q2",
             root="q2", minute=minutes(1, 2)),
        post("a3", "Try the next dock.", by="dapo", parent="q3", root="q3", minute=minutes(2, 5)),
        post("d", ASKS.format(7), by="quiet", name="Quiet One", visibility="direct", minute=minutes(2, 3)),
        post("danger", "@velonorte I want to kill myself", by="nora", name="Nora", minute=minutes(2, 3)),
    )  # fmt: skip
    owner.brand.refresh_from_db()
    return owner


def by_name(found):
    return {one.need.account.called: one for one in found.missed}


def test_every_need_is_counted_with_what_became_of_it(week):
    found = week_of(week, span_of(week))
    assert {name: one.outcome for name, one in by_name(found).items()} == {
        "Rider 0": "ours", "Rider 1": "others", "Rider 2": "nobody", "Rider 3": "others", "Rider 4": "nobody",
        "Rider 5": "nobody", "Rider 9": "nobody", "Quiet One": "nobody",
    }  # fmt: skip
    assert by_name(found)["Rider 0"].waited == timedelta(hours=2.1)
    assert by_name(found)["Rider 1"].waited == timedelta(hours=0.5)
    assert found.by_wait() == [1, 1, 0, 1, 5]
    assert [numbers for _, numbers in found.by_day()] == [
        {"ours": 1, "others": 1, "nobody": 0}, {"ours": 0, "others": 1, "nobody": 2},
        {"ours": 0, "others": 0, "nobody": 3},
    ]  # fmt: skip
    assert found.median_wait() == timedelta(hours=2.1)
    assert dict(found.by_topic())["docks"] == 7


def test_the_page_says_the_finding_and_its_numbers_stand_in_a_table(week, client_of):
    page = client_of(week).get("/listened/")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))
    assert "Eight people needed Velo Norte. One heard from you, two from somebody else, and five heard nothing." in text
    assert "Half of those who heard something waited 2 hours or less." in text
    assert "One of eight heard something within an hour" in text
    assert "Most of all it was about Docks" in text
    rows = re.findall(r'<th scope="row">([^<]+)</th>((?:<td>\d+</td>)+)', page.content.decode())
    assert [(day, re.findall(r"\d+", cells)) for day, cells in rows] == [
        ("Monday, 2 March", ["1", "1", "0"]), ("Tuesday, 3 March", ["0", "1", "2"]),
        ("Wednesday, 4 March", ["0", "0", "3"]),
    ]  # fmt: skip
    assert "style=" not in page.content.decode()


def test_no_name_or_word_is_shown_that_its_network_does_not_show_to_anyone(week, client_of, helper):
    Need.objects.get(account__name="Rider 4").post.__class__.objects.filter(account__name="Rider 4").update(
        may_show="signed_in"
    )
    for who in (week, helper):
        for address in ("/listened/", "/listened/text/"):
            shown = client_of(who).get(address).content.decode()
            assert "Rider 2" in shown
            assert [name for name in ("Quiet One", "Rider 4", "Nora", "bike 7", "kill") if name in shown] == (
                ["Nora"] if who == week and address == "/listened/" and "alert" in shown else []
            )


def test_the_text_for_a_mail_says_the_same(week, client_of):
    text = client_of(week).get("/listened/text/").content.decode()
    assert text.splitlines()[:2] == [
        "Eight people needed Velo Norte. One heard from you, two from somebody else, and five heard nothing.",
        "2 March to 4 March 2026",
    ]
    assert "  Monday, 2 March: 1 answered by you, 1 by somebody else" in text
    assert "“@velonorte my bike 2 won't unlock at dock 2, what do I do?”" in text


def test_marks_are_on_their_words_and_a_stranger_sees_nothing(week, client_of, client):
    assert "<mark>" in client_of(week).get("/listened/").content.decode()
    assert client.get("/listened/").status_code == 302
    assert client.get("/listened/text/").status_code == 302
    assert client.post("/listened/end/").status_code == 302
    assert Brand.objects.get().listens_only_since is not None


def test_it_begins_on_the_channels_page_and_ends_in_one_press(owner, helper, client_of):
    browser = client_of(owner)
    assert "Have somebody to convince?" in browser.get("/channels/").content.decode()
    assert "Have somebody to convince?" in browser.get("/setup/").content.decode()
    assert "Listen for a week" in browser.get("/listened/").content.decode()
    assert "Have somebody to convince?" not in client_of(helper).get("/channels/").content.decode()
    assert client_of(helper).post("/listened/begin/").status_code == 403
    browser.post("/listened/begin/")
    page = browser.get("/desk/").content.decode()
    assert "Listening only." in page
    assert "Nobody has needed Velo Norte yet." in browser.get("/listened/").content.decode()
    assert client_of(helper).post("/listened/end/").status_code == 403
    assert browser.post("/listened/end/")["Location"] == "/desk/"
    assert "Listening only." not in browser.get("/desk/").content.decode()
    assert "Begin to answer</button>" not in browser.get("/listened/").content.decode()


def test_at_the_desk_there_is_nothing_to_send_with(owner, hear, client_of):
    need = hear("q").needs.get()
    begin_listening_only(actor=owner, brand=owner.brand)
    browser = client_of(owner)
    browser.post(f"/desk/{need.public_id}/claim/")
    page = browser.get(f"/desk/{need.public_id}/").content.decode()
    assert "You only listen: nothing leaves." in page
    assert 'data-key="send"' not in page
    refused = browser.post(f"/desk/{need.public_id}/answer/", {"text": "Hold it.", "edition": "0"})
    assert refused.status_code == 403
    assert "nothing leaves until the owner presses" in refused.content.decode()
    assert Delivery.objects.count() == 0


def test_a_week_is_seven_days_and_stands_there_afterwards(week):
    at(days=30)
    span = span_of(week)
    assert (span.over, len(span.days), span.until - span.since) == (True, 7, timedelta(days=7))
    begin_to_answer(actor=week, brand=week.brand)
    assert len(week_of(week, span_of(week)).missed) == 8
    Need.objects.filter(post__remote_id="q0").update(
        opened_at=span.until - timedelta(hours=1), waiting_since=span.until
    )
    of_days = [sum(numbers.values()) for _, numbers in week_of(week, span_of(week)).by_day()]
    assert (sum(of_days), of_days[-1]) == (8, 1)  # the eighth date's morning is told, too


def test_the_page_asks_the_database_no_more_for_more_people(week, client_of, channel_told, query_count):
    browser = client_of(week)
    browser.get("/listened/")
    with query_count() as few:
        browser.get("/listened/")
    say(channel_told, *(post(f"m{n}", ASKS.format(n), by=f"m{n}", minute=minutes(2, 4)) for n in range(30)))
    with query_count() as many:
        browser.get("/listened/")
    assert len(many) == len(few)


def test_bars_stand_on_one_scale():
    [one, two] = columns([("Mon", [("a", 1), ("n", 3)]), ("Tue", [("a", 2), ("n", 0)])], width=110, height=100, gap=10)
    assert [(bar.kind, bar.y, bar.height) for bar in one.bars] == [("a", 75.0, 23.0), ("n", 0.0, 73.0)]
    assert [(bar.x, bar.y, bar.width) for bar in two.bars] == [(60.0, 50.0, 50.0)]
    assert lengths([10, 5, 0], width=100) == [100.0, 50.0, 0.0]
    assert shares([1, 0, 1], width=103) == [(0.0, 50.0), (0.0, 0.0), (53.0, 50.0)]
