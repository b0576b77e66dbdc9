"""Real customer care: 525 threads of two dozen brands, imported as history, and worked on as if they were said now.

The threads are public research data that stays outside the repository. They are looked for in the folder that
``TUMMLER_DATA_SETS`` names, else in ``../shared/data``.
"""

from __future__ import annotations

import json
import lzma
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.minds.labels import read_labels
from tummler.cli.main import app
from tummler.records.models import Account, Conversation, Delivery, Need, Person, Post, Reading, Word

NAME = "understanding/care-threads.jsonl.xz"
FOLDER = Path(os.environ.get("TUMMLER_DATA_SETS") or Path(__file__).parents[3] / "shared" / "data")
FILE = FOLDER / NAME

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not FILE.exists(), reason=f"{NAME} is not here; TUMMLER_DATA_SETS names the folder it is in"),
]


@pytest.fixture(scope="module")
def threads() -> list[dict[str, Any]]:
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_written(text: str) -> str:
    """The file escapes &, < and >, as Twitter does."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def run(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, ["import", str(FILE), *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_real_threads_are_imported_whole_as_history(brand, threads):
    output = run()
    said = {post["id"]: (post["from"] == "brand", as_written(post["text"])) for one in threads for post in one["posts"]}
    assert {post.remote_id: (post.by_us, post.text) for post in Post.objects.all()} == said
    begun = {one["posts"][0]["id"] for one in threads}
    assert set(Conversation.objects.values_list("root_remote_id", flat=True)) == begun
    customers = {post["from"] for one in threads for post in one["posts"]} - {"brand"}
    people = Account.objects.filter(posts__by_us=False).distinct()
    assert {account.handle for account in people} == customers
    assert Person.objects.filter(accounts__in=people).distinct().count() == len(customers)
    assert (Post.objects.filter(history=False).count(), Need.objects.count(), Reading.objects.count()) == (0, 0, 0)
    assert output[-2:] == [
        "Taken in: 1,205 posts out of 525 rows; 6 were here already.",
        "Kept as history in “care-threads”: 1,205 posts in 523 threads by 539 people.",
    ]
    stand_in_the_order_in_which_they_were_said(threads)


def stand_in_the_order_in_which_they_were_said(threads):
    for thread in threads:
        first = Post.objects.get(remote_id=thread["posts"][0]["id"])
        stands = list(first.conversation.posts.order_by("shown_at").values_list("remote_id", flat=True))
        assert [one for one in stands if one in {post["id"] for post in thread["posts"]}] == [
            post["id"] for post in thread["posts"]
        ]


def test_real_threads_are_worked_on_as_if_they_were_said_now(brand, threads):
    output = run("--replay")
    needs = list(Need.objects.all())
    askers = Counter((need.conversation_id, need.account_id) for need in needs)
    assert set(askers.values()) == {1}
    # Every thread here was answered by its brand because somebody needed help: nearly all are read as needs.
    assert len(needs) >= 0.97 * Conversation.objects.count()
    assert len([need for need in needs if need.answered_at]) >= len(needs) - 2
    assert Delivery.objects.count() == 0
    assert "523 threads, 1,205 posts by 539 customers." in output
    assert len([line for line in output if line.startswith(f"{len(needs):,} needs opened: ")]) == 1
    the_askers_words_that_are_kept_are_what_people_read_in_them()


def the_askers_words_that_are_kept_are_what_people_read_in_them():
    """Against the labels that were made by hand, of every post after a brand's answer in these threads."""
    labels = {label.post: label for label in read_labels() if label.source == "care-threads"}
    kept = {word.post.remote_id: word for word in Word.objects.select_related("post", "need")}
    assert [(one, word.value) for one, word in kept.items() if labels[one].label != word.value] == []
    assert [one for one, word in kept.items() if word.post.account_id != word.need.account_id] == []
    said = [post for post, label in labels.items() if label.by_asker and label.label != "open"]
    assert len(kept) >= 0.8 * len(said)
