"""Pictures of heard posts: made anew, kept with their post, gone with it."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import Base

from tummler.listening import media
from tummler.listening.media import NoPicture, fetch_picture, forget_media, known_picture, reencode, sweep_media
from tummler.records.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


def picture(kind="JPEG", size=(64, 48), **options):
    out = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", (200, 30, 30))).save(out, kind, **options)
    return out.getvalue()


def bomb(width, height):
    """A PNG of a few bytes that claims to be gigantic."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_every_kind_of_picture_becomes_one(kind):
    with Image.open(BytesIO(reencode(picture(kind)))) as made:
        assert (made.format, made.size) == ("WEBP", (64, 48))


def test_a_large_one_becomes_smaller_and_keeps_its_shape():
    with Image.open(BytesIO(reencode(picture(size=(3200, 1600))))) as made:
        assert made.size == (1600, 800)


def test_what_a_camera_wrote_into_it_is_gone_but_it_stands_upright():
    exif = Image.Exif()
    exif[Base.Orientation], exif[Base.Make] = 6, "LEAKCANARY"
    made = reencode(picture(size=(60, 40), exif=exif, comment=b"LEAKCANARY"))
    assert b"LEAKCANARY" not in made
    with Image.open(BytesIO(made)) as upright:
        assert upright.size == (40, 60)
        assert not upright.getexif()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"GIF89a", b"<html>",
        picture()[:200], bomb(5000, 5000), bomb(60_000, 60_000), picture("TIFF"), picture("BMP"), b"\0" * 10_000,
    ],
)  # fmt: skip
def test_what_is_no_picture_or_too_large_is_none(content):
    with pytest.raises(NoPicture):
        reencode(content)


@pytest.fixture
def post(heard, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    said = heard("@velonorte what is this?")
    said.media = [{"url": "https://pictures.example/1.jpg", "kind": "image", "description": "A dock"}]
    said.save()
    monkeypatch.setattr(media, "fetch_public", lambda url, limit: (picture(), "image/jpeg"))
    return said


def test_a_picture_is_fetched_once_and_found_again(post):
    assert known_picture(post, 0) is None
    kept = fetch_picture(post, 0)
    assert known_picture(post, 0) == kept
    assert kept.read_bytes()[8:12] == b"WEBP"


def test_an_edited_posts_new_picture_is_not_the_old_one(post):
    fetch_picture(post, 0)
    post.media[0]["url"] = "https://pictures.example/2.jpg"
    assert known_picture(post, 0) is None


@pytest.mark.parametrize("number", [-1, 1, 7])
def test_there_is_no_picture_of_another_number(post, number):
    with pytest.raises(NoPicture):
        known_picture(post, number)


def test_only_pictures_are_fetched(post):
    post.media[0]["kind"] = "video"
    with pytest.raises(NoPicture):
        fetch_picture(post, 0)


def test_a_picture_goes_with_its_post(post, echo, settle):
    kept = fetch_picture(post, 0)
    echo.delete(post.remote_id)
    settle()
    assert not kept.exists()
    assert not kept.parent.exists()


def test_a_post_that_goes_while_it_is_fetched_leaves_nothing(post, monkeypatch):
    def gone_meanwhile(url, limit):
        Post.objects.filter(pk=post.pk).delete()
        return picture(), ""

    monkeypatch.setattr(media, "fetch_public", gone_meanwhile)
    with pytest.raises(NoPicture):
        fetch_picture(post, 0)
    assert sweep_media() == 0


def test_the_sweep_finds_what_a_crash_left(post):
    kept = fetch_picture(post, 0)
    assert sweep_media() == 0
    Post.objects.filter(pk=post.pk).update(gone_at=post.received_at)
    assert sweep_media() == 1
    assert not kept.exists()
    forget_media([post.pk])
