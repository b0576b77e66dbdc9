"""Answers that stay: proposed by people's thanks, decided by a person, with what is personal taken out."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
import typer
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import make_owner
from tests.saying import gone, make_channel, post, say, told
from tests.web.asking import fresh_cache
from tummler.acts.moving_articles import take_in_files, take_out_files
from tummler.acts.needs import claim_need
from tummler.common import clock
from tummler.knowledge.fading import fade_articles
from tummler.knowledge.proposing import propose_articles
from tummler.records.models import Article, ArticleWord, Happening, Need, Reply, Topic
from tummler.records.search import rank_article_ids

pytestmark = pytest.mark.django_db

__all__ = ["fresh_cache"]

ASKED = "@velonorte the dock at Harbour Road is full, how do I end my ride?"
ANSWER = (
    "Hi {name}, lock it to the rail beside the dock and press End ride; we credit the minutes for booking {booking}."
)


def helped(channel, number, name, text=ASKED, answer=ANSWER, booking="VN-48213"):
    """Asked by somebody, answered by us, and it worked."""
    said = answer.format(name=name, booking=booking)
    say(channel, post(f"q{number}", text, by=name.lower(), name=name, minute=10 * number))
    say(channel, post(f"a{number}", said, by="velonorte", parent=f"q{number}", minute=10 * number + 2))
    say(
        channel,
        post(f"w{number}", "that worked, thanks!", by=name.lower(), parent=f"q{number}", minute=10 * number + 5),
    )
    assert Need.objects.get(post=told(channel, f"q{number}")).state == "helped"


@pytest.fixture
def proposed(channel_told):
    helped(channel_told, 1, "Xanthia")
    assert propose_articles() == 0
    helped(channel_told, 2, "Quillon", booking="VN-99120")
    assert propose_articles() == 1
    return Article.objects.get()


def page_of(client, article):
    return client.get(f"/articles/{article.public_id}/").content.decode()


def sent(client, article, **fields):
    """The form as it stands in the page, with these fields changed."""
    html = page_of(client, article)
    areas = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', html))
    return client.post(f"/articles/{article.public_id}/", {"do": "take", **areas, **fields})


@pytest.fixture
def standing(desk, proposed):
    assert sent(desk, proposed).status_code == 302
    proposed.refresh_from_db()
    return proposed


def test_two_thanks_for_like_answers_propose_one_and_once(proposed, channel_told):
    assert (proposed.state, proposed.why, proposed.answer) == (
        "proposed",
        {"thanks": 2, "same": 0, "given": 1},
        "",
    )
    helped(channel_told, 3, "Zebedee", booking="VN-77231")
    assert propose_articles() == 0
    assert Article.objects.count() == 1


def test_what_is_answered_again_and_again_needs_one_word_of_thanks(desk, channel_told):
    for number in range(1, 4):
        say(channel_told, post(f"q{number}", ASKED, by=f"r{number}", minute=10 * number))
        said = ANSWER.format(name="you", booking="it")
        say(channel_told, post(f"a{number}", said, by="velonorte", parent=f"q{number}", minute=10 * number + 2))
    helped(channel_told, 4, "Xanthia")
    assert propose_articles() == 1
    assert Article.objects.get().why == {"thanks": 1, "same": 0, "given": 3}
    assert "Four answers of yours say the same." in page_of(desk, Article.objects.get())


def test_what_is_personal_is_shown_as_taken_out_and_put_back_by_a_person(desk, proposed):
    html = page_of(desk, proposed)
    assert "<del>Quillon</del>" in html and "<del>VN-99120</del>" in html
    assert "Two people said that it worked, each after an answer like this one." in html
    listed = desk.get("/articles/").content.decode()
    assert "One answer could stay." in listed and "how do I end my ride?" in listed
    number = re.search(r'name="back" value="(\d+)"><span><b class="voice">VN-99120', html)[1]
    assert sent(desk, proposed, back=number).status_code == 302
    proposed.refresh_from_db()
    assert proposed.state == "visible"
    said = "Lock it to the rail beside the dock and press End ride; we credit the minutes for booking VN-99120."
    assert proposed.answer == said
    assert proposed.question == "The dock at Harbour Road is full, how do I end my ride?"


def test_what_somebody_writes_into_it_is_looked_at_too(desk, standing):
    answer = sent(desk, standing, answer="Write to quillon.marsh@example.org or pay to 4111 1111 1111 1111.")
    html = answer.content.decode()
    assert answer.status_code == 422 and "quillon.marsh@example.org</b>" in html and "has to go" in html
    keep = re.findall(r'name="keep" value="(\w+)"', html)
    assert len(keep) == 1, "a card number is never nobody's"
    assert sent(desk, standing, answer="Write to quillon.marsh@example.org.", keep=keep).status_code == 302
    standing.refresh_from_db()
    assert standing.answer == "Write to quillon.marsh@example.org."


def test_deciding_is_undone_in_one_step_and_what_is_refused_stays_so(desk, standing, channel_told):
    address = f"/articles/{standing.public_id}/"
    assert "It stays. Everyone can read it now." in desk.get("/articles/").content.decode()
    desk.post(address, {"do": "undo"})
    assert Article.objects.get().state == "proposed" and rank_article_ids(standing.brand_id, "harbour dock") == []
    desk.post(address, {"do": "no"})
    helped(channel_told, 4, "Zebedee", booking="VN-77231")
    assert propose_articles() == 0 and Article.objects.get().state == "refused"
    assert desk.post(address, {"do": "put_away"}).status_code == 422
    acts = [one.act for one in Happening.objects.filter(act__startswith="article").order_by("pk")]
    assert acts == ["article_proposed", "article_accepted", "article_brought_back", "article_refused"]


def test_everyone_reads_what_stays_and_nobody_anything_else(client, desk, standing, brand):
    one = f"/square/{brand.slug}/articles/{standing.public_id}/"
    html = client.get(one).content.decode()
    assert 'itemtype="https://schema.org/QAPage"' in html and "press End ride" in html
    assert '<span class="taken">a number of theirs</span>' in html and "Quillon" not in html and "VN-99120" not in html
    index, feed = (client.get(f"/square/{brand.slug}/articles/{path}").content.decode() for path in ("", "feed/"))
    assert "how do I end my ride?" in index and "One answer that stays" in index and one in index
    assert f"{one}</id>" in feed and "press End ride" in feed
    assert one in client.get("/sitemap.xml").content.decode()
    assert (
        "how do I end my ride?" in client.get(f"/square/{brand.slug}/articles/?q=dock+full+end+ride").content.decode()
    )
    Need.objects.filter(pk=standing.need_id).update(care="self_harm")
    assert client.get(one).status_code == 404
    Need.objects.filter(pk=standing.need_id).update(care="")
    desk.post(f"/articles/{standing.public_id}/", {"do": "put_away"})
    assert client.get(one).status_code == 404
    assert "how do I end my ride?" not in client.get(f"/square/{brand.slug}/articles/").content.decode()


def test_a_reader_counts_once_and_a_robot_not_at_all(client, standing, brand, monkeypatch):
    from tummler.web import asker

    one = f"/square/{brand.slug}/articles/{standing.public_id}/"
    stamp = asker.page_stamp(brand)
    client.post(one, {"do": "helped", "stamp": stamp})
    client.post(one, {"do": "helped", "stamp": "forged"})
    assert ArticleWord.objects.count() == 0, "nobody reads so fast"
    monkeypatch.setattr("tummler.web.public_articles.askers.seconds_since", lambda stamp, brand: 9.0)
    client.post(one, {"do": "helped", "stamp": stamp, "homepage": "http://buy.example"})
    assert ArticleWord.objects.count() == 0
    for word in ("helped", "helped", "not_helped", "helped"):
        assert client.post(one, {"do": word, "stamp": stamp}).status_code == 302
    assert list(ArticleWord.objects.values_list("value", flat=True)) == ["helped"]
    assert "Good to know." in client.get(one).content.decode()
    assert client.post(one, {"do": "nonsense", "stamp": stamp}).status_code == 404


def test_it_is_offered_before_somebody_asks_and_asked_all_the_same(client, standing, brand, monkeypatch):
    monkeypatch.setattr("tummler.web.square.askers.seconds_since", lambda stamp, brand: 9.0)
    asking = {"text": "The dock at the Opera is full, how do I end my ride?", "stamp": "x"}
    offered = client.post(f"/square/{brand.slug}/", asking)
    html = offered.content.decode()
    assert offered.status_code == 200 and "This may answer it" in html and "press End ride" in html
    assert "The dock at the Opera is full" in html and "Ask all the same" in html
    assert client.post(f"/square/{brand.slug}/", {**asking, "offered": "1"}).status_code == 302
    other = {**asking, "text": "Do you lend helmets to children at the weekend?"}
    assert client.post(f"/square/{brand.slug}/", other).status_code == 302


def test_it_is_told_while_somebody_writes_and_nothing_is_kept_of_what_they_type(client, standing, brand, query_count):
    square, address = f"/square/{brand.slug}/", f"/square/{brand.slug}/like-mine/"
    page = client.get(square).content.decode()
    assert f'data-from="{address}"' in page and "offers." in page and 'name="offered"' not in page
    typed = {"text": "The dock at the Opera is full, how do I end my ride?"}
    with query_count() as queries:
        told = client.post(address, typed)
    html = told.content.decode()
    assert "press End ride" in html and 'name="offered"' in html and "<details>" in html and len(html) < 2000
    assert (told["Cache-Control"], "Opera" in str([one["sql"] for one in queries if "INSERT" in one["sql"]])) == (
        "private, no-store", False,
    )  # fmt: skip
    for nothing in ("", "The dock", "Do you lend helmets to children at the weekend?"):
        assert client.post(address, {"text": nothing}).status_code == 204
    assert client.get(address).status_code == 405
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tummler.web.like_mine.PER_ADDRESS", 0)
        assert client.post(address, typed).status_code == 204


def test_helpers_find_it_first_and_begin_with_it_and_that_brings_it_back(desk, owner, standing, channel_told):
    Article.objects.update(state="archived")
    say(channel_told, post("n", "@velonorte every dock here is full, how can I end my ride?", by="ana", minute=90))
    need = Need.objects.get(post=told(channel_told, "n"))
    claim_need(actor=owner, need=need)
    html = desk.get(f"/desk/{need.public_id}/alike/", headers={"HX-Request": "true"}).content.decode()
    assert html.index("how do I end my ride?") < html.index("Begin with it") and "in the archive" in html
    assert desk.post(f"/desk/{need.public_id}/alike/begin/", {"article": standing.public_id}).status_code == 302
    assert Reply.objects.get(need=need).text.endswith("the minutes for booking [a number of theirs].")
    standing.refresh_from_db()
    assert (standing.state, standing.used) == ("visible", 1)


def test_what_the_asker_deletes_leaves_the_article(client, desk, standing, channel_told, brand):
    say(channel_told, gone("q2"))
    standing.refresh_from_db()
    assert (standing.state, standing.question, standing.search_text) == ("proposed", "", "")
    assert "press End ride" in standing.answer
    assert client.get(f"/square/{brand.slug}/articles/{standing.public_id}/").status_code == 404
    assert "The words of the one who asked are gone." in desk.get("/articles/").content.decode()
    assert sent(desk, standing, question="").status_code == 422
    assert sent(desk, standing, question="All docks are full. How do I end my ride?").status_code == 302


def test_a_proposal_goes_with_its_words(proposed, channel_told):
    say(channel_told, gone("a2"))
    assert Article.objects.count() == 0


def test_nobody_else_sees_decides_or_finds_it(client_of, standing, proposed):
    other = make_owner("Otra", "o@otra.example", "Otra")
    theirs = client_of(other)
    make_channel(other, "otra")
    assert theirs.get(f"/articles/{standing.public_id}/").status_code == 404
    assert theirs.post(f"/articles/{standing.public_id}/", {"do": "no"}).status_code == 404
    assert "how do I end" not in theirs.get("/articles/").content.decode()
    assert rank_article_ids(other.brand_id, "harbour dock full ride") == []
    Need.objects.update(care="self_harm")
    assert client_of(other).get(f"/articles/{standing.public_id}/").status_code == 404


def test_the_list_asks_the_database_the_same_however_much_there_is(
    desk, standing, brand, django_assert_max_num_queries
):
    for number in range(30):
        state = ("visible", "faint", "archived")[number % 3]
        Article.objects.create(brand=brand, question=f"Why {number}?", answer="So.", state=state)
    desk.get("/articles/")
    with django_assert_max_num_queries(14):
        desk.get("/articles/")


# ----------------------------------------------------------------------------------------------- fading, and files


def later(days):
    clock.shift(timedelta(days=days))


def test_what_nobody_needs_fades_in_steps_and_comes_back(client, desk, standing, brand, monkeypatch):
    one = f"/square/{brand.slug}/articles/{standing.public_id}/"
    later(119)
    assert fade_articles() == 0
    later(121)
    assert fade_articles() == 1 and fade_articles() == 0
    assert "Still true?" in client.get(one).content.decode()
    assert "Not needed for a while" in client.get(f"/square/{brand.slug}/articles/").content.decode()
    monkeypatch.setattr("tummler.web.public_articles.askers.seconds_since", lambda stamp, brand: 9.0)
    client.post(one, {"do": "helped", "stamp": "x"})
    assert Article.objects.get().state == "visible"
    later(121 + 121)
    fade_articles()
    later(121 + 250)
    assert fade_articles() == 1 and Article.objects.get().state == "archived"
    assert client.get(one).status_code == 404 and "In the archive" in desk.get("/articles/").content.decode()
    desk.post("/articles/files/", {"do": "words", "faint": "0", "archived": "9"})
    Article.objects.update(state="visible")
    assert fade_articles() == 0


def test_whoever_wrote_it_is_asked_on_its_day_and_a_reader_may_doubt_it(client, desk, owner, standing, brand):
    Article.objects.update(helper=owner, look_again=clock.now().date() + timedelta(days=1))
    assert "Its day has come" not in desk.get("/articles/").content.decode()
    later(2)
    assert "Its day has come" in desk.get("/articles/").content.decode()
    assert "One answer that you wrote asks whether it is still true." in desk.get("/you/").content.decode()
    desk.post(f"/articles/{standing.public_id}/", {"do": "check"})
    assert "Its day has come" not in desk.get("/articles/").content.decode()
    ArticleWord.objects.create(brand=brand, article=standing, key="k", value="not_true")
    assert "One says it is not true any more." in desk.get("/articles/").content.decode()


FILE = """---
title: Do you lend helmets?
topic: helmets
look-again: 2027-03-31
---

