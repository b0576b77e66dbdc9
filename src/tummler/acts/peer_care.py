"""What helpers and leads do about peers: vouch, look at answers, hide, ask to stay away, name stewards. Undoable."""

from __future__ import annotations

from django.db import transaction

from tummler.acts.peer_helping import let_stand
from tummler.acts.peers import lay_down
from tummler.common import clock
from tummler.community.trust import grow_trust
from tummler.records.access import require
from tummler.records.happenings import happen
from tummler.records.models import Helped, Helper, NoThanks, Peer, PeerAnswer, PeerReport, PeerRules, Reply, Vouch
from tummler.records.peer_access import peer_may, rules_of
from tummler.records.states import move


def _rows(answer: PeerAnswer) -> dict[str, int]:
    return {"need_id": answer.need_id, "conversation_id": answer.need.conversation_id}


def vouch(*, actor: Helper, peer: Peer) -> None:
    """A helper knows them, and says so: from now on they answer without being looked at first."""
    require(actor, "vouch_for_peer", peer)
    with transaction.atomic():
        Vouch.objects.update_or_create(
            peer=peer, helper=actor, defaults={"brand_id": peer.brand_id, "undone_at": None, "at": clock.now()}
        )
        happen("peer_vouched", peer.brand_id, actor, facts={"peer": peer.pk})
        grow_trust([peer.pk])


def take_back_vouch(*, actor: Helper, peer: Peer) -> bool:
    """One's own word for them, taken back."""
    require(actor, "vouch_for_peer", peer)
    with transaction.atomic():
        done = bool(Vouch.objects.filter(peer=peer, helper=actor, undone_at=None).update(undone_at=clock.now()))
        if done:
            happen("vouch_taken_back", peer.brand_id, actor, facts={"peer": peer.pk})
            grow_trust([peer.pk])
    return done


def show_answer(*, actor: Helper, answer: PeerAnswer) -> bool:
    """What waited, or was hidden, is fine: it shows; False if somebody was faster."""
    require(actor, "look_at_answer", answer)
    with transaction.atomic():
        done = bool(move(answer, "stands", helper=actor, steward=None, why="", looked_at=clock.now()))
        if done:
            let_stand(answer)
            _settle(answer, "left", actor)
            grow_trust([answer.peer_id])
    return done


def hide_answer(*, actor: Helper, answer: PeerAnswer, why: str = "") -> bool:
    """It isn't shown (any more); the next answers of theirs are looked at first for a while."""
    require(actor, "look_at_answer", answer)
    with transaction.atomic():
        done = bool(move(answer, "hidden", helper=actor, steward=None, why=why[:20], looked_at=clock.now()))
        if done:
            happen("peer_answer_hidden", answer.brand_id, actor, **_rows(answer), facts={"peer": answer.peer_id})
            _settle(answer, "hidden", actor)
            grow_trust([answer.peer_id])
    return done


def hide_as_steward(*, peer: Peer, answer: PeerAnswer) -> bool:
    """A steward tidies: it is hidden until a helper says otherwise, and changes nobody's standing."""
    if not peer_may(peer, "hide_answer", answer):
        raise PermissionError("hide_answer")
    with transaction.atomic():
        done = bool(move(answer, "hidden", helper=None, steward=peer, why="tidied", looked_at=clock.now()))
        if done:
            happen("peer_answer_hidden", answer.brand_id, **_rows(answer), facts={"peer": answer.peer_id})
    return done


def show_as_steward(*, peer: Peer, answer: PeerAnswer) -> bool:
    """What a steward hid, a steward brings back; what a helper hid stays hidden."""
    if not peer_may(peer, "hide_answer", answer) or answer.helper_id is not None:
        raise PermissionError("hide_answer")
    with transaction.atomic():
        done = bool(move(answer, "stands", frm="hidden", steward=None, why=""))
        if done:
            happen("peer_answer_shown", answer.brand_id, **_rows(answer), facts={"peer": answer.peer_id})
    return done


def welcome(*, steward: Peer, peer: Peer) -> None:
    """A steward welcomes a newcomer: a word for them."""
    if not peer_may(steward, "welcome_peer", peer) or steward.pk == peer.pk:
        raise PermissionError("welcome_peer")
    with transaction.atomic():
        Vouch.objects.update_or_create(
            peer=peer, steward=steward, defaults={"brand_id": peer.brand_id, "undone_at": None, "at": clock.now()}
        )
        happen("peer_vouched", peer.brand_id, facts={"peer": peer.pk})
        grow_trust([peer.pk])


def _settle(answer: PeerAnswer, outcome: str, actor: Helper) -> None:
    PeerReport.objects.filter(answer=answer, settled_at=None).update(
        settled_at=clock.now(), outcome=outcome, helper=actor
    )


