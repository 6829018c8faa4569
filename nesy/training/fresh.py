"""Fresh: a new model from a configuration, with a tokenizer trained on the spot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nesy.bench.card import load_yaml
from nesy.errors import BadDataFile, UnknownName
from nesy.training.recipe import recipe_folder

PAD, EOS, TURN = "<pad>", "</s>", "<turn>"
"""Padding, the end of a program, and the end of what a causal model reads."""
KINDS = ("bytes", "pieces")
CHAT_TEMPLATE = (
    "{% for message in messages %}{% if not loop.first %}\n\n{% endif %}{{ message['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}" + TURN + "{% endif %}"
)


@dataclass(frozen=True, slots=True)
class FreshModel:
    """A model's configuration for transformers, and how its tokenizer is made.

    The tokenizer is a byte-pair encoding over bytes, so that every text can be read and written, trained on the
    texts and the programs. Of kind ``bytes`` it merges across what GPT-2's pattern splits. Of kind ``pieces`` all
    text is lower case, blanks are dropped, and ``pattern`` splits what is left: the model writes programs without
    blanks in lower case.
    """

    config: Mapping[str, Any]
    kind: str = "bytes"
    size: int = 4000
    """The most tokens it may have."""
    pattern: str = ""


def load_fresh_model(name: str | Path) -> FreshModel:
    """The model configuration of a name among the recipes, or in a YAML or JSON file.

    Raises:
        UnknownName: if there is neither, or there is no such kind of tokenizer.
        BadDataFile: if the file is no configuration.
    """
    own = recipe_folder() / "models" / f"{name}.yaml"
    path = own if own.is_file() and "/" not in str(name) else Path(name)
    if not path.is_file():
        known = tuple(sorted(p.stem for p in own.parent.glob("*.yaml")))
        raise UnknownName(f"there is no model configuration {str(name)!r}", expected=known)
    data = load_yaml(path)
    tokens = data.pop("tokenizer", {})
    if not isinstance(data.get("model_type"), str):
        raise BadDataFile("the configuration lacks model_type, such as llama or t5", source_name=path.name)
    try:
        fresh = FreshModel(data, **tokens)
    except TypeError as err:
        raise BadDataFile(f"the tokenizer cannot be made: {err}", source_name=path.name) from err
    if fresh.kind not in KINDS:
        raise UnknownName(f"there is no kind of tokenizer {fresh.kind!r}", expected=KINDS)
    return fresh


def make(fresh: FreshModel, texts: Iterable[str], programs: Iterable[str]) -> tuple[Any, Any]:
    """A new model and its tokenizer. The weights hang on torch's random state.

    Raises:
        BadDataFile: if transformers knows no such model, or the pattern is none.
    """
    import transformers

    data = dict(fresh.config)
    kind = data.pop("model_type")
    try:
        plain = transformers.AutoConfig.for_model(kind)
        tokenizer = _tokenizer(fresh, [*texts, *programs], bool(plain.is_encoder_decoder))
        end, pad = tokenizer.eos_token_id, tokenizer.pad_token_id
        start = {"decoder_start_token_id": pad} if plain.is_encoder_decoder else {}
        ids = {"vocab_size": len(tokenizer), "pad_token_id": pad, "eos_token_id": end, "bos_token_id": None, **start}
        config = transformers.AutoConfig.for_model(kind, **{**ids, **data})
        kinds = transformers.AutoModelForSeq2SeqLM if config.is_encoder_decoder else transformers.AutoModelForCausalLM
        return kinds.from_config(config), tokenizer
    except (ValueError, TypeError, KeyError, AttributeError) as err:
        raise BadDataFile(f"no model can be made of this configuration: {err}", source_name=str(kind)) from err


def _tokenizer(fresh: FreshModel, texts: list[str], seq2seq: bool) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    if fresh.kind == "pieces":
        backend.normalizer, backend.pre_tokenizer = _pieces(fresh.pattern)
    else:
        backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=fresh.size,
        special_tokens=[PAD, EOS, TURN],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    backend.train_from_iterator(texts, trainer)
    if seq2seq:
        end = (EOS, backend.token_to_id(EOS))
        backend.post_processor = processors.TemplateProcessing(single=f"$A {EOS}", special_tokens=[end])
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token=PAD,
        eos_token=EOS,
        additional_special_tokens=[TURN],
        clean_up_tokenization_spaces=False,
    )
    if not seq2seq:
        tokenizer.chat_template = CHAT_TEMPLATE
    return tokenizer


def _pieces(pattern: str) -> tuple[Any, Any]:
    """What drops blanks next to marks and makes lower case, and what splits by a pattern."""
    from tokenizers import Regex, normalizers, pre_tokenizers

    blanks = Regex(r"\s+(?=[^\w\s])|(?<=[^\w\s])\s+")
    normal = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase(), normalizers.Replace(blanks, "")])
    split = [
        pre_tokenizers.Split(Regex(r"\s+"), "removed"),
        pre_tokenizers.Split(Regex(pattern or r"\w+|[^\w\s]"), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ]
    return normal, pre_tokenizers.Sequence(split)
