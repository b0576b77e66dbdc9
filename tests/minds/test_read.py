"""What the first mind makes of a post."""

from __future__ import annotations

import pytest

from tummler.minds.contract import PostToRead
from tummler.minds.first import MIND


def read_kind(text: str, addressed: str = "mention") -> str:
    return MIND.read([PostToRead(text, addressed=addressed)])[0].kind.value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how do I cancel my subscription?", "question"),
        ("My ride is still running, anyone?", "complaint"),
        ("Can you please reset my password?", "request"),
        ("you guys are the best, love the new app!", "praise"),
        ("Hi", "noise"),
        ("Earn $500 a day, click here now", "spam"),
        ("you fucking idiots", "abuse"),
    ],
)
def test_kind_reads_plain_cases(text: str, kind: str) -> None:
    assert read_kind(text) == kind
