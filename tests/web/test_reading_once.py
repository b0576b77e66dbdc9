"""Opening what one person alone may see: robots, strangers, two browsers at once, backups, all the files there are."""

from __future__ import annotations

import importlib.util
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.on_disk import content
from tests.racing import race
from tests.web.asking import asked, fresh_cache
from tests.web.reading import read
from tests.web.test_once import ANSWER, WORD, marta
from tummler.acts.needs import claim_need
from tummler.acts.replies import promise_reply, save_draft, take_back_reply
from tummler.answering.drafts import Chosen
from tummler.answering.once import let_run_out, seal, sweep_keys
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.records import fading_keys
from tummler.records.models import Account, Happening, Need, Once, Reply
from tummler.records.sealed_text import of_token

__all__ = ["fresh_cache", "marta"]

#: What opens links that people send each other before they do: previews, prefetching browsers, mail's antivirus.
ROBOTS = {
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "X": "Twitterbot/1.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp": "WhatsApp/2.23.20.0",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Mastodon": "http.rb/5.1.1 (Mastodon/4.3.0; +https://mastodon.social/) Bot",
    "Bluesky": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Apple": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
    "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "Teams": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    # These two look like browsers on purpose.
    "Safe Links": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Safari/537.36 Edg/120.0.0.0",
    "Proofpoint": "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.88",
}
PREFETCHING = ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"})


@pytest.fixture(autouse=True)
def no_keys() -> None:
    """Those that other tests left are not ours."""
    fading_keys.destroy_all(fading_keys.names_there())


def say_words(words: str, seconds: int | None = None) -> Once:
    """Seal something for the one who asked on the square."""
    return seal(account=Account.objects.get(network="square", posts__isnull=False), words=words, seconds=seconds)


@pytest.fixture
def sealed(marta: Client, owner: Any) -> Once:
    """Something for Marta's eyes, without a post of ours: as an automatic answer is."""
    asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    return say_words(ANSWER, 30)


@pytest.fixture
def place(owner: Any) -> str:
    return f"/square/{owner.brand.slug}/read/"


def press(client: Client, place: str, once: Once, **more: str) -> Any:
    return client.post(place, {"do": "see_once", "answer": once.public_id, **more})


def test_no_robot_uses_it_up_even_with_the_readers_own_cookie(marta: Client, sealed: Once, place: str) -> None:
    for name, agent in ROBOTS.items():
        headers = {"User-Agent": agent}
        for response in (marta.get(place, headers=headers), marta.head(place, headers=headers)):
            assert (response.status_code, WORD in response.content.decode()) == (200, False), name
        assert Client().post(place, {"answer": sealed.public_id, "do": "see_once"}, headers=headers).status_code == 404
    for headers in PREFETCHING:
        assert marta.get(place, headers=headers).status_code == 200
    assert Client().options(place).status_code == 405
    assert Once.objects.get().waits
    assert ANSWER in press(marta, place, sealed).content.decode()


def test_the_page_says_what_it_is_and_keeps_out_of_every_cache_and_frame(
    marta: Client, sealed: Once, place: str
) -> None:
    before = read(marta.get(place))
    assert before.one("h1").words == "Velo Norte wrote to you. You can see it once."
    assert before.one("p", "lead").words == "It shows for 30 seconds after you open it."
    seen = press(marta, place, sealed)
    assert (seen["Cache-Control"], seen["Referrer-Policy"]) == ("private, no-store", "same-origin")
    assert (seen["X-Frame-Options"], seen["X-Robots-Tag"]) == ("DENY", "noindex, noarchive, nosnippet")
    assert "frame-ancestors 'none'" in seen["Content-Security-Policy"]
    html = seen.content.decode()
    # Without JavaScript the page itself moves on when the time is over.
    assert f'<noscript><meta http-equiv="refresh" content="30;url={place}"></noscript>' in html
    assert "A photo of your screen would still be a photo." in html
    gone = read(marta.get(place))
    assert gone.one("", "ash").words.startswith("Velo Norte’s answer is gone. Seen once, at ")
    assert press(marta, place, sealed)["Location"] == place


def test_whoever_needs_longer_takes_it(marta: Client, sealed: Once, place: str) -> None:
    html = press(marta, place, sealed, do="see_slowly").content.decode()
    assert (ANSWER in html, "http-equiv" in html, "data-seconds" in html) == (True, False, False)


def test_the_short_address_leads_there_and_strangers_find_nothing(sealed: Once, place: str, desk: Client) -> None:
    assert Client().get("/read/")["Location"] == place
    for stranger in (Client(), desk):
        assert read(stranger.get(place)).one("h1").words == "Nothing waits for you here"
        assert press(stranger, place, sealed).status_code == 404
    assert Once.objects.get().waits


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_the_same_instant_exactly_one_sees_it(marta: Client, sealed: Once, place: str) -> None:
    def browser() -> Client:
        client = Client()
        client.cookies = marta.cookies
        return client

    pages = race(*[lambda: press(browser(), place, sealed)] * 4)
    assert sorted(page.status_code for page in pages) == [200, 302, 302, 302]
    assert sum(WORD in page.content.decode() for page in pages) == 1
    assert Happening.objects.filter(act="once_seen").count() == 1


# ------------------------------------------------------------------------------------------ backups


def backup(folder: Path) -> bytes:
    """A backup made as docs/operating.md says: all of its bytes."""
    if connection.vendor == "sqlite":
        copy = folder / f"backup-{len(list(folder.iterdir()))}.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        return copy.read_bytes()
    at = connection.get_connection_params()
    where = [f"--{name}={at[name]}" for name in ("host", "port") if at.get(name)]
    found = importlib.util.find_spec("pgserver")  # beside the server that the tests start, if it is that one
    folders = (found.submodule_search_locations if found else None) or []
    beside = next((Path(one) / "pginstall/bin/pg_dump" for one in folders), Path("pg_dump"))
    dump = [str(beside), *where, f"--username={at['user']}", f"--dbname={at['dbname']}"]
    return subprocess.run(dump, check=True, capture_output=True).stdout


def rows_as_they_lie() -> dict[str, list[Any]]:
    """The rows that words lie in, as a backup has them."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in (("once", "id, sealed, key"), ("reply", "id, text, key"), ("delivery", "id, part")):
            cursor.execute(f"SELECT {columns} FROM records_{table}")
            found[table] = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor]
    return found


def restore(rows: dict[str, list[Any]]) -> None:
    """Put a backup's rows back, as if it had never been read."""
    with connection.cursor() as cursor:
        for pk, box, key in rows["once"]:
            cursor.execute(
                "UPDATE records_once SET sealed=%s, key=%s, gone_at=NULL, gone_why='' WHERE id=%s", [box, key, pk]
            )
        for pk, text, key in rows["reply"]:
            cursor.execute("UPDATE records_reply SET text=%s, key=%s WHERE id=%s", [text, key, pk])


@pytest.mark.django_db(transaction=True)
def test_no_backup_made_before_it_was_read_can_be_read_after(
    marta: Client, owner: Any, place: str, tmp_path: Path
) -> None:
    asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    draft = save_draft(actor=owner, need=need, text=ANSWER, edition=0, chosen=Chosen(visibility="once"))
    assert Reply.objects.get().text == ANSWER  # its writer reads on
    copies, kept = [backup(tmp_path)], [rows_as_they_lie()]  # while it is a draft
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    copies, kept = [*copies, backup(tmp_path)], [*kept, rows_as_they_lie()]  # while it is on its way
    assert deliver_due()
    copies, kept = [*copies, backup(tmp_path)], [*kept, rows_as_they_lie()]  # while it waits
    assert ANSWER in press(marta, place, Once.objects.get()).content.decode()
    assert [(WORD.encode() in copy, b"dock 14" in copy) for copy in copies] == [(False, True)] * 3
    assert files_with(WORD) == []
    for rows in kept:
        restore(rows)
        assert [of_token(text) for _, text, _ in rows["reply"]] == [""]
        assert [Reply.objects.get().text, press(marta, place, Once.objects.get()).status_code] == ["", 302]
    assert let_run_out() == 1
    assert (
        read(marta.get(place))
        .one("", "ash")
        .words.endswith("is gone, and nobody can read it any more. Ask again below.")
    )
    assert fading_keys.names_there() == set()


def files_with(word: str) -> list[str]:
    """Every file of the data folder that holds the word, keys and logs of writes among them."""
    files = [file for file in settings.DATA.path.rglob("*") if file.is_file() and "static" not in file.parts]
    return [file.name for file in files if word.encode() in content(file)]


def test_keys_that_nothing_needs_are_destroyed(owner: Any, marta: Client) -> None:
    asked(marta, owner.brand, "What was the code for the box at dock 14? It says it is wrong.", name="Marta")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    draft = save_draft(actor=owner, need=need, text=ANSWER, edition=0, chosen=Chosen(visibility="once"))
    promise_reply(actor=owner, reply=draft)
    assert take_back_reply(actor=owner, reply=draft)
    clock.shift(timedelta(hours=2))
    assert (sweep_keys(), Reply.objects.get().text) == (0, ANSWER)  # a draft is kept
    wide = Chosen(visibility="public")
    save_draft(actor=owner, need=need, text=ANSWER, edition=Reply.objects.get().edition, chosen=wide)
    assert (sweep_keys(), fading_keys.names_there(), Reply.objects.get().text) == (1, set(), ANSWER)


def test_what_is_promised_is_never_seen_once_and_the_composer_says_so(owner: Any, marta: Client, desk: Client) -> None:
    asked(marta, owner.brand, "Where is the money for my broken ride of Tuesday?", name="Marta")
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    page = read(desk.get(f"/desk/{need.public_id}/"))
    chosen = [one.words for one in page.all("option") if "selected" in one.attributes]
    assert chosen[-2:] == ["stays", "until they close it"]
    text = "Marta, we'll refund 3.20 € by Friday."
    sent = {"text": text, "edition": "0", "visibility": "once", "lasting": "keep", "lasting_once": "30s"}
    refused = read(desk.post(f"/desk/{need.public_id}/answer/", sent))
    assert refused.all("p", "err", role="alert")[0].words.startswith(
        "It promises something, and what is promised isn’t seen once"
    )
    assert refused.one("", "tip").words.startswith("This promises money.")
    assert Reply.objects.get().lasting == "30s"
    fine = {**sent, "text": "Marta, the code is 4711.", "edition": "1"}
    assert desk.post(f"/desk/{need.public_id}/answer/", fine).status_code == 302
    clock.shift(timedelta(seconds=11))
    assert deliver_due()
    assert Once.objects.get().seconds == 30
