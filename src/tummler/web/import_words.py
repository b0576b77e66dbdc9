"""What importing says: how a file is read, why it can't be, why a row can't be taken in, how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _, gettext_noop as noop, ngettext

from tummler.records.models import Upload

#: Why a row could not be taken in.
FAULTS = {
    "bad_json": noop("it is no JSON"),
    "no_object": noop("it is JSON, but no object"),
    "long_row": noop("it is longer than 8 MB"),
    "open_quote": noop("a quote is opened and never closed"),
    "more_cells": noop("it has more cells than the first row; is a comma in the text not quoted?"),
    "no_posts": noop("the thread holds no posts"),
    "no_text": noop("there is no text"),
    "long_text": noop("the text is longer than 65,536 signs: that is no post"),
    "no_author": noop("nobody is named who wrote it"),
    "no_time": noop("there is no time"),
    "bad_time": noop("its time can’t be read: say how times are written"),
    "rounded_id": noop("a spreadsheet has rounded its id; export it as text"),
    "long_id": noop("its id is longer than 400 signs"),
}
#: Why a file can't be read at all, and what to do.
NOT_READABLE = {
    "nothing": noop("There was no file. Choose one."),
    "empty": noop("It is empty."),
    "zip": noop("It is a ZIP without posts that we know, or a spreadsheet. Save it as CSV, and bring that."),
    "xls": noop("It is a spreadsheet. Save it as CSV (UTF-8), and bring that."),
    "zstd": noop("It is packed with zstd. Unpack it first, or pack it with xz or gzip."),
    "binary": noop("It is no text: a picture or a document, perhaps. Save what was said as CSV, and bring that."),
    "damaged": noop("It is damaged, or ends too early. Fetch it again."),
    "too_large": noop("It is larger than 1 GB, or unpacks to more than 2. Bring it in parts, or by tummler import."),
    "json_array": noop("It is one JSON array. Make lines of it: one object on each."),
    "no_rows": noop("No row in it can be read."),
    "no_posts": noop("No thread in it holds a post."),
    "no_text_column": noop("Which column holds what people said?"),
    "no_author_column": noop("Which column says who wrote it?"),
    "no_time_column": noop("Which column says when?"),
    "unknown_column": noop("A column that was named isn’t there."),
    "gone": noop("The file no longer lies here. Bring it again."),
    "overtaken": noop("Somebody else takes in the same just now. Let them finish, then go on."),
}
KINDS = {
    "csv": noop("CSV"),
    "jsonl": noop("JSON Lines"),
    "mastodon": noop("an account’s archive from Mastodon"),
    "bluesky": noop("an account’s archive from Bluesky"),
}
#: Fields as the page asks for them: the needed ones first.
FIELDS: tuple[tuple[str, str], ...] = (
    ("text", noop("What they said")),
    ("author", noop("Who wrote it")),
    ("time", noop("When")),
)
MORE_FIELDS: tuple[tuple[str, str], ...] = (
    ("id", noop("Its id")),
    ("parent", noop("The id of what it answers")),
    ("thread", noop("The thread’s or ticket’s id")),
    ("name", noop("Their name")),
    ("author_id", noop("Their id")),
    ("url", noop("Its address")),
    ("language", noop("Its language")),
    ("inbound", noop("Whether it came in, or was yours")),
)


def number(many: int) -> str:
    """1,204."""
    return number_format(many, force_grouping=True)


def weight(size: int) -> str:
    """1.2 MB."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB")):
        if size >= unit:
            return f"{number_format(round(size / unit, 1))} {name}"
    return _("%(count)s bytes") % {"count": size}


def fault_words(code: str) -> str:
    """Why a row could not be taken in."""
    return _(FAULTS.get(code, code))


def trouble_words(code: str) -> str:
    """Why a file can't be read; "" for no trouble."""
    return _(NOT_READABLE.get(code, NOT_READABLE["damaged"])) if code else ""


def counted(found: dict[str, Any]) -> str:
    """1,204 posts in 310 threads by 288 people, from 1 May 2019 to 3 June 2021. 200 of them are yours."""
    posts = ngettext("%(count)s post", "%(count)s posts", found["posts"]) % {"count": number(found["posts"])}
    threads = ngettext("%(count)s thread", "%(count)s threads", found["threads"][0])
    people = ngettext("%(count)s person", "%(count)s people", found["people"][0])
    said = _("%(posts)s in %(threads)s by %(people)s") % {
        "posts": posts,
        "threads": threads % {"count": _many(found["threads"])},
        "people": people % {"count": _many(found["people"])},
    }
    if found["first"]:
        said += _(", from %(first)s to %(last)s") % {"first": _day(found["first"]), "last": _day(found["last"])}
    return f"{said}."


def _many(counted_so_far: list[Any]) -> str:
    many, more = counted_so_far
    return _("more than %(count)s") % {"count": number(many)} if more else number(many)


def _day(text: str) -> str:
    return date_format(localtime(datetime.fromisoformat(text)), _("j F Y"))


def ours_words(found: dict[str, Any]) -> str:
    """How many of the posts are the brand's own."""
    if not found["ours"]:
        return _("None of them is yours: say your handle in the file, if some are.")
    words = ngettext("%(count)s of them is yours.", "%(count)s of them are yours.", found["ours"])
    return words % {"count": number(found["ours"])}


def state_of(upload: Upload) -> str:
    """Which sentence its row shows: undone, undoing, taking, looking, in, stopped, waiting."""
    if upload.undone_at:
        return "undone"
    if upload.wanted:
        return {"undo": "undoing", "take": "taking", "survey": "looking"}[upload.wanted]
    if upload.importing is None:
        return "waiting"
    return "in" if upload.importing.ended_at else "stopped"


def state_words(upload: Upload) -> str:
    """How it stands, in a sentence."""
    state = state_of(upload)
    stored = upload.importing.stored if upload.importing else 0
    posts = ngettext("%(count)s post", "%(count)s posts", stored) % {"count": number(stored)}
    return {
        "undone": _("Taken back. Nothing of it is here."),
        "undoing": _("Being taken back."),
        "taking": _("Being taken in: %(posts)s so far.") % {"posts": posts},
        "looking": _("Being looked through."),
        "in": " ".join(filter(None, (_("In: %(posts)s.") % {"posts": posts}, _here_already(upload, stored)))),
        "stopped": _("Stopped on the way: %(posts)s are in.") % {"posts": posts},
        "waiting": _("Not taken in yet."),
    }[state]


def _here_already(upload: Upload, stored: int) -> str:
    """What another file has brought, or this one twice, is not brought again."""
    more = upload.progress.get("posts", stored) - stored
    if more <= 0:
        return ""
    words = ngettext("%(count)s was here already.", "%(count)s were here already.", more)
    return words % {"count": number(more)}
