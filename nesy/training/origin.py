"""Origin: the model that a run starts from, a pretrained one or a new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.errors import BadDataFile, FileMissing, Unsupported
from nesy.training.encoding import missing_symbols
from nesy.training.fresh import FreshModel, make
from nesy.training.pair import Pair
from nesy.training.recipe import Adapter
from nesy.training.task import Task

TURN_TEMPLATE = (
    "{% for message in messages %}{% if not loop.first %}\n\n{% endif %}{{ message['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}\n{% endif %}"
)
"""The chat template that a causal model without one is trained with: the text on lines of its own."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a run's first weights come from."""

    folder: Path | None = None
    """A pretrained model; None for a new one."""
    fresh: FreshModel | None = None

    def to_json(self) -> dict[str, Any]:
        """What tells the origin from others; it names no folder but the last."""
        if self.folder is None:
            assert self.fresh is not None  # noqa: S101 - one of the two is there
            made = json.dumps([dict(self.fresh.config), self.fresh.kind, self.fresh.size, self.fresh.pattern])
            kind = self.fresh.config["model_type"]
            return {"new": kind, "config_sha256": hashlib.sha256(made.encode()).hexdigest()}
        config = (self.folder / "config.json").read_bytes()
        sizes = {f.name: f.stat().st_size for f in sorted(self.folder.glob("*.safetensors"))}
        return {"model": self.folder.name, "config_sha256": hashlib.sha256(config).hexdigest(), "weights": sizes}


def pretrained(folder: Path) -> Origin:
    """The origin of a run that fine-tunes the model in a folder.

    Raises:
        FileMissing: if there is no model in it.
    """
    if not (folder / "config.json").is_file():
        raise FileMissing(
            f"{folder} holds no model: config.json is missing",
            hint="give the folder that save_pretrained wrote, or make a new model with --config",
        )
    return Origin(folder.resolve())


@dataclass(frozen=True, slots=True)
class Start:
    """A model and its tokenizer, ready to be trained."""

    model: Any
    tokenizer: Any
    seq2seq: bool


def start(origin: Origin, task: Task, pairs: Sequence[Pair], seed: int, *, lora: Adapter | None, half: bool) -> Start:
    """The model of an origin. The same origin, examples and seed give the same weights.

    Symbols of the language that a pretrained model's tokenizer cannot spell are added to it.

    Args:
        origin: where the weights come from.
        task: the language that is written.
        pairs: what a new tokenizer is trained on.
        seed: what new weights are drawn with.
        lora: the adapter to train in place of the weights.
        half: load the weights in bfloat16, for an adapter on an accelerator.

    Raises:
        BadDataFile: if no model can be made of the configuration, or the folder holds none.
        Unsupported: if an adapter is asked for on a new model.
    """
    import transformers

    transformers.set_seed(seed)
    added: list[int] = []
    if origin.folder is None:
        assert origin.fresh is not None  # noqa: S101 - one of the two is there
        if lora is not None:
            raise Unsupported("an adapter needs a pretrained model to adapt", hint="drop --lora, or give --model")
        model, tokenizer = make(origin.fresh, [p.text for p in pairs], [p.program for p in pairs])
    else:
        model, tokenizer = _read(origin.folder, half)
        added = _spell(model, tokenizer, task.symbols)
    seq2seq = bool(model.config.is_encoder_decoder)
    if not seq2seq and not tokenizer.chat_template:
        tokenizer.chat_template = TURN_TEMPLATE
    return Start(model if lora is None else _adapted(model, lora, added, seq2seq), tokenizer, seq2seq)


def _read(folder: Path, half: bool) -> tuple[Any, Any]:
    import torch
    import transformers

    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        config = transformers.AutoConfig.from_pretrained(folder, **local)
        kind = transformers.AutoModelForSeq2SeqLM if config.is_encoder_decoder else transformers.AutoModelForCausalLM
        dtype = torch.bfloat16 if half else torch.float32
        model = kind.from_pretrained(folder, config=config, dtype=dtype, use_safetensors=True, **local)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **local)
    except (OSError, ValueError, KeyError, RuntimeError) as err:
        hint = "it must hold a model of transformers itself, as safetensors, with its tokenizer"
        raise BadDataFile(f"the model cannot be read: {err}", source_name=folder.name, hint=hint) from err
    if tokenizer.eos_token_id is None:
        raise BadDataFile("the tokenizer has no token that ends a text", source_name=folder.name)
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return model, tokenizer


def _spell(model: Any, tokenizer: Any, symbols: str) -> list[int]:
    """Add tokens for the symbols that the tokenizer cannot spell, and return their numbers."""
    lacking = missing_symbols(tokenizer, symbols)
    if not lacking:
        return []
    tokenizer.add_tokens(lacking)
    if len(tokenizer) > model.get_input_embeddings().weight.shape[0]:
        model.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    return list(tokenizer.convert_tokens_to_ids(lacking))


def _adapted(model: Any, lora: Adapter, added: list[int], seq2seq: bool) -> Any:
    import peft

    targets = lora.targets if isinstance(lora.targets, str) else list(lora.targets)
    config = peft.LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=targets,
        trainable_token_indices=added or None,
        task_type="SEQ_2_SEQ_LM" if seq2seq else "CAUSAL_LM",
    )
    try:
        return peft.get_peft_model(model, config)
    except ValueError as err:
        raise BadDataFile(f"the recipe's adapter does not fit this model: {err}") from err
