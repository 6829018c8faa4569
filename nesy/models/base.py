"""Language models: prompts in, samples out.

A backend or a wrapper implements one coroutine, :meth:`LanguageModel.complete`, for one prompt;
``generate`` and ``agenerate`` are built on it. All models of a process run on one event loop
(:mod:`nesy.models.loop`), so that a wrapper is written once for both.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nesy.exchange import Exchange, Message, Usage
from nesy.languages.decoding import Grammar
from nesy.models import loop


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is shown.

    >>> Prompt.of("Hello").messages
    (Message(role='user', content='Hello'),)
    """

    messages: tuple[Message, ...] = ()
    """The conversation so far; the last message is the user's. A recording needs none."""
    problem_id: str = ""
    """The problem that the prompt is about, which a recording goes by."""

    @classmethod
    def of(cls, text: str, problem_id: str = "") -> Prompt:
        """The prompt of one message of the user."""
        return cls((Message("user", text),), problem_id)


@dataclass(frozen=True, slots=True)
class Sample:
    """One completion."""

    text: str
    finish_reason: str = "stop"
    """``stop``, ``length``, or what the model's server says."""
    logprob: float | None = None
    """The natural logarithm of the completion's probability: its tokens' sum; None if not asked for or not known."""
    usage: Usage = field(default_factory=Usage)
    constraint: str = "none"
    """How the grammar bound the model: ``none``, ``llguidance``, or the name of the server's own way."""
    closed: str = ""
    """The end of ``text`` that was added because the model was cut off."""
    cached: bool = False
    """True if it was read from the cache, at no cost."""

    def exchange(self, prompt: Prompt, purpose: str = "program") -> Exchange:
        """The sample with the messages that led to it."""
        return Exchange(
            prompt.messages,
            self.text,
            self.finish_reason,
            self.usage,
            self.constraint,
            self.closed,
            self.cached,
            purpose,
        )


@dataclass(frozen=True, slots=True)
class Decoding:
    """How samples are drawn. None leaves a choice to the model's own settings.

    Raises:
        ValueError: if the temperature is negative, or no token may be written.
    """

    temperature: float | None = None
    """0 for the most probable token each time."""
    max_tokens: int | None = None
    stop: tuple[str, ...] = ()
    """Texts that end a completion; they are no part of it."""
    seed: int | None = None
    """Sample ``i`` of a prompt is drawn with the seed ``seed + i``."""
    logprobs: bool = False
    """Ask for the completion's log-probability."""
    grammar: Grammar | None = None
    """What may be written. A model that cannot be bound says so in ``Sample.constraint``."""

    def __post_init__(self) -> None:
        if self.temperature is not None and not self.temperature >= 0.0:
            raise ValueError(f"a temperature is 0 or more, not {self.temperature}")
        if self.max_tokens is not None and self.max_tokens < 1:
            raise ValueError(f"max_tokens is 1 or more, not {self.max_tokens}")


@dataclass(frozen=True, slots=True)
class Call:
    """A request for samples ``first``, ``first + 1``, …, ``first + n - 1`` of one prompt."""

    prompt: Prompt
    decoding: Decoding
    n: int = 1
    first: int = 0

    def part(self, first: int, n: int) -> Call:
        """The call for some of the samples, counted as the whole call counts them."""
        return replace(self, first=first, n=n)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a model can do. What it cannot do is left out or done in several calls, and samples say so."""

    many: bool = False
    """Several samples in one call."""
    seed: bool = False
    """Samples that a seed reproduces."""
    logprobs: bool = False
    stop: bool = True
    grammars: tuple[str, ...] = ()
    """The ways in which a grammar can bind it, the best first; see ``docs/models.md``."""
    replays: bool = False
    """Outputs were fixed beforehand and go by the problem's id: nobody reads the messages."""


class LanguageModel(ABC):
    """A language model, or a wrapper around one. Entry-point group ``nesy.models``."""

    name: str
    """The name that answers carry."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What it can do, as far as is known without asking a server."""

    @property
    def identity(self) -> str:
        """What tells its samples from those of any other model, for the cache: name, address, weights."""
        return self.name

    @property
    def settings(self) -> dict[str, Any]:
        """What an answer keeps of how the model was set up, as JSON data; never a key."""
        return {"model": self.name}

    @abstractmethod
    async def complete(self, call: Call) -> list[Sample]:
        """Exactly ``call.n`` samples.

        Raises:
            ModelFailed: if they cannot be had.
        """

    def samples_by_default(self, prompt: Prompt) -> int:  # noqa: ARG002 - a recording looks at it
        """How many samples a prompt gets if no number is asked for."""
        return 1

    def generate(
        self,
        prompts: Sequence[Prompt | str],
        *,
        n: int | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        logprobs: bool = False,
        grammar: Grammar | None = None,
    ) -> list[list[Sample]]:
        """``n`` samples a prompt, in the order of the prompts; None for the model's own number.

        Calls that a wrapper can run at once run at once. If one fails the others still finish, so that a
        cache keeps them, and then the first failure is raised.

        Raises:
            ModelFailed: if samples cannot be had.
            UnknownName: if a recording holds nothing for a prompt's problem.
            ValueError: for a setting that makes no sense.
        """
        decoding = Decoding(temperature, max_tokens, tuple(stop), seed, logprobs, grammar)
        return loop.run(self.samples(prompts, decoding, n))

    async def agenerate(
        self,
        prompts: Sequence[Prompt | str],
        *,
        n: int | None = None,
        temperature: float | None = None,
        max_tokens: int | None = None,
        stop: Sequence[str] = (),
        seed: int | None = None,
        logprobs: bool = False,
        grammar: Grammar | None = None,
    ) -> list[list[Sample]]:
        """The same as :meth:`generate`, for callers that run an event loop of their own."""
        decoding = Decoding(temperature, max_tokens, tuple(stop), seed, logprobs, grammar)
        return await loop.arun(self.samples(prompts, decoding, n))

    async def samples(
        self, prompts: Sequence[Prompt | str], decoding: Decoding, n: int | None = None
    ) -> list[list[Sample]]:
        """What :meth:`generate` returns, for callers on the models' own event loop."""
        calls = [self._call(p if isinstance(p, Prompt) else Prompt.of(p), decoding, n) for p in prompts]
        done = await asyncio.gather(*map(self.complete, calls), return_exceptions=True)
        for result in done:
            if isinstance(result, BaseException):
                raise result
        return [result for result in done if not isinstance(result, BaseException)]

    def _call(self, prompt: Prompt, decoding: Decoding, n: int | None) -> Call:
        if n is not None and n < 1:
            raise ValueError(f"the number of samples is 1 or more, not {n}")
        return Call(prompt, decoding, self.samples_by_default(prompt) if n is None else n)

    async def aclose(self) -> None:  # noqa: B027 - most models hold nothing
        """Give back connections, files and memory. Most models hold none."""

    def close(self) -> None:
        """Give back connections, files and memory, from outside the models' event loop."""
        loop.run(self.aclose())
