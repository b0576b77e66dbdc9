"""What is done in a process that a proof may kill: the product's own loops (``loops``), until it is ended.

Or one of ``promise``, ``approve``, ``see_once``, ``erase``: that alone, once.

``TUMMLER_PLANT`` plants a fault that a proof
must find: it is how we know that the proof can fail. Leases and waits are short, so that a proof takes seconds.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

LEASE_SECONDS = 2.5


def hurry() -> None:
    """Short leases and waits (longer than any call that the proof's networks are asked for), no caps on people."""
    from tummler.answering import governor, outbox, tag_leases

    outbox.LEASE = tag_leases.LEASE = timedelta(seconds=LEASE_SECONDS)
    outbox.WAITS = (0.3, 0.3, 0.5)
    # One rider asks hundreds of times here, which the governor rightly would not answer within an hour.
    governor.TO_PERSON = governor.IN_THREAD = governor.BY_HELPER = 100_000
    # Nor would it send 500 to Mastodon in a quarter of an hour: the network takes 300 in three.
    real = governor.facts_of
    governor.facts_of = lambda delivery: replace(real(delivery), in_budget=0)


def plant(fault: str) -> None:
    """Break the product in one known way."""
    from tummler.answering import outbox

    if fault == "key_remade_per_retry":

        def send(delivery: Any, network: Any, link: Any, part: Any, verdict: Any) -> Any:
            from tummler.common import clock

            fresh = replace(part, key=network.new_key(clock.now())) if delivery.tries > 1 else part
            outbox.killpoint("deliver.before_call")
            delivered = network.deliver(link, fresh)
            outbox.killpoint("deliver.after_call")
            return delivered

        outbox._send = send
    elif fault == "outcome_before_send":
        real = outbox._send

        def send_after(delivery: Any, network: Any, link: Any, part: Any, verdict: Any) -> Any:
            from tummler.common import clock
            from tummler.networks.contract import Delivered

            outbox.record_sent(delivery, Delivered(part.key, "", "", clock.now()))
            real(delivery, network, link, part, verdict)

        outbox._send = send_after
    elif fault == "lease_ignored":
        _ignore_leases(outbox)
    elif fault:
        sys.exit(f"no such fault: {fault}")


def _ignore_leases(outbox: Any) -> None:
    """Whoever looks, sends: no fence, no lease, no conditional move."""
    from tummler.records.models import Delivery

    def take(most: int, going: Any = None, each: int = 1) -> Any:
        unsent = Delivery.objects.exclude(state__in=("sent", "never")).order_by("?")
        found = [one.pk for one in (unsent.first() for _ in range(most)) if one]
        Delivery.objects.filter(pk__in=found).update(state="sending")
        # Each hand one of its own, also where two picked the same.
        wholes = [one for pk in found for one in outbox._whole([pk])]
        for whole in wholes:
            whole.tries = 1
        return [outbox.Taken(whole) for whole in wholes], 0

    outbox.take = take
    outbox.answered_meanwhile = lambda delivery, network, link: None


def promise_all() -> None:
    """Claim and promise an answer to every open need, as a desk would."""
    from tests.proofs.scenes import answer_text
    from tummler.acts.needs import claim_need
    from tummler.acts.replies import promise_reply, save_draft
    from tummler.records.models import Helper, Need

    actor = Helper.objects.select_related("brand").order_by("pk").first()
    assert actor is not None
    for need in Need.objects.filter(state__in=("open", "claimed"), replies__promised_at=None).select_related("post"):
        claim_need(actor=actor, need=need)
        reply = save_draft(actor=actor, need=need, text=answer_text(need.post.text), edition=0)
        promise_reply(actor=actor, reply=reply, undo=timedelta(0))


def approve_all() -> None:
    """Say yes to everything that waits for one, as a lead would."""
    from tummler.acts.approving import approve_reply
    from tummler.records.models import Approval, Helper

    actor = Helper.objects.select_related("brand").order_by("pk").first()
    assert actor is not None
    related = ("reply__channel__brand", "reply__to_post", "reply__need", "asked_by__brand", "rule__circle", "need")
    for approval in Approval.objects.filter(state="waiting").select_related(*related).order_by("pk"):
        approve_reply(actor=actor, approval=approval, undo=timedelta(0))


def see_all_once() -> None:
    """Open every answer that waits to be seen once, as its reader would, and say what was shown."""
    from tummler.acts.asking import see_once
    from tummler.records.models import Once

    for once in Once.objects.filter(gone_at=None):
        print("shown:", see_once(readers={once.account_id}, once=once), flush=True)


def erase_everybody() -> None:
    """Erase whoever asked, as they would on their own page."""
    from tummler.acts import people_data
    from tummler.records.models import Account, Need

    for account in Account.objects.filter(pk__in=Need.objects.values("account")):
        people_data.erase([account.pk])


def work(what: str) -> None:
    """Do what is asked for; ``loops`` until it is ended."""
    hurry()
    plant(os.environ.get("TUMMLER_PLANT", ""))
    once = {"promise": promise_all, "approve": approve_all, "erase": erase_everybody, "see_once": see_all_once}
    if what in once:
        once[what]()
        return
    from tummler.work.loops import Workers

    workers = Workers()
    workers.start()
    print("running", flush=True)
    while not workers.broken:
        time.sleep(0.2)
    sys.exit(70)


def main() -> None:
    """Where the process is started anew, not forked."""
    import django

    django.setup()
    work(sys.argv[1])


if __name__ == "__main__":
    main()
