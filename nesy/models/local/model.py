"""LocalModel: a transformers model in this process."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nesy.errors import MissingDependency
from nesy.models.base import Call, Capabilities, LanguageModel, Sample
from nesy.models.local.batches import Batches
from nesy.models.local.folder import model_folder
from nesy.models.local.generation import Generation, Outcome, give_back_memory
from nesy.models.local.row import Row
from nesy.models.local.weights import load


class LocalModel(LanguageModel):
    """A causal or sequence-to-sequence model of transformers, or a peft adapter, read from a local folder.

    It is loaded when the first sample is asked for. Calls that wait at the same time are drawn together in
    batches, by a thread of its own.

    * Sample ``i`` is drawn with ``seed + i``, whatever else is in its batch. The same device, dtype and version of
      torch reproduce it; a batch of another shape may round differently, which seldom changes a token.
    * Where no temperature is given it is that of the model's generation configuration, else 1.0; ``top_k`` and
      ``top_p`` of that configuration always hold, and nothing else of it does.
    * ``logprob`` is the sum over all tokens written, with the one that ends the text, under the model's own
      distribution: temperature 1, before a grammar or ``top_p`` rules anything out.
    * Weights are read from safetensors files only, and code that comes with a model is never run.

    Args:
        folder: what ``save_pretrained`` wrote; with ``download`` also a name on the Hugging Face hub.
        device: a device of torch; ``auto`` for the first accelerator, else the processor.
        dtype: a floating-point type of torch such as ``bfloat16``; ``auto`` for that of the file.
        batch: the most samples that are drawn at once; memory that runs out halves it.
        max_tokens: how many tokens a sample may have where the call does not say.
        download: fetch a model that is not in a local folder.
        revision: which version to fetch.

    Raises:
        FileMissing: if the folder or one of its files is missing.
        ModelFailed: if the folder's weights are pickled, or its configuration cannot be read.
        MissingDependency: if torch or transformers is not installed.
        ValueError: if ``batch`` or ``max_tokens`` is below 1.
    """

    needs = ("torch", "transformers")
    """The packages that it needs beyond the base install."""
    extra = "hf"
    """The extra that installs them."""

    def __init__(
        self,
        folder: str | Path,
        *,
        device: str = "auto",
        dtype: str = "auto",
        batch: int = 16,
        max_tokens: int = 512,
        download: bool = False,
        revision: str | None = None,
    ) -> None:
        if batch < 1 or max_tokens < 1:
            raise ValueError(f"batch and max_tokens are 1 or more, not {batch} and {max_tokens}")
        for package in self.needs:
            if find_spec(package) is None:
                raise MissingDependency(f"a local model needs {package}", hint="pip install 'nesy[hf]'")
        self.name = f"transformers:{folder}"
        self.folder = model_folder(folder, download=download, revision=revision)
        self._device, self._dtype = device, dtype
        self._batch, self._max_tokens = batch, max_tokens
        self._loaded: Generation | None = None
        self._fingerprint: str | None = None
        self._batches: Batches | None = None

    @property
    def capabilities(self) -> Capabilities:
        """All of them; grammars if llguidance is installed."""
        grammars = ("llguidance",) if find_spec("llguidance") is not None else ()
        return Capabilities(many=True, seed=True, logprobs=True, stop=True, grammars=grammars)

    @property
    def identity(self) -> str:
        """The folder, and the state of its files that is in memory or would be read now."""
        return f"transformers {self.folder.path} {self._fingerprint or self.folder.fingerprint}"

    @property
    def settings(self) -> dict[str, Any]:
        """The model with its device, dtype, limits and the state of its files."""
        return {
            "model": self.name,
            "device": self._device,
            "dtype": self._dtype,
            "batch": self._batch,
            "max_tokens": self._max_tokens,
            "files": self._fingerprint or self.folder.fingerprint,
        }

    async def complete(self, call: Call) -> list[Sample]:
        """Exactly ``call.n`` samples.

        Raises:
            ModelFailed: if the model cannot be loaded or run, or the prompt is longer than it can attend to.
            ParseError: if the grammar does not compile.
            Unsupported: if llguidance cannot read the model's tokenizer.
            MissingDependency: if llguidance is needed, or peft for an adapter, and not installed.
        """
        if self._batches is None:
            self._batches = Batches(self._draw, self._batch)
        return await self._batches.samples(_rows(call))

    async def aclose(self) -> None:
        """Give up what is at work, end the thread and free the memory. A later call loads the model again."""
        batches, self._batches = self._batches, None
        if batches is not None:
            await batches.close()
        if self._loaded is not None:
            self._loaded = self._fingerprint = None
            give_back_memory()

    def _draw(self, rows: Sequence[Row]) -> list[Outcome]:
        """Draw a batch, in the model's thread."""
        if self._loaded is None:
            self._fingerprint = self.folder.fingerprint
            self._loaded = Generation(load(self.folder, self._device, self._dtype), self._max_tokens)
        return self._loaded.draw(rows)


def _rows(call: Call) -> list[Row]:
    seed = call.decoding.seed
    return [
        Row(
            call.prompt.messages,
            call.decoding,
            secrets.randbits(63) if seed is None else seed + call.first + i,
            first=i == 0,
        )
        for i in range(call.n)
    ]
