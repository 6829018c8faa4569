"""Word vectors: for a word of a query, the words of a library that mean nearly the same.

The vectors are those of the library's vocabulary, hundreds or thousands of words whatever the number of modules, so
that one product with an array finds what is near. Each query word is then matched by the nearest word that a module
has, as in late interaction (Khattab and Zaharia, *ColBERT*, SIGIR 2020), and the sets of :mod:`nesy.modules.postings`
do the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from nesy.errors import MissingDependency

LEAST = 0.3
"""The cosine from which two words are near."""
MOST = 8
"""Words that are near, at most."""
_BATCH = 4096
_KEPT = 10_000
"""Words whose neighbours are kept."""


class Embedder(Protocol):
    """Turns texts into vectors of length one."""

    def embed(self, texts: Sequence[str]) -> Any:
        """A NumPy array with one vector a text."""


class WordVectors:
    """Static word vectors by WordLlama (MIT), whose weights, 16 MB, come with the package: nothing is downloaded.

    Raises:
        MissingDependency: if the extra ``embeddings`` is not installed.
    """

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


@dataclass(slots=True)
class Neighbours:
    """The words of a vocabulary that are near to other words; it follows the vocabulary as that grows.

    Args:
        embedder: makes the vectors.
    """

    embedder: Embedder
    _words: list[str] = field(default_factory=list)
    _vectors: Any = None
    _near: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    def of(self, word: str, vocabulary: Sequence[str]) -> list[tuple[str, float]]:
        """The words near to one, without itself, and their cosines, the nearest first.

        Args:
            word: any word.
            vocabulary: the words that are looked among.
        """
        self._follow(vocabulary)
        if word not in self._near:
            if len(self._near) >= _KEPT:
                self._near.clear()
            self._near[word] = self._nearest(word)
        return self._near[word]

    def _follow(self, vocabulary: Sequence[str]) -> None:
        """Embed the vocabulary anew if it is another one."""
        if vocabulary == self._words:
            return
        import numpy

        parts = (vocabulary[n : n + _BATCH] for n in range(0, len(vocabulary), _BATCH))
        self._words, self._near = list(vocabulary), {}
        self._vectors = numpy.concatenate([self.embedder.embed(part) for part in parts]) if vocabulary else None

    def _nearest(self, word: str) -> list[tuple[str, float]]:
        if self._vectors is None:
            return []
        cosines = self._vectors @ self.embedder.embed([word])[0]
        order = (-cosines).argsort(kind="stable")[: MOST + 1]
        near = [(self._words[n], float(cosines[n])) for n in order if cosines[n] >= LEAST]
        return [(other, cosine) for other, cosine in near if other != word][:MOST]
