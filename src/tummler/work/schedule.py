"""What is done now and then, each on its own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from tummler.acts.keeping import keep_to_time
from tummler.acts.noting import forget_notes
from tummler.acts.nudging import nudge_due
from tummler.acts.people_data import erase_again
from tummler.acts.ringing import ring_due
from tummler.acts.telling_codes import tell_codes
from tummler.answering.fading import fade_due
from tummler.answering.lawful import let_copies_go
from tummler.answering.once import let_run_out, sweep_keys
from tummler.answering.pictures import sweep_pictures
from tummler.answering.tagging import wake_proven
from tummler.common import clock
from tummler.community.looks import look_at_asked
from tummler.community.peer_answers import hear_answers, look_there
from tummler.community.peer_claims import end_over
from tummler.community.trust import grow_trust
from tummler.knowledge.fading import fade_articles
from tummler.knowledge.proposing import propose_articles
from tummler.listening.media import sweep_media
from tummler.matching.claims import return_silent_claims
from tummler.matching.presence import forget_presence
from tummler.matching.reach import forget_reach
from tummler.matching.snoozing import wake_due
from tummler.records.happenings import happen
from tummler.records.models import Conversation, Need, Once, Post, PostVersion
from tummler.records.search import optimise
from tummler.records.sizes import learn_sizes
from tummler.records.states import move, standing
from tummler.understanding.watching import watch_streams
from tummler.work.importing import sweep_uploads
from tummler.work.looking_around import live_on
from tummler.work.thanks import let_gifts_arrive, let_thanks_rest, look_for_rings, settle_pledges, settle_thanks

#: After this long without the asker's word an answered need rests as "no answer".
PATIENCE = timedelta(days=7)
#: A conversation with a waiting need is fetched again when it was last seen whole this long ago.
FRESH = timedelta(minutes=10)

_last: dict[str, float] = {}


def close_unanswered() -> int:
    """Answered needs of which nobody ever said whether it helped; how many."""
    silent = Need.objects.filter(state="answered", answered_at__lt=clock.now() - PATIENCE)[:200]
    closed = 0
    for need in silent:
        with transaction.atomic():
            if move(need, "no_answer", frm="answered", closed_at=clock.now()):
                happen("need_unanswered", need.brand_id, need_id=need.pk, conversation_id=need.conversation_id)
                closed += 1
    return closed


def freshen_waiting() -> int:
    """Have the threads of waiting needs fetched again now and then: others may have answered; how many."""
    at = clock.now()
    waiting = standing(Need.objects.all(), "open", "claimed").values("conversation")
    # Answers to a helper's own post are told to nobody but the helper: they are looked for.
    own = standing(Need.objects.all(), "answered").filter(
        answered_at__gt=at - PATIENCE, conversation__posts__helper__isnull=False, conversation__posts__by_us=False
    )
    open_or_own = Q(pk__in=waiting) | Q(pk__in=own.values("conversation"))
    stale = Conversation.objects.filter(open_or_own, wanted_at=None, completed_at__lt=at - FRESH)
    return Conversation.objects.filter(pk__in=list(stale.values_list("pk", flat=True)[:20])).update(wanted_at=at)


def clear_search() -> int:
    """Rewrite the full-text index after deletions and edits, so that old words leave the file; 1 if it was done."""
    since = clock.now() - timedelta(hours=2)
    recently = Post.objects.filter(gone_at__gt=since).exists()
    recently = recently or Once.objects.filter(gone_at__gt=since).exists()
    recently = recently or PostVersion.objects.filter(replaced_at__gt=since).exists()
    if recently:
        optimise()
    return int(recently)


#: What is done, and how many seconds apart.
JOBS: tuple[tuple[Callable[[], int], float], ...] = (
    (ring_due, 3.0),
    (nudge_due, 20.0),
    (tell_codes, 1.0),
    (live_on, 1.0),
    (return_silent_claims, 30.0),
    (look_at_asked, 3.0),
    (hear_answers, 2.0),
    (look_there, 10.0),
    (end_over, 10.0),
    (grow_trust, 60.0),
    (wake_proven, 2.0),
    (wake_due, 5.0),
    (watch_streams, 20.0),
    (forget_presence, 3600.0),
    (forget_reach, 3600.0),
    (forget_notes, 60.0),
    (close_unanswered, 3600.0),
    (freshen_waiting, 60.0),
    (propose_articles, 20.0),
    (fade_articles, 3600.0),
    (settle_thanks, 2.0),
    (let_gifts_arrive, 1.0),
    (settle_pledges, 60.0),
    (let_thanks_rest, 600.0),
    (look_for_rings, 6 * 3600.0),
    (let_run_out, 60.0),
    (fade_due, 60.0),
    (keep_to_time, 600.0),
    (let_copies_go, 3600.0),
    (sweep_keys, 600.0),
    (erase_again, 600.0),
    (sweep_media, 3600.0),
    (sweep_pictures, 3600.0),
    (sweep_uploads, 3600.0),
    (clear_search, 3600.0),
    (learn_sizes, 3600.0),
)


def run_due() -> bool:
    """Do what is due; always False: the schedule never hurries."""
    for job, seconds in JOBS:
        now = clock.ticks()
        if now - _last.get(job.__name__, now - seconds) >= seconds:
            job()
            _last[job.__name__] = now  # what failed, because the database was not ready, is not put off
    return False
