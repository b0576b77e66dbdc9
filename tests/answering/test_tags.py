"""Hashtags that answer by themselves: what is asked, what is said, once, and when nothing is.

One long file: each test is a line of the same promise, and they ask the same made-up system of the brand.
"""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from tests.saying import gone, make_channel, post, say, told
from tummler.acts.needs import claim_need
from tummler.acts.tags import (
    Definition,
    NotDefined,
    change_tag,
    let_tag_answer,
    make_tag,
    step_back,
    switch_tag,
    try_tag,
)
from tummler.answering import tag_leases, tagging
from tummler.answering.filling import Missing, fill, fill_address, fill_body
from tummler.answering.once import open_once
from tummler.answering.still_asked import nothing_asked
from tummler.answering.systems import Told
from tummler.answering.tag_rules import Standing, Verdict, judge
from tummler.common import clock
from tummler.common.hashtags import hashtags, nearest
from tummler.records import compliance
from tummler.records.models import (
    Account,
    Customer,
    Delivery,
    Demand,
    Holding,
    LawfulCopy,
    Need,
    Once,
    Reply,
    Stop,
    Tag,
    TagRequest,
    Topic,
)
from tummler.work.tags import answer_all

pytestmark = pytest.mark.django_db


class System:
    """A brand's system on loopback: what it was asked, and what it says."""

    def __init__(self):
        self.asked, self.says, self.status = [], {"balance": {"amount": "12.40", "currency": "€"}}, 200
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                system.asked.append((self.command, self.path, dict(self.headers), body))
                self.send_response(system.status)
                self.send_header("Location", "http://127.0.0.1:9/")
                self.end_headers()
                said = system.says if isinstance(system.says, str) else json.dumps(system.says)
                self.wfile.write(said.encode())

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def system():
    made = System()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def ask(channel_told):
    """Somebody writes; everything is heard and every tag answers; what a machine of ours said, newest last."""
    numbers = iter(range(1, 1000))

    def asked(text, by="marta", **more):
        remote_id = f"q{next(numbers)}"
        say(channel_told, post(remote_id, text, by, minute=more.pop("minute", 0), **more))
        answer_all()
        return [reply.text.split("\n\n🤖")[0] for reply in Reply.objects.filter(to_post__remote_id=remote_id)]

    return asked


def tag(owner, name="hours", text="Open 6 to 23 every day.", on=True, **more):
    return make_tag(actor=owner, wanted=Definition(name=name, text=text, **more), on=on)


def states():
    return list(TagRequest.objects.order_by("pk").values_list("state", "code"))


def test_a_tag_said_to_us_is_answered_once_by_a_machine_that_says_so(owner, ask, channel_told):
    tag(owner, spellings=["Öffnungszeiten", "時間"])
    assert ask("@velonorte what are your #Hours today?") == ["Open 6 to 23 every day."]
    assert ask("#offnungszeiten @velonorte", by="jo") == ["Open 6 to 23 every day."]
    assert ask("@velonorte #時間", by="yuki") == ["Open 6 to 23 every day."]
    [first, *_] = Delivery.objects.order_by("pk")
    assert (first.by_person, first.part["visibility"]) == (False, "public")
    assert first.part["text"].endswith("\n\n🤖 A machine wrote this; “stop” ends it.")
    need = Need.objects.get(post=told(channel_told, "q1"))
    assert (need.tag.name, need.kind, need.state) == ("hours", "request", "open")
    assert answer_all() == 0


def test_a_hashtag_alone_is_demand_and_no_consent_and_goes_with_its_words(owner, ask, channel_told):
    tag(owner)
    assert ask("so #hours and #bikes") == []
    assert ask("@velonorte do you have #Helmets?", by="jo") == []
    assert sorted(Demand.objects.values_list("word", "asked")) == [
        ("Helmets", True), ("bikes", False), ("hours", False),
    ]  # fmt: skip
    assert TagRequest.objects.count() == 0
    say(channel_told, gone("q1"), post("q2", "@velonorte do you have bells?", "jo", edited=1))
    assert Demand.objects.count() == 0


