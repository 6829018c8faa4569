"""Exchange: what a language model was shown and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

ROLES = ("system", "user", "assistant")
"""Who speaks in a conversation."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a language model.

    Raises:
        ValueError: if nobody of that role speaks.

    >>> Message("user", "Hello").to_json()
    {'role': 'user', 'content': 'Hello'}
    """

    role: str
    """``system``, ``user`` or ``assistant``."""
    content: str

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"a message's role is one of {', '.join(ROLES)}, not {self.role!r}")

    def to_json(self) -> dict[str, str]:
        """The message as JSON data, in the form that chat servers take."""
        return {"role": self.role, "content": self.content}


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one sample or of several."""

    prompt_tokens: int = 0
    """Tokens read; a prompt that several samples share is counted with the first of them."""
    completion_tokens: int = 0
    """Tokens written."""

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One sample of a model with the messages that led to it."""

    messages: tuple[Message, ...]
    text: str
    """What the model wrote, with what closed it."""
    finish_reason: str = "stop"
    """``stop``, ``length``, or what the model's server says."""
    usage: Usage = field(default_factory=Usage)
    constraint: str = "none"
    """How a grammar bound the model: ``none``, ``llguidance``, or the name of the server's own way."""
    closed: str = ""
    """The end of ``text`` that was added because the model was cut off."""
    cached: bool = False
    """True if the sample was read from the cache, at no cost."""
    purpose: str = "program"
    """What was asked for: ``program``, or the name of a strategy's other stage."""

    def to_json(self) -> dict[str, Any]:
        """The exchange as JSON data."""
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        usage = {f.name: getattr(self.usage, f.name) for f in fields(Usage)}
        return {**data, "messages": [m.to_json() for m in self.messages], "usage": usage}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Exchange:
        """The exchange that :meth:`to_json` wrote.

        >>> exchange = Exchange((Message("user", "Hello"),), "Hi", usage=Usage(3, 1))
        >>> Exchange.from_json(exchange.to_json()) == exchange
        True
        """
        messages = tuple(Message(m["role"], m["content"]) for m in data["messages"])
        return cls(**{**data, "messages": messages, "usage": Usage(**data["usage"])})
