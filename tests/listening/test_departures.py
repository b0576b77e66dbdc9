"""What was deleted on the network goes from here at once, everything made of its words with it; its place remains."""

from __future__ import annotations

import pytest

from tests.saying import QUESTION, account_gone, gone, post, queue, rename, say, told
from tummler.acts.needs import claim_need
from tummler.acts.readings import correct_reading
from tummler.records.models import (
    Account,
    Conversation,
    Correction,
    Event,
    Happening,
    Need,
    Post,
    PostVersion,
    Reading,
    Tombstone,
    Word,
)
from tummler.records.search import find_post_ids
from tummler.work.flow import run_all

pytestmark = pytest.mark.django_db

WORD = "derailleur"


def assert_forgotten(brand, row, why="deleted"):
    """Nothing made of its words is left, and its place in the thread is."""
    assert (row.text, row.search_text, row.spans, row.media, row.warning) == ("", "", [], [], "")
    assert (row.gone, row.gone_why, row.conversation_id is not None) == (True, why, True)
    for noun in (PostVersion, Reading, Correction):
        assert noun.objects.filter(post=row).count() == 0, noun
    assert find_post_ids(brand.pk, WORD) == []


def test_a_deleted_post_goes_with_everything_made_of_it(owner, brand, channel_told, hear):
    row = hear("q", f"@velonorte my old {WORD} is broken", media=[{"url": "https://example.org/a.png"}], warning=WORD)
    hear("q", f"@velonorte my {WORD} is broken, why?", edited=1)
    correct_reading(actor=owner, post=row, field="kind", value="complaint")
    assert (PostVersion.objects.count(), Correction.objects.count(), Need.objects.get().state) == (1, 1, "open")
    say(channel_told, gone("q"))
    row.refresh_from_db()
    assert_forgotten(brand, row)
    assert Need.objects.get().state == "dropped"
    assert Conversation.objects.get() == row.conversation
    assert [h.post_id for h in Happening.objects.filter(act="post_gone")] == [row.pk]


def test_a_delete_before_its_post_keeps_it_out_however_often_it_is_told(channel_told):
    say(channel_told, gone("q"))
    say(channel_told, gone("q"), post("q"))
    say(channel_told, post("q", edited=1), history=True)
    assert (Post.objects.count(), Need.objects.count(), Tombstone.objects.count()) == (0, 0, 1)
    assert Event.objects.exclude(state="done").count() == 0


@pytest.mark.parametrize("order", [("post", "gone"), ("gone", "post")])
def test_a_post_and_its_delete_in_one_batch_leave_nothing(brand, channel_told, order):
    said = {"post": post("q", f"@velonorte my {WORD} broke"), "gone": gone("q")}
    say(channel_told, *(said[name] for name in order))
    assert (find_post_ids(brand.pk, WORD), Need.objects.count()) == ([], 0)
    assert [row.text for row in Post.objects.all()] in ([""], [])


def test_a_delete_told_twice_happens_once(brand, channel_told, hear):
    row = hear("q", f"@velonorte my {WORD} broke")
    say(channel_told, gone("q"), gone("q"))
    first = Post.objects.get().gone_at
    say(channel_told, gone("q"))
    assert Post.objects.get().gone_at == first
    assert [h.post_id for h in Happening.objects.filter(act="post_gone")] == [row.pk]
    assert Tombstone.objects.count() == 1


def test_a_deleted_post_does_not_come_back_by_an_edit_that_comes_late(brand, channel_told, hear):
    row = hear("q", f"@velonorte my {WORD} broke")
    say(channel_told, gone("q"))
    say(channel_told, post("q", f"@velonorte the {WORD}!", edited=1))
    row.refresh_from_db()
    assert_forgotten(brand, row)


def test_a_delete_before_its_post_was_read_leaves_no_reading_and_no_need(brand, channel_told):
    from tummler.work.flow import STAGES, run_stage

    queue(channel_told, post("q", f"@velonorte my {WORD} broke, why?"))
    for stage in STAGES[:4]:
        run_stage(stage)
    say(channel_told, gone("q"))
    row = told(channel_told, "q")
    assert_forgotten(brand, row)
    assert (row.state, Need.objects.count()) == ("understood", 0)


def test_events_of_a_deleted_post_that_still_wait_lose_their_payload(channel_told):
    queue(channel_told, post("q", f"@velonorte my {WORD} broke"), gone("q"), post("q", WORD, edited=1))
    run_all()
    assert {(event.state, bytes(event.payload), bytes(event.heard)) for event in Event.objects.all()} == {
        ("done", b"", b"")
    }