def test_several_tags_in_one_post_get_one_answer(owner, ask):
    tag(owner)
    tag(owner, "price", "A ride costs 2 €.")
    assert ask("@velonorte #price and #hours and #price") == ["A ride costs 2 €.\n\nOpen 6 to 23 every day."]
    assert Reply.objects.count() == 1 and states() == [("answered", "")] * 2


def test_what_is_nearly_a_tag_is_asked_about_once(owner, ask):
    tag(owner, "charges", "None this month.")
    assert ask("@velonorte #chrages") == ["Did you mean #charges?"]
    assert ask("@velonorte #chrages", minute=5) == []
    assert states() == [("asked_back", "did_you_mean")]
    assert ask("@velonorte yes please", by="jo", parent="q1", root="q1", minute=6) == []
    assert ask("@velonorte yes please", parent="q1", root="q1", minute=6) == ["None this month."]


def test_yes_to_what_was_meant_asks_it_with_all_that_was_written(owner, ask, system):
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url + "/{card}", parameters=["card"])
    assert ask("@velonorte #balnce 77") == ["Did you mean #balance?"]
    assert ask("@velonorte yes", parent="q1", root="q1", minute=6) == ["12.40"]
    assert system.asked[0][1] == "/77"


def test_one_step_back_sends_a_secret_only_where_it_was_meant_to_go(owner, system):
    first = {"answers": "system", "text": "{balance.amount}"}
    made = tag(owner, "balance", **first, address="http://127.0.0.1:9", headers="X-Key: first")
    change_tag(
        actor=owner, tag=made, wanted=Definition("balance", **first, address=system.url, headers="X-Key: second")
    )
    for key, asked in (("first", 0), ("second", 1)):
        made.refresh_from_db()
        assert step_back(actor=owner, tag=made)
        made.refresh_from_db()
        try_tag(actor=owner, tag=made, words="")
        assert (len(system.asked), settings.DATA.open(bytes(made.header_box))) == (asked, {"X-Key": key})
    assert system.asked[0][2]["X-Key"] == "second"


def test_people_answer_what_is_theirs_with_a_promise_of_its_own(owner, ask):
    tag(owner, "broken", "", answers="people", kind="complaint", urgency="now", promised_minutes=120)
    assert ask("@velonorte #broken the dock eats bikes") == ["#broken: Somebody reads this within 2 hours."]
    need = Need.objects.get()
    assert (need.kind, need.urgency, need.state, states()) == ("complaint", 0, "open", [("people", "by_people")])
    assert timedelta(minutes=115) < need.promised_until - clock.now() < timedelta(minutes=121)
    assert Reply.objects.get().machine == "people"


def test_stop_is_kept_for_good_and_lifts_what_is_pending(owner, ask, channel_told, system):
    system.status = 503
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url)
    ask("@velonorte #balance")
    ask("@velonorte ¡Basta!", minute=1)
    assert Stop.objects.count() == 1 and states() == [("refused", "they_said_stop")]
    assert ask("@velonorte #balance", minute=5) == []
    assert states()[1] == ("people", "they_said_stop")
    assert Need.objects.filter(tag__name="balance", state="open").exists()


def test_a_tag_answers_so_often_an_hour_and_what_is_over_waits_its_turn(owner, ask):
    made = tag(owner, an_hour=2)
    said = [ask("@velonorte #hours", by=who) for who in ("marta", "jo", "ana")]
    later = "#hours: Many are asking just now. Your answer comes when it is your turn."
    assert said == [["Open 6 to 23 every day."], ["Open 6 to 23 every day."], [later]]
    assert states() == [("answered", ""), ("answered", ""), ("waiting", "hour_full")]
    TagRequest.objects.filter(state="waiting").update(due_at=clock.now())
    answer_all()
    assert states()[2] == ("waiting", "hour_full")
    assert Reply.objects.count() == 3  # told once
    TagRequest.objects.filter(state="answered").update(done_at=clock.now() - timedelta(hours=1))
    TagRequest.objects.filter(state="waiting").update(due_at=clock.now())
    answer_all()
    assert states()[2] == ("answered", "")
    assert Tag.objects.get().an_hour == made.an_hour == 2


