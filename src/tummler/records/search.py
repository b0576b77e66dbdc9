"""Finding posts by their words: FTS5 on SQLite, a GIN index on PostgreSQL, the same ``search_text`` in both."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from tummler.common.text import search_text
from tummler.records.models import Post


def index_posts(rows: Sequence[tuple[int, int, str]]) -> None:
    """Make (post id, brand id, search text) rows findable. On PostgreSQL the index follows the column."""
    if connection.vendor != "sqlite" or not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO records_words(rowid, brand, words) VALUES (%s, %s, %s)",
            [(pk, f"b{brand}", text) for pk, brand, text in rows if text],
        )


def unindex_posts(rows: Sequence[tuple[int, int, str]]) -> None:
    """Make rows unfindable; the text must be what was indexed. Call before the column is changed."""
    if connection.vendor != "sqlite" or not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO records_words(records_words, rowid, brand, words) VALUES ('delete', %s, %s, %s)",
            [(pk, f"b{brand}", text) for pk, brand, text in rows if text],
        )


def optimise() -> None:
    """Rewrite the index so that deleted words are gone from the file too (FTS5 keeps them until then).

    The log of writes is emptied as well, unless somebody is reading it just now; the next time will do.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO records_words(records_words) VALUES ('optimize')")
        if not connection.in_atomic_block:
            [(patience,)] = cursor.execute("PRAGMA busy_timeout").fetchall()
            cursor.execute("PRAGMA busy_timeout=1000")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.execute(f"PRAGMA busy_timeout={int(patience)}")


def rebuild(batch: int = 5000) -> int:
    """Make the index anew from the posts that are there, in one transaction; how many can be found now."""
    posts = Post.objects.exclude(search_text="").filter(gone_at=None)
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("REINDEX INDEX records_post_words")
        return posts.count()
    done = last = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO records_words(records_words) VALUES ('delete-all')")
        while rows := list(posts.filter(pk__gt=last).order_by("pk").values_list("pk", "brand", "search_text")[:batch]):
            index_posts(rows)
            done, last = done + len(rows), rows[-1][0]
    return done


def find_post_ids(brand_id: int, words: str, limit: int = 50, before: int | None = None) -> list[int]:
    """Post ids that hold all the words, newest first; ``before`` pages on. No rights are applied here."""
    terms = search_text(words).split()
    if not terms:
        return []
    if connection.vendor == "sqlite":
        quoted = " AND ".join(f'"{term}"' for term in terms)
        match = f"brand:b{brand_id} AND words:({quoted})"
        sql = "SELECT rowid FROM records_words WHERE records_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        values: list[str | int] = [match, before or 1 << 62, limit]
    else:
        sql = (
            "SELECT id FROM records_post WHERE brand_id = %s AND to_tsvector('simple', search_text) "
            "@@ plainto_tsquery('simple', %s) AND id < %s ORDER BY id DESC LIMIT %s"
        )
        values = [brand_id, " ".join(terms), before or 1 << 62, limit]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
