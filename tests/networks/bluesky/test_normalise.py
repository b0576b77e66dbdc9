"""Payloads into what they say: recorded ones, and those of people who mean harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.networks.bluesky.recordings import BRAND, NAMES, normalised, post_of, told
from tummler.common.text import graphemes
from tummler.networks.bluesky import NETWORK, thread
from tummler.networks.contract import (
    Addressed,
    Garbled,
    HeardAccount,
    HeardAccountGone,
    HeardGone,
    HeardMedia,
    HeardPost,
    HeardRename,
    MayShow,
    RawEvent,
    Span,
    Unheard,
    Visibility,
)

MENTION = "app.bsky.richtext.facet#mention"
LINK = "app.bsky.richtext.facet#link"


def walked(name: str) -> dict[str, Any]:
    """What each place of a recorded thread says."""
    events = thread._walk(told(name)["thread"])
    heard = [one for event in events for one in NETWORK.normalise(event.payload, BRAND)]
    return {one.remote_id: one for one in heard if isinstance(one, HeardPost | HeardGone)}


def test_mention_says_all_it_says() -> None:
    post = walked("thread.json")[NAMES["root"]]
    text = "¡Hé! @brand-184910.test my 📦 is late #hilfe https://brand.test/order"
    assert post == HeardPost(
        remote_id=NAMES["root"],
        account=HeardAccount(
            NAMES["ada"], "ada-acc3a8.test", "Ada 🦋", "", f"https://bsky.app/profile/{NAMES['ada']}", robot=True
        ),
        text=text,
        version="bafyreicqwalglftxdt4tlficla6rgkbtstvm74rj5bc5eegjn6htvbpiyu",
        claimed_at=datetime(2026, 11, 21, 22, 23, 20, 672000, UTC),
        url=f"https://bsky.app/profile/{NAMES['ada']}/post/3n2u5bi6yoc2k",
        language="en",
        visibility=Visibility.PUBLIC,
        may_show=MayShow.SIGNED_IN,
        addressed=Addressed.MENTION,
        spans=(Span(5, 23, "mention", NAMES["brand"]),),
    )
    assert text[5:23] == "@brand-184910.test"


def test_picture_warning_and_place_in_the_thread() -> None:
    picture = walked("thread.json")[NAMES["picture"]]
    (image,) = picture.media
    assert (image.kind, image.description, image.width, image.height) == ("image", "a teal box", 4, 3)
    assert (picture.parent_id, picture.root_id, picture.warning) == (NAMES["root"], NAMES["root"], "graphic-media")
    assert picture.addressed is Addressed.NO


def test_our_own_answer_is_ours() -> None:
    ours = walked("thread.json")[NAMES["ours"]]
    assert (ours.by_us, ours.addressed, ours.may_show) == (True, Addressed.NO, MayShow.ANYONE)


def test_deleted_parent_keeps_its_place() -> None:
    assert walked("below.json")[NAMES["gone"]] == HeardGone(NAMES["gone"], "deleted")


def test_blocked_place_is_said() -> None:
    place = {"$type": "app.bsky.feed.defs#blockedPost", "uri": NAMES["root"], "blocked": True}
    (event,) = thread._walk(place)
    assert NETWORK.normalise(event.payload, BRAND) == (HeardGone(NAMES["root"], "blocked"),)


def test_quote_with_a_link() -> None:
    (view,) = told("quote.json")["posts"]
    (post,) = normalised("post", view, why="quote")
    assert isinstance(post, HeardPost)
    assert (post.quote_id, post.addressed) == (NAMES["ours"], Addressed.QUOTE)
    assert post.media == (HeardMedia("https://brand.test/status", "other", "Status"),)


def test_notification_itself_can_be_read_when_its_post_could_not_be_asked_for() -> None:
    by_view = [post for post in walked("thread.json").values() if post.remote_id == NAMES["root"]]
    (raw,) = [one for one in told("notifications.json")["notifications"] if one["uri"] == NAMES["root"]]
    assert list(normalised("post", raw, why="mention")) == by_view


def test_very_deep_thread_is_walked() -> None:
    place: Any = None
    for number in range(5000):
        post = {"uri": f"at://{NAMES['ada']}/app.bsky.feed.post/{number}", "cid": "c"}
        place = {"post": post, "replies": [place] if place else []}
    assert len({event.remote_id for event in thread._walk(place)}) == 5000


def test_thread_too_large_for_an_answer_is_read_less_deep() -> None:
    asked = []

    class Limited:
        appview = ""

        def ask(self, nsid: str, kind: Any, proxy: str, depth: int, **params: Any) -> Any:
            asked.append(depth)
            if depth > 8:
                raise Unheard("answer_too_large")
            return kind({"post": {}})

    assert thread._ask(Limited(), NAMES["root"]) == {"post": {}}  # type: ignore[arg-type]
    assert asked == [1000, 8]


def test_record_of_a_stream_needs_no_profile() -> None:
    record = {"text": "tummler is down", "createdAt": "2026-01-01T00:00:00Z"}
    said = {"did": NAMES["bob"], "rkey": "3kaaaaaaaaaaa", "cid": "bafy", "record": record}
    (bare,) = normalised("record", said, why="word")
    assert isinstance(bare, HeardPost)
    # Without the profile nobody knows who may see it, or the handle.
    assert (bare.account.handle, bare.may_show, bare.addressed) == (NAMES["bob"], MayShow.SIGNED_IN, Addressed.NEARBY)
    (full,) = normalised("record", said, why="word", profile={"did": NAMES["bob"], "handle": "bob.test", "labels": []})
    assert isinstance(full, HeardPost)
    assert (full.account.handle, full.may_show) == ("bob.test", MayShow.ANYONE)
    assert full.remote_id == f"at://{NAMES['bob']}/app.bsky.feed.post/3kaaaaaaaaaaa"


def test_record_names_its_pictures_by_their_content() -> None:
    blob = {"$type": "blob", "ref": {"$link": "bafkreig7lcmapfkic7"}, "mimeType": "image/png", "size": 77}
    image = {"image": blob, "alt": "box", "aspectRatio": {"width": 4, "height": -3}}
    record = {"text": "", "embed": {"$type": "app.bsky.embed.images", "images": [image, {"image": "no"}, 7]}}
    (media,) = post_of(record).media
    assert media.url == f"https://cdn.bsky.app/img/feed_fullsize/plain/{NAMES['ada']}/bafkreig7lcmapfkic7@jpeg"
    assert (media.description, media.width, media.height) == ("box", 4, None)


def test_film_and_gallery() -> None:
    view = {"$type": "app.bsky.embed.video#view", "playlist": "https://v.test/p.m3u8", "alt": "a film"}
    assert post_of({"text": ""}, embed=view).media == (HeardMedia("https://v.test/p.m3u8", "video", "a film"),)
    items = [
        {"$type": "app.bsky.embed.gallery#viewImage", "fullsize": f"https://i.test/{n}", "alt": ""} for n in (1, 2)
    ]
    view = {"$type": "app.bsky.embed.gallery#view", "items": items}
    assert [one.url for one in post_of({"text": ""}, embed=view).media] == ["https://i.test/1", "https://i.test/2"]


def test_account_gone_back_and_renamed() -> None:
    did = NAMES["carl"]
    assert normalised("account", {"did": did, "active": False, "status": "deleted"}) == (HeardAccountGone(did),)
    assert normalised("account", {"did": did, "active": True}) == ()
    assert normalised("identity", {"did": did, "handle": "carl.test"}) == (HeardRename(did, "carl.test"),)
    assert normalised("identity", {"did": did}) == ()


@pytest.mark.parametrize(
    ("labels", "may_show", "robot"),
    [
        ([], MayShow.ANYONE, False),
        ([{"src": NAMES["ada"], "val": "!no-unauthenticated"}], MayShow.SIGNED_IN, False),
        ([{"src": NAMES["ada"], "val": "!no-unauthenticated", "neg": True}], MayShow.ANYONE, False),
        ([{"src": NAMES["bob"], "val": "bot"}], MayShow.ANYONE, False),
        ([{"src": NAMES["ada"], "val": "bot"}], MayShow.ANYONE, True),
        (["junk", 7, None], MayShow.ANYONE, False),
    ],
)
def test_only_own_labels_speak_for_somebody(labels: Any, may_show: MayShow, robot: bool) -> None:
    post = post_of({"text": "hi"}, {"did": NAMES["ada"], "handle": "ada.test", "labels": labels})
    assert (post.may_show, post.account.robot) == (may_show, robot)


def test_what_moderators_hid_stays_with_helpers() -> None:
    assert post_of({"text": "hi"}, labels=[{"src": "did:plc:mod", "val": "!hide"}]).may_show is MayShow.HELPERS


# ---------------------------------------------------------------------------------------------- hostile


def facet(start: Any, end: Any, **feature: Any) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


MENTION_US = {"$type": MENTION, "did": NAMES["brand"]}


@pytest.mark.parametrize(
    ("facets", "spans"),
    [
        # «é» is two bytes: the mention starts at byte 3 and code point 2.
        ([facet(3, 14, **MENTION_US)], [(2, 13)]),
        ([facet(3, 999, **MENTION_US)], []),
        ([facet(-1, 14, **MENTION_US)], []),
        ([facet(14, 3, **MENTION_US)], []),
        ([facet(3, 3, **MENTION_US)], []),
        ([facet(1, 14, **MENTION_US)], []),  # inside a sign
        ([facet(0, 2, **MENTION_US)], []),  # no handle there: forged
        ([facet("3", 14, **MENTION_US)], []),
        ([facet(3.0, 14, **MENTION_US)], []),
        ([facet(True, 14, **MENTION_US)], []),
        ([facet(3, 14, **{"$type": MENTION, "did": "did:nothing"})], []),
        ([facet(3, 14, **MENTION_US), facet(5, 20, **{"$type": LINK, "uri": "https://x.test"})], [(2, 13)]),
        ([facet(15, 20, **{"$type": LINK, "uri": "javascript:alert(1)"})], []),
        ([facet(15, 20, **{"$type": LINK, "uri": "https://x.test/ onclick"})], []),
        ([facet(15, 20, **{"$type": LINK, "uri": "http://[::"})], []),
        ([facet(15, 20, **{"$type": LINK, "uri": "https://x.test"})], [(14, 19)]),
        ([facet(15, 20, **{"$type": "x.y.z", "uri": "https://x.test"})], []),
        ([None, 7, "x", {}, {"index": {}}, {"index": None, "features": None}], []),
        ({"index": 1}, []),
        ("facets", []),
    ],
)
def test_facets_are_believed_only_where_they_are_right(facets: Any, spans: list[tuple[int, int]]) -> None:
    post = post_of({"text": "é @brand.test hello", "facets": facets})
    assert [(span.start, span.end) for span in post.spans] == spans


def test_ten_thousand_facets_are_not_read() -> None:
    many = [facet(n, n + 1, **{"$type": LINK, "uri": "https://x.test"}) for n in range(10_000)]
    assert len(post_of({"text": "a" * 10_001, "facets": many}).spans) == 200


@pytest.mark.parametrize(
    "text",
    [
        "\0" * 10,
        "a\u202e\u2066evil\u2069",
        "Z̴̢̧̛" + "\u0300" * 500,
        "👩‍👩‍👧‍👦" * 50,
        "<script>alert(1)</script>",
        "\ufeff\u200b",
        "مرحبا #خدمة",
    ],
)
def test_hostile_text_holds(text: str) -> None:
    post = post_of({"text": text})
    assert post.text == text.replace("\0", "\ufffd")


def test_megabyte_is_cut_between_signs() -> None:
    family = "👩‍👩‍👧‍👦"
    post = post_of({"text": family * 40_000})
    assert 20_000 < len(post.text) <= 30_000
    assert post.text == family * (len(post.text) // len(family))
    # A sign without an end has to be cut somewhere.
    assert 29_000 < len(post_of({"text": "x" + "\u0300" * 1_000_000}).text) <= 30_000
    assert graphemes(post.text) == len(post.text) // len(family)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        b"{}",
        b"[" * 100_000,
        b'{"kind":"nothing","said":{}}',
        b'{"kind":"post","said":null}',
        b'{"kind":"post","said":{"uri":1,"cid":2,"record":3,"author":4}}',
        b'{"kind":"gone","said":{}}',
        b'{"kind":"account","said":{"did":"me","active":false}}',
        b'{"kind":"message","said":{"convoId":"1","message":{}}}',
        b"\xff\xfe",
    ],
)
def test_nonsense_is_garbled(payload: bytes) -> None:
    with pytest.raises(Garbled) as error:
        NETWORK.normalise(payload, BRAND)
    assert error.value.code in ("garbled", "not_a_post", "not_a_did")


@pytest.mark.parametrize("text", [None, 7, ["a"], {"b": 1}])
def test_post_without_a_text_is_garbled(text: Any) -> None:
    with pytest.raises(Garbled):
        post_of({"text": text})


@pytest.mark.parametrize("uri", ["https://evil.test", "at://x/y/z", "at://did:plc:a/app.bsky.feed.like/1", 7])
def test_post_under_another_name_is_garbled(uri: Any) -> None:
    with pytest.raises(Garbled):
        normalised("post", {"uri": uri, "cid": "c", "record": {"text": ""}, "author": {"did": NAMES["ada"]}})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("facets", "reply", "embed", "langs", "labels", "createdAt", "tags", "$type")


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(FIELDS), ANYTHING), ANYTHING)
@settings(max_examples=300, deadline=None)
def test_no_record_of_anybody_breaks_it(text: str, record: dict[str, Any], embed: Any) -> None:
    post = post_of({**record, "text": text}, embed=embed, labels=embed)
    assert len(post.text) == len(text)
    assert all(0 <= span.start < span.end <= len(post.text) for span in post.spans)


def test_payload_is_bytes_of_json() -> None:
    events = list(thread._walk(told("thread.json")["thread"]))
    assert {type(event) for event in events} == {RawEvent}
    assert all(event.history for event in events)
