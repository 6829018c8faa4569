"""Vectors of modules' words: kept as arrays in the index, and used to order again what words have found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from nesy.errors import MissingDependency
from nesy.modules.index import Index

FIRST = 1000
"""Modules that are ordered again."""
_RANKS = 20
"""What is added to ranks, so that the first ones do not outweigh all others."""
_BATCH = 2000


class Embedder(Protocol):
    """Turns texts into vectors of length one."""

    @property
    def name(self) -> str:
        """The name under which vectors are kept; another name makes them anew."""

    def embed(self, texts: Sequence[str]) -> Any:
        """A NumPy array with one vector a text."""


class WordVectors:
    """Sums of static word vectors, by WordLlama, whose weights (16 MB) come with the package.

    Raises:
        MissingDependency: if the extra ``embeddings`` is not installed.
    """

    name = "wordllama-256"

    def __init__(self) -> None:
        try:
            import wordllama
        except ImportError as err:
            raise MissingDependency("wordllama is not installed", hint="pip install 'nesy[embeddings]'") from err
        # The package looks for its own tokenizer in a folder of another name, unless it is told where it lies.
        folder = Path(wordllama.__file__).parent
        self._model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)

    def embed(self, texts: Sequence[str]) -> Any:
        """A NumPy array with one vector a text."""
        return self._model.embed(list(texts), norm=True)


def reordered(index: Index, embedder: Embedder, text: str, rows: list[int]) -> list[int]:
    """Rows by reciprocal rank fusion of their order and of their vectors' likeness to a text.

    Cormack, Clarke and Büttcher, *Reciprocal rank fusion* (SIGIR 2009).

    Args:
        index: where the vectors are kept.
        embedder: what makes vectors.
        text: what is looked for.
        rows: the rows, best first.
    """
    import numpy

    if not rows or not text.strip():
        return rows
    _complete(index, embedder)
    vectors = numpy.stack([numpy.frombuffer(data, dtype=numpy.float16) for data in index.vectors(embedder.name, rows)])
    likeness = vectors.astype(numpy.float32) @ embedder.embed([text])[0]
    by_vector = numpy.empty(len(rows), dtype=int)
    by_vector[numpy.argsort(-likeness, kind="stable")] = numpy.arange(len(rows))
    score = 1 / (_RANKS + numpy.arange(len(rows))) + 1 / (_RANKS + by_vector)
    return [rows[n] for n in numpy.argsort(-score, kind="stable")]


def _complete(index: Index, embedder: Embedder) -> None:
    """Add the vectors that the index lacks."""
    while missing := index.without_vector(embedder.name, _BATCH):
        numbers, texts = zip(*missing, strict=True)
        made = embedder.embed(texts).astype("float16")
        index.add_vectors(embedder.name, [(number, row.tobytes()) for number, row in zip(numbers, made, strict=True)])
