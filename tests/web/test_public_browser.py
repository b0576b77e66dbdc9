"""Setup and the square in a real Chromium: with and without JavaScript, small and large, by day and by night.

One long file: they share one running product, and its pages are walked as one story.
"""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import expect

from tests.people import make_owner, settle_all
from tests.servers.chromium import accessibility_violations
from tests.web.asking import fresh_cache, same_heres
from tummler.acts.asking import Asker, ask_on_square
from tummler.acts.customers import make_link_key
from tummler.acts.needs import claim_need
from tummler.acts.proving import account_of, prove_account
from tummler.acts.replies import promise_reply, save_draft
from tummler.acts.uploading import bring_file, want
from tummler.answering.drafts import Chosen
from tummler.answering.outbox import deliver_due
from tummler.common import clock
from tummler.common.jose import signed_hs256
from tummler.common.text import search_text
from tummler.networks.contract import HeardAccount
from tummler.records.models import Article, Brand, Channel, Need, Post, Visitor
from tummler.web import asker
from tummler.work.flow import run_all
from tummler.work.importing import import_due

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

__all__ = ["fresh_cache"]

#: What the page does by itself every fifteen seconds.
LOOK_NOW = """() => {
    const thread = document.getElementById("thread")
    htmx.ajax("GET", thread.getAttribute("hx-get"), {target: "#thread", swap: "outerHTML"})
}"""
QUESTION = "Can I take a dog in the front basket?"
SIZES = ((1440, 900), (390, 844))


@pytest.fixture
def served(transactional_db):
    """The running product, with nothing in it."""
    from tests.web.serving import serving

    with serving() as address:
        yield address


@pytest.fixture
def people(chromium):
    """``people(javascript=False)``: a browser of somebody's own, its console watched for complaints."""
    contexts, complaints = [], []

    def somebody(*, javascript=True, width=1440, height=900, theme="light", **more):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, color_scheme=theme,
            is_mobile=width < 500, has_touch=width < 500, **more,
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        return page

    yield somebody
    for context in contexts:
        context.close()
    assert complaints == []


def later(seconds=9):
    """Time goes by, without anybody waiting for it."""
    clock.shift(timedelta(seconds=seconds))


def answer(owner, text="Small ones, in a bag. Big ones walk."):
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    promise_reply(actor=owner, reply=save_draft(actor=owner, need=need, text=text, edition=0), undo=timedelta(0))
    while deliver_due():
        pass


# --------------------------------------------------------------------------------------------------- setup


def fill_in_who_we_are(page):
    page.get_by_label("Your brand").fill("Velo Norte")
    page.get_by_label("Your own name").fill("Inés Prado")
    page.get_by_label("E-mail, to sign in").fill("ines@velonorte.example")
    page.get_by_label("Password").fill("a long sentence of mine")


def connect_echo_in(page, echo):
    page.get_by_role("navigation", name="Network").get_by_role("link", name="Echo").click()
    page.get_by_label("Address").fill(echo.url)
    page.get_by_label("Handle").fill("velonorte")
    page.get_by_label("Token").fill("a-token")
    page.get_by_role("button", name="Connect Echo").click()
    page.get_by_text("It can be read.").wait_for()