def settle_report(*, actor: Helper, report: PeerReport, hide: bool) -> bool:
    """Somebody's report was looked at: what it is about is hidden, or left as it is."""
    require(actor, "look_at_answer", report)
    with transaction.atomic():
        if report.answer is not None and hide:
            hide_answer(actor=actor, answer=report.answer, why="reported")
        outcome = "hidden" if hide else "left"
        rows = PeerReport.objects.filter(pk=report.pk)
        done = bool(rows.update(settled_at=clock.now(), outcome=outcome, helper=actor))
        happen("peer_report_settled", report.brand_id, actor, need_id=report.need_id, facts={"outcome": outcome})
    return done


def reopen_report(*, actor: Helper, report: PeerReport) -> bool:
    """It is to be looked at once more; what was hidden for it shows again."""
    require(actor, "look_at_answer", report)
    with transaction.atomic():
        if report.answer is not None and report.outcome == "hidden":
            show_answer(actor=actor, answer=report.answer)
        rows = PeerReport.objects.filter(pk=report.pk)
        done = bool(rows.update(settled_at=None, outcome="", helper=None))
        happen("peer_report_reopened", report.brand_id, actor, need_id=report.need_id)
    return done


def block_peer(*, actor: Helper, peer: Peer) -> bool:
    """Asked to stay away, for all: what they had under way is over."""
    require(actor, "block_peer", peer)
    with transaction.atomic():
        done = bool(Peer.objects.filter(pk=peer.pk, blocked_at=None).update(blocked_at=clock.now()))
        if done:
            lay_down(peer, "left")
            happen("peer_blocked", peer.brand_id, actor, facts={"peer": peer.pk})
    return done


def unblock_peer(*, actor: Helper, peer: Peer) -> bool:
    """They are welcome again."""
    require(actor, "block_peer", peer)
    with transaction.atomic():
        done = bool(Peer.objects.filter(pk=peer.pk, blocked_at__isnull=False).update(blocked_at=None))
        if done:
            happen("peer_unblocked", peer.brand_id, actor, facts={"peer": peer.pk})
    return done


def name_steward(*, actor: Helper, peer: Peer, on: bool) -> bool:
    """A lead asks a peer to look after the square, or takes that back."""
    require(actor, "name_steward", peer)
    with transaction.atomic():
        rows = Peer.objects.filter(pk=peer.pk, steward_since__isnull=on)
        done = bool(rows.update(steward_since=clock.now() if on else None))
        if done:
            happen("steward_named" if on else "steward_ended", peer.brand_id, actor, facts={"peer": peer.pk})
            grow_trust([peer.pk])
    return done


def change_rules(*, actor: Helper, opens: bool, look_first: bool, slow_minutes: int) -> PeerRules:
    """What the brand decides about peers."""
    require(actor, "change_peer_rules", actor.brand)
    said = {"open": opens, "look_first": look_first, "slow_minutes": slow_minutes, "changed_at": clock.now()}
    with transaction.atomic():
        PeerRules.objects.update_or_create(brand_id=actor.brand_id, defaults=said)
        happen("peer_rules_changed", actor.brand_id, actor, facts={"open": opens, "slow": slow_minutes})
    return rules_of(actor.brand_id)


def bring_answer(*, actor: Helper, answer: PeerAnswer, draft: Reply) -> None:
    """This draft takes what a peer answered on the square to the asker; when it is there, that it helped is theirs."""
    require(actor, "bring_answer", answer)
    assert draft.need_id == answer.need_id
    with transaction.atomic():
        PeerAnswer.objects.filter(pk=answer.pk, state="stands").update(reply=draft)
        happen("peer_answer_brought", answer.brand_id, actor, **_rows(answer), reply_id=draft.pk)


def pass_thanks(*, actor: Helper, helped: Helped) -> bool:
    """No thanks of ours are needed for this; whether it was still asked for."""
    require(actor, "pass_thanks", helped)
    with transaction.atomic():
        _, new = NoThanks.objects.get_or_create(helped=helped, defaults={"brand_id": helped.brand_id, "helper": actor})
        if new:
            happen("thanks_not_needed", helped.brand_id, actor, need_id=helped.need_id)
    return new


def want_thanks(*, actor: Helper, helped: Helped) -> bool:
    """Somebody is to thank them after all."""
    require(actor, "pass_thanks", helped)
    with transaction.atomic():
        gone, _ = NoThanks.objects.filter(helped=helped).delete()
        if gone:
            happen("thanks_wanted_again", helped.brand_id, actor, need_id=helped.need_id)
    return bool(gone)
