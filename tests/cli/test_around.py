"""Looking around, from the command line."""

from __future__ import annotations

import pytest
from django.conf import settings

from tummler.cli.around import begin, finish
from tummler.cli.failing import Failed
from tummler.records.models import Brand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ready(monkeypatch):
    monkeypatch.setattr("tummler.cli.around.make_ready", lambda: None)


def test_it_begins_once_and_ends(empty_house, capsys):
    begin()
    begin()
    assert [brand.made_up for brand in Brand.objects.all()] == [True]
    assert "Velo Norte is open, and made up." in capsys.readouterr().out
    finish()
    assert (Brand.objects.count(), settings.AROUND.exists()) == (0, False)
    assert capsys.readouterr().out == "Velo Norte is gone, with everything of it.\n"
    finish()
    assert capsys.readouterr().out == "Nobody looks around here.\n"


def test_beside_a_real_brand_with_posts_it_says_why_not(empty_house, owner, hear):
    hear("q")
    with pytest.raises(Failed, match="A real brand has posts here"):
        begin()
    finish()
    assert list(Brand.objects.all()) == [owner.brand]
