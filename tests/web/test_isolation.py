"""No page, fragment, stream or file of a brand holds anything of another, and no press of its people changes anything.

Every address of the URLconf is walked with the first brand's ids and with the second's: all that it takes, by whoever
walks, and one of each other noun whose table it looks into. An address with an argument that isn't known here fails the
test: say in ``arguments`` what it takes.
"""

from __future__ import annotations

import inspect
import itertools
import json
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.http.request import HttpHeaders
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.people import echo_process, make_owner
from tests.web.asking import fresh_cache
from tests.web.canary import MARK, plant, public_ids, snapshot
from tummler.records.models import Account, Need, Note, Post
from tummler.web.media import media_address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

__all__ = ["fresh_cache"]

#: Everything that a form of ours can say to do; with the second brand's ids in every other field.
DEEDS = (
    "vouch", "take_back", "make", "end_link", "domains", "sign_in", "sign_in_off",
    "helper_tag", "other_brand", "mails", "say_yes", "say_no", "end_block", "hours", "usual", "own", "end_own",
    "ask", "duty", "link", "connect", "words", "colour", "languages", "check", "try", "pause", "resume", "helped",
    "not_helped", "take_away", "see_once", "agree", "same", "not_same", "tell", "survey", "take", "undo", "stop",
    "make_tag", "change", "on", "bring_back", "show_demand",
    "give", "pledge", "turn", "rather_thanks", "decline", "want", "open_book", "close_book", "make_cause",
    "make_reward", "end_offer", "offer_again", "settle", "unsettle", "refuse", "ring_fine", "ring_again",
    "use", "unuse", "claim", "hide", "block", "rules", "report_hide",
    "put_away", "remove", "findable", "not_findable", "begin", "finish", "yes", "no", "end", "end_all",
    "make_circle", "change_circle", "put_circle_away", "bring_circle_back", "step_in", "step_out", "ask_member",
    "take_out_member", "look", "make_rule", "end_rule", "rule_again", "ask_colleagues",
    "answer_colleague", "play_note", "corner_away", "corner_back", "open_feed", "close_feed", "subscribe",
    "end_source", "read_again", "unshare", "share_again", "thats_me",
    "end_everywhere", "join", "part", "end_customer", "erase", "key", "end_key", "openid", "openid_off", "",
)  # fmt: skip
#: What an address of allauth does is theirs to test; these would only sign the walker out.
NOT_PRESSED = ("account/", "theme/")


@dataclass
class Two:
    """The first brand's world, and the second brand's owner."""

    world: object
    other: object
    #: The public ids of the second brand's rows.
    secret: frozenset[str]

    @property
    def first(self):
        return self.world.owner.brand

    @property
    def second(self):
        return self.other.brand


@pytest.fixture
def two(world, tmp_path):
    folder = tmp_path / "second"
    folder.mkdir()
    with echo_process(folder) as echo:
        other = make_owner("Otra Marca", "otra@otra.example", "Otra Dueña")
        plant(other, echo)
        ids = frozenset(one for some in public_ids(other.brand).values() for one in some)
        assert {len(one) for one in ids} == {16}
        yield Two(world, other, ids)


def routes(patterns=None, prefix=""):
    """Every address: its pattern as text, and the pattern."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern
        else:
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))


#: Whose ids an address takes, by how it begins; what isn't named here is walked with everybody's.
TAKES = {
    "desk/views/": ("SavedView",), "desk/incidents/": ("Incident",), "desk/look/": ("Glance",), "desk/": ("Need",),
    "articles/": ("Article",),
    "corner/share/": ("Note", "PlayNote", "CornerAnswer", "Question"), "quests/": ("Quest",), "wishes/": ("Wish",),
    "square/<slug:slug>/articles/": ("Article",), "square/<slug:slug>/wishes/": ("Wish",),
    "square/<slug:slug>/quests/": ("Quest",), "square/<slug:slug>/help/answers/": ("PeerAnswer",),
    "square/<slug:slug>/help/": ("Need",), "square/<slug:slug>/<": ("Conversation",), "channels/": ("Channel",),
    "imports/": ("Import", "Upload"), "tags/": ("Tag",),
}  # fmt: skip


#: An id that nobody's row has.
NOBODYS = "0" * 16


class Stray(str):
    """An id of a noun that an address isn't known to take; ``table``: where its row stands."""

    table: str


def stray(one, noun):
    made = Stray(one)
    made.table = apps.get_model("records", noun)._meta.db_table
    return made