def test_of_many_that_are_leased_at_once_no_more_are_answered_than_may_be(owner, channel_told):
    tag(owner, an_hour=3)
    say(channel_told, *(post(f"q{number}", "@velonorte #hours", f"asker{number}") for number in range(6)))
    first = tag_leases.lease_due(2)
    rest = tag_leases.lease_due(10)
    verdicts = [verdict.code for group in (*first, *rest) for verdict in group.verdicts.values()]
    assert verdicts == ["", "", "", "hour_full", "hour_full", "hour_full"]


def test_the_brands_system_is_asked_with_its_secrets_and_a_key(owner, ask, system):
    tag(
        owner, "balance", "{balance.amount} {balance.currency}", answers="system", method="POST",
        address=system.url + "/accounts/{card}?n={network}", headers="Authorization: Bearer s3cret",
        body='{"from": "{network}", "card": "{card}"}', parameters=["card"],
    )  # fmt: skip
    assert ask("@velonorte #balance") == ["Write it with card behind it: #balance …"]
    assert ask('@velonorte #balance 77/../"x', minute=5) == ["12.40 €"]
    [(method, path, headers, body)] = system.asked
    assert (method, path) == ("POST", "/accounts/77%2F..%2F%22x?n=echo")
    assert json.loads(body) == {"from": "echo", "card": '77/../"x'}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == (
        "Bearer s3cret", TagRequest.objects.get(state="answered").public_id,
    )  # fmt: skip
    assert b"s3cret" not in bytes(Tag.objects.get().header_box)


def test_while_the_system_is_down_they_are_told_once_and_answered_when_it_is_back(owner, ask, system):
    made = tag(owner, "balance", "{balance.amount}", answers="system", address=system.url)
    system.status = 503
    assert ask("@velonorte #balance") == []
    for _ in range(4):
        TagRequest.objects.update(due_at=clock.now())
        answer_all()
    assert [reply.text.split("\n\n")[0] for reply in Reply.objects.all()] == [
        "#balance: Your answer comes when the system is back."
    ]
    made.refresh_from_db()
    assert made.failures == 5 and made.rests_until > clock.now()
    asked = len(system.asked)
    assert ask("@velonorte #balance", by="jo") == ["#balance: Your answer comes when the system is back."]
    assert len(system.asked) == asked  # it is left alone
    system.status = 200
    Tag.objects.update(rests_until=clock.now())
    TagRequest.objects.update(due_at=clock.now())
    answer_all()
    answer_all()
    assert states() == [("answered", "")] * 2
    assert len({call[2]["Idempotency-Key"] for call in system.asked}) == 2
    made.refresh_from_db()
    assert (made.failures, made.rests_until) == (0, None)


@pytest.mark.parametrize(("status", "code"), [(404, "refused"), (302, "redirect")])
def test_what_the_system_refuses_goes_to_people_and_no_secret_is_redirected(owner, ask, system, status, code):
    system.status = status
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url, headers="X-Key: k")
    assert ask("@velonorte #balance") == []
    assert states() == [("people", code)] and Need.objects.get().state == "open"


def test_nothing_personal_is_said_in_public_whatever_was_configured(owner, ask, system):
    with pytest.raises(NotDefined, match="who"):
        tag(owner, "mine", "{balance.amount}", answers="system", address=system.url + "/of/{handle}")
    system.says = {"balance": {"amount": "4111 1111 1111 1111, paid by DE89 3704 0044 0532 0130 00"}}
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url)
    assert ask("@velonorte #balance") == []
    assert states() == [("people", "personal")] and Need.objects.get().state == "open"


