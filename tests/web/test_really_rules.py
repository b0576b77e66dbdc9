"""Nothing is confirmed that isn't exactly ours; what looks like ours is warned of."""

from __future__ import annotations

import pytest

from tummler.web.really_rules import OurAccount, judge

BLUESKY = OurAccount(
    "bluesky", "Bluesky", "velonorte.bsky.social", "https://bsky.app/profile/did:plc:abc", "did:plc:abc", "Velo Norte"
)
MASTODON = OurAccount(
    "mastodon", "Mastodon", "velonorte@mastodon.social", "https://mastodon.social/@velonorte", "https://mastodon.social/users/1"
)  # fmt: skip
OURS, SIGNS = (BLUESKY, MASTODON), ("Inés", "Tomás")


def kind(text):
    verdict = judge(text, OURS, SIGNS)
    return verdict.kind if verdict else None


@pytest.mark.parametrize(
    "text",
    [
        "velonorte.bsky.social",
        "@velonorte.bsky.social",
        "@VeloNorte.bsky.social ",
        "https://bsky.app/profile/velonorte.bsky.social",
        "https://bsky.app/profile/did:plc:abc/",
        "did:plc:abc",
        "@velonorte@mastodon.social",
        "https://mastodon.social/@velonorte",
        "http://mastodon.social/@velonorte?x=1",
    ],
)
def test_our_own_accounts_are_confirmed(text):
    assert kind(text) == "ours"


@pytest.mark.parametrize(
    "text",
    [
        "velonorte.bsky.socia1",
        "velonоrte.bsky.social",
        "vel\u200bonorte.bsky.social",
        "velonorte-support.bsky.social",
        "@velonorte@mastodon.example",
        "@velonorte@mastodon.social.example",
        "https://bsky.evil.example/profile/velonorte.bsky.social",
        "https://evil.example/bsky.app/profile/velonorte.bsky.social",
        "https://mastodon.social.evil.example/@velonorte",
        "https://evil.example/@velonorte",
        "Velo Norte Help",
        "velonorte_refunds",
        "Tornás",
    ],
)
def test_what_looks_like_ours_is_warned_of_and_never_confirmed(text):
    assert kind(text) == "looks_alike"


@pytest.mark.parametrize(("text", "sign"), [("Inés", "Inés"), ("^inés", "Inés"), ("^Tomás", "Tomás")])
def test_who_signs_for_us_is_confirmed(text, sign):
    verdict = judge(text, OURS, SIGNS)
    assert (verdict.kind, verdict.sign) == ("signs", sign)


def test_a_name_without_its_place_confirms_nothing():
    assert kind("velonorte") == kind("@velonorte") == "incomplete"


@pytest.mark.parametrize("text", ["marta.bsky.social", "https://example.org/", "Pete", "javascript:alert(1)", "💥"])
def test_somebody_else_is_nobody_we_know(text):
    assert kind(text) == "unknown"


@pytest.mark.parametrize("text", ["", "   ", "@", "https://", "://", "http://[broken"])
def test_nothing_typed_is_nothing_asked(text):
    assert kind(text) in (None, "unknown")


def test_a_brand_without_accounts_confirms_nothing():
    assert judge("velonorte.bsky.social", (), ()).kind == "unknown"