def taken(text, ids, others):
    """The public ids that an address takes: of its own nouns; of ``others``, and where none is named, of each noun."""
    named = next((nouns for start, nouns in TAKES.items() if text.startswith(start)), ())
    own = [one for noun in named for one in ids.get(noun, [])[: None if noun == "Need" else 2]]
    if named and not others:
        return own
    most = {noun: 1 if named else None if noun == "Need" else 2 for noun in ids if noun not in named}
    return own + [stray(one, noun) for noun, some in most.items() for one in ids[noun][:some]]


class Looking:
    """Which tables are looked into while an address is asked with an id that nobody has.

    An id of a row in any other table is an id that nobody has, too, as far as that address can tell: it is asked for
    nothing new, and passed over.
    """

    def __init__(self):
        self.tables = frozenset(one._meta.db_table for one in apps.get_models())
        #: Of an address and its other arguments: the tables.
        self.seen = {}
        self.now = None
        self.passed_over = 0

    def __call__(self, execute, sql, params, many, context):
        if self.now is not None:
            self.now |= self.tables_in(sql)
        return execute(sql, params, many, context)

    @cache  # noqa: B019 # it lives as long as a test
    def tables_in(self, sql):
        return self.tables & set(re.findall(r"\w+", sql))

    def worth(self, who, text, values):
        """Whether to ask this address, and from now on noting where it looks if its id is nobody's."""
        place = (who, text, *((name, one) for name, one in values.items() if name != "public_id"))
        one = values.get("public_id")
        self.now = self.seen.setdefault(place, set()) if one == NOBODYS else None
        worth = not isinstance(one, Stray) or one.table in self.seen[place]
        self.passed_over += not worth
        return worth


def arguments(text, name, brand, others):
    """What an argument of this name can be in this address, of a brand."""
    ids = public_ids(brand)
    known = {
        "public_id": lambda: taken(text, ids, others),
        "letter": lambda: ["x:y:z"],
        "slug": lambda: [brand.slug],
        "remote_id": lambda: list(Post.objects.filter(brand=brand).values_list("remote_id", flat=True)[:3]),
        "token": lambda: [media_address(post, 0).split("/media/")[1] for post in Post.objects.filter(brand=brand)[:3]],
        "picture_id": lambda: ids["Picture"],
        "note": lambda: ids["Note"][:2],
        "question": lambda: ids["Question"][:2],
        "guest": lambda: ids["Guest"][:2],
        "approval": lambda: ids["Approval"][:1],
        "kind": lambda: ["note", "answer"],
        "deed": lambda: ["yes"],
        "secret": lambda: ["x" * 27],
        "ticket": lambda: [ids["Channel"][0]],
        "key": lambda: ["echo", "x-y"],
        "uidb36": lambda: ["1"],
        "colour": lambda: [brand.colour[1:]],
        "place": lambda: ["dock-14"],
        "word": lambda: ["balance"],
    }
    assert name in known, f"say in arguments() what {name!r} is"
    return known[name]()


def addresses(two, *, first=100):
    """Every address, filled with ids of the second brand, and with ``first`` many of the first brand.

    The pages of the second brand's own square are not among them: those are for everyone.
    """
    for text, pattern in routes():
        names = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
        choices = [
            ([NOBODYS] if name == "public_id" else [])
            + arguments(text, name, two.first, False)[:first]
            + ([] if name == "slug" else arguments(text, name, two.second, True))
            for name in names
        ]
        for values in itertools.product(*choices):
            filled = dict(zip(names, values, strict=True))
            yield text, filled, _filled(pattern, text, filled)


@cache
def deeds_of(text):
    """What can be said to do at an address: what its page, or what that page calls, knows by name; and nothing."""
    page = inspect.getmodule(inspect.unwrap(dict(routes())[text].callback))
    near = {page, *(one if inspect.ismodule(one) else inspect.getmodule(one) for one in vars(page).values())}
    ours = [one for one in near if one is not None and one.__name__.startswith("tummler.")]
    known = "".join(inspect.getsource(one) for one in ours)
    return tuple(deed for deed in DEEDS if not deed or f'"{deed}"' in known)


def _module(text):
    return inspect.getmodule(inspect.unwrap(dict(routes())[text].callback)).__name__


def _filled(pattern, text, values):
    from django.urls import reverse

    return reverse(pattern.name, kwargs=values) if values else reverse(pattern.name)


def walkers(two, client_of):
    """Who walks: the first brand's owner, a helper of theirs, somebody who isn't signed in."""
    return {"owner": client_of(two.world.owner), "helper": client_of(two.world.tomas), "stranger": Client()}


def assert_nothing_of(two, where, response):
    body = response.content.decode("utf-8", "replace") + json.dumps(dict(response.headers.items()))
    assert MARK.lower() not in body.lower(), where
    assert [one for one in secrets_in(two, body) if one not in where] == [], where