- At **every** station with a box.
- [How](https://velonorte.example/boxes)
"""


def test_files_come_in_go_out_and_change_nothing_the_second_time(desk, owner, brand, tmp_path):
    Topic.objects.create(brand=brand, key="helmets", name="Helmets")
    files = [
        ("a.md", FILE.encode()),
        ("b.md", b"---\ntitle: Who?\ntopic: nope\n---\nMe."),
        ("c.md", b"---\ncolour: red\nlook-again: soon\n---\n"),
        ("d.md", b"---\ntitle: Where to write?\n---\nHello.\nTo maria.lopez@example.org"),
        ("e.md", b"no head"),
    ]
    dry = take_in_files(actor=owner, files=files, dry_run=True)
    assert (dry.new, Article.objects.count()) == (["a.md", "d.md"], 0)
    assert [(one.file, one.line, one.code) for one in dry.faults] == [
        ("b.md", 1, "no_topic"), ("c.md", 2, "no_field"), ("c.md", 4, "no_answer"), ("c.md", 1, "no_title"),
        ("c.md", 3, "no_day"), ("e.md", 1, "no_head"),
    ]  # fmt: skip
    assert [(one.file, one.line, one.code) for one in dry.personal] == [("d.md", 5, "email")]
    take_in_files(actor=owner, files=files)
    assert sorted(Article.objects.values_list("file", "state")) == [("a.md", "visible"), ("d.md", "proposed")]
    again = take_in_files(actor=owner, files=files)
    assert (again.new, again.changed, sorted(again.same)) == ([], [], ["a.md", "d.md"])
    [(name, text)] = take_out_files(actor=owner)
    assert name.startswith("do-you-lend-helmets-") and "look-again: 2027-03-31" in text and "**every**" in text
    back = take_in_files(actor=owner, files=[(name, text.encode()), (name, text.replace("every", "each").encode())])
    assert (back.new, back.changed, back.same) == ([], [name], [name])
    assert (
        "<strong>each</strong>" in desk.get(f"/articles/{Article.objects.get(file='a.md').public_id}/").content.decode()
    )


def test_files_are_brought_and_fetched_in_the_page_by_leads(desk, client_of, helper, brand):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("deep/a.md", FILE.replace("topic: helmets\n", ""))
        archive.writestr("wrong.md", "nothing")
    sent = {"do": "take", "files": SimpleUploadedFile("all.zip", packed.getvalue())}
    told = desk.post("/articles/files/", sent)
    assert (
        told.status_code == 422
        and "1 new, 0 changed" in told.content.decode()
        and "wrong.md, 1" in told.content.decode()
    )
    fetched = desk.get("/articles/files/")
    with zipfile.ZipFile(io.BytesIO(fetched.content)) as archive:
        assert ["Do you lend helmets?" in archive.read(name).decode() for name in archive.namelist()] == [True]
    assert client_of(helper).get("/articles/files/").status_code == 403
    assert "In and out of files" not in client_of(helper).get("/articles/").content.decode()


def test_the_command_tells_errors_by_file_and_line(owner, brand, tmp_path, capsys):
    from tummler.cli.articles import export_articles, import_articles

    (tmp_path / "a.md").write_text(FILE.replace("topic: helmets\n", ""), "utf-8")
    (tmp_path / "b.md").write_text("---\ntitel: x\n---\ny", "utf-8")
    with pytest.raises(typer.Exit):
        import_articles(tmp_path)
    said = capsys.readouterr().out
    assert "b.md:2: “titel: x” is none of" in said and "Taken in: 1 new" in said
    export_articles(tmp_path / "out")
    assert [path.name[:20] for path in (tmp_path / "out").iterdir()] == ["do-you-lend-helmets-"]
