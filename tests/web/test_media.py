"""The picture proxy: for whoever may see the post, as a file that can do nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from tests.web.asking import fresh_cache
from tummler.common import clock
from tummler.common.http import Unsafe
from tummler.listening import media as heard_media
from tummler.records.models import Post
from tummler.web import media
from tummler.web.media import media_address

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]


@pytest.fixture
def fetched(monkeypatch):
    """What was fetched from strangers."""
    urls: list[str] = []

    def fetch(url, limit):
        urls.append(url)
        if "broken" in url:
            raise Unsafe("no")
        out = BytesIO()
        Image.new("RGB", (32, 32)).save(out, "PNG")
        return out.getvalue(), "text/html"

    monkeypatch.setattr(heard_media, "fetch_public", fetch)
    return urls


@pytest.fixture
def post(heard, settings, tmp_path, fetched):
    settings.MEDIA_ROOT = tmp_path / "media"
    said = heard("@velonorte what is this thing on dock 9?")
    said.media = [
        {
            "url": f"https://pictures.example/{name}.jpg",
            "kind": "image",
            "description": f"A {name}",
            "width": 32,
            "height": 32,
        }
        for name in ("dock", "broken")
    ]
    said.save()
    return said


def test_a_picture_is_served_as_a_file_that_can_do_nothing(client, post, fetched):
    served = client.get(media_address(post, 0))
    assert (served.status_code, served["Content-Type"]) == (200, "image/webp")
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Cross-Origin-Resource-Policy"] == "same-origin"
    assert served["Cache-Control"] == "private, max-age=86400, immutable"
    again = client.get(media_address(post, 0), headers={"If-None-Match": served["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert fetched == ["https://pictures.example/dock.jpg"]


def test_what_fails_is_not_fetched_again_and_again(client, post, fetched):
    for _ in range(3):
        assert client.get(media_address(post, 1)).status_code == 404
    assert fetched == ["https://pictures.example/broken.jpg"]


def test_the_page_of_the_question_shows_it_with_its_description(client, brand, post):
    page = client.get(f"/square/{brand.slug}/{post.conversation.public_id}/").content.decode()
    assert f'<img src="{media_address(post, 0)}" alt="A dock" loading="lazy" width="32" height="32">' in page
    assert "pictures.example" not in page


@pytest.mark.parametrize("change", [{"visibility": "followers"}, {"may_show": "helpers"}, {"state": "identified"}])
def test_who_may_not_see_the_post_does_not_see_its_picture(client, post, change, client_of, helper, other_owner):
    Post.objects.filter(pk=post.pk).update(**change)
    address = media_address(post, 0)
    assert client.get(address).status_code == 404
    assert client_of(other_owner).get(address).status_code == 404
    assert client_of(helper).get(address).status_code == 200


def test_a_deleted_posts_picture_is_gone_for_everyone(client, post, client_of, helper):
    address = media_address(post, 0)
    client.get(address)
    Post.objects.filter(pk=post.pk).update(gone_at=clock.now())
    assert client.get(address).status_code == 404
    assert client_of(helper).get(address).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t.replace("-0.", "-1."), lambda t: "x", lambda t: "1-0"]
)
def test_only_addresses_of_ours_are_looked_at(client, post, change):
    token = media_address(post, 0).rsplit("/", 1)[1]
    assert client.get(f"/media/{change(token)}").status_code == 404


def test_a_stranger_makes_us_fetch_so_much_and_no_more(post, monkeypatch, client_of, helper):
    monkeypatch.setattr(media, "FETCHES", 0)
    refused = Client().get(media_address(post, 0))
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert client_of(helper).get(media_address(post, 0)).status_code == 200
    assert Client().get(media_address(post, 0)).status_code == 200  # kept already
