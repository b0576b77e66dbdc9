"""A page for a lead: what the mind reads well and what not, as real posts and in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.web.reading import read
from tummler.acts.needs import claim_need
from tummler.acts.readings import correct_reading
from tummler.acts.replies import promise_reply, save_draft
from tummler.insight.judged import judged
from tummler.records.models import Correction, Reading

STUCK = "@velonorte my bike is stuck and I am standing at dock 14, can you help?"


def test_nobody_has_looked_yet(desk: Any) -> None:
    page = read(desk.get("/reading/"))
    assert page.one("h1").words == "Nobody has looked at what it says yet."


def test_confusions_are_real_posts_and_the_rest_is_counted(heard: Any, owner: Any, desk: Any) -> None:
    """Two left as they were, one corrected: the finding, the post, who said so."""
    for name in ("leo", "ana"):
        claim_need(actor=owner, need=heard(STUCK, by=name).needs.get())
    wrong = heard("@velonorte where is my refund?", by="gil")
    before = Reading.objects.get(post=wrong).kind
    correct_reading(actor=owner, post=wrong, field="kind", value="complaint")
    correct_reading(actor=owner, post=wrong, field="kind", value="praise")
    kept = Correction.objects.get()
    assert (kept.before, kept.sure, kept.value) == (before["value"], before["probability"], "praise")
    page = read(desk.get("/reading/"))
    assert page.one("h1").words == "It was right about two of three posts."
    assert "Praise it took for a complaint, once." in [found.words for found in page.all("h2")]
    assert page.one("", "said").one("", "voice").words.endswith("where is my refund?")
    assert "Inés Prado told it" in page.one("", "lead").words
    assert [(part.key, part.right, part.of) for part in judged(owner).languages] == [("en", 2, 3)]


def test_what_our_answers_do_is_counted(heard: Any, owner: Any, settle: Any, desk: Any) -> None:
    said = ("I ended your ride at 10:38.", "Which dock is it?", "Sorry. Write to help@velonorte.example.", "DM us.")
    for number, text in enumerate(said):
        need = heard(STUCK, by=f"p{number}").needs.get()
        claim_need(actor=owner, need=need)
        draft = save_draft(actor=owner, need=need, text=text, edition=0)
        promise_reply(actor=owner, reply=draft, undo=timedelta())
    settle()
    page = read(desk.get("/reading/"))
    assert "Of four answers two sent somebody away" in [found.words for found in page.all("h2")]
    assert "One to a private message, one to e-mail." in page.all("dl", "tells")[-1].words


def test_it_is_a_leads_page(helper: Any, client_of: Callable[[Any], Any]) -> None:
    assert client_of(helper).get("/reading/").status_code == 403