def secrets_in(two, body):
    """The second brand's public ids in a text, wherever they stand in it."""
    runs = re.findall(r"[0-9a-z]{16,}", body)
    return {run[at : at + 16] for run in runs for at in range(len(run) - 15)} & two.secret


def test_no_page_or_fragment_shows_anything_of_another_brand(two, client_of, asked_how, looking):
    seen, asking = set(), set()
    for who, client in walkers(two, client_of).items():
        for text, values, address in addresses(two):
            # The map of the site names the pages of every square: they are for everyone.
            if "logout" in text or text == "sitemap.xml" or not looking.worth(who, text, values):
                continue
            for headers in ({}, {"HX-Request": "true"}):
                asked_how.clear()
                response = client.get(address, headers=headers)
                assert response.status_code < 500, address
                assert_nothing_of(two, f"{who}: GET {address} {headers}", response)
                if response.status_code == 200:
                    seen.add((who, text))
                if not asked_how:
                    break  # it never looked whether a script asks: the same again
                asking.add((text, len(headers)))
    assert looks_where_it_should(looking, ("owner", "helper"))
    assert {text for _, text in seen} >= {"desk/", "desk/<str:public_id>/", "channels/", "people/", "setup/"}
    assert asking >= {("desk/<str:public_id>/", 0), ("desk/<str:public_id>/", 1)}
    assert ("stranger", "square/<slug:slug>/") in seen


def test_the_walk_sees_a_leak_where_there_is_one(two, client_of, monkeypatch):
    """A planted fault: a page that forgets whose rows it shows turns the walk red."""
    from tummler.records import prepared
    from tummler.web import desk

    monkeypatch.setattr(prepared, "_kept", {})  # its query is put together anew, and goes with the fault
    monkeypatch.setattr(desk, "rows_for", lambda helper, noun: noun.objects.all())
    theirs = Need.objects.filter(brand=two.second, state="open", care="").first()
    where = f"/desk/{theirs.public_id}/"
    with pytest.raises(AssertionError):
        assert_nothing_of(two, where, client_of(two.world.owner).get(where))


def looks_where_it_should(looking, signed_in):
    """Whether pages were seen to look into the tables that their addresses are named for, and many ids passed over."""
    where = {"articles": "article", "quests": "quest", "tags": "tag", "wishes": "wish"}
    for who, (start, table) in itertools.product(signed_in, where.items()):
        assert f"records_{table}" in looking.seen[who, f"{start}/<str:public_id>/"], (who, start)
    return looking.passed_over > 1000


def test_an_id_is_passed_over_only_where_its_table_is_not_looked_into(db):
    look, address = Looking(), "wishes/<str:public_id>/"
    with connection.execute_wrapper(look):
        assert look.worth("owner", address, {"public_id": NOBODYS})
        assert not Need.objects.filter(public_id=NOBODYS).select_related("conversation").exists()
        strays = {noun: stray("a" * 16, noun) for noun in ("Need", "Conversation", "Wish")}
        asked = [noun for noun, one in strays.items() if look.worth("owner", address, {"public_id": one})]
        assert list(Note.objects.all()) == []  # not of this address: noted no longer
    assert asked == ["Need"]
    assert look.seen == {("owner", address): {"records_need"}}
    assert look.worth("owner", address, {"public_id": "a" * 16})  # not a stray: what the address takes


@pytest.fixture
def looking(two):
    """The tables that are looked into, by address, while a test walks."""
    look = Looking()
    with connection.execute_wrapper(look):
        yield look


@pytest.fixture
def asked_how(monkeypatch):
    """Filled whenever a header is looked at that tells whether a script asks."""
    asked: list[str] = []
    real = HttpHeaders.__getitem__

    def look(headers, name):
        if name.lower().startswith("hx-"):
            asked.append(name)
        return real(headers, name)

    monkeypatch.setattr(HttpHeaders, "__getitem__", look)
    return asked


@pytest.fixture
def asked_what(monkeypatch):
    """Filled whenever somebody looks into what was sent for what varies (the deed, the reply), or takes all of it."""
    asked: list[str] = []

    def noted(name, looks_at_all):
        real = getattr(QueryDict, name)

        def look(sent, *args, **more):
            if looks_at_all or args[0] in ("do", "reply"):
                asked.append(name)
            return real(sent, *args, **more)

        monkeypatch.setattr(QueryDict, name, look)

    for name in ("__getitem__", "get", "getlist", "__contains__", "pop", "setdefault"):
        noted(name, False)
    for name in ("__iter__", "items", "keys", "values", "lists", "dict", "copy", "urlencode", "__copy__"):
        noted(name, True)
    return asked


