"""Who reads and who writes: written at most every ten seconds, gone after half a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tummler.acts.passing import be_here
from tummler.acts.replies import save_draft
from tummler.common import clock
from tummler.matching.presence import Sign, forget_presence, here, sign_of
from tummler.records.models import Presence

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("was", "seconds", "doing", "sign"),
    [
        ("", None, "reading", Sign(True, True)),
        ("reading", 3, "reading", Sign(False, False)),
        ("reading", 12, "reading", Sign(True, False)),
        ("reading", 3, "writing", Sign(True, True)),
        ("writing", 12, "reading", Sign(False, False)),
        ("writing", 31, "reading", Sign(True, True)),
        ("reading", 31, "reading", Sign(True, True)),
    ],
)
def test_what_a_sign_means(was, seconds, doing, sign):
    at = None if seconds is None else AT - timedelta(seconds=seconds)
    assert sign_of(was, at, doing, AT) == sign


def test_others_see_who_reads_who_writes_and_who_went_quiet(hear, owner, helper):
    need = hear("q").needs.get()
    be_here(actor=helper, need=need, doing="reading")
    assert [(row.helper, row.doing) for row in here(need.pk, owner)] == [(helper, "reading")]
    save_draft(actor=helper, need=need, text="Push it", edition=0)
    assert [row.doing for row in here(need.pk, owner)] == ["writing"]
    assert here(need.pk, helper) == []
    before = Presence.objects.get().at
    be_here(actor=helper, need=need, doing="writing")
    assert Presence.objects.get().at == before  # a sign a moment ago is enough
    clock.shift(timedelta(seconds=31))
    assert here(need.pk, owner) == []
    be_here(actor=helper, need=need, doing="reading")
    be_here(actor=helper, need=need, doing="gone")
    assert here(need.pk, owner) == []
    clock.shift(timedelta(hours=2))
    assert (forget_presence(), Presence.objects.count()) == (1, 0)
