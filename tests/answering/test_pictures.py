"""Pictures in an answer: made fit, kept with the draft, sent once with their words, gone when nothing needs them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.racing import race
from tests.saying import QUESTION
from tummler.acts.needs import claim_need
from tummler.acts.pictures import add_pictures, drop_picture
from tummler.acts.replies import promise_reply, retract_reply, save_draft, take_back_reply
from tummler.answering.drafts import Chosen
from tummler.answering.pictures import TooMany, fit, promised_part, sweep_pictures
from tummler.answering.promise import NotSendable
from tummler.common import clock
from tummler.common.pictures import NoPicture
from tummler.networks.contract import MediaRule
from tummler.records.models import Delivery, Happening, Need, Picture, Post, Reply

pytestmark = pytest.mark.django_db

RULE = MediaRule(4, 1_000_000, ("image/jpeg", "image/png", "image/webp"), 1000)
NOW = timedelta(0)


def picture(width=400, height=300, kind="PNG", mode="RGB", **more):
    out = BytesIO()
    Image.effect_noise((width, height), 60).convert(mode).save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
def need(heard):
    return heard(f"@velonorte {QUESTION}").needs.get()


def described(need, owner, *texts, leaves=()):
    """Say what the draft's pictures show."""
    said = {
        one.public_id: (text, leaf)
        for one, text, leaf in zip(Picture.objects.order_by("pk"), texts, leaves or [None] * len(texts), strict=True)
    }
    draft = Reply.objects.get(need=need, promised_at=None)
    chosen = Chosen(pictures=said)
    return save_draft(actor=owner, need=need, text=draft.text, edition=draft.edition, chosen=chosen)


# ------------------------------------------------------------------------------------------- made fit


def test_a_photo_is_made_anew_without_what_the_camera_wrote_into_it():
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "Inés at home", 6  # a description, and a quarter turn
    made = fit(picture(400, 300, "JPEG", exif=exif), RULE)
    assert (made.mime, made.width, made.height) == ("image/jpeg", 300, 400)
    assert b"In\xc3\xa9s" not in made.content
    assert not Image.open(BytesIO(made.content)).getexif()


def test_a_large_photo_comes_within_the_networks_limit():
    made = fit(picture(4000, 3000, "JPEG", quality=95), MediaRule(4, 200_000, ("image/jpeg",), 1000))
    assert len(made.content) <= 200_000
    assert made.width <= 2000


def test_what_shows_through_stays_so_where_the_network_takes_it():
    clear = picture(80, 60, mode="RGBA")
    assert fit(clear, RULE).mime == "image/png"
    assert fit(clear, MediaRule(4, 1_000_000, ("image/jpeg",), 1000)).mime == "image/jpeg"


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n", picture()[:200]])
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NoPicture):
        fit(content, RULE)


# ------------------------------------------------------------------------------------------- in a draft


def test_a_picture_begins_a_draft_and_counts_as_a_change_of_it(need, owner):
    reply = add_pictures(actor=owner, need=need, contents=[picture()])
    assert (reply.text, reply.edition, reply.pictures.count()) == ("", 2, 1)
    save_draft(actor=owner, need=need, text="Look:", edition=2)
    kept = described(need, owner, "A hand holding a latch")
    assert (kept.edition, Picture.objects.get().description) == (4, "A hand holding a latch")
    [happening] = Happening.objects.filter(act="picture_added")
    assert (happening.reply_id, happening.facts) == (reply.pk, {"pictures": 1})


def test_no_more_than_the_network_takes_and_then_none_of_them(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()] * 3)
    with pytest.raises(TooMany) as told:
        add_pictures(actor=owner, need=need, contents=[picture()] * 2)
    assert (told.value.most, Picture.objects.count()) == (4, 3)
    long = "word " * 70
    save_draft(actor=owner, need=need, text=long, edition=Reply.objects.get().edition)
    add_pictures(actor=owner, need=need, contents=[picture()] * 5)
    with pytest.raises(NotSendable):  # all eight stand in the last post, which takes four
        promise_reply(actor=owner, reply=Reply.objects.get())
    described(need, owner, *"abcdefgh", leaves=[0, 0, 0, 0, None, None, None, None])
    promise_reply(actor=owner, reply=Reply.objects.get())
    shown = [len(row.part["pictures"]) for row in Delivery.objects.order_by("number")]
    assert shown == [4, 4]


def test_a_picture_is_taken_out_in_one_step(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()])
    one = Picture.objects.get()
    assert drop_picture(actor=owner, need=need, picture=one) is True
    assert drop_picture(actor=owner, need=need, picture=one) is True
    assert (Picture.objects.count(), Reply.objects.get().edition) == (0, 4)


