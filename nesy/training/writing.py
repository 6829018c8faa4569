"""Writing: the programs that the model under training writes, through the same code as a local model's samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from nesy.errors import NesyError
from nesy.exchange import Message
from nesy.languages.decoding import Grammar
from nesy.models.base import Decoding, Sample
from nesy.models.local.generation import Generation
from nesy.models.local.row import Row
from nesy.models.local.weights import Weights


def write_programs(
    model: Any, tokenizer: Any, texts: Sequence[tuple[str, Grammar | None]], *, max_tokens: int, batch: int
) -> list[str]:
    """The most probable program of each text, token by token; one that was cut off is as long as it may be.

    Raises:
        ModelFailed: if the model cannot be run.
    """
    with _evaluating(model):
        generation = Generation(_weights(model, tokenizer), max_tokens)
        rows = [Row((Message("user", t),), Decoding(0.0, max_tokens, grammar=g), seed=0) for t, g in texts]
        drawn = [out for i in range(0, len(rows), batch) for out in generation.draw(rows[i : i + batch])]
    return [_text(outcome) for outcome in drawn]


def _text(outcome: Sample | NesyError | None) -> str:
    if isinstance(outcome, Sample):
        return outcome.text
    raise outcome or RuntimeError("a row was cancelled by nobody")


def _weights(model: Any, tokenizer: Any) -> Weights:
    return Weights(
        model,
        tokenizer,
        bool(model.config.is_encoder_decoder),
        hasattr(model, "peft_config"),
        (tokenizer.eos_token_id,),
        tokenizer.pad_token_id,
        getattr(model.config.get_text_config(), "max_position_embeddings", None),
        1.0,
        0,
        1.0,
    )


@contextmanager
def _evaluating(model: Any) -> Iterator[None]:
    """The model as it is used, and afterwards as it was trained."""
    import transformers

    said, training, cache = model.generation_config, model.training, model.config.use_cache
    model.generation_config = transformers.GenerationConfig(
        eos_token_id=said.eos_token_id,
        pad_token_id=said.pad_token_id,
        bos_token_id=said.bos_token_id,
        decoder_start_token_id=said.decoder_start_token_id,
        do_sample=False,
        num_beams=1,
    )
    model.config.use_cache = True
    model.eval()
    try:
        yield
    finally:
        model.generation_config, model.config.use_cache = said, cache
        model.train(training)
