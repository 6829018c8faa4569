"""What is known about each kind of server that speaks OpenAI's protocol."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nesy.errors import UnknownName
from nesy.models.base import Capabilities, Decoding


def _nothing(_decoding: Decoding) -> dict[str, Any]:
    return {}


def _do_sample(decoding: Decoding) -> dict[str, Any]:
    """What makes ``transformers serve`` draw: its temperature alone leaves a model at its most probable tokens."""
    if not decoding.temperature:
        return {}
    # A configuration of its own loses the server's limit, which is repeated here.
    return {"generation_config": json.dumps({"do_sample": True, "max_new_tokens": decoding.max_tokens or 1024})}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of server."""

    name: str
    owners: tuple[str, ...] = ()
    """What its list of models says in ``owned_by``."""
    many: bool = False
    """It takes ``n``."""
    seed: bool = False
    """A seed reproduces its samples, whatever else it is doing."""
    logprobs: bool = False
    constraints: tuple[str, ...] = ()
    """The ways in which it takes a grammar, the best first."""
    limit: str = "max_tokens"
    """What it calls the most tokens of a completion."""
    further: Callable[[Decoding], dict[str, Any]] = _nothing
    """What a chat request needs besides."""

    def capabilities(self, api: str, constraints: tuple[str, ...]) -> Capabilities:
        """What a model on it can do. The Responses protocol knows neither ``n`` nor ``seed``."""
        chat = api == "chat"
        return Capabilities(self.many and chat, self.seed and chat, self.logprobs, True, constraints)


KINDS = (
    # https://platform.openai.com/docs/guides/function-calling#context-free-grammars; seeds are "best effort".
    Kind("openai", many=True, logprobs=True, constraints=("openai-lark",), limit="max_completion_tokens"),
    # https://docs.vllm.ai/en/latest/features/structured_outputs/
    Kind("vllm", ("vllm",), many=True, seed=True, logprobs=True, constraints=("vllm-grammar",)),
    # https://docs.sglang.ai/advanced_features/structured_outputs.html; seeds need a deterministic mode.
    Kind("sglang", ("sglang",), many=True, logprobs=True, constraints=("sglang-ebnf",)),
    # https://github.com/ggml-org/llama.cpp/tree/master/tools/server
    Kind("llamacpp", ("llamacpp",), seed=True, logprobs=True, constraints=("gbnf",)),
    # https://docs.ollama.com/api/openai-compatibility
    Kind("ollama", ("library",), seed=True, logprobs=True, constraints=("json-schema",)),
    # Its seed is the process's, so that calls at the same time disturb each other's samples.
    Kind("transformers", further=_do_sample),
    Kind("plain"),
)


def kind(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UnknownName: if there is none.
    """
    for known in KINDS:
        if known.name == name:
            return known
    raise UnknownName(f"there is no kind of server {name!r}", expected=("auto", *(k.name for k in KINDS)))


def kind_of(owners: tuple[str, ...]) -> Kind:
    """The kind of a server whose models belong to those owners; ``plain`` if they do not tell.

    >>> kind_of(("vllm",)).name
    'vllm'
    """
    return next((known for known in KINDS if set(known.owners) & set(owners)), kind("plain"))