def hear(echo, text="@velonorte why does my ride not end? The app says it is still running."):
    echo.say(text, by="bea", name="Bea")
    settle_all(*Channel.objects.filter(network="echo"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_setup_from_nothing_to_the_first_one_heard(served, echo, people, width, height):
    page = people(width=width, height=height)
    page.goto(served)
    assert page.url == f"{served}/setup/"
    fill_in_who_we_are(page)
    page.locator("#words-for").get_by_text("#velonorte").wait_for()
    page.locator("[name=colour]").fill("#777777")
    page.get_by_text("Neither dark nor white ink").wait_for()
    page.locator("[name=colour]").fill("#2f6bd8")
    page.get_by_text("Blue, with white ink on it").wait_for()
    page.get_by_role("button", name="That’s us").click()
    page.get_by_role("heading", name="You’re Velo Norte").wait_for()
    # Its own small file, which may come after the heading.
    page.wait_for_function("getComputedStyle(document.documentElement).getPropertyValue('--brand') === '#2F6BD8'")
    page.get_by_label("Another word").fill("the yellow bikes")
    page.get_by_role("button", name="Add").click()
    page.get_by_text("the yellow bikes", exact=True).wait_for()
    connect_echo_in(page, echo)
    page.get_by_text("Listening", exact=True).wait_for()
    hear(echo)
    page.locator("#heard mark").first.wait_for()  # without a reload
    page.get_by_text("We’re listening. The first one is here.").wait_for()
    page.get_by_text("Nothing leaves yet").wait_for()
    page.get_by_role("link", name="Lift it later").click()
    page.get_by_role("button", name="Lift the brake").click()
    page.get_by_text("Answers leave").wait_for()
    assert not Brand.objects.get().brake_on
    page.goto(f"{served}/setup/")
    page.get_by_role("link", name="Open the desk").click()
    assert "/desk/" in page.url


def test_setup_without_javascript(served, echo, people):
    page = people(javascript=False)
    page.goto(f"{served}/setup/")
    fill_in_who_we_are(page)
    page.get_by_label("What else do people call you?").fill("bello norte")
    page.get_by_role("button", name="That’s us").click()
    page.get_by_role("heading", name="You’re Velo Norte").wait_for()
    assert Brand.objects.get().words == ["velo norte", "velonorte", "#velonorte", "bello norte"]
    connect_echo_in(page, echo)
    hear(echo)
    page.locator("#heard mark").first.wait_for()  # the page comes again by itself


def test_setup_is_done_by_keyboard_alone(served, people):
    page = people()
    page.goto(f"{served}/setup/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main part"
    for typed in ("Velo Norte", "", "", "", "", "", "", "", "", "Inés Prado", "i@velonorte.example", "a long sentence"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You’re Velo Norte").wait_for()
    assert Brand.objects.get().helpers.get().name == "Inés Prado"


# -------------------------------------------------------------------------------------------------- the square


@pytest.fixture
def owner(transactional_db):
    """Velo Norte's owner."""
    return make_owner("Velo Norte", "ines@velonorte.example", "Inés Prado")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_ask_on_the_square_be_answered_and_say_that_it_worked(served, owner, people, javascript, width, height):
    page = people(javascript=javascript, width=width, height=height)
    opened = clock.now()
    with pytest.MonkeyPatch.context() as still:
        still.setattr(clock, "now", lambda: opened)  # no time goes by, however long the machine takes
        page.goto(f"{served}/square/velo-norte/")
        page.get_by_label("What would you like to know?").fill(QUESTION)
        page.get_by_text("Add your name").click()
        page.get_by_label("Your name, if you like").fill("Nuria")
        page.get_by_role("button", name="Ask the square").click()
        page.get_by_text("faster than anyone types").wait_for()
        assert page.get_by_label("What would you like to know?").input_value() == QUESTION
    later()
    page.get_by_role("button", name="Ask the square").click()
    page.get_by_role("heading", name="Heard.").wait_for()
    run_all()
    page.get_by_text("Velo Norte has heard it.").wait_for()  # it goes on by itself
    address = page.url
    answer(owner)
    page.reload()
    page.get_by_text("Small ones, in a bag. Big ones walk. ^Inés").wait_for()

    stranger = people(width=width, height=height)
    stranger.goto(address)
    stranger.get_by_text("Nuria hasn’t said yet whether it helped.").wait_for()
    assert stranger.get_by_role("button", name="That worked").count() == 0

    later(20)
    page.get_by_label("A further word").fill("In a bag he will bark.")
    page.get_by_role("button", name="Say it").click()
    page.get_by_text("It will stand here in a moment").wait_for()
    run_all()
    page.get_by_text("In a bag he will bark.").wait_for()
    Need.objects.update(state="answered")
    page.reload()
    page.get_by_role("button", name="That worked").click()
    page.get_by_text("You said that it worked.").wait_for()
    assert Need.objects.get().state == "helped"


def test_what_is_new_comes_by_itself_and_never_takes_what_is_being_written(served, owner, people):
    kept = {"question": "Can I take a dog in the big front basket?", "answer": "Small ones, in a bag."}
    Article.objects.create(brand=owner.brand, state="visible", search_text=search_text(kept["question"]), **kept)
    page = people()
    page.goto(f"{served}/square/velo-norte/")
    page.get_by_label("What would you like to know?").fill(QUESTION)
    told = page.locator("like-mine summary")  # while it is written; and it is asked all the same, with one press
    told.wait_for()
    told.click()
    page.get_by_text("Small ones, in a bag.").wait_for()
    later()
    page.get_by_role("button", name="Ask the square").click()
    run_all()
    box = page.get_by_label("A further word")
    box.wait_for()
    box.fill("half a sent")
    answer(owner)
    page.evaluate(LOOK_NOW)
    page.get_by_text("Big ones walk.").wait_for()
    page.get_by_role("button", name="That worked").wait_for()
    assert box.input_value() == "half a sent"
    assert box.evaluate("box => box === document.activeElement")


HOSTILE = (
    "<img src=x onerror=alert(1)> is it?",
    "\u202ehow do I do this?\u202e",
    "how " + "h" + "\u0301\u0322\u0315" * 200 + " is it?",
    "how is it? " + "w" * 900,
    "👩‍👩‍👧‍👦" * 200 + " how?",
)


@pytest.mark.parametrize("width", [320, 1440])
def test_hostile_words_stay_in_their_place(served, owner, people, width):
    for number, text in enumerate(HOSTILE):
        ask_on_square(brand=owner.brand, asker=Asker(f"{number}" * 32, text[:60], "en"), text=text)
    run_all()
    page = people(width=width, height=800)
    paths = [f"/square/velo-norte/{post.conversation.public_id}/" for post in Post.objects.all()]
    for path in ["/square/velo-norte/", *paths]:
        page.goto(served + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        # Marks piled up on one letter stay inside their own paragraph.
        assert page.evaluate("getComputedStyle(document.querySelector('main p.voice')).overflow").startswith("clip")


# ------------------------------------------------------------------------------------------- what everyone can use


@pytest.fixture
def busy(served, owner, echo, people):
    """A brand with everything on its pages; gives the address and the pages' paths, public and for the owner."""
    from tests.people import connect_echo

    channel = connect_echo(owner, echo)
    first = echo.say("@velonorte my ride won’t end at dock 9, what do I do?", by="marta", name="Marta")
    echo.say("Same here, since ten.", by="jo", name="Jo", parent=first)
    echo.say("@velonorte ¿Puede ir mi nieta con mi cuenta?", by="conchi", name="Conchi", language="es")
    settle_all(channel)
    ask_on_square(brand=owner.brand, asker=Asker("a" * 32, "Nuria", "en"), text=QUESTION)
    run_all()
    Post.objects.filter(channel=channel).update(url="https://social.example/1", media=[])
    talks = [need.conversation.public_id for need in Need.objects.order_by("pk")]
    Channel.objects.filter(pk=channel.pk).update(trouble="key_revoked", trouble_at=clock.now())
    public = ["/square/velo-norte/", *(f"/square/velo-norte/{talk}/" for talk in talks[:1] + talks[-1:])]
    public += [f"/square/velo-norte/{one}" for one in ("check/", "check/?who=velonorte", "check/?who=velonorte-help")]
    public += ["/square/velo-norte/sheet/?at=dock-14", "/square/velo-norte/?at=dock-14", "/help/", "/nowhere/"]
    public += ["/account/login/", "/account/password/reset/", "/account/signup/", "/account/password/reset/done/"]
    same_heres(Need.objects.order_by("pk")[0], 3)
    theirs = [
        "/help/",
        "/imports/",
        *brought_files(owner),
        "/channels/",
        f"/channels/{channel.public_id}/",
        "/channels/connect/mastodon/",
        "/people/",
        "/you/",
        "/setup/",
    ]
    return (
        served,
        public,
        [*theirs, "/setup/?network=bluesky&change=colour", "/account/logout/", "/account/password/change/"],
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_can_be_used_by_everyone(busy, owner, people, theme, width, height):
    address, public, theirs = busy
    page = people(width=width, height=height, theme=theme)
    beyond = []
    page.on("request", lambda asked: None if asked.url.startswith(address) else beyond.append(asked.url))
    found = {path: _wrong_with(page, address + path) for path in public}
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = {"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": address}
    page.context.add_cookies([cookie])
    found |= {path: _wrong_with(page, address + path) for path in theirs}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert beyond == []


def test_what_is_theirs_is_shown_and_joined_on_a_small_screen(served, owner, people, channel):
    """A page that tells its origin to nobody would press as nobody: only a real browser notices."""
    key, secret = make_link_key(actor=owner)
    at = clock.now().timestamp()
    link = {"sub": "1044", "name": "Marta R.", "iat": at, "exp": at + 300, "jti": "once"}
    page, me = people(width=320, height=640), f"{served}/square/{owner.brand.slug}/me/"
    assert _wrong_with(page, f"{me}app/?t={signed_hs256(link, secret.encode(), key.public_id)}") == []
    page.get_by_role("button", name="Yes, that is mine").click()
    page.wait_for_url(me)
    expect(page.get_by_text("Marta R.").first).to_be_visible()
    page.get_by_role("button", name="Show me a word to send").click()
    page.wait_for_url(f"{me}word/")
    assert _wrong_with(page, page.url) == []
    browser = Visitor.objects.get()
    prove_account(visitor=browser, account=account_of(owner.brand, "echo", HeardAccount("m", "marta")), how="word")
    assert _wrong_with(page, me) == []
    page.get_by_role("button", name="All mine: join them").click()
    expect(page.get_by_text("Joined with Marta R.").first).to_be_visible()
    assert _wrong_with(page, f"{me}erase/") == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_answer_is_seen_once_in_the_browser_that_asked(served, owner, people, theme):
    asker_of = Asker(asker.key_of("c" * 32, owner.brand), "Samira", "en")
    ask_on_square(brand=owner.brand, asker=asker_of, text="My code for the box at dock 14 is refused. What is it now?")
    run_all()
    need = Need.objects.get()
    claim_need(actor=owner, need=need)
    said = Chosen(visibility="once")
    draft = save_draft(actor=owner, need=need, text="It is 4711, yours alone.", edition=0, chosen=said)
    promise_reply(actor=owner, reply=draft, undo=timedelta())
    assert deliver_due()
    page, response = people(width=390, height=844, theme=theme), HttpResponse()
    asker.remember(response, "c" * 32)
    page.context.add_cookies([{"name": "asker", "value": response.cookies["asker"].value, "url": f"{served}/square/"}])
    place = f"{served}/square/{owner.brand.slug}/{need.conversation.public_id}/"
    assert _wrong_with(page, place) == []
    page.get_by_role("button", name="Show me now").click()
    expect(page.locator(".voice.open")).to_have_text("It is 4711, yours alone. ^Inés")
    assert accessibility_violations(page) == []
    assert _wrong_with(page, place) == []
    expect(page.locator(".once")).to_contain_text("Inés’s answer is gone. Seen once, at")


def brought_files(owner):
    """The page of a file at each step that looks different."""
    csv = "id,author,text,created_at\n" + "".join(f"{n},jo,Is it {n}?,2024-05-01T08:00:00Z\n" for n in range(30))
    faulty = csv + "99,,Hello?,2024-05-01T08:00:00Z\n"
    uploads = [bring_file(actor=owner, name=f"{n}.csv", chunks=[text.encode()]) for n, text in enumerate(
        ("a,b\n1,2\n", csv, faulty, faulty + "100,jo,Hm?,2024-05-01T08:00:00Z\n"))]  # fmt: skip
    for upload, wishes in ((uploads[2], ("survey",)), (uploads[3], ("survey", "take"))):
        for wish in wishes:
            want(actor=owner, upload=upload, wish=wish)
            import_due(threading.Event())
    want(actor=owner, upload=uploads[1], wish="take")
    return [f"/imports/{one.public_id}/" for one in uploads]


def _wrong_with(page, address):
    page.goto(address)
    wrong = [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in accessibility_violations(page)
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append("scrolls sideways")
    return wrong


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_page_of_setup_can_be_used_by_everyone(served, people, theme):
    for width, height in SIZES:
        page = people(width=width, height=height, theme=theme)
        assert _wrong_with(page, f"{served}/setup/") == []


def test_nothing_moves_while_the_square_loads(busy, people):
    address, public, _ = busy
    page = people()
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(one => window.shift += one.value))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    for path in public[:3]:
        page.goto(address + path)
        page.wait_for_timeout(400)
        assert page.evaluate("window.shift") < 0.01, path


# ------------------------------------------------------------------------------- without an account, and from paper


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_from_a_sheet_of_paper_says_same_here_and_takes_it_back(busy, people, javascript):
    address, _, _ = busy
    page = people(javascript=javascript, width=390, height=844)
    page.goto(f"{address}/at/dock-14/")
    assert page.get_by_label("Or ask something yourself").input_value() == "Dock 14: "
    question = page.locator("article", has_text="ride won’t end")
    question.get_by_role("button", name="Same here").click()
    assert "#q-" in page.url
    question.get_by_role("button", name="You too").wait_for()
    assert Need.objects.order_by("pk")[0].same_here == 4
    question.get_by_role("button", name="You too").click()
    question.get_by_role("button", name="Same here").wait_for()
    assert Need.objects.order_by("pk")[0].same_here == 3


def test_is_it_really_you_is_asked_by_keyboard_alone(busy, people):
    address, _, _ = busy
    page = people()
    page.goto(f"{address}/square/velo-norte/")
    page.get_by_role("link", name="Is it really us?").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Is this really Velo Norte?").wait_for()
    box = page.get_by_label("Account, address or name")
    for _ in range(9):
        if box.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.type("velonorte-help")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="No. It only looks like us.").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_is_brought_looked_through_taken_in_and_taken_back(served, owner, people, javascript, tmp_path):
    from tests.work.running import working

    file = tmp_path / "tickets.csv"
    rows = [f"{n},rider{n},Why is dock {n} full?,2024-05-01T08:00:00Z" for n in range(40)]
    file.write_text("\n".join(["id,customer,body,created_at", *rows, "99,,Hello?,2024-05-01T08:00:00Z"]), "utf-8")
    page = people(javascript=javascript, width=390, height=844)
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(owner.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = {"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": served}
    page.context.add_cookies([cookie])
    with working(listen=False):
        page.goto(f"{served}/channels/")
        page.get_by_role("link", name="Bring a file").click()
        page.get_by_label("The file").set_input_files(file)
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("heading", name="Say which column is what").wait_for()
        page.get_by_label("What they said").select_option("body")
        page.get_by_label("Who wrote it").select_option("customer")
        page.get_by_role("button", name="Read it so").click()
        page.get_by_text("Why is dock 0 full?").first.wait_for()
        page.get_by_role("button", name="Look through it").click()
        page.get_by_role("heading", name="40 posts in 40 threads by 40 people").wait_for()
        page.get_by_text("nobody is named who wrote it").wait_for()
        page.get_by_role("button", name="Take it in").click()
        page.get_by_role("heading", name="In: 40 posts.").wait_for()
        page.get_by_role("button", name="Take it back").click()
        page.get_by_role("heading", name="Taken back").wait_for()
    assert not Post.objects.exists()
