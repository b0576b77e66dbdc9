"""Knowledge that only one person holds, by meaning: things alike that were solved more than once, by one alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tummler.knowledge.meanings import unpack
from tummler.minds import sentences
from tummler.minds.sentences import Vectors
from tummler.records.access import rows_for
from tummler.records.models import Helped, Helper, Post

#: So many of the latest are looked at; alike from here (as where earlier answers are found); no more are told.
_LATEST, _ALIKE, _MOST = 800, 0.5, 4
#: Somebody else solved something near enough to step in.
_NEAR = 0.4
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Alone:
    """Somebody alone solved this and others like it: the most typical one, and how many."""

    who: str
    post: Post
    count: int


def known_alone(lead: Helper) -> list[Alone]:
    """What would be missed. Only what was said in public is shown. Three queries, of the latest few hundred."""
    rows = rows_for(lead, Helped).filter(undone_at=None)
    public = rows.filter(need__post__visibility="public", need__post__gone_at=None, need__post__may_show="anyone")
    latest = list(public.order_by("-at").values_list("pk", flat=True)[:_LATEST])
    read = Helped.objects.filter(pk__in=latest, need__post__meaning__key=sentences.KEY).order_by("-at")
    found = list(read.values_list("helper", "account", "need__post", "need__post__meaning__vector"))
    if not found:
        return []
    who = [f"h{helper}" if helper else f"a{account}" for helper, account, *_ in found]
    groups = groups_alone(who, unpack([bytes(row[3]) for row in found]))[:_MOST]
    ids = [found[group[0]][2] for group in groups]
    posts = rows_for(lead, Post).select_related("account", "reading").in_bulk(ids)
    return [Alone(who[group[0]], posts[pk], len(group)) for group, pk in zip(groups, ids, strict=True) if pk in posts]


def groups_alone(who: Sequence[str], vectors: Vectors) -> list[list[int]]:
    """Places of things alike that one person alone solved, the most typical first; the largest group first. Pure."""
    likeness = vectors @ vectors.T
    names = np.array(who)
    free = np.ones(len(names), bool)
    found = []
    for at in np.argsort(-(likeness >= _ALIKE).sum(axis=1), kind="stable"):
        if not free[at]:
            continue
        others = names != names[at]
        if (likeness[at][others] >= _NEAR).any():
            continue
        group = np.flatnonzero(free & ~others & (likeness[at] >= _ALIKE))
        if len(group) >= _FEWEST:
            free[group] = False
            found.append(sorted(map(int, group), key=lambda one: (-likeness[at][one], one)))
    return sorted(found, key=lambda group: -len(group))
