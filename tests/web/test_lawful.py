"""Topics that the law wants kept: a copy of what fades, which only the holder of one key opens; the reader is told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.asking import asked, fresh_cache
from tests.web.reading import read
from tests.web.test_once import ANSWER, WORD, answer, marta, rows_with_word
from tummler.answering.lawful import let_copies_go
from tummler.common import clock
from tummler.records import compliance
from tummler.records.models import Happening, LawfulCopy, Need, Once, Post, Topic

__all__ = ["fresh_cache", "marta"]

LAW = "/keeping/law/"


def test_what_is_sealed_for_a_holder_opens_with_their_key_alone() -> None:
    key, public = compliance.new_pair()
    other, _public = compliance.new_pair()
    box = compliance.seal(public, "3.20 €", "a")
    assert (compliance.public_of(key), compliance.open_box(key, box, "a")) == (public, "3.20 €")
    for wrong, name in ((other, "a"), (key, "b"), ("compliance-x", "a"), ("", "a")):
        with pytest.raises(compliance.WrongKey):
            compliance.open_box(wrong, box, name)


def test_a_copy_is_kept_for_its_holder_and_the_reader_is_told(owner: Any, desk: Client, marta: Client) -> None:
    topic = Topic.objects.create(brand=owner.brand, key="codes", name="Codes", words=["code"])
    assert desk.post(LAW, {"do": "topic", "topic": "codes", "years": "6"}).status_code == 422  # nobody holds a key yet
    made = desk.post(LAW, {"do": "make_key"})
    [key] = re.findall(r"compliance-[\w=-]+", made.content.decode())
    assert (made["Cache-Control"], key in desk.get(LAW).content.decode()) == ("private, no-store", False)
    assert desk.post(LAW, {"do": "topic", "topic": "codes", "years": "6"}).status_code == 302
    place = asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    Need.objects.update(topic=topic.key)
    answer(owner, Need.objects.get())
    copy = LawfulCopy.objects.get()
    assert (copy.until - copy.made_at > timedelta(days=6 * 365), WORD.encode() in bytes(copy.box)) == (True, False)
    told = "The law wants a copy: Velo Norte keeps one, sealed for the one person there who answers for it"
    waiting = marta.get(f"/square/{owner.brand.slug}/read/").content.decode()
    assert (told in waiting, "No copy" in waiting, told in marta.get(place).content.decode()) == (True, False, True)
    marta.post(place, {"do": "see_once", "post": Once.objects.get().post.remote_id})
    assert rows_with_word() == []
    assert desk.post(LAW, {"do": "open", "key": compliance.new_pair()[0]}).status_code == 422
    opened = desk.post(LAW, {"do": "open", "key": key})
    assert (read(opened).one("p", "voice").words, opened["Cache-Control"]) == (f"{ANSWER} ^Inés", "private, no-store")
    assert WORD not in desk.get(LAW).content.decode()
    assert Happening.objects.filter(act="copies_opened").count() == 1
    clock.shift(timedelta(days=6.1 * 365.25))
    assert (let_copies_go(), LawfulCopy.objects.count()) == (1, 0)


def test_what_stays_in_public_and_what_no_law_wants_leaves_no_copy(owner: Any, desk: Client, marta: Client) -> None:
    desk.post(LAW, {"do": "make_key"})
    asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    answer(owner, Need.objects.get())
    assert (LawfulCopy.objects.count(), Post.objects.filter(archived=True).count()) == (0, 0)