@pytest.mark.parametrize("why", ["hidden", "blocked"])
def test_what_we_may_no_longer_read_goes_too_and_says_why(brand, channel_told, hear, why):
    row = hear("q", f"@velonorte my {WORD} broke")
    say(channel_told, gone("q", why))
    row.refresh_from_db()
    assert_forgotten(brand, row, why)
    assert Tombstone.objects.count() == 0


def test_a_claimed_need_of_a_deleted_post_is_dropped_and_its_helper_sees_why(owner, channel_told, hear):
    hear("q")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    say(channel_told, gone("q"))
    need.refresh_from_db()
    assert (need.state, need.closed_at is not None) == ("dropped", True)


def test_others_posts_in_the_thread_of_a_deleted_one_stay(channel_told, hear):
    hear("q")
    other = hear("r", "@velonorte same here, what do I do?", by="dapo", parent="q")
    say(channel_told, gone("q"))
    other.refresh_from_db()
    assert (other.text, other.gone) == ("@velonorte same here, what do I do?", False)
    assert [(n.post.remote_id, n.state) for n in Need.objects.order_by("pk")] == [("q", "dropped"), ("r", "open")]
    assert Conversation.objects.count() == 1


def test_the_word_of_a_deleted_post_keeps_its_value_and_loses_its_marks(owner, channel_told, hear):
    from tummler.minds.contract import Judgement, Mark
    from tummler.understanding.needs import take_word

    hear("q")
    thanks = hear("r", "@velonorte that worked, thank you", parent="q")
    Word.objects.all().delete()
    take_word(need=Need.objects.get(), post=thanks, word=Judgement("helped", 1.0, "said", (Mark(0, 4, "said"),)))
    say(channel_told, gone("r"))
    assert [(word.value, word.marks) for word in Word.objects.all()] == [("helped", [])]


def test_a_delete_on_one_channel_is_none_on_another_brands(channel_told, other_owner):
    from tests.saying import make_channel

    theirs = make_channel(other_owner, "otramarca")
    said = post("q", f"{QUESTION} @otramarca")
    say(channel_told, said)
    say(theirs, said)
    say(channel_told, gone("q"))
    assert (told(channel_told, "q").gone, told(theirs, "q").gone) == (True, False)
    assert (told(theirs, "q").text, Need.objects.get(brand=theirs.brand).state) == (said["post"]["text"], "open")


# ------------------------------------------------------------------------------------------- accounts


def test_an_account_that_left_takes_its_posts_and_its_name(brand, channel_told, hear):
    rows = [hear("q", f"@velonorte my {WORD} broke", name="Marta Rueda"), hear("r", f"the {WORD}", parent="q")]
    other = hear("o", "@velonorte me too, what do I do?", by="dapo", parent="q")
    say(channel_told, account_gone("marta"))
    for row in rows:
        row.refresh_from_db()
        assert_forgotten(brand, row)
    account = Account.objects.get(remote_id="id:marta")
    assert (account.name, account.avatar_url, account.gone_at is not None) == ("", "", True)
    other.refresh_from_db()
    assert (other.gone, [n.post_id for n in Need.objects.filter(state="open")]) == (False, [other.pk])


def test_posts_of_an_account_that_left_are_not_stored_when_they_come_late(brand, channel_told, hear):
    hear("q", f"@velonorte my {WORD} broke")
    say(channel_told, account_gone("marta"))
    say(channel_told, post("late", f"@velonorte my {WORD} is still broken"), history=True)
    assert find_post_ids(brand.pk, WORD) == []
    assert Post.objects.filter(gone_at=None).count() == 0


def test_an_account_that_comes_back_is_heard_again(channel_told, hear):
    from datetime import timedelta

    from tests.saying import NOON
    from tummler.common import clock

    hear("q")
    say(channel_told, account_gone("marta"))
    minutes = (clock.now() - NOON) / timedelta(minutes=1) + 1
    clock.shift(timedelta(minutes=2))
    back = hear("back", QUESTION, minute=minutes)
    account = Account.objects.get(remote_id="id:marta")
    assert (account.gone_at, back.gone) == (None, False)
    assert [n.post_id for n in Need.objects.filter(state="open")] == [back.pk]


def test_an_account_nobody_knows_may_leave(channel_told):
    say(channel_told, account_gone("nobody"), rename("nobody", "somebody"))
    assert (Account.objects.count(), Event.objects.exclude(state="done").count()) == (0, 0)