def test_a_worker_that_died_is_followed_by_one_that_asks_with_the_same_key(owner, ask, channel_told, system):
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url)
    say(channel_told, post("a", "@velonorte #balance"))
    [dead] = tag_leases.lease_due()
    assert tag_leases.lease_due() == []
    TagRequest.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    answer_all()
    assert states() == [("answered", "")] and Reply.objects.count() == 1
    from django.db import transaction

    with transaction.atomic():
        assert tagging.settle(dead, {}) is False
    assert Reply.objects.count() == 1


def test_a_tag_stays_out_of_the_way_of_whoever_has_it_until_they_let_it(owner, helper, ask, channel_told):
    tag(owner)
    ask("@velonorte my bike won't unlock at Harbour Road, what do I do?")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    assert ask("@velonorte also your #hours", parent="q1", root="q1", minute=2) == []
    assert states() == [("people", "person_has_it")] and Need.objects.count() == 1
    need.refresh_from_db()
    assert let_tag_answer(actor=helper, need=need) == 0
    assert let_tag_answer(actor=owner, need=need) == 1
    answer_all()
    assert states() == [("answered", "")] and Reply.objects.get().text.startswith("Open 6 to 23")


def test_what_is_about_an_account_is_sealed_for_who_has_proven_it_and_said_nowhere_else(owner, ask, system):
    from django.db import connection

    tag(
        owner, "charges", "You owe {balance.amount}.", proven=True, answers="system",
        address=system.url + "/{customer}", fresh_days=30,
    )  # fmt: skip
    assert ask("@velonorte #charges") == [
        "#charges is about your account. Show us at /me that it is yours: the answer comes then."
    ]
    assert states() == [("unproven", "unproven")] and system.asked == []
    assert tagging.wake_proven() == 0
    marta, at = Account.objects.get(handle="marta"), clock.now()
    customer = Customer.objects.create(brand=owner.brand, ref="c/77")
    holding = Holding.objects.create(
        brand=owner.brand, account=marta, customer=customer, account_proven_at=at, customer_proven_at=at
    )
    assert tagging.wake_proven() == 1
    answer_all()
    assert system.asked[0][1] == "/c%2F77" and states() == [("answered", "")]
    [once] = Once.objects.all()
    assert (once.account, open_once(once)) == (marta, "You owe 12.40.")
    said = [reply.text.split("\n\n")[0] for reply in Reply.objects.order_by("pk")]
    assert said[1:] == ["#charges: answered in private, at /read."]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "12.40" not in str(cursor.fetchall()), table
    Holding.objects.filter(pk=holding.pk).update(customer_proven_at=at - timedelta(days=31))
    assert "Show us at /me" in ask("@velonorte #charges again, please", minute=9)[0]


def test_what_a_machine_says_of_an_account_in_a_sealed_chat_goes_after_a_day(owner, ask, monkeypatch):
    from dataclasses import replace

    from tummler.networks.contract import Private

    sealed = replace(tagging.traits_of(make_channel(owner)), private=Private.SEALED)
    for room in (tag_leases, tagging):
        monkeypatch.setattr(room, "traits_of", lambda channel: sealed)
    tag(owner, "charges", "You owe 12.40.", proven=True)
    tag(owner)
    ask("@velonorte #hours")
    marta, at = Account.objects.get(handle="marta"), clock.now()
    customer = Customer.objects.create(brand=owner.brand, ref="77")
    Holding.objects.create(
        brand=owner.brand, account=marta, customer=customer, account_proven_at=at, customer_proven_at=at
    )
    assert ask("#charges", to="velonorte", visibility="direct", minute=9) == ["You owe 12.40."]
    assert ask("#hours", to="velonorte", visibility="direct", minute=19) == ["Open 6 to 23 every day."]
    assert list(Reply.objects.order_by("pk").values_list("visibility", "lasting")) == [
        ("public", "keep"), ("direct", "day"), ("direct", "solved"),
    ]  # fmt: skip


