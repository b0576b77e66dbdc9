"""What strangers write stays letters: on the square, in the list, on its own page, in the head of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.web.asking import ask, asked, fresh_cache
from tummler.records.models import Account, Post
from tummler.work.flow import run_all

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["fresh_cache"]

RLO, ZALGO = "\u202e", "h" + "\u0301\u0322\u0315" * 400
HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)><b>bold</b> is it?",
    "attribute": '" onmouseover="alert(1)" x=\'y\' `z` is it?',
    "template": "{{ 7*7 }} {% raise %} ${7*7} is it?",
    "rtl": f"{RLO}how do I do this?{RLO} abc",
    "zalgo": f"how do I {ZALGO} do this?",
    "nul": "how do I\0 do this?",
    "emoji": "how do I do 👩‍👩‍👧‍👦👨🏿‍🚒🏳️‍🌈 this?",
    "mention": "@ines @velonorte@evil.example how do I do this?",
    "javascript": "javascript:alert(1) data:text/html,x how do I do this?",
    "tags": "#как #如何 #كيف how do I do this?",
    "entities": "&lt;script&gt; &#x6a;avascript how do I do this?",
}


class Page(HTMLParser):
    """A page as a browser would take it: its attributes, its scripts, and where it leads."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.leads = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.leads += [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]
        assert tag != "script" or dict(attrs).get("src", "").startswith("/static/")


def assert_inert(html):
    page = Page(html)
    assert not {name for name in page.attributes if name.startswith("on") or name in ("style", "srcdoc")}
    assert not page.tags & {"img", "iframe", "object", "embed", "base"}
    assert all(lead.startswith(("/", "#", "?", "http://", "https://")) or not lead for lead in page.leads)
    assert "\0" not in html


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_question_is_inert(client, brand, kind):
    address = asked(client, brand, HOSTILE[kind], name=HOSTILE[kind][:50])
    for path in (address, f"/square/{brand.slug}/"):
        assert_inert(client.get(path).content.decode())
    assert Post.objects.get().text == HOSTILE[kind].replace("\0", "\ufffd").strip()


def test_a_hostile_title_stays_a_title(client, brand):
    address = asked(client, brand, "</title><script>alert(1)</script> how do I do this?")
    page = client.get(address).content.decode()
    assert page.count("</title>") == 1
    assert_inert(page)


def test_a_megabyte_is_handed_back_and_kept_in_the_box(client, brand):
    back = ask(client, brand, "how? " * 200_000)
    assert back.status_code == 422
    assert "longer than 4,000" in back.content.decode()
    assert not Post.objects.exists()
    assert client.post(f"/square/{brand.slug}/", {"text": "x" * 3_000_000}).status_code == 400


def test_a_long_post_from_a_network_is_folded(client, brand, heard):
    post = heard("@velonorte how do I do this? " + "and this " * 3000)
    page = client.get(f"/square/{brand.slug}/{post.conversation.public_id}/").content.decode()
    assert "The rest of it" in page
    assert len(client.get(f"/square/{brand.slug}/").content) < 20_000


def test_only_web_addresses_become_links_and_they_say_where_they_lead(client, brand, heard):
    post = heard("@velonorte how do I do this? see mybank.example and this and that")
    text = post.text
    at = text.index("mybank.example")
    spans = [
        {"start": at, "end": at + 14, "kind": "link", "value": "https://evil.example/x"},
        {"start": text.index("this?"), "end": text.index("this?") + 4, "kind": "link", "value": "javascript:alert(1)"},
        {"start": 5, "end": 99_999, "kind": "link", "value": "https://evil.example/"},
    ]
    Post.objects.update(spans=spans)
    page = client.get(f"/square/{brand.slug}/{post.conversation.public_id}/").content.decode()
    assert "javascript:" not in page
    assert "(evil.example)" in page
    assert_inert(page)
    [link] = re.findall(r'<a [^>]*href="https://evil.example/[^>]*>', page)
    assert all(word in link for word in ("nofollow", "ugc", "noopener"))


def test_a_hostile_name_and_warning_is_letters_too(client, brand, heard):
    post = heard("@velonorte how do I do this?")
    Account.objects.update(name=f"{RLO}<script>alert(1)</script>", handle="<b>x</b>")
    Post.objects.update(
        warning="</summary><script>alert(2)</script>", url='https://x.example/"><script>alert(3)</script>'
    )
    run_all()
    for path in (f"/square/{brand.slug}/", f"/square/{brand.slug}/{post.conversation.public_id}/"):
        page = client.get(path).content.decode()
        assert_inert(page)
        assert "<summary><bdi>&lt;/summary&gt;" in page
