"""Weights: a transformers model in memory, with its tokenizer and what its generation configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nesy.errors import MissingDependency, ModelFailed
from nesy.models.local.folder import ModelFolder


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in memory, ready to generate."""

    model: Any
    """A ``PreTrainedModel``, or a ``PeftModel`` whose adapter cannot be merged."""
    tokenizer: Any
    seq2seq: bool
    adapted: bool
    """True if an adapter works beside the model and is not merged into it."""
    eos: tuple[int, ...]
    """The tokens that end a text."""
    pad: int
    context: int | None
    """How many tokens the model can attend to; None if its configuration does not limit them."""
    temperature: float
    """Of the generation configuration; 1.0 if it has none."""
    top_k: int
    """Only so many tokens may be drawn; 0 for all."""
    top_p: float
    """Only the most probable tokens that make up this share may be drawn; 1.0 for all."""

    @property
    def truncates(self) -> bool:
        """Whether ``top_k`` or ``top_p`` rules tokens out."""
        return self.top_k > 0 or self.top_p < 1.0

    @property
    def device(self) -> Any:
        """Where the model is."""
        return self.model.device

    @property
    def vocabulary(self) -> int:
        """How many tokens the model scores."""
        head = self.model.get_output_embeddings()
        return int(head.weight.shape[0]) if head is not None else int(self.model.config.vocab_size)


def load(folder: ModelFolder, device: str = "auto", dtype: str = "auto") -> Weights:
    """The model of a folder, in evaluation mode. Nothing is downloaded and no code of the folder runs.

    Args:
        folder: where its files are.
        device: a device of torch such as ``cuda:0``; ``auto`` for the first accelerator, else the processor.
        dtype: a floating-point type of torch such as ``bfloat16``; ``auto`` for that of the file.

    Raises:
        MissingDependency: if torch or transformers, or for an adapter peft, is not installed.
        ModelFailed: if the files do not make up a model that can generate.
    """
    try:
        import torch
        import transformers
        from safetensors import SafetensorError
    except ImportError as err:
        raise MissingDependency(f"local models cannot be loaded: {err}", hint="pip install 'nesy[hf]'") from err
    try:
        with _quiet(transformers):
            model = _model(transformers, folder, _dtype(torch, dtype))
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                folder.tokenizer, local_files_only=True, trust_remote_code=False
            )
        model.to(_device(torch, device)).eval()
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, SafetensorError) as err:
        raise ModelFailed(
            f"the model in {folder.path} cannot be loaded: {err}",
            hint="the folder must be whole, of a model that transformers itself knows, and fit into memory; "
            "code that comes with a model is never run",
        ) from err
    return _weights(transformers, model, tokenizer)


def _model(transformers: Any, folder: ModelFolder, dtype: Any) -> Any:
    local = {"local_files_only": True, "trust_remote_code": False}
    config = transformers.AutoConfig.from_pretrained(folder.weights, **local)
    kind = transformers.AutoModelForSeq2SeqLM if config.is_encoder_decoder else transformers.AutoModelForCausalLM
    model, report = kind.from_pretrained(
        folder.weights, config=config, dtype=dtype, use_safetensors=True, output_loading_info=True, **local
    )
    missing = sorted(report["missing_keys"])
    if missing:
        # transformers would fill them with random numbers.
        raise ModelFailed(f"the file lacks {len(missing)} of the model's weights, such as {missing[0]}")
    return model if folder.base is None else _adapted(model, folder)


def _adapted(model: Any, folder: ModelFolder) -> Any:
    try:
        from peft import PeftModel
    except ImportError as err:
        raise MissingDependency(f"adapters cannot be loaded: {err}", hint="pip install 'nesy[train]'") from err
    adapted = PeftModel.from_pretrained(model, folder.path, use_safetensors=True, local_files_only=True)
    return adapted.merge_and_unload() if hasattr(adapted, "merge_and_unload") else adapted


def _weights(transformers: Any, model: Any, tokenizer: Any) -> Weights:
    """The weights with what the generation configuration says; only its tokens are left to ``generate``."""
    said = model.generation_config
    eos = tuple(dict.fromkeys((*_tokens(said.eos_token_id), *_tokens(tokenizer.eos_token_id))))
    pad = next((p for p in (said.pad_token_id, tokenizer.pad_token_id, *eos) if p is not None and p >= 0), 0)
    model.generation_config = transformers.GenerationConfig(
        eos_token_id=list(eos) or None,
        pad_token_id=pad,
        bos_token_id=said.bos_token_id,
        decoder_start_token_id=said.decoder_start_token_id,
        do_sample=False,
        num_beams=1,
    )
    return Weights(
        model,
        tokenizer,
        bool(model.config.is_encoder_decoder),
        hasattr(model, "peft_config"),
        eos,
        pad,
        getattr(model.config.get_text_config(), "max_position_embeddings", None),
        1.0 if said.temperature is None else float(said.temperature),
        said.top_k or 0,
        1.0 if said.top_p is None else float(said.top_p),
    )


def _tokens(given: int | list[int] | None) -> tuple[int, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, int) else tuple(given)


def _device(torch: Any, name: str) -> Any:
    if name != "auto":
        return torch.device(name)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def _dtype(torch: Any, name: str) -> Any:
    if name == "auto":
        return name
    found = getattr(torch, name, None)
    if not isinstance(found, torch.dtype) or not found.is_floating_point:
        raise ValueError(f"torch has no floating-point type {name!r}")
    return found


@contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """No progress bars while a model is loaded."""
    bars = transformers.utils.logging
    shown = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            bars.enable_progress_bar()
