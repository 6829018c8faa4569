"""What both protocols make of an answer: samples, with the request's tokens shared out among them."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.exchange import Usage
from nesy.languages.decoding import Grammar
from nesy.models.base import Decoding, Sample
from nesy.models.server.constraints import Constraint
from nesy.models.server.fields import clean

_STOP = ("stop", "completed", "eos", "eos_token", "end_turn", "stop_sequence")
_LENGTH = ("length", "max_tokens", "max_output_tokens", "max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Reply:
    """One choice of an answer."""

    text: str
    finish: str
    """The server's word."""
    logprob: float | None = None
    bound: bool = True
    """False if the model did not call the tool that binds it."""

    def sample(self, decoding: Decoding, constraint: Constraint | None, usage: Usage) -> Sample:
        """The choice as a sample: cut at the first text that stops it, and read as a program if it spells one."""
        text, finish = self.text, _finish(self.finish)
        for stop in decoding.stop:
            before, found, _ = text.partition(stop)
            if found and stop:
                text, finish = before, "stop"
        bound = constraint if self.bound and decoding.grammar is not None else None
        if bound is not None:
            text = _program(bound, text, decoding.grammar)
        logprob = self.logprob if decoding.logprobs else None
        return Sample(text, finish, logprob, usage, bound.name if bound else "none")


def share(total: Usage, n: int) -> list[Usage]:
    """The tokens of ``n`` samples of one request: the prompt's with the first, the others as even as can be.

    >>> share(Usage(7, 5), 2)
    [Usage(prompt_tokens=7, completion_tokens=3), Usage(prompt_tokens=0, completion_tokens=2)]
    """
    each, rest = divmod(total.completion_tokens, n)
    return [Usage(total.prompt_tokens if i == 0 else 0, each + (i < rest)) for i in range(n)]


def samples(
    replies: list[Reply], usage: Usage, decoding: Decoding, constraint: Constraint | None, most: int
) -> list[Sample]:
    """The samples of an answer, ``most`` of them at most, which carry all of its tokens."""
    kept = replies[:most]
    shares = share(usage, len(kept)) if kept else []
    return [reply.sample(decoding, constraint, part) for reply, part in zip(kept, shares, strict=True)]


def _program(constraint: Constraint, text: str, grammar: Grammar | None) -> str:
    return constraint.program(text, grammar) if grammar is not None else text


def _finish(word: str) -> str:
    if word in _STOP:
        return "stop"
    return "length" if word in _LENGTH else clean(word, 40) or "unknown"
