"""Chain: the calls that lead to one draft. Chains of a problem run at the same time and fail each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from nesy.errors import ModelFailed
from nesy.exchange import Exchange, Message
from nesy.languages.decoding import Grammar
from nesy.models.base import Call, Prompt
from nesy.problem import Problem
from nesy.translate.strategies.base import Draft, Drafting


@dataclass(slots=True)
class Chain:
    """One draft in the making; its exchanges are added as they are made."""

    problem: Problem
    drafting: Drafting
    index: int
    """The index of the draft, and of the sample that its calls ask for, which keeps chains apart in a cache."""
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def last(self) -> str:
        """What the model wrote last."""
        return self.exchanges[-1].text

    async def ask(self, messages: tuple[Message, ...], purpose: str, grammar: Grammar | None = None) -> str:
        """What the model writes to the messages.

        Raises:
            ModelFailed: if it writes nothing.
        """
        call = _call(self.problem, self.drafting, messages, grammar, 1, self.index)
        (sample,) = await self.drafting.model.complete(call)
        self.exchanges.append(sample.exchange(call.prompt, purpose))
        return sample.text

    def draft(self, text: str, grammar: Grammar | None) -> Draft:
        """The draft with a program's text."""
        error = "" if text.strip() else "the model wrote no program"
        return Draft(text, tuple(self.exchanges), grammar, error)

    def broken(self, error: str) -> Draft:
        """The draft without a program."""
        return Draft("", tuple(self.exchanges), None, error)


async def start(
    problem: Problem, drafting: Drafting, messages: tuple[Message, ...], purpose: str, grammar: Grammar | None = None
) -> list[Chain]:
    """As many chains as drafts are wanted, from one call for their first replies.

    Raises:
        ModelFailed: if the model gives no samples.
    """
    prompt = Prompt(messages, problem.id)
    n = drafting.model.samples_by_default(prompt) if drafting.n is None else drafting.n
    call = _call(problem, drafting, messages, grammar, n, 0)
    samples = await drafting.model.complete(call)
    return [Chain(problem, drafting, i, [s.exchange(call.prompt, purpose)]) for i, s in enumerate(samples)]


async def finish(chains: Sequence[Chain], work: Callable[[Chain], Awaitable[Draft]]) -> list[Draft]:
    """The drafts that the work makes of the chains, at the same time.

    A model that fails in one chain leaves a draft that says so. All chains come to their end before an error
    is raised, so that a cache keeps what they got.

    Raises:
        ModelFailed: if the model failed in every chain.
    """
    done = await asyncio.gather(*map(work, chains), return_exceptions=True)
    failures = [d for d in done if isinstance(d, ModelFailed)]
    other = [d for d in done if isinstance(d, BaseException) and not isinstance(d, ModelFailed)]
    if other or (failures and len(failures) == len(done)):
        raise (other or failures)[0]
    return [_draft(chain, result) for chain, result in zip(chains, done, strict=True)]


def _draft(chain: Chain, result: Draft | BaseException) -> Draft:
    return chain.broken(f"the model failed: {result}") if isinstance(result, BaseException) else result


def _call(
    problem: Problem,
    drafting: Drafting,
    messages: tuple[Message, ...],
    grammar: Grammar | None,
    n: int,
    first: int,
) -> Call:
    bound = replace(drafting.decoding, grammar=grammar if drafting.constrain else None)
    return Call(Prompt(messages, problem.id), bound, n, first)
