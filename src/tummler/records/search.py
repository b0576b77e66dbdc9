"""Finding posts by their words and people by their names: FTS5 on SQLite, GIN indexes on PostgreSQL.

Posts have the same ``search_text`` in both. Names follow the account's row, by triggers or by the index itself.
"""

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
        cursor.execute("INSERT INTO records_names(records_names) VALUES ('optimize')")
        cursor.execute("INSERT INTO records_notes(records_notes) VALUES ('optimize')")
        cursor.execute("INSERT INTO records_articles(records_articles) VALUES ('optimize')")
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


#: So many signs begin a word that is looked for by its beginning; half the words there are begin with one letter.
_BEGINNING = {"records_words": 2, "records_post": 2}
#: Names as PostgreSQL's index has them (migration 0012).
_NAMES = (
    "regexp_replace(regexp_replace(normalize(lower(name || ' ' || handle), NFKD), '[\u0300-\u036f]', '', 'g'), "
    "'[^[:alnum:]]+', ' ', 'g')"
)


def terms_of(words: str) -> list[str]:
    """What is searched for when somebody types this: folded words."""
    return search_text(words).split()


def find_post_ids(
    brand_id: int, words: str, limit: int = 50, before: int | None = None, *, beginning: bool = False
) -> list[int]:
    """Post ids that hold all the words, newest first; ``before`` pages on. No rights are applied here.

    ``beginning``: the last word may be the beginning of one, as while somebody types.
    """
    if connection.vendor == "sqlite":
        return _sqlite("records_words", brand_id, words, limit, before, beginning)
    return _postgresql("records_post", "words", brand_id, words, limit, before, beginning)


def find_account_ids(brand_id: int, words: str, limit: int = 20, *, beginning: bool = True) -> list[int]:
    """Accounts whose name and handle hold all the words, the latest heard first. No rights are applied here."""
    if connection.vendor == "sqlite":
        return _sqlite("records_names", brand_id, words, limit, None, beginning)
    return _postgresql("records_account", f"to_tsvector('simple', {_NAMES})", brand_id, words, limit, None, beginning)


def find_note_ids(brand_id: int, words: str, limit: int = 50, *, beginning: bool = True) -> list[int]:
    """Notes that hold all the words, the latest first. No rights are applied here."""
    if connection.vendor == "sqlite":
        return _sqlite("records_notes", brand_id, words, limit, None, beginning)
    return _postgresql("records_note", "to_tsvector('simple', search_text)", brand_id, words, limit, None, beginning)


#: Of a text that is looked for as a whole the rarest of its longest words are; what is more common tells nothing.
_LONGEST_WORDS, _RAREST, _COMMON = 16, 8, 3_000


def rank_post_ids(brand_id: int, text: str, limit: int = 60) -> list[int]:
    """Posts that share rare words with a text, those that share most first. No rights are applied here."""
    if connection.vendor == "sqlite":
        return _sqlite_ranked("records_words", brand_id, text, limit)
    return _postgresql_ranked("records_post", "words", brand_id, text, limit)


def rank_article_ids(brand_id: int, text: str, limit: int = 20) -> list[int]:
    """Articles, likewise."""
    if connection.vendor == "sqlite":
        return _sqlite_ranked("records_articles", brand_id, text, limit)
    return _postgresql_ranked("records_article", "to_tsvector('simple', search_text)", brand_id, text, limit)


def _sqlite_ranked(table: str, brand_id: int, text: str, limit: int) -> list[int]:
    terms = sorted(set(terms_of(text)), key=lambda term: (-len(term), term))[:_LONGEST_WORDS]
    one = f"SELECT %s, (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH %s LIMIT {_COMMON}))"
    rare = _rarest(one, [(term, f'brand:b{brand_id} AND words:"{term}"') for term in terms])
    if not rare:
        return []
    either = " OR ".join(f'"{term}"' for term in rare)
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY bm25({table}), rowid DESC LIMIT %s"
    return _ids(sql, [f"brand:b{brand_id} AND words:({either})", limit])


def _postgresql_ranked(table: str, indexed: str, brand_id: int, text: str, limit: int) -> list[int]:
    terms = sorted(set(terms_of(text)), key=lambda term: (-len(term), term))[:_LONGEST_WORDS]
    held = f"brand_id = {int(brand_id)} AND {indexed} @@ to_tsquery('simple', %s)"
    one = f"SELECT %s, (SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {held} LIMIT {_COMMON}) AS held)"
    rare = _rarest(one, [(term, f"'{term}'") for term in terms])
    if not rare:
        return []
    either = " | ".join(f"'{term}'" for term in rare)
    shared = f"ts_rank({indexed}, to_tsquery('simple', %s))"
    sql = f"SELECT id FROM {table} WHERE {held} ORDER BY {shared} DESC, id DESC LIMIT %s"
    return _ids(sql, [either, either, limit])


def _rarest(one: str, asked: Sequence[tuple[str, str]]) -> list[str]:
    """The words that some rows hold and not too many, the rarest first. One query."""
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(asked)), [value for pair in asked for value in pair])
        counted = {str(term): int(count) for term, count in cursor.fetchall()}
    return sorted((term for term in counted if 0 < counted[term] < _COMMON), key=counted.__getitem__)[:_RAREST]


def _open_ended(table: str, terms: list[str], beginning: bool) -> bool:
    return beginning and len(terms[-1]) >= _BEGINNING.get(table, 1)


def _sqlite(table: str, brand_id: int, words: str, limit: int, before: int | None, beginning: bool) -> list[int]:
    terms = terms_of(words)
    if not terms:
        return []
    quoted = " AND ".join(f'"{term}"' for term in terms) + ("*" if _open_ended(table, terms, beginning) else "")
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    return _ids(sql, [f"brand:b{brand_id} AND words:({quoted})", before or 1 << 62, limit])


def _postgresql(
    table: str, indexed: str, brand_id: int, words: str, limit: int, before: int | None, beginning: bool
) -> list[int]:
    terms = terms_of(words)
    if not terms:
        return []
    wanted = " & ".join(f"'{term}'" for term in terms) + (":*" if _open_ended(table, terms, beginning) else "")
    sql = (
        f"SELECT id FROM {table} WHERE brand_id = %s AND {indexed} @@ to_tsquery('simple', %s) "
        "AND id < %s ORDER BY id DESC LIMIT %s"
    )
    return _ids(sql, [brand_id, wanted, before or 1 << 62, limit])


def _ids(sql: str, values: list[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
