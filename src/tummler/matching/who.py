"""Who could answer a need: helpers and peers, the likeliest first, each with the reason. The order is all that is kept
of how it was found; nobody is shown a score."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import Count, Exists, F, OuterRef, Q

from tummler.matching.ranking import LATEST, Solved, Standing, pace_of, ranked
from tummler.matching.solved import Before, solved_beside
from tummler.records.hours import awake
from tummler.records.models import Helper, LeftThread, Need, Peer, PeerBlock
from tummler.records.public import needs_for_anyone
from tummler.records.states import standing

#: Seen within this time, somebody is here.
HERE = timedelta(minutes=5)
#: From here what was solved is like what is asked; from here somebody who solved it could make sense of it.
LIKE, NEAR = 0.5, 0.3
#: So many are looked at.
_HELPERS, _PEERS = 500, 200

Why = Literal["knows", "solved", "topic", "chose", "speaks", "near", "here"]


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody who could answer: a helper or a peer, why, and what is behind it, in numbers and codes.

    ``facts``: ``times`` and ``last`` (a day) of what they solved, ``thanked`` if somebody said that it helped,
    ``topic``, ``language``.
    """

    helper: Helper | None
    peer: Peer | None
    why: Why
    facts: dict[str, Any] = field(default_factory=dict)
    here: bool = False
    #: Within the hours in which they may be nudged.
    awake: bool = True
    #: How many needs they have just now.
    holds: int = 0
    #: Whether they are of the circle that answers such things: they did, chose its topic, or know this person.
    circle: bool = True
    #: How near the nearest is that they solved.
    nearest: float = 0.0


def who_could(need: Need, at: datetime) -> list[Could]:
    """Everyone who may see this need and could answer it, the likeliest first. Nobody where someone is in danger.

    ``need`` comes with its post, reading, account and brand. So many queries however much was solved (see the test).
    """
    if need.care or need.post.gone:
        return []
    before = solved_beside(need)
    helpers = _helpers(need)
    peers = _peers(need, before)
    theirs = _by_who(before, peers)
    busy = _holding(need, helpers)
    pace = pace_of(sorted((one.at for one in before), reverse=True)[:LATEST], at)
    found = {}
    standings: list[Standing] = []
    everyone: list[Helper | Peer] = [*helpers, *peers]
    for one in everyone:
        who = _key(one)
        could, stands = _could(need, one, theirs[who], at)
        holds = busy.get(one.pk, 0) if isinstance(one, Helper) else 0
        found[who] = replace(could, holds=holds)
        standings.append(replace(stands, holds=holds))
    return [found[who] for who in ranked(_told(theirs, pace, at), standings)]


def _key(one: Helper | Peer) -> str:
    return f"{'h' if isinstance(one, Helper) else 'p'}{one.pk}"


def _told(theirs: dict[str, list[Before]], pace: float, at: datetime) -> Iterable[Solved]:
    return (one.told(who, at, pace) for who, some in theirs.items() for one in some)


def _by_who(before: Sequence[Before], peers: Sequence[Peer]) -> defaultdict[str, list[Before]]:
    accounts = {number: _key(peer) for peer in peers for number in (peer.account_id, peer.voice_id) if number}
    found: defaultdict[str, list[Before]] = defaultdict(list)
    for one in before:
        who = accounts.get(one.who) if one.outside else f"h{one.who}"
        if who:
            found[who].append(one)
    return found


def _helpers(need: Need) -> list[Helper]:
    """Helpers who may see it, and haven't left it. One query."""
    rows = Helper.objects.filter(brand=need.brand_id, active=True)
    if need.post.visibility not in ("public", "unlisted"):
        rows = rows.exclude(vouched_at=None)
    left = LeftThread.objects.filter(conversation=need.conversation_id, helper=OuterRef("pk"))
    return list(rows.exclude(Exists(left)).order_by(F("seen_at").desc(nulls_last=True), "pk")[:_HELPERS])


def _peers(need: Need, before: Sequence[Before]) -> list[Peer]:
    """Peers who solved something, or were here lately; none for what not everyone may see. Three queries."""
    if not needs_for_anyone(need.brand).filter(pk=need.pk).exists():
        return []
    rows = Peer.objects.filter(brand=need.brand_id, left_at=None, blocked_at=None).select_related("account")
    rows = rows.exclude(account=need.account_id).exclude(voice=need.account_id)
    kept_away = PeerBlock.objects.filter(peer=OuterRef("pk"), account=need.account_id)
    rows = rows.exclude(Exists(kept_away))
    if need.account.person_id:
        rows = rows.exclude(account__person=need.account.person_id)
    solvers = {one.who for one in before if one.outside}
    latest = rows.order_by(F("seen_at").desc(nulls_last=True), "pk").values_list("pk", flat=True)[:_PEERS]
    return list(rows.filter(Q(account__in=solvers) | Q(voice__in=solvers) | Q(pk__in=list(latest))))


def _holding(need: Need, helpers: Sequence[Helper]) -> dict[int, int]:
    """How many needs each of them has just now, those asleep left out. One query."""
    held = standing(Need.objects.all(), "claimed").filter(claimed_by__in=helpers, snoozed_at=None).exclude(pk=need.pk)
    return dict(held.values_list("claimed_by").annotate(Count("pk")).order_by())


def _could(need: Need, one: Helper | Peer, theirs: Sequence[Before], at: datetime) -> tuple[Could, Standing]:
    for_them = [row for row in theirs if row.same_person]
    like = [row for row in theirs if row.likeness >= LIKE]
    same = [row for row in theirs if row.same_topic]
    nearest = max((row.likeness for row in theirs), default=0.0)
    chose = bool(need.topic) and need.topic in one.topics
    language = rare_language(need)
    speaks = None if not language else language in one.languages or any(row.language == language for row in theirs)
    here = bool(one.seen_at and one.seen_at > at - HERE)
    why: Why = "here"
    facts: dict[str, Any] = {}
    if for_them:
        why, facts = "knows", _facts(for_them)
    elif like:
        why, facts = "solved", _facts(like)
    elif same:
        why, facts = "topic", _facts(same) | {"topic": need.topic}
    elif chose:
        why, facts = "chose", {"topic": need.topic}
    elif speaks:
        why, facts = "speaks", {"language": language}
    elif nearest >= NEAR:
        why, facts = "near", _facts([row for row in theirs if row.likeness >= NEAR])
    helper, peer = (one, None) if isinstance(one, Helper) else (None, one)
    circle = bool(for_them or like or same or chose)
    may_nudge = here or helper is None or awake(helper, at)
    could = Could(helper, peer, why, facts, here, may_nudge, circle=circle, nearest=nearest)
    return could, Standing(_key(one), chose, speaks, here, may_nudge)


def _facts(rows: Sequence[Before]) -> dict[str, Any]:
    last = max(row.at for row in rows)
    facts: dict[str, Any] = {"times": len({row.need for row in rows}), "last": last.date().isoformat()}
    return facts | ({"thanked": True} if any(row.helped for row in rows) else {})


def rare_language(need: Need) -> str:
    """What the asker writes, where not everyone here has it: as it was read, else as their own client said."""
    reading = getattr(need.post, "reading", None)
    read = str((reading.language or {}).get("value", "")) if reading else ""
    spoken = read if read not in ("", "und") else need.post.language
    return "" if not spoken or spoken in need.brand.languages[:1] else spoken