def test_of_what_a_tag_tells_one_person_the_law_has_its_copy_and_they_are_told(owner, ask):
    key, owner.brand.compliance = compliance.new_pair()
    owner.brand.save()
    Topic.objects.create(brand=owner.brand, key="charges", name="Charges", keep_years=6)
    tag(owner, "charges", "You owe 12.40.", proven=True, topic="charges")
    ask("@velonorte #charges")
    marta, at = Account.objects.get(handle="marta"), clock.now()
    customer = Customer.objects.create(brand=owner.brand, ref="77")
    Holding.objects.create(
        brand=owner.brand, account=marta, customer=customer, account_proven_at=at, customer_proven_at=at
    )
    tagging.wake_proven()
    answer_all()
    copy = LawfulCopy.objects.get()
    inside = json.loads(compliance.open_box(key, bytes(copy.box), copy.public_id))
    assert (inside["words"], inside["by"], inside["to"]) == ("You owe 12.40.", "#charges", "marta")
    assert Once.objects.get().copied


def test_two_tummlers_and_a_robot_get_one_post_each_and_then_silence(owner, other_owner):
    """Both brands' answers name the other and its tag; the robot says back whatever it hears."""
    ours, theirs = make_channel(owner), make_channel(other_owner, "otra")
    tag(owner, "help", "Ask @otra about #help, or us.")
    tag(other_owner, "help", "Ask @velonorte about #help, or us.")
    say_all = lambda *events: [say(channel, *events) for channel in (ours, theirs)]  # noqa: E731
    say_all(post("r0", "@velonorte @otra #help", "robot"))
    answer_all()
    for turn in range(1, 5):
        for number, reply in enumerate(Reply.objects.order_by("pk")):
            by = "velonorte" if reply.channel_id == ours.pk else "otra"
            said = post(f"m{number}", reply.text, by, minute=turn, parent="r0", root="r0")
            say_all(said)
            echoed = post(f"e{turn}-{number}", f"@velonorte @otra {reply.text}", "robot", minute=turn + 0.1,
                          parent=f"m{number}", root="r0")  # fmt: skip
            say_all(echoed, post(f"f{turn}-{number}", "@velonorte @otra #help", "robot", minute=turn + 0.2,
                                 parent=f"m{number}", root="r0"))  # fmt: skip
        answer_all()
    assert sorted(reply.channel_id for reply in Reply.objects.all()) == sorted([ours.pk, theirs.pk])


def test_who_asks_names_a_thing_and_walks_to_no_other(owner, ask, system):
    tag(owner, "dock", "{n}", answers="system", address=system.url + "/{dock}/{at}", parameters=["of", "dock", "at"])
    system.says = {"n": 1}
    for number, word in enumerate(("..", ".", "%2e%2e", "../keys")):
        ask(f"@velonorte #dock a {word} now", minute=5 * number)
    assert [path for _method, path, _headers, _body in system.asked] == ["/%252e%252e/now", "/..%2Fkeys/now"]
    assert states()[:2] == [("people", "missing_field")] * 2


def test_numbers_are_said_as_the_system_wrote_them_and_garbage_is_no_failure(owner, ask, system):
    made = tag(owner, "owed", "{n} €", answers="system", address=system.url)
    system.says = '{"n": 12.40}'
    assert ask("@velonorte #owed") == ["12.40 €"]
    for number, said in enumerate(("[" * 100_000, '{"n": ', "null", '{"n": {}}', "")):
        system.says = said
        assert ask("@velonorte #owed", by=f"p{number}") == []
    made.refresh_from_db()
    assert ({code for _state, code in states()[1:]}, made.failures) == ({"no_json", "missing_field"}, 0)


def test_what_is_no_tag_is_said_and_the_console_shows_what_is_asked(owner, helper, system):
    for wrong, code in (
        ({"name": "a b"}, "word"), ({"name": ""}, "name"), ({"name": "x", "body": "{"}, "body"),
        ({"name": "x", "address": "ftp://x"}, "address"), ({"name": "x", "address": "http://{words}/"}, "address"),
        ({"name": "x", "address": "https://127.0.0.1/{nothing}"}, "field"), ({"name": "x", "headers": "no"}, "headers"),
    ):  # fmt: skip
        with pytest.raises(NotDefined, match=code):
            make_tag(actor=owner, wanted=Definition(**wrong))
    made = tag(owner, "balance", "{balance.amount}", False, answers="system", address=system.url, headers="X-Key: k")
    with pytest.raises(NotDefined, match="there"):
        tag(owner, "BALANCE")
    trial = try_tag(actor=owner, tag=made, words="7")
    assert (trial.told.words, trial.told.status, trial.shown_headers["X-Key"]) == ("12.40", 200, "…")
    with pytest.raises(NotDefined, match="headers_elsewhere"):
        change_tag(actor=owner, tag=made, wanted=Definition("balance", answers="system", address="http://127.0.0.1:9"))
    switch_tag(actor=owner, tag=made, on=True)
    assert Tag.objects.get().on


