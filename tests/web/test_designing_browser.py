"""A wish and a quest in a real Chromium: wished while nearly the same is offered, wanted, joined; and for everyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse

from tests.people import make_owner
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache
from tests.web.serving import serving
from tests.web.shots import sign_in
from tummler.acts.answering_wishes import answer_wish
from tummler.acts.leading_quests import Problem, choose, cut_part, make_quest, move_quest
from tummler.acts.questing import contribute, join_quest
from tummler.acts.wishing import improve_wish, make_wish
from tummler.common import clock
from tummler.community.wishes import Wording
from tummler.records.models import Account, Wish
from tummler.web import asker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

__all__ = ["fresh_cache"]
SECRET = "d" * 32


def account(brand, name, remote_id=""):
    key = remote_id or f"{name:0<32}"
    return Account.objects.create(brand=brand, network="square", remote_id=key, handle=name, name=name)


def wrong_with(page, address):
    """What axe finds by day and by night, and sideways scrolling at 320 px."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.goto(address)
        found += [(address, theme, one["id"], one["nodes"][0]["html"][:200]) for one in accessibility_violations(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found + ([(address, "wide", width)] if width > 320 else [])


def test_a_wish_and_a_quest_for_everyone(transactional_db, chromium):
    owner = make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")
    brand, slug = owner.brand, owner.brand.slug
    dock = Wording("Dock 14 jams whenever it rains. Mend its latch.", language="en")
    wish = make_wish(account=account(brand, "Ivo"), kind="fix", wording=dock)
    better = Wording(
        "Docks 14 and 15 jam whenever it rains.", "Both latches.", because="It is the same latch.", language="en"
    )
    improve_wish(account=account(brand, "Dapo"), mine=False, wish=wish, wording=better, over=1)
    account(brand, "Marta", asker.key_of(SECRET, brand))
    quest = make_quest(actor=owner, problem=Problem("Why does dock 14 jam?", "In the rain.", "Latch whisperer", "en"))
    part = cut_part(actor=owner, quest=quest, title="How wet does it have to be?", text="", most=2)
    move_quest(actor=owner, quest=quest, to="propose")
    quester = join_quest(quest=quest, account=Account.objects.get(name="Ivo"))
    idea = contribute(quester=quester, text="Plane the lip of the latch.", part=part, language="en")
    with serving() as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        response = HttpResponse()
        asker.remember(response, SECRET)
        context.add_cookies([{"name": "asker", "value": response.cookies["asker"].value, "url": f"{address}/square/"}])
        page = context.new_page()
        square = f"{address}/square/{slug}/"
        page.goto(f"{square}wishes/new/")
        page.get_by_label("What should be mended?").press_sequentially(
            "The latch of dock 14 jams when it rains", delay=5
        )
        page.get_by_role("button", name="I want that too").click()
        page.get_by_role("button", name="You want it too; take it back").wait_for()
        assert Wish.objects.get().supports == 2
        answer_wish(actor=owner, wish=wish, value="later", because="In spring.", until=clock.now() + timedelta(days=40))
        page.goto(square)
        page.locator(".quest").get_by_role("link", name="Join the quest").click()
        page.get_by_role("button", name="I’m in").click()
        page.get_by_role("button", name="I try this one").click()
        page.get_by_role("button", name="Let it go").wait_for()
        public = ("wishes/", "wishes/new/?kind=tag", f"wishes/{wish.public_id}/", f"quests/{quest.public_id}/", "")
        wrong = [one for at in public for one in wrong_with(page, square + at)]
        choose(actor=owner, quest=quest, chosen=[idea.pk], result="The lip swells.", thanks="You rode in the rain.")
        quest.refresh_from_db()
        move_quest(actor=owner, quest=quest, to="told")
        wrong += wrong_with(page, f"{square}quests/{quest.public_id}/")
        context.close()
        desk = chromium.new_context(viewport={"width": 1280, "height": 900})
        sign_in(desk, address, owner)
        page = desk.new_page()
        leads = (f"/wishes/{wish.public_id}/", "/wishes/", f"/quests/{quest.public_id}/")
        wrong += [one for at in leads for one in wrong_with(page, address + at)]
        desk.close()
        assert wrong == []
