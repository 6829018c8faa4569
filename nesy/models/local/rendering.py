"""``prompt_tokens``: what a local model reads for a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nesy.errors import ModelFailed
from nesy.exchange import Message


def prompt_tokens(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
    """The tokens of a conversation.

    They follow the tokenizer's chat template, if it has one. Where the template knows no system messages,
    they are put before the first message of the user. Without a template the messages' texts are joined by
    blank lines, which is what a model without a template was trained to continue.

    Raises:
        ModelFailed: if the template refuses the conversation, or nothing is left to read.
    """
    if getattr(tokenizer, "chat_template", None):
        tokens = tokenizer(_templated(tokenizer, messages), add_special_tokens=False)["input_ids"]
    else:
        tokens = tokenizer("\n\n".join(m.content for m in messages))["input_ids"]
    if not tokens:
        raise ModelFailed("a local model cannot go on from an empty prompt", hint="give the prompt a message")
    return list(tokens)


def _templated(tokenizer: Any, messages: Sequence[Message]) -> str:
    from jinja2 import TemplateError

    failure: TemplateError | None = None
    for form in (messages, _without_system(messages)):
        data = [m.to_json() for m in form]
        try:
            return str(tokenizer.apply_chat_template(data, add_generation_prompt=True, tokenize=False))
        except TemplateError as err:
            failure = failure or err
    raise ModelFailed(f"the model's chat template refuses the conversation: {failure}") from failure


def _without_system(messages: Sequence[Message]) -> list[Message]:
    """The conversation with its system messages put before the first message of the user."""
    system = [m.content for m in messages if m.role == "system"]
    rest = [m for m in messages if m.role != "system"]
    first = next((i for i, m in enumerate(rest) if m.role == "user"), None)
    if system and first is not None:
        rest[first] = Message("user", "\n\n".join([*system, rest[first].content]))
    return rest