def test_a_private_message_takes_pictures_where_the_network_does(need, owner, monkeypatch):
    from dataclasses import replace

    from tummler.networks import echo

    monkeypatch.setattr(echo, "TRAITS", replace(echo.TRAITS, direct_media=False))
    save_draft(actor=owner, need=need, text="Look:", edition=0, chosen=Chosen(visibility="direct"))
    with pytest.raises(TooMany) as told:
        add_pictures(actor=owner, need=need, contents=[picture()])
    assert (told.value.most, Picture.objects.count()) == (0, 0)


# ------------------------------------------------------------------------------------------- sent


def test_a_picture_is_sent_with_its_words_and_stands_in_the_thread(need, owner, echo, settle):
    add_pictures(actor=owner, need=need, contents=[picture(400, 300)])
    save_draft(actor=owner, need=need, text="This latch:", edition=2)
    reply = described(need, owner, "A hand holding a latch")
    promise_reply(actor=owner, reply=reply, undo=NOW)
    bytes_kept = bytes(Picture.objects.get().content)
    assert promised_part(Delivery.objects.get()).media[0].content == bytes_kept
    assert b"content" not in str(Delivery.objects.get().part).encode()  # named, not copied
    settle()
    [sent] = echo.accepted("velonorte")
    assert sent["text"] == "This latch: ^Inés"
    [shown] = sent["media"]
    assert (shown["alt"], shown["width"], shown["height"]) == ("A hand holding a latch", 400, 300)
    post = Post.objects.get(remote_id=sent["id"])
    assert [(one["kind"], one["description"]) for one in post.media] == [("image", "A hand holding a latch")]


def test_words_said_after_send_change_nothing(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()])
    save_draft(actor=owner, need=need, text="Look:", edition=2)
    promise_reply(actor=owner, reply=described(need, owner, "A latch"))
    one = Picture.objects.get()
    assert drop_picture(actor=owner, need=need, picture=one) is False
    save_draft(actor=owner, need=need, text="", edition=0, chosen=Chosen(pictures={one.public_id: ("No", None)}))
    assert [row.part["pictures"][0]["description"] for row in Delivery.objects.all()] == ["A latch"]
    assert Picture.objects.get().description == "A latch"


def test_taken_back_the_draft_has_its_picture_again(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()])
    save_draft(actor=owner, need=need, text="Look:", edition=2)
    reply = Reply.objects.get()
    promise_reply(actor=owner, reply=reply)
    assert take_back_reply(actor=owner, reply=reply) is True
    assert sweep_pictures() == 0
    assert Reply.objects.get(promised_at=None).pictures.count() == 1


def test_a_tried_part_is_sent_again_with_the_same_picture(need, owner, echo, settle):
    add_pictures(actor=owner, need=need, contents=[picture()])
    save_draft(actor=owner, need=need, text="Look:", edition=2)
    echo.fault("create", "error")
    promise_reply(actor=owner, reply=described(need, owner, "A latch"), undo=NOW)
    settle()
    assert Delivery.objects.get().state == "retry"
    clock.shift(timedelta(minutes=1))
    settle()
    [sent] = echo.accepted("velonorte")
    assert [one["alt"] for one in sent["media"]] == ["A latch"]


# ------------------------------------------------------------------------------------------- deleted


@pytest.fixture
def sent(need, owner, settle):
    """An answer with a picture that stands on the network."""
    add_pictures(actor=owner, need=need, contents=[picture()])
    reply = save_draft(actor=owner, need=need, text="Look:", edition=2)
    promise_reply(actor=owner, reply=reply, undo=NOW)
    settle()
    return reply


def test_a_picture_stays_as_long_as_its_post_stands(sent, owner):
    assert (sweep_pictures(), Picture.objects.count()) == (0, 1)
    retract_reply(actor=owner, reply=sent)
    assert Picture.objects.count() == 0


def test_a_picture_whose_post_is_gone_is_swept_where_a_crash_came_between(sent):
    Post.objects.filter(by_us=True).update(gone_at=clock.now())
    assert (sweep_pictures(), Picture.objects.count()) == (1, 0)


def test_a_picture_left_in_a_draft_that_nobody_waits_for_goes_after_a_month(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()])
    assert sweep_pictures() == 0
    Need.objects.update(state="helped")
    assert sweep_pictures() == 0
    Reply.objects.update(saved_at=clock.now() - timedelta(days=31))
    assert sweep_pictures() == 1


@pytest.mark.django_db(transaction=True)
def test_a_picture_taken_out_while_it_is_sent_is_either_sent_or_gone(need, owner):
    add_pictures(actor=owner, need=need, contents=[picture()])
    reply = save_draft(actor=owner, need=need, text="Look:", edition=2)
    claim_need(actor=owner, need=need)
    one = Picture.objects.get()
    race(
        lambda: promise_reply(actor=owner, reply=Reply.objects.get(pk=reply.pk)),
        lambda: drop_picture(actor=owner, need=need, picture=Picture.objects.select_related("reply").get(pk=one.pk)),
    )
    named = [len(row.part.get("pictures") or []) for row in Delivery.objects.all()]
    if named:
        assert Picture.objects.count() == named[0]
    else:
        assert Picture.objects.count() == 0
