"""A process that dies while a picture is put in: the draft has all of it or nothing of it, and its words stay."""

from __future__ import annotations

import os
import signal

import pytest

from tests.answering.test_pictures import picture
from tests.saying import QUESTION
from tummler.acts.pictures import add_pictures, drop_picture
from tummler.acts.replies import save_draft
from tummler.records.models import Picture, Reply

pytestmark = pytest.mark.django_db(transaction=True)

#: What the act calls, in its order; the process dies right before each.
PLACES = (
    "tummler.acts.pictures.drafts.begin_draft",
    "tummler.acts.pictures.attach",
    "tummler.acts.pictures.drafts.touch",
    "tummler.acts.pictures.happen",
)


def die_at(place: str, act) -> int:
    """Do it in a process of its own that is killed there; how it ended."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if not child:
        pytest.MonkeyPatch().setattr(place, lambda *args, **more: os.kill(os.getpid(), signal.SIGKILL))
        act()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("place", PLACES)
def test_killed_while_a_picture_is_put_in(heard, owner, place):
    need = heard(f"@velonorte {QUESTION}").needs.get()
    save_draft(actor=owner, need=need, text="Look:", edition=0)
    ended = die_at(place, lambda: add_pictures(actor=owner, need=need, contents=[picture()]))
    assert ended == -signal.SIGKILL
    assert (Picture.objects.count(), Reply.objects.get().text, Reply.objects.get().edition) == (0, "Look:", 1)
    add_pictures(actor=owner, need=need, contents=[picture()])
    assert (Picture.objects.count(), Reply.objects.get().edition) == (1, 2)


@pytest.mark.parametrize("place", ["tummler.acts.pictures.drafts.touch", "tummler.acts.pictures.happen"])
def test_killed_while_a_picture_is_taken_out(heard, owner, place):
    need = heard(f"@velonorte {QUESTION}").needs.get()
    add_pictures(actor=owner, need=need, contents=[picture()])
    one = Picture.objects.select_related("reply").get()
    assert die_at(place, lambda: drop_picture(actor=owner, need=need, picture=one)) == -signal.SIGKILL
    assert (Picture.objects.count(), Reply.objects.get().edition) == (1, 2)
