"""The folding that both databases search by."""

import pytest

from tummler.common.text import search_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Dock 14, again!", "dock 14 again"),
        ("¿Dónde está el ANCLAJE?", "donde esta el anclaje"),
        ("STRASSE Straße", "strasse strasse"),
        ("𝐀𝐁𝐂 ﬁne", "abc fine"),
        ("自転車が動かない", "自 転 車 か 動 か な い"),
        ("👩‍👩‍👧 help", "help"),
        ("", ""),
    ],
)
def test_search_text_folds(text, folded):
    assert search_text(text) == folded


@pytest.mark.parametrize("text", ["İstanbul", "𝐀", "ﬀ", "Ǆ", "ΌΣΟΣ"])
def test_search_text_of_a_search_text_is_itself(text):
    assert search_text(search_text(text)) == search_text(text)