def test_the_answer_stands_in_the_place_and_their_word_closes_it(owner, asked, echo_near, channel_near):
    from tummler.answering.outbox import deliver_due
    from tummler.work.flow import run_all
    from tummler.work.reading import read_once

    tag(owner)
    need = asked("@velonorte #hours?")
    answer_all()
    while deliver_due():
        pass
    [said] = echo_near.accepted("velonorte")
    assert (said["text"][:12], said["parent"], said["to"]) == ("Open 6 to 23", need.post.remote_id, "marta")
    need.refresh_from_db()
    assert need.state == "answered"
    echo_near.say("@velonorte that worked, thank you!", "marta", parent=said["id"])
    read_once(channel_near)
    run_all()
    need.refresh_from_db()
    assert need.state == "helped"


def test_a_function_of_somebody_elses_package_answers_comes_later_or_leaves_it_to_people(owner, ask, monkeypatch):
    from tummler.answering import systems
    from tummler.answering.tag_contract import Asked, Later, NoAnswer

    def weather(asked: Asked) -> str:
        if not asked.values["place"]:
            raise Later("mast_is_down")
        if asked.values["place"] == "moon":
            raise NoAnswer("no_such_place")
        return f"12 km/h at {asked.values['place']}, @{asked.handle}"

    monkeypatch.setattr(systems, "plugins", lambda: {"weather": weather})
    monkeypatch.setattr("tummler.acts.tags.plugins", lambda: {"weather": weather})
    tag(owner, "wind", answers="python", plugin="weather", parameters=["place"])
    assert ask("@velonorte #wind the old opera?") == ["12 km/h at the old opera, @\u2060marta"]
    assert ask("@velonorte #wind moon", by="jo") == []
    assert states() == [("answered", ""), ("people", "no_such_place")]


def test_what_never_comes_back_holds_up_nobody_else(owner, channel_told, monkeypatch):
    from tummler.answering import systems
    from tummler.work import tags as work

    over, came = threading.Event(), []
    hanging = {"hangs": lambda asked: came.append(asked.key) or over.wait(60) or ""}
    monkeypatch.setattr(systems, "plugins", lambda: hanging)
    monkeypatch.setattr("tummler.acts.tags.plugins", lambda: hanging)
    monkeypatch.setattr(work, "PATIENCE", 0.1)
    monkeypatch.setattr(work, "HANDS", 2)
    tag(owner, "slow", answers="python", plugin="hangs")
    tag(owner)
    say(channel_told, post("a", "@velonorte #slow"), post("b", "@velonorte #slow", "jo"))
    answers = work.TagAnswers()
    while answers.step():
        pass
    assert states() == [("waiting", "slow")] * 2
    say(channel_told, post("c", "@velonorte #hours", "cy"))
    while answers.step():
        pass
    assert [reply.to_post.remote_id for reply in Reply.objects.all()] == ["c"]
    # Nobody else is sent there to hang, however many ask: it counts as slow until one of those is back.
    TagRequest.objects.filter(state="waiting").update(due_at=clock.now())
    say(channel_told, *(post(f"d{n}", "@velonorte #slow", f"more{n}") for n in range(4)))
    while answers.step():
        pass
    assert (len(came), TagRequest.objects.filter(state="waiting").count()) == (2, 6)
    over.set()
    answers.close()


