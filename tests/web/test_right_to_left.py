"""From right to left, a third longer, in words that nobody wrote: every page stands, and says nothing in English."""

from __future__ import annotations

import re

import pytest

from tests.web.pseudo import CODE, spoken
from tests.web.shots import sign_in
from tests.web.test_languages import LOCALE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: What people wrote or are called, and what is the same in every language.
THEIRS = ".voice, bdi, kbd, time, [lang]:not(html), textarea, .handle, .net, svg, script, style, noscript"
SAID = (
    """() => {
    const page = document.body.cloneNode(true)
    page.querySelectorAll('"""
    + THEIRS
    + """').forEach((one) => one.remove())
    const named = [...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].filter(
        (one) => !one.closest("[lang]:not(html)"))
    const told = ["aria-label", "title", "placeholder", "alt"]
    const labels = named.flatMap((one) => told.map((name) => one.getAttribute(name)))
    const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT), said = []
    while (texts.nextNode()) said.push(texts.currentNode.data)
    return [...said, ...labels.filter(Boolean)].join(" ")
}"""
)
SIDEWAYS = "() => Math.max(0, document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth)"
BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
#: In our letters: Django says the names of languages in Arabic already.
WORD = re.compile(r"[a-zÀ-ɏ]{2,}", re.IGNORECASE)
PHYSICAL = re.compile(
    r"(?<![-\w])((margin|padding|border)-(left|right)|left|right)(-\w+)?\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
)


@pytest.fixture
def rtl(chromium, running, tmp_path, settings):
    """``rtl(path, helper, width)``: a page as somebody sees it who reads from right to left."""
    world, address = running
    contexts = []

    def open_page(path, helper=None, width=1440):
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale=CODE)
        contexts.append(context)
        if helper:
            sign_in(context, address, helper)
        page = context.new_page()
        page.goto(address + path)
        return page

    with spoken(tmp_path / "pseudo", settings):
        yield world, open_page
    for context in contexts:
        context.close()


def left_over(page, names):
    """Words on a page that are neither in brackets nor anybody's."""
    said = page.evaluate(SAID)
    while (shorter := BRACKETED.sub(" ", said)) != said:
        said = shorter
    return sorted(set(WORD.findall(said)) - names)


def names_of(world):
    """Words that are names: of the brand, its people, networks, topics and places."""
    from django.conf import settings

    from tummler.records.models import Account, Brand, Helper, Topic

    called = [
        *Brand.objects.values_list("name", flat=True),
        *Helper.objects.values_list("name", flat=True),
        *Helper.objects.values_list("signature", flat=True),
        *Helper.objects.values_list("department", flat=True),
        *Topic.objects.values_list("name", flat=True),
        *Account.objects.values_list("name", flat=True),
        *Account.objects.values_list("handle", flat=True),
        *world.owner.user.email.split("@"),
        *(name for _code, name in settings.LANGUAGES),
        *(word for brand in Brand.objects.all() for word in brand.words),
        str(settings.DATA.path),
        "password at dock docs md operating doctor link tummler data var TUMMLER_DATA Echo Bluesky Mastodon Matrix",
        "Square Tummler Ctrl Enter Esc min localhost square csv GET POST PUT",
        "Authorization Bearer https api",
    ]
    return {word for one in called for word in WORD.findall(one)}


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_stands_from_right_to_left_and_says_nothing_in_english(whole_morning, rtl, width):
    world, open_page = rtl
    need = f"/desk/{world.need('dock').public_id}/"
    slug = world.owner.brand.slug
    inside = (
        "/desk/", need, "/desk/?view=all&waiting=hour", "/find/?q=dock", "/find/?q=helmet", "/channels/", "/you/",
        "/people/", "/setup/", "/imports/", "/tags/", "/listened/", "/help/", "/account/password/change/",
    )  # fmt: skip
    square = f"/square/{slug}/"
    outside = (
        square,
        f"{square}check/?who=velonorte-help",
        f"{square}sheet/?at=dock",
        f"{square}tags/",
        "/account/login/",
        "/none/",
    )
    names, found = names_of(world), {}
    for path in (*inside, *outside):
        page = open_page(path, world.owner if path in inside else None, width)
        assert (page.evaluate("document.dir"), page.evaluate(SIDEWAYS)) == ("rtl", 0), path
        if said := left_over(page, names):
            found[path] = said
    assert found == {}


def test_no_style_names_a_side_of_the_page():
    css = (LOCALE.parent / "static" / "css").glob("*.css")
    assert {
        file.name: PHYSICAL.findall(file.read_text("utf-8")) for file in css if PHYSICAL.search(file.read_text("utf-8"))
    } == {}
