"""Circles, a guest, an answer that waits and the corner in a real Chromium: by keyboard, and for everyone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.asking import fresh_cache
from tests.web.shots import sign_in
from tests.web.test_designing_browser import wrong_with
from tummler.acts import approving, circles, corner, guests
from tummler.acts.replies import promise_reply, save_draft
from tummler.records.models import Note, Question, Reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

__all__ = ["fresh_cache"]


def test_a_circle_is_asked_by_keyboard_and_everything_is_for_everyone(running: Any, chromium: Any) -> None:
    world, address = running
    circle = circles.make_circle(actor=world.tomas, name="Control room", about="Readers and latches", topics=["docks"])
    need = world.need("leo")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    sign_in(context, address, world.owner)
    page = context.new_page()
    desk = f"{address}/desk/{need.public_id}/"
    page.goto(desk)
    page.keyboard.press("a")
    sheet = page.locator("#ask-in")
    sheet.locator(f"[value='circle:{circle.public_id}']").check()
    sheet.get_by_label("Your question").fill("Is the reader dead?")
    sheet.get_by_role("button", name="Ask", exact=True).click()
    page.locator("#notes .question").get_by_text("You asked Control room").wait_for()
    assert page.url == desk  # nothing else moved
    circles.answer_question(actor=world.tomas, question=Question.objects.get(), text="Since 9:50.")
    page.locator("#notes .answered").get_by_text("Since 9:50.").wait_for()  # by itself, live

    guest, secret = guests.ask_guest(actor=world.owner, need=need, asking=guests.Asking("Bo", "Does it freeze?"))
    out = chromium.new_context(viewport={"width": 1280, "height": 900})
    outside = out.new_page()
    outside.goto(f"{address}/guest/{secret}/")
    outside.get_by_role("button", name="That’s me, show me").click()
    outside.get_by_label("Your answer to Inés").fill("Below zero it does.")
    found = wrong_with(outside, f"{address}/guest/{secret}/")
    outside.get_by_label("Your answer to Inés").fill("Below zero it does.")
    outside.wait_for_timeout(2100)  # nobody types faster
    outside.get_by_role("button", name="Send it to Inés").click()
    outside.get_by_text("Inés has your answer.").wait_for()
    assert Note.objects.get(guest=guest).text == "Below zero it does."

    approving.make_rule(actor=world.owner, kind="kind", value=need.kind)
    pocket = chromium.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    sign_in(pocket, address, world.tomas)
    phone = pocket.new_page()
    phone.goto(f"{desk}#answer")
    ask, words = phone.locator("[data-key=send]"), phone.locator("[data-key=send] span")
    ask.wait_for()
    assert (words.text_content(), ask.bounding_box()["width"]) == ("Ask for a yes", 358)  # under what it tells
    reply = save_draft(actor=world.tomas, need=need, text="A van is on its way.", edition=0)
    promise_reply(actor=world.tomas, reply=reply)
    corner.write_play_note(actor=world.tomas, step="brake", text="We waited a day.")
    corner.ask_colleagues(actor=world.olu, text="How do you say no?", circle=circle)
    for place in ("circles/", "corner/", f"desk/{need.public_id}/guest/"):
        found += wrong_with(page, f"{address}/{place}")
    found += wrong_with(page, desk)
    assert found == []
    page.goto(desk)
    page.get_by_role("button", name="Yes, send it").click()
    page.locator("#toast").get_by_text("Tomás’s answer leaves in ten seconds.").wait_for()
    assert Reply.objects.get(pk=reply.pk).promised_at is not None