def test_a_tag_that_was_taken_out_of_the_post_is_not_answered_wherever_its_answer_is(owner, channel_told, system):
    tag(owner, "balance", "{balance.amount}", answers="system", address=system.url)

    def edited(to, number, by, minute=1):
        say(channel_told, post(f"q{number}", to, by, edited=minute))

    def asked(number, by):
        say(channel_told, post(f"q{number}", "@velonorte #balance", by))
        return TagRequest.objects.get(post__remote_id=f"q{number}")

    before = asked(1, "ana")
    edited("@velonorte never mind", 1, "ana")
    answer_all()
    during = asked(2, "ben")
    [group] = tag_leases.lease_due()
    edited("@velonorte the app won't unlock my bike, what now?", 2, "ben")
    told = {during.pk: Told("12.40 €")}
    assert (tagging.settle(group, told), Reply.objects.count(), system.asked) == (False, 0, [])
    clock.shift(timedelta(seconds=1))
    answer_all()
    states = TagRequest.objects.order_by("pk").values_list("pk", "state", "code", "need__state")
    assert list(states) == [
        (before.pk, "refused", "over", "dropped"),
        (during.pk, "people", "edited_out", "open"),
    ]
    after = asked(3, "cleo")
    answer_all()
    assert nothing_asked(Reply.objects.select_related("to_post").get()) is False
    edited("@velonorte never mind", 3, "cleo")
    assert nothing_asked(Reply.objects.select_related("to_post").get()) is True
    edited("@velonorte #Balance, thank you", 3, "cleo", 2)
    assert nothing_asked(Reply.objects.select_related("to_post").get()) is False
    assert (after.need.pk, len(system.asked)) == (Reply.objects.get().need_id, 1)


def test_while_something_about_its_topic_is_breaking_a_tag_says_so(owner, ask, channel_told):
    from tummler.records.models import Incident, IncidentPost

    tag(owner, topic="docks")
    ask("@velonorte #hours")
    incident = Incident.objects.create(brand=owner.brand, words=["dock"])
    IncidentPost.objects.create(brand=owner.brand, incident=incident, post=told(channel_told, "q1"))
    [said] = ask("@velonorte #hours", by="jo")
    assert said.endswith("\n\nSomething is wrong with this for many just now; we are on it.")


# ------------------------------------------------------------------------------------------- without a database


def test_hashtags_are_what_networks_take_for_hashtags():
    told = {
        "@b #Data, please": ["Data"], "＃データ教えて #充電": ["データ教えて", "充電"], "#نقاط": ["نقاط"],
        "#🚲 now": ["🚲"], "#123 ## a#b x/#c &#d;": [], "#a_b #AB": ["a_b"],
    }  # fmt: skip
    assert {text: [one.word for one in hashtags(text)] for text in told} == told
    assert (nearest("dtaa", ["data", "hours"]), nearest("musik", ["data", "hours"])) == ("data", "")


def test_templates_know_fields_and_nothing_else():
    assert fill("{a.0.b} {c}", {"a": [{"b": 1.5}], "c": "x"}) == "1.5 x"
    for template in ("{a.__class__}", "{0}", "{a.9}", "{a}"):
        with pytest.raises(Missing):
            fill(template, {"a": [1]})
    assert fill_address("http://x/{w}", {"w": "../?&"}) == "http://x/..%2F%3F%26"
    assert json.loads(fill_body('{"a": "{w}", "n": 1}', {"w": '", "b": "'})) == {"a": '", "b": "', "n": 1}


def test_the_rule_of_what_becomes_of_a_request():
    assert judge(Standing()) == Verdict("answer")
    assert judge(Standing(stopped=True, resting=True)) == Verdict("people", "they_said_stop")
    assert judge(Standing(in_thread=4)) == Verdict("people", "thread_cap")
    assert judge(Standing(repeats_us=True, person_has_it=True)) == Verdict("refuse", "echo")
    assert judge(Standing(resting=True)) == Verdict("wait", "resting")
    assert judge(Standing(resting=True, waited=timedelta(hours=25))) == Verdict("people", "too_long")
