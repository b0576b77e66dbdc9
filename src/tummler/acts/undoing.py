"""Taking an import back: everything that it brought goes, batch by batch, and nothing else."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tummler.common import clock
from tummler.records.happenings import happen
from tummler.records.models import Account, Channel, Conversation, Event, Import, Person, Post, Tombstone, Upload
from tummler.records.search import unindex_posts

BATCH = 400


def take_back_some(upload: Upload) -> int:
    """One batch in one transaction; 0 once all of it is gone. It goes on wherever it stopped.

    Each file of the page stands on an archive of its own, so what stands there is what it brought.
    """
    importing = Import.objects.filter(upload=upload).select_related("channel").first()
    with transaction.atomic():
        gone = _some_of(importing.channel) if importing else 0
        if gone:
            return gone
        if importing:
            channel = importing.channel
            Upload.objects.filter(pk=upload.pk).update(importing=None)
            channel.delete()  # and with it the import
        if Upload.objects.filter(pk=upload.pk, undone_at=None).update(undone_at=clock.now(), wanted=""):
            happen("import_undone", upload.brand_id, upload.helper)
    return 0


def _some_of(channel: Channel) -> int:
    """Events first, so that no stage makes new posts of them."""
    for rows in (Event.objects.filter(channel=channel), Tombstone.objects.filter(channel=channel)):
        if gone := _delete(rows):
            return gone
    posts = list(Post.objects.filter(channel=channel).order_by("pk")[:BATCH])
    if posts:
        unindex_posts([(post.pk, post.brand_id, post.search_text) for post in posts])
        Post.objects.filter(pk__in=[post.pk for post in posts]).delete()
        return len(posts)
    return _delete(Conversation.objects.filter(channel=channel)) or _people_of(channel)


def _delete(rows: QuerySet[Event] | QuerySet[Tombstone] | QuerySet[Conversation]) -> int:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)


def _people_of(channel: Channel) -> int:
    """Accounts are named after their archive; who wrote only there goes, with the person that was only them."""
    mine = Account.objects.filter(brand=channel.brand_id, network=channel.network)
    mine = mine.filter(remote_id__startswith=f"{channel.settings.get('source', channel.handle)}:")
    silent = mine.filter(~Exists(Post.objects.filter(account=OuterRef("pk"))))
    rows = list(silent.order_by("pk").values_list("pk", "person_id")[:BATCH])
    Account.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    people = Person.objects.filter(pk__in=[person for _, person in rows if person])
    people.filter(~Exists(Account.objects.filter(person=OuterRef("pk")))).delete()
    return len(rows)
