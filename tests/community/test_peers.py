"""Peers: what may come before them, claims, answers, trust, and everything that can be said against it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.saying import NOON, QUESTION, post, say
from tests.web.peering import account_on, peer_named
from tummler.acts import peer_care, peer_choosing, peer_helping, people_data
from tummler.acts.needs import claim_need
from tummler.acts.peers import NotWanted, join_peers, leave_peers
from tummler.common import clock
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers, is_answer
from tummler.community.peer_claims import end_over
from tummler.community.trust import TRUSTED_AFTER, Given, grow_trust, trust_in
from tummler.minds.not_for_peers import held_from_peers
from tummler.records.models import Account, Helped, Need, Peer, PeerAnswer, PeerClaim, PeerLook, Post
from tummler.records.models.peer import Trust
from tummler.records.peer_access import needs_for_peer, peer_may
from tummler.work.flow import run_all

ANSWER = "Hold the red button for five seconds."
THANKS = "@velonorte that worked, thank you!"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("@velonorte my bike won't unlock at Harbour Road, what do I do?", ""),
        ("Does the big basket fit a cello?", ""),
        ("I'm 5 minutes away, is dock 14 open?", ""),
        ("How does the refund work?", ""),
        ("Mi nieta tiene 13 años. ¿Puede ir con mi cuenta?", "minor"),
        ("I'm 15 and the dock won't take my bike", "minor"),
        ("Meine Tochter hat den Helm verloren", "minor"),
        ("Mon fils est tombé, où est la station ?", "minor"),
        ("I am diabetic and stranded at dock 4", "health"),
        ("Since my epilepsy came back I can't ride, what do I do?", "health"),
        ("I broke my arm falling off your bike, what now?", "health"),
        ("Me he roto la muñeca al bajar de la bici", "health"),
        ("Ich habe mir den Arm gebrochen, geht eine Pause?", "health"),
        ("I broke the lock of bike 44, what now?", ""),
        ("I am in 7th grade, how do I sign up?", "minor"),
        ("turned fifteen yesterday, may I ride?", "minor"),
        ("tengo quince años, ¿puedo?", "minor"),
        ("where is my deposit?", "account"),
        ("You charged me twice", "account"),
        ("Charged three times for one ride yesterday. How do I get two of them back?", "account"),
        ("me han cobrado dos veces", "account"),
        ("someone has hacked my old Gmail account", "account"),
        ("I can’t get in because I don’t know the password", "account"),
        ("looking for an update on an order", "account"),
        ("you are charging me again", "account"),
        ("The dock is locked, how do I get my bike out?", ""),
        ("Mi han robado la bici, ¿qué hago?", ""),
        ("mi vieja cuenta de correo está bloqueada", "account"),
        ("Mein altes Konto wurde gesperrt", "account"),
        ("Mon ancien compte est bloqué", "account"),
        ("esqueci minha senha", "account"),
        ("ho dimenticato la password", "account"),
        ("I can’t take the risk with my husband’s health condition", "health"),
        ("I’m sick of dock 14, and my phone is disabled. Where is another?", ""),
        ("Why won’t it play on Fire TV?", ""),
        ("Where do I get helmets for my girls?", "minor"),
        ("call me on 0151 23456789", "personal"),
    ],
)
def test_what_is_held_back_from_peers(text, why):
    assert held_from_peers(text) == why


@pytest.mark.parametrize(
    ("given", "trust"),
    [
        (Given(), Trust.NEW),
        (Given(helped=1), Trust.NEW),
        (Given(helped=1, by_askers=1), Trust.KNOWN),
        (Given(by_helpers=1), Trust.KNOWN),
        (Given(by_stewards=1), Trust.KNOWN),
        (Given(helped=60, here_for=TRUSTED_AFTER * 2), Trust.KNOWN),
        (Given(helped=6, by_helpers=1, here_for=timedelta(days=2)), Trust.KNOWN),
        (Given(helped=6, by_helpers=1, here_for=TRUSTED_AFTER), Trust.TRUSTED),
        (Given(named_steward=True), Trust.STEWARD),
        (Given(helped=60, by_helpers=3, named_steward=True, hidden_lately=True), Trust.NEW),
    ],
)
def test_how_trust_grows(given, trust):
    assert trust_in(given) == trust


def test_who_only_asks_back_has_not_answered():
    assert [is_answer(one) for one in (ANSWER, "Which dock? ", "¿Cuál?", "Try this. Did it?", "")] == [
        True, False, False, False, True,
    ]  # fmt: skip


def asked_by_all(channel):
    """One question that is for peers, and one for each reason why not."""
    say(
        channel,
        post("fine"),
        post("nearby", "velonorte bike won't unlock, what do I do?", by="nora", to="none"),
        post("direct", by="dina", visibility="direct"),
        post("followers", by="fred", visibility="followers"),
        post("unlisted", by="una", visibility="unlisted"),
        post("signed_in", by="sam"),
        post("minor", "@velonorte I'm 14, my bike won't unlock, what do I do?", by="mia"),
        post("health", "@velonorte I am diabetic and my bike won't unlock, what do I do?", by="hal"),
        post("account", "@velonorte where is my deposit, what do I do?", by="ann"),
        post("no", QUESTION + " No peers please.", by="nell"),
        post("danger", "@velonorte I want to kill myself", by="dan"),
    )
    say(channel, post("old", by="olga"), history=True)
    Post.objects.filter(remote_id="signed_in").update(may_show="signed_in")
    look_at_asked()


def shown_to(peer):
    return sorted(needs_for_peer(peer).values_list("post__remote_id", flat=True))


@pytest.mark.django_db
def test_only_what_may_come_before_peers_does(channel_told, owner):
    asked_by_all(channel_told)
    dapo = peer_named(owner.brand)
    assert shown_to(dapo) == ["fine"]
    assert Need.objects.filter(brand=owner.brand).count() >= 8  # the others are needs, too


@pytest.mark.django_db
def test_a_later_word_an_edit_or_a_choice_takes_it_away_again(channel_told, owner):
    say(channel_told, post("q"))
    dapo = peer_named(owner.brand)
    assert shown_to(dapo) == ["q"]
    say(channel_told, post("more", "it is for my daughter", minute=1, parent="q"))
    assert shown_to(dapo) == []  # nobody has looked at it yet
    look_at_asked()
    assert shown_to(dapo) == []
    assert sorted(PeerLook.objects.values_list("why", flat=True)) == ["", "minor"]
    say(channel_told, post("q2", by="leo", minute=2))
    look_at_asked()
    assert shown_to(dapo) == ["q2"]
    peer_choosing.choose_peers(account=Account.objects.get(handle="leo"), peers=False)
    assert shown_to(dapo) == []
    peer_choosing.choose_peers(account=Account.objects.get(handle="leo"), peers=True)
    peer_helping.keep_away(peer=dapo, account=Account.objects.get(handle="leo"), by_peer=False)
    assert shown_to(dapo) == []
    peer_helping.let_near(peer=dapo, account=Account.objects.get(handle="leo"), by_peer=False)
    assert shown_to(dapo) == ["q2"]
    say(channel_told, post("q2", "I'm 12 and it won't unlock, what do I do?", by="leo", minute=2, edited=3))
    look_at_asked()
    assert shown_to(dapo) == []


@pytest.mark.django_db
def test_topics_and_languages_come_first_and_nobody_answers_themselves(channel_told, owner):
    say(channel_told, post("en"))
    say(channel_told, post("es", "@velonorte ¿por qué no se abre la bici?", by="inma", minute=1, lang="es"))
    say(channel_told, post("own", by="dapo", minute=2))
    dapo = peer_named(owner.brand, languages=["es"])
    assert list(needs_for_peer(dapo).values_list("post__remote_id", flat=True)) == ["es", "en"]


@pytest.mark.django_db
def test_a_claim_is_one_peers_until_it_runs_out_or_a_helper_takes_it(channel_told, owner):
    say(channel_told, post("q"))
    need = Need.objects.get()
    dapo, eva = peer_named(owner.brand), peer_named(owner.brand, "eva", "Eva")
    assert peer_helping.claim_as_peer(peer=dapo, need=need).theirs
    late = peer_helping.claim_as_peer(peer=eva, need=need)
    assert (late.theirs, late.holder) == (False, dapo)
    clock.shift(timedelta(minutes=31))
    assert end_over() == 1
    assert peer_helping.claim_as_peer(peer=eva, need=need).theirs
    assert claim_need(actor=owner, need=need).ours
    assert end_over() == 1
    assert list(PeerClaim.objects.order_by("pk").values_list("ended_why", flat=True)) == ["ran_out", "taken"]
    assert not peer_helping.claim_as_peer(peer=dapo, need=need).theirs


@pytest.mark.django_db
def test_from_their_own_account_it_is_heard_credited_and_the_need_answered(channel_told, owner):
    say(channel_told, post("q"))
    need, dapo = Need.objects.get(), peer_named(owner.brand)
    peer_helping.claim_as_peer(peer=dapo, need=need)
    PeerClaim.objects.update(at=NOON)
    say(channel_told, post("back", "Which dock are you at?", by="dapo", minute=1, parent="q"))
    assert hear_answers() == 0
    say(channel_told, post("a", ANSWER, by="dapo", minute=2, parent="q"))
    assert (hear_answers(), hear_answers()) == (1, 0)
    need.refresh_from_db()
    assert (need.state, PeerAnswer.objects.get().post.remote_id) == ("answered", "a")
    say(channel_told, post("w", THANKS, minute=3, parent="a"))
    assert [(one.account_id, one.post.remote_id) for one in Helped.objects.all()] == [(dapo.account_id, "a")]


@pytest.mark.django_db
def test_what_only_the_whole_thread_tells_counts_too(channel_told, owner):
    """A network tells us what is addressed to us; a stranger's answer and the asker's thanks to them are fetched."""
    say(channel_told, post("q"))
    need = Need.objects.get()
    say(channel_told, post("before", "Hello there.", by="noor", minute=-9, parent="q"), history=True)
    say(
        channel_told,
        post("a", ANSWER, by="noor", minute=2, parent="q"),
        post("w", "That worked, thank you!", minute=3, parent="a"),
        history=True,
    )
    need.refresh_from_db()
    assert need.state == "helped"
    assert [(one.account.handle, one.post.remote_id) for one in Helped.objects.all()] == [("noor", "a")]


@pytest.mark.django_db
def test_what_was_said_before_they_asked_closes_nothing(channel_told):
    say(channel_told, post("q"))
    say(channel_told, post("old", "That worked, thank you!", minute=-30), history=True)
    assert Need.objects.get().state == "open"


def on_the_square(owner, text="my bike won't unlock at Harbour Road, what do I do?"):
    """Somebody asked there."""
    from tummler.acts.asking import Asker, ask_on_square

    remote_id = ask_on_square(brand=owner.brand, asker=Asker("k" * 32, "Marta"), text=text)
    run_all()
    return Need.objects.get(post__remote_id=remote_id)


@pytest.mark.django_db
def test_a_newcomers_answer_on_the_square_is_looked_at_first(owner):
    need = on_the_square(owner)
    dapo = peer_named(owner.brand)
    answer = peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    run_all()
    assert (answer.state, Post.objects.filter(text=ANSWER).exists()) == ("waits", False)
    assert peer_care.show_answer(actor=owner, answer=answer)
    run_all()
    assert hear_answers() == 1
    said = Post.objects.get(text=ANSWER)
    answer.refresh_from_db()
    need.refresh_from_db()
    assert (said.by_us, said.account_id, answer.post_id, answer.text) == (False, dapo.voice_id, said.pk, "")
    assert need.state == "answered"
    from tummler.acts.asking import Asker, say_on_square

    say_on_square(asker=Asker("k" * 32, "Marta"), need=need, helped=True, to=said.remote_id)
    assert [(one.account_id, one.post_id) for one in Helped.objects.all()] == [(dapo.account_id, said.pk)]
    assert peer_helping.take_back_answer(peer=dapo, answer=answer)
    assert not Post.objects.filter(text=ANSWER).exists()


@pytest.mark.django_db
def test_once_vouched_for_it_shows_at_once_and_hidden_is_looked_at_again(owner):
    need, dapo = on_the_square(owner), peer_named(owner.brand)
    peer_care.vouch(actor=owner, peer=dapo)
    dapo.refresh_from_db()
    assert dapo.trust == Trust.KNOWN
    answer = peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    assert answer.state == "stands"
    assert peer_care.hide_answer(actor=owner, answer=answer, why="wrong")
    dapo.refresh_from_db()
    assert dapo.trust == Trust.NEW
    assert peer_care.show_answer(actor=owner, answer=answer)  # undo
    dapo.refresh_from_db()
    assert dapo.trust == Trust.KNOWN
    assert peer_care.take_back_vouch(actor=owner, peer=dapo)
    dapo.refresh_from_db()
    assert dapo.trust == Trust.NEW


@pytest.mark.django_db
def test_slow_mode_and_limits_hold(owner):
    need, dapo = on_the_square(owner), peer_named(owner.brand)
    for number in range(4):
        peer_helping.answer_here(peer=dapo, need=need, text=f"{ANSWER} {number}")
    with pytest.raises(peer_helping.Slower):
        peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    clock.shift(timedelta(minutes=61))
    peer_care.change_rules(actor=owner, opens=True, look_first=True, slow_minutes=30)
    peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    with pytest.raises(peer_helping.Slower) as slower:
        peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    assert slower.value.minutes == 30


@pytest.mark.django_db
def test_asked_to_stay_away_left_or_closed_they_see_and_do_nothing(owner):
    need, dapo = on_the_square(owner), peer_named(owner.brand)
    peer_helping.claim_as_peer(peer=dapo, need=need)
    assert peer_care.block_peer(actor=owner, peer=dapo)
    dapo.refresh_from_db()
    assert (shown_to(dapo), peer_may(dapo, "claim_need", need)) == ([], False)
    assert PeerClaim.objects.get().ended_why == "left"
    with pytest.raises(NotWanted):
        join_peers(brand=owner.brand, account=dapo.account, customer=None, name="D")
    assert peer_care.unblock_peer(actor=owner, peer=dapo)
    dapo.refresh_from_db()
    assert len(shown_to(dapo)) == 1
    leave_peers(peer=dapo)
    dapo.refresh_from_db()
    assert shown_to(dapo) == []
    again = join_peers(brand=owner.brand, account=dapo.account, customer=None, name="D")
    assert (again.pk, len(shown_to(again))) == (dapo.pk, 1)
    peer_care.change_rules(actor=owner, opens=False, look_first=True, slow_minutes=0)
    assert shown_to(again) == []


@pytest.mark.django_db
def test_what_they_said_as_peers_is_theirs_to_take_along_and_erase(owner):
    need, dapo = on_the_square(owner), peer_named(owner.brand)
    peer_helping.answer_here(peer=dapo, need=need, text=ANSWER)
    told = people_data.export([dapo.account_id])
    assert told["PeerAnswer"][0]["text"] == ANSWER
    people_data.erase([dapo.account_id, dapo.voice_id])
    assert (Peer.objects.count(), PeerAnswer.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_whom_they_helped_can_vouch_and_nobody_else(channel_told, owner):
    say(channel_told, post("q"))
    dapo, need = peer_named(owner.brand), Need.objects.get()
    assert not peer_choosing.vouch_as_asker(accounts=[need.account_id], peer=dapo)
    Helped.objects.create(brand=owner.brand, need=need, account=dapo.account)
    grow_trust()
    dapo.refresh_from_db()
    assert dapo.trust == Trust.NEW
    assert peer_choosing.vouch_as_asker(accounts=[need.account_id], peer=dapo)
    dapo.refresh_from_db()
    assert dapo.trust == Trust.KNOWN
    assert not peer_choosing.vouch_as_asker(accounts=[account_on(owner.brand, "leo").pk], peer=dapo)
