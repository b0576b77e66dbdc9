"""The live stream in the running product: hints to those who may know, never words, and to nobody else."""

from __future__ import annotations

import json
import queue
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from tests.saying import QUESTION, make_channel, post, say
from tests.web.serving import serving
from tummler.acts.setting_up import add_helper, name_duty_helper
from tummler.records.models import Conversation, Helper
from tummler.web.stream import end_streams

pytestmark = pytest.mark.django_db(transaction=True)

CRY = "@velonorte I want to kill myself because of this"
SECRET = "unmistakableword"


@pytest.fixture
def address(transactional_db):
    with serving() as found:
        yield found


@pytest.fixture
def told(owner):
    return make_channel(owner)


def cookie_of(helper):
    """The session of somebody who is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(helper.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["sessionid"].value


class Desk:
    """An open stream; what arrives, in order."""

    def __init__(self, address, cookie, extra=""):
        self.arrived = queue.Queue()
        self.status = queue.Queue()
        self.raw = b""
        self.ended = threading.Event()
        self._arguments = (address, f"{extra}sessionid={cookie}")
        self._response = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        address, cookie = self._arguments
        timeout = httpx.Timeout(60, connect=5)
        try:
            with httpx.stream("GET", f"{address}/stream/", headers={"cookie": cookie}, timeout=timeout) as response:
                self._response = response
                self.status.put((response.status_code, dict(response.headers)))
                name = ""
                for line in response.iter_lines():
                    self.raw += line.encode() + b"\n"
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        self.arrived.put((name, json.loads(line[6:])))
        except (httpx.HTTPError, AttributeError, RuntimeError):
            pass
        finally:
            self.ended.set()

    def next(self, seconds=10.0):
        return self.arrived.get(timeout=seconds)

    def until(self, wanted, seconds=10.0):
        """What arrived up to this hint."""
        found, end = [], time.monotonic() + seconds
        while wanted not in found:
            found.append(self.next(max(0.1, end - time.monotonic())))
        return found

    def rest(self, seconds=0.7):
        """What still arrives within a while."""
        time.sleep(seconds)
        found = []
        while not self.arrived.empty():
            found.append(self.arrived.get())
        return found


@contextmanager
def desks(address, *helpers):
    """Open streams that have said hello."""
    opened = [Desk(address, cookie_of(helper)) for helper in helpers]
    for desk in opened:
        assert desk.next() == ("all", {})
    yield opened


def conversation_hint():
    return ("conversation", {"id": Conversation.objects.order_by("-pk").first().public_id})


def test_a_hint_arrives_at_once_and_holds_no_word(address, owner, told):
    with desks(address, owner) as [desk]:
        began = time.monotonic()
        say(told, post("q", f"{QUESTION} {SECRET}", name="Marta Rueda"))
        arrived = desk.until(("needs", {}))
        assert time.monotonic() - began < 8
        assert conversation_hint() in arrived
        assert not any(word in desk.raw for word in (SECRET.encode(), b"Marta", b"bike"))


def test_the_stream_says_what_it_is_and_is_kept_by_nobody(address, owner):
    with desks(address, owner) as [desk]:
        status, headers = desk.status.get(timeout=5)
        assert (status, headers["content-type"], headers["cache-control"], headers["x-accel-buffering"]) == (
            200, "text/event-stream", "no-store", "no",
        )  # fmt: skip


def test_hints_are_for_ones_own_brand(address, owner, other_owner, told):
    with desks(address, owner, other_owner) as [ours, theirs]:
        say(told, post("q"))
        ours.until(("needs", {}))
        assert theirs.rest() == []


def test_many_desks_are_all_told(address, owner, helper, told):
    crowd = [owner, helper] * 15
    with desks(address, *crowd) as opened:
        say(told, post("q"))
        hint = conversation_hint()
        for desk in opened:
            assert hint in desk.until(("needs", {}))


@pytest.mark.parametrize("cookie", ["", "nobody", "\u20ac", "a" * 5000])
def test_nobody_listens_without_a_session(address, cookie):
    answer = httpx.get(f"{address}/stream/", headers={"cookie": f"sessionid={cookie}".encode()}, timeout=10)
    assert (answer.status_code, answer.content) == (403, b"")


def test_no_cookie_and_no_other_method_opens_a_stream(address, owner):
    headers = {"cookie": f"sessionid={cookie_of(owner)}"}
    answers = [
        httpx.get(f"{address}/stream/"),
        *(httpx.request(m, f"{address}/stream/", headers=headers) for m in ("POST", "HEAD")),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


@pytest.mark.parametrize("other", ['json={"a":"b,c"}; ', "bad name=1; ", "=; ", "empty; "])
def test_other_peoples_cookies_on_the_domain_do_no_harm(address, owner, other):
    desk = Desk(address, cookie_of(owner), other)
    assert desk.next() == ("all", {})


def test_an_inactive_helper_hears_nothing(address, helper):
    cookie = cookie_of(helper)
    Helper.objects.filter(pk=helper.pk).update(active=False)
    assert httpx.get(f"{address}/stream/", headers={"cookie": f"sessionid={cookie}"}).status_code == 403


# ------------------------------------------------------------------------------------ the named person


def test_a_cry_is_hinted_to_the_named_person_alone(address, owner, helper, told):
    name_duty_helper(actor=owner, helper=helper)
    with desks(address, owner, helper) as [others, named]:
        say(told, post("q", CRY))
        hint = conversation_hint()
        assert hint in named.until(("needs", {}))
        assert [one for one in others.rest() if one[0] == "needs"] == []
        say(told, post("r", "@velonorte please", minute=1, parent="q"))
        named.until(hint)
        assert others.rest() == []


def test_a_conversation_that_becomes_the_named_persons_is_taken_from_everyones_desk(address, owner, helper, told):
    name_duty_helper(actor=owner, helper=helper)
    with desks(address, owner, helper) as [others, named]:
        say(told, post("q"))
        hint = conversation_hint()
        others.until(("needs", {}))
        others.rest()
        say(told, post("r", CRY, minute=1, parent="q"))
        found = others.until(("needs", {}))
        assert hint in found
        others.rest()
        say(told, post("s", "@velonorte please", minute=2, parent="q"))
        named.until(hint)
        assert others.rest() == []


# ---------------------------------------------------------------------------------------- the beat


@pytest.fixture
def quick_beat(monkeypatch):
    monkeypatch.setattr("tummler.web.stream.BEAT_SECONDS", 0.4)


def test_a_silent_stream_shows_that_it_lives(address, owner, quick_beat):
    with desks(address, owner) as [desk]:
        time.sleep(1.2)
        assert desk.raw.count(b"event: beat") >= 2


@pytest.mark.parametrize("how", ["signed out", "inactive"])
@pytest.mark.parametrize("busy", [False, True])
def test_who_may_no_longer_listen_is_cut_off_within_a_beat_also_while_much_happens(
    address, owner, helper, told, quick_beat, how, busy
):
    from django.contrib.sessions.models import Session

    with desks(address, owner, helper) as [stays, leaves]:
        if how == "inactive":
            Helper.objects.filter(pk=helper.pk).update(active=False)
        else:
            Session.objects.exclude(session_key=Session.objects.order_by("expire_date").first().session_key).delete()
        for number in range(8 if busy else 1):
            say(told, post(f"q{number}", minute=number))
            time.sleep(0.15)
        assert leaves.ended.wait(5)
        assert not stays.ended.is_set()


def test_a_newly_named_person_hears_within_a_beat(address, owner, helper, told, quick_beat):
    with desks(address, owner, helper) as [_before, after]:
        name_duty_helper(actor=owner, helper=helper)
        time.sleep(1.0)
        say(told, post("q", CRY))
        assert conversation_hint() in after.until(("needs", {}))


def test_a_desk_that_left_is_forgotten(address, owner, told):
    cookie = cookie_of(owner)
    with httpx.stream("GET", f"{address}/stream/", headers={"cookie": f"sessionid={cookie}"}) as response:
        assert next(response.iter_lines()).startswith("retry")
    with desks(address, owner) as [desk]:
        say(told, post("q"))
        desk.until(("needs", {}))


def test_a_colleague_who_claims_is_hinted_to_the_others(address, owner, told):
    from tummler.acts.needs import claim_need
    from tummler.records.models import Need

    other = add_helper(actor=owner, email="o@velonorte.example", password=None, name="Olu")
    say(told, post("q"))
    with desks(address, owner, other) as [_ours, theirs]:
        claim_need(actor=owner, need=Need.objects.get())
        assert conversation_hint() in theirs.until(("needs", {}))


def test_streams_end_whole_when_the_server_ends(address, owner):
    with desks(address, owner) as [desk]:
        end_streams()
        assert desk.ended.wait(5)
        assert desk.raw.endswith(b"\n\n")
