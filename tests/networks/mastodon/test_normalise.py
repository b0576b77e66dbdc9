"""What a status means for the loop, on statuses made by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.networks.mastodon.conftest import connection_with
from tummler.networks.contract import (
    Addressed,
    Connection,
    Garbled,
    HeardAccount,
    HeardGone,
    HeardMedia,
    HeardPost,
    MayShow,
    Span,
    Visibility,
)
from tummler.networks.mastodon.normalise import GONE, MENTION, STATUS, TAG, THREAD, event, normalise

ADA = {
    "id": "21",
    "acct": "ada@there.example",
    "username": "ada",
    "display_name": "Ada :cat:",
    "url": "https://there.example/@ada",
    "avatar": "https://brand.example/a.gif",
    "avatar_static": "https://brand.example/a.png",
    "bot": False,
}
BRAND = {"id": "7", "acct": "help", "username": "help", "url": "https://brand.example/@help"}
US = {"id": "7", "username": "help", "acct": "help", "url": "https://brand.example/@help"}
TAGGED = '<a href="https://there.example/tags/Order" class="mention hashtag">#Order</a>'
LINK = '<a href="https://brand.example/@help" class="u-url mention">@<span>help</span></a>'


def status(**more: Any) -> dict[str, Any]:
    return {
        "id": "100",
        "created_at": "2026-08-01T13:51:39.138Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": "public",
        "language": "en",
        "spoiler_text": "",
        "url": "https://there.example/@ada/100",
        "content": f"<p>{LINK} my {TAGGED} is lost</p>",
        "account": ADA,
        "mentions": [US],
        "tags": [{"name": "order"}],
        "media_attachments": [],
        **more,
    }


def post(connection: Connection, kind: str = STATUS, root: str = "", **more: Any) -> HeardPost:
    (heard,) = normalise(event(kind, status(**more), root=root).payload, connection)
    assert isinstance(heard, HeardPost)
    return heard


def test_a_status_is_a_post_with_everything(pure: Connection) -> None:
    media = {
        "type": "gifv",
        "url": "https://brand.example/m.mp4",
        "description": "A cat",
        "meta": {"original": {"width": 4, "height": 3}},
    }
    assert post(pure, edited_at="2026-08-01T14:00:00.000Z", media_attachments=[media]) == HeardPost(
        remote_id="100",
        account=HeardAccount(
            "brand.example#21",
            "ada@there.example",
            "Ada :cat:",
            "https://brand.example/a.png",
            "https://there.example/@ada",
        ),
        text="@help my #Order is lost",
        version="2026-08-01T14:00:00.000Z",
        root_id="100",
        claimed_at=datetime(2026, 8, 1, 13, 51, 39, 138000, UTC),
        edited_at=datetime(2026, 8, 1, 14, tzinfo=UTC),
        url="https://there.example/@ada/100",
        language="en",
        addressed=Addressed.MENTION,
        spans=(Span(0, 5, "mention", "brand.example#7"), Span(9, 15, "tag", "Order")),
        media=(HeardMedia("https://brand.example/m.mp4", "video", "A cat", 4, 3),),
    )


def test_handles_of_the_server_itself_are_whole(pure: Connection) -> None:
    own = post(pure, account={**BRAND, "id": "9"})
    assert own.account.handle == "help@brand.example"


@pytest.mark.parametrize(
    "said, visibility, may_show",
    [
        ("public", Visibility.PUBLIC, MayShow.ANYONE),
        ("unlisted", Visibility.UNLISTED, MayShow.SIGNED_IN),
        ("private", Visibility.FOLLOWERS, MayShow.HELPERS),
        ("direct", Visibility.DIRECT, MayShow.HELPERS),
        ("limited", Visibility.DIRECT, MayShow.HELPERS),
        (None, Visibility.DIRECT, MayShow.HELPERS),
    ],
)
def test_who_may_see_it(pure: Connection, said: str, visibility: Visibility, may_show: MayShow) -> None:
    heard = post(pure, visibility=said)
    assert (heard.visibility, heard.may_show) == (visibility, may_show)


def test_who_wants_no_search_is_not_shown_to_all(pure: Connection) -> None:
    assert post(pure, account={**ADA, "noindex": True}).may_show is MayShow.SIGNED_IN


@pytest.mark.parametrize(
    "kind, more, addressed",
    [
        (STATUS, {}, Addressed.MENTION),
        (STATUS, {"mentions": []}, Addressed.NO),
        (TAG, {"mentions": []}, Addressed.NEARBY),
        (TAG, {}, Addressed.MENTION),
        (STATUS, {"visibility": "direct"}, Addressed.DIRECT),
        (STATUS, {"in_reply_to_id": "99", "in_reply_to_account_id": "7"}, Addressed.REPLY),
        (STATUS, {"in_reply_to_id": "99", "in_reply_to_account_id": "7", "mentions": []}, Addressed.REPLY),
        (STATUS, {"in_reply_to_id": "99", "in_reply_to_account_id": "8"}, Addressed.MENTION),
        (
            STATUS,
            {"mentions": [], "quote": {"state": "accepted", "quoted_status": {"id": "5", "account": BRAND}}},
            Addressed.QUOTE,
        ),
        (STATUS, {"account": BRAND}, Addressed.NO),
    ],
)
def test_how_it_concerns_us(pure: Connection, kind: str, more: dict[str, Any], addressed: Addressed) -> None:
    assert post(pure, kind, **more).addressed is addressed


def test_a_notification_of_a_mention_is_one_whatever_the_list_says(pure: Connection) -> None:
    told = {"id": "5", "type": "mention", "status": status(mentions=[])}
    (heard,) = normalise(event(MENTION, told).payload, pure)
    assert isinstance(heard, HeardPost)
    assert heard.addressed is Addressed.MENTION


@pytest.mark.parametrize(
    "told", [{"type": "favourite", "status": status()}, {"type": "follow"}, {"type": "mention", "status": None}]
)
def test_other_notifications_say_nothing(pure: Connection, told: dict[str, Any]) -> None:
    assert normalise(event(MENTION, {"id": "5", **told}).payload, pure) == ()


def test_replies_know_their_parent_and_a_thread_its_root(pure: Connection) -> None:
    reply = {"in_reply_to_id": "99", "in_reply_to_account_id": "8"}
    assert (post(pure, **reply).parent_id, post(pure, **reply).root_id) == ("99", "")
    assert post(pure, THREAD, "90", **reply).root_id == "90"


def test_history_never_takes_the_name_of_news() -> None:
    names = {event(kind, status()).remote_id for kind in (STATUS, THREAD, TAG, MENTION, GONE)}
    assert len(names) == 5
    assert event(STATUS, status()).remote_id != event(STATUS, status(edited_at="2026-08-01T14:00:00Z")).remote_id


def test_gone_is_gone(pure: Connection) -> None:
    assert normalise(event(GONE, {"id": "100"}).payload, pure) == (HeardGone("100"),)


def test_mentions_and_tags_without_links_are_found(pure: Connection) -> None:
    people = [US, {"id": "8", "username": "help", "acct": "help@other.example", "url": "https://other.example/@help"}]
    heard = post(pure, content="@help@other.example @help #order a@help #orders", mentions=people)
    assert heard.spans == (
        Span(0, 19, "mention", "brand.example#8"),
        Span(20, 25, "mention", "brand.example#7"),
        Span(26, 32, "tag", "order"),
    )


def test_a_forged_mention_is_a_link(pure: Connection) -> None:
    heard = post(pure, content='<a href="https://evil.example" class="u-url mention">@bank</a>', mentions=[], tags=[])
    assert heard.spans == (Span(0, 5, "link", "https://evil.example"),)


@pytest.mark.parametrize(
    "quote, found",
    [
        ({"quote": {"state": "accepted", "quoted_status": {"id": "5"}}}, "5"),
        ({"quote": {"state": "accepted", "quoted_status_id": "6"}}, "6"),
        ({"quote": {"state": "revoked", "quoted_status": None}}, ""),
        ({"quote": {"id": "8", "content": "x"}}, "8"),
        ({"quote": None}, ""),
    ],
)
def test_what_it_quotes(pure: Connection, quote: dict[str, Any], found: str) -> None:
    assert post(pure, **quote).quote_id == found


def test_what_no_database_can_hold_is_replaced(pure: Connection) -> None:
    heard = post(pure, content="a\x00b \ud800 c", spoiler_text="\x00", account={**ADA, "display_name": "\udfff"})
    assert "\x00" not in heard.text + heard.warning + heard.account.name
    heard.text.encode()
    heard.account.name.encode()


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"event":"status"}',
        b'{"event":"status","data":{}}',
        b'{"event":"status","data":{"id":{},"account":{}}}',
        b'{"event":"status","data":{"id":"1","account":null}}',
        b'{"event":"nothing","data":{"id":"1"}}',
        b'{"event":"mention","data":{"id":"1"}}',
        b'{"event":"gone","data":"5"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_nonsense_is_garbled(pure: Connection, payload: bytes) -> None:
    with pytest.raises(Garbled):
        normalise(payload, pure)


def test_a_connection_without_facts_is_our_own_fault() -> None:
    broken = connection_with()
    with pytest.raises(KeyError):
        normalise(b"{}", Connection(broken.account, {}, {}, {}))


def test_a_status_nested_to_trick_us_is_kept_as_garbled(pure: Connection) -> None:
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Garbled):
        normalise(event(STATUS, status(emojis=deep)).payload, pure)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from([*status()]), inside, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(st.sampled_from([*status()]), JSON, st.sampled_from([STATUS, MENTION, TAG, THREAD, GONE]))
def test_a_status_with_any_field_wrong_never_crashes(field: str, wrong: Any, kind: str) -> None:
    data = {**status(), field: wrong}
    payload = json.dumps({"event": kind, "data": {**data, "type": "mention", "status": data}}).encode()
    try:
        heard = normalise(payload, connection_with())
    except Garbled:
        return
    for each in heard:
        if isinstance(each, HeardPost):
            assert all(0 <= span.start < span.end <= len(each.text) for span in each.spans)