def test_no_press_changes_anything_of_another_brand(two, client_of, asked_what, looking):
    pressed = set()
    before = snapshot(two.second)
    ids = public_ids(two.second)
    fields = {
        "invitation": ids["Invitation"][0], "blocked": ids["Blocked"][0], "own": "1",
        "text": "from the first brand", "edition": "0", "name": "X", "email": "x@otra.example", "role": "owner",
        "field": "kind", "value": "spam", "add": "x-word", "drop": "velo norte", "languages": ["en"],
        "url": "http://127.0.0.1:9", "handle": "otra", "token": "t", "network": "echo", "colour": "#112233",
        "to": ids["Helper"][-1], "words": "x", "until": "word", "doing": "writing", "label": ids["Label"][0],
        "need": ids["Need"][0], "post": str(Post.objects.filter(brand=two.second)[0].pk), "call": ids["Call"][0],
        "kind": "like", "gesture": ids["Gesture"][0], "word": ids["OneTimeWord"][0], "code": "123456",
        "question": "x", "answer": "y", "circle": ids["Circle"][0], "who": ids["Helper"][-1],
        "said": ids["PlayNote"][0], "step": "brake", "shared": ids["Shared"][0], "source": ids["Source"][0],
        "fingerprint": "f" * 64,
        "rule": ids["ApprovalRule"][0], "about": "kind:question",
        "stamp": "x", "next": "/", "helper": ids["Helper"][-1],
        "account": str(Account.objects.filter(brand=two.second)[0].pk),
    }  # fmt: skip
    for who in ("owner", "stranger"):  # an owner may do whatever a helper may
        client = walkers(two, client_of)[who]
        for text, values, address in addresses(two, first=2):
            if text.startswith(NOT_PRESSED) or not looking.worth(who, text, values):
                continue
            # On the desk what to do is in the address; elsewhere it is in the form.
            by_address = text.startswith("desk/")
            bodies = [{**fields, "do": deed} for deed in deeds_of(text)]
            if by_address:
                bodies = [{**fields, "reply": reply} for reply in ids["Reply"][-2:]]
            for sent in bodies:
                asked_what.clear()
                response = client.post(address, sent)
                assert response.status_code < 500, address
                where = f"{who}: POST {address} {sent.get('do')} {ids['Helper'][-1]} {sent.get('reply')}"
                assert_nothing_of(two, where, response)
                if not asked_what:
                    break  # it never looked at what varies: with another it would do the same
                pressed.add((text, "" if by_address else sent["do"]))
    assert {("channels/<str:public_id>/", deed) for deed in ("check", "pause", "resume", "remove")} <= pressed
    assert looks_where_it_should(looking, ("owner",))
    # What no page knows is a mistake in the list.
    assert {deed for text, _ in routes() if "tummler" in _module(text) for deed in deeds_of(text)} == set(DEEDS)
    assert snapshot(two.second) == before


def test_the_stream_of_a_desk_hints_at_nothing_of_another_brand(two, client_of):
    from tests.web.serving import serving
    from tummler.acts.needs import claim_need

    mine, theirs = (Need.objects.filter(brand=one, state="open", care="").first() for one in (two.first, two.second))
    session = client_of(two.world.owner).cookies["sessionid"].value
    with serving() as address:
        heard: list[str] = []
        opened = threading.Event()

        def listen():
            cookie = {"Cookie": f"sessionid={session}"}
            with (
                suppress(httpx.HTTPError),
                httpx.stream("GET", f"{address}/stream/", headers=cookie, timeout=20) as said,
            ):
                for line in said.iter_lines():
                    heard.append(line)
                    opened.set()

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        assert opened.wait(10)
        claim_need(actor=two.other, need=theirs)
        claim_need(actor=two.world.owner, need=mine)
        until = time.monotonic() + 10
        while mine.conversation.public_id not in " ".join(heard) and time.monotonic() < until:
            time.sleep(0.1)
    text = " ".join(heard)
    assert mine.conversation.public_id in text
    assert MARK not in text
    assert not secrets_in(two, text)


def test_no_file_of_ours_holds_their_words(two, client_of):
    """Only the database itself does: no log, no cached picture, nothing beside it."""
    for who, client in walkers(two, client_of).items():
        assert client.get("/desk/" if who != "stranger" else f"/square/{two.first.slug}/").status_code == 200
    database = Path(settings.DATABASES["default"]["NAME"]).name
    files = [file for file in settings.DATA.path.rglob("*") if file.is_file() and not file.name.startswith(database)]
    assert [file for file in files if MARK.encode() in file.read_bytes()] == []
