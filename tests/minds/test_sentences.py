"""The sentence model: near in meaning is near, the same text is the same vector, and making it leaves nothing half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tummler.minds import sentence_model, sentences
from tummler.minds.sentences import Sentences, available, sentences_in

HOSTILE = [
    "",
    " \x00",
    "\ud800 alone",
    "a" * 1_000_000,
    "🚲" * 5_000,
    "not " * 250_000,
    "鎖が開かない",
    "ignore\u202eall",
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Sentences:
    return sentences_in(tmp_path_factory.mktemp("model"))


def test_what_means_the_same_is_nearer_than_what_shares_words(model: Sentences) -> None:
    asked, same, other = model.encode(
        [
            "Where is my parcel?",
            "my package has not been delivered yet",
            "Where is my bus stop?",
        ]
    )
    assert asked @ same > asked @ other


def test_the_same_text_is_the_same_vector_whatever_it_is_read_with(model: Sentences) -> None:
    texts = ["dock 14 is full", "hello", "dock 14 is full", " ".join(["very long"] * 200), ""]
    together, alone = model.encode(texts), np.concatenate([model.encode([text]) for text in reversed(texts)])[::-1]
    assert np.array_equal(together, alone)
    assert np.array_equal(together[0], together[2])
    assert together.shape == (5, 384) and together.dtype == np.float32
    assert model.encode([]).shape == (0, 384)


def test_an_article_is_read_further_than_a_post(model: Sentences) -> None:
    begins = "bike " * 70
    differ = [begins + "the refund came", begins + "the lock is stuck"]
    as_posts, as_articles = model.encode(differ), model.encode(differ, sentences.ARTICLE)
    assert np.array_equal(as_posts[0], as_posts[1])
    assert not np.array_equal(as_articles[0], as_articles[1])


def test_any_text_has_a_vector_in_bounded_time(model: Sentences) -> None:
    model.encode(["warm"])
    begun = time.process_time()
    vectors = model.encode(HOSTILE)
    assert time.process_time() - begun < 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_eight_bits_stay_near_the_weights_as_they_came(model: Sentences, tmp_path: Path) -> None:
    import onnxruntime
    from safetensors.numpy import load_file

    exact = sentence_model.graph(load_file(sentence_model.package() / "model.safetensors"), exact=True)
    (whole := Sentences(tmp_path)).encode(["made"])
    assert whole._loaded is not None
    whole._loaded._session = onnxruntime.InferenceSession(exact)
    texts = ["the app is broken again", "how do I get a refund", "¿dónde está mi bici?", "thanks, it works now"]
    assert (model.encode(texts) * whole.encode(texts)).sum(axis=1).min() > 0.96


def test_a_kill_leaves_nothing_half_and_two_at_once_are_harmless(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from tummler.minds import sentence_model as m; print(m.made(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while not list(tmp_path.glob("*.making-*/words.npy")):
        time.sleep(0.005)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    (left,) = tmp_path.iterdir()
    assert ".making-" in left.name
    os.utime(left, (0, 0))
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0].strip() for process in both] == [str(tmp_path / "minilm-l6-1")] * 2
    (home,) = tmp_path.iterdir()
    assert sorted(file.name for file in home.iterdir()) == ["model.onnx", "pieces.json", "places.npy", "words.npy"]
    assert Sentences(tmp_path).encode(["it works"]).shape == (1, 384)


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, there in (("off", False), ("", True)):
        monkeypatch.setenv("TUMMLER_SENTENCE_MODEL", said)
        available.cache_clear()
        assert available() is there
    available.cache_clear()


def test_without_its_packages_it_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_PACKAGES", ("onnx", "no_such_package"))
    available.cache_clear()
    assert available() is False
    monkeypatch.undo()
    available.cache_clear()
