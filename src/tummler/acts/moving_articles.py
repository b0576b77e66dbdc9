"""Articles in from Markdown files and out to them, and when they fade: a lead's acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from tummler.common import clock
from tummler.knowledge.articles import LOOK_AGAIN, searchable
from tummler.knowledge.files import Faulty, Written, file_name, read_file, write_file
from tummler.knowledge.taking_out import People, people_of, personal_in
from tummler.records.access import require, rows_for
from tummler.records.happenings import happen
from tummler.records.models import Article, Brand, Helper, Topic
from tummler.records.states import move

#: So many files are taken in one go, and so long nothing fades at most.
MOST, LONGEST_DAYS = 2_000, 3_650


@dataclass
class Moved:
    """What became of each file, by name; ``personal`` wait for somebody's look, with the line and the kind."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    personal: list[Faulty] = field(default_factory=list)
    faults: list[Faulty] = field(default_factory=list)


def take_in_files(*, actor: Helper, files: Iterable[tuple[str, bytes]], dry_run: bool = False) -> Moved:
    """Take in articles; the same file again changes nothing. What is wrong stops nothing but itself.

    What looks personal is no article yet: it waits as a proposal until somebody looks at it.
    """
    require(actor, "move_articles", actor.brand)
    moved, people = Moved(), people_of(actor.brand)
    topics = dict(Topic.objects.filter(brand=actor.brand_id).values_list("name", "key"))
    topics |= {key: key for key in topics.values()}
    folded = {name.casefold(): key for name, key in topics.items()}
    for name, data in list(files)[:MOST]:
        written = read_file(name[-200:], data)
        if not isinstance(written, Written):
            moved.faults += written
            continue
        topic = folded.get(written.topic.casefold(), "") if written.topic else ""
        if written.topic and not topic:
            moved.faults.append(Faulty(written.file, 1, "no_topic", written.topic))
            continue
        with transaction.atomic():
            _take_in(actor, written, topic, people, moved, dry_run)
    if not dry_run and (moved.new or moved.changed):
        happen("articles_imported", actor.brand_id, actor, facts={"number": len(moved.new) + len(moved.changed)})
    return moved


def _take_in(actor: Helper, written: Written, topic: str, people: People, moved: Moved, dry_run: bool) -> None:
    rows = Article.objects.filter(brand=actor.brand_id)
    known = rows.filter(public_id=written.id).first() if written.id else None
    known = known or rows.filter(file=written.file).first()
    day = written.look_again or (known.look_again if known else None)
    if known is not None and _says(known) == (written.title, written.answer, topic, written.language, day):
        moved.same.append(written.file)
        return
    found = _personal(written, people, known.kept if known else [])
    moved.personal += found
    (moved.new if known is None else moved.changed).append(written.file)
    if dry_run:
        return
    now = clock.now()
    values: dict[str, Any] = {
        "question": written.title, "answer": written.answer, "topic": topic, "source": written.source,
        "search_text": "" if found else searchable(written.title, written.answer), "language": written.language,
        "look_again": written.look_again or (now + LOOK_AGAIN).date(), "decided_by": actor, "decided_at": now,
        "their_words": known is not None and known.their_words and known.question == written.title,
        "changed_at": now, "used_at": now, "key": "", "vector": b"",
    }  # fmt: skip
    article = known or Article.objects.create(brand_id=actor.brand_id, file=written.file, **values)
    if known is not None:
        move(article, "proposed", **values)
        Article.objects.filter(pk=article.pk).update(**values)  # one that is proposed already stays so
    if not found:
        move(article, "visible")
        if written.state != "visible":
            move(article, written.state)


def _says(article: Article) -> tuple[object, ...]:
    return article.question, article.answer, article.topic, article.language, article.look_again


def _personal(written: Written, people: People, kept: Iterable[str]) -> list[Faulty]:
    found = [Faulty(written.file, 2, one.kind, written.title[one.start : one.end])
             for one in personal_in(written.title, people, list(kept))]  # fmt: skip
    for one in personal_in(written.answer, people, list(kept)):
        line = written.begins + written.answer[: one.start].count("\n")
        found.append(Faulty(written.file, line, one.kind, written.answer[one.start : one.end]))
    return found


def take_out_files(*, actor: Helper) -> list[tuple[str, str]]:
    """Every article that stands, as (name, text) of a file each."""
    require(actor, "move_articles", actor.brand)
    rows = rows_for(actor, Article).filter(state__in=("visible", "faint", "archived")).defer("vector").order_by("pk")
    names = dict(Topic.objects.filter(brand=actor.brand_id).values_list("key", "name"))
    return [
        (
            file_name(row.question, row.public_id),
            write_file(
                Written(
                    "", row.question, row.answer, names.get(row.topic, ""), row.language, row.source, row.look_again,
                    row.state, row.public_id,
                )
            ),
        )
        for row in rows
    ]  # fmt: skip


def change_fading(*, actor: Helper, faint_after: int, archived_after: int) -> None:
    """After how many days that nobody needs one it goes faint, and after how many more into the archive; 0: never."""
    require(actor, "move_articles", actor.brand)
    days = [min(max(one, 0), LONGEST_DAYS) for one in (faint_after, archived_after)]
    with transaction.atomic():
        Brand.objects.filter(pk=actor.brand_id).update(articles_faint_after=days[0], articles_archived_after=days[1])
        happen("settings_changed", actor.brand_id, actor)
