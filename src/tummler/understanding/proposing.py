"""Topics that the past proposes: what was asked, in clusters, named by the words that its people used."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tummler.knowledge.meanings import cared_for, meanings_of
from tummler.minds.clusters import clusters
from tummler.records.happenings import happen
from tummler.records.models import Brand, Correction, Example, Need, Post, Proposal
from tummler.understanding.lessons import tell_topics, topics_learned

#: The newest that are looked through, and how many of a proposal are kept as its examples.
_LOOKED_THROUGH = 3_000
_KEPT = 40
_SHORTEST = 20


def propose_due() -> bool:
    """Look through the past of the brands that asked for it; True if there was one."""
    brand = Brand.objects.filter(proposals_wanted_at__isnull=False).order_by("proposals_wanted_at").first()
    if brand is None:
        return False
    propose(brand)
    return True


def propose(brand: Brand) -> int:
    """Fresh proposals in place of those that wait; how many."""
    posts = _unexplained(brand, list(_asked(brand.pk)[:_LOOKED_THROUGH]))
    vectors = meanings_of(posts) if posts else None
    texts, people = [post.text for post in posts], [post.account_id for post in posts]
    found = clusters(texts, vectors, people) if vectors is not None else []
    with transaction.atomic():
        Proposal.objects.filter(brand=brand, state="waiting").delete()
        for one in found:
            ids = [posts[at].pk for at in one.places]
            Proposal.objects.create(brand=brand, words=list(one.words), posts=ids[:_KEPT], size=len(ids))
        Brand.objects.filter(pk=brand.pk).update(proposals_wanted_at=None)
        happen("topics_proposed", brand.pk, facts={"number": len(found)})
    return len(found)


def _asked(brand_id: int) -> QuerySet[Post]:
    """What others asked, now or in the past, the newest first; not what is an example already."""
    need = Need.objects.filter(post=OuterRef("pk")).exclude(state="dropped")
    begun = Q(history=True, parent_remote_id="")
    rows = Post.objects.filter(Exists(need) | begun, brand=brand_id, by_us=False, gone_at=None).exclude(search_text="")
    taught = (
        Example.objects.filter(post=OuterRef("pk")),
        Correction.objects.filter(post=OuterRef("pk"), field="topic"),
    )
    return rows.exclude(cared_for()).exclude(Exists(taught[0])).exclude(Exists(taught[1])).order_by("-pk")


def _unexplained(brand: Brand, posts: list[Post]) -> list[Post]:
    """Those that say something, and are about none of the topics there are."""
    telling = [post for post in posts if len(post.text) >= _SHORTEST]
    known = topics_learned(brand.pk) if telling else None
    if known is None:
        return telling
    _topics, told = tell_topics(known, telling)
    return [post for post, topic in zip(telling, told, strict=True) if topic is None]
