"""Refinement: a program's faults go back to the model, which may write it again; what is no better is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nesy.engine.diagnose import diagnose, is_better
from nesy.engine.execute import Execution, Run, execute
from nesy.errors import ModelFailed
from nesy.models import loop
from nesy.models.base import Call, Prompt
from nesy.problem import Problem
from nesy.translate.prompt_files import refinement_messages
from nesy.translate.strategies.base import Draft, Drafting


@dataclass(frozen=True, slots=True)
class Chain:
    """The runs of one sample: its first draft and its revisions."""

    runs: tuple[Run, ...]
    best: int = 0
    """Which of the runs speaks for the sample."""

    @property
    def run(self) -> Run:
        """The run that speaks for the sample."""
        return self.runs[self.best]

    @property
    def finished(self) -> bool:
        """True if there is nothing to mend, or no program to go on from."""
        draft = self.run.draft
        return not draft.text or not draft.exchanges or not diagnose(self.run)

    def grown(self, revision: Run, sentences: int) -> Chain:
        """The chain with a revision, which speaks for it if it is better than what it revises."""
        runs = (*self.runs, revision)
        return Chain(runs, len(runs) - 1 if is_better(revision, self.run, sentences) else self.best)


def refine(
    drafts: Sequence[Run], problem: Problem, drafting: Drafting, execution: Execution, rounds: int
) -> tuple[Chain, ...]:
    """The chains that at most ``rounds`` rounds of refinement make of first drafts; every attempt is kept.

    The samples of one round are drawn at the same time. A model that fails ends the chain it fails in.
    """
    chains = [Chain((run,)) for run in drafts]
    failed: set[int] = set()
    for _ in range(rounds):
        open_ = [i for i, chain in enumerate(chains) if not chain.finished and i not in failed]
        if not open_:
            break
        revised = loop.run(_revisions(chains, open_, problem, drafting))
        for i, draft in zip(open_, revised, strict=True):
            chains[i] = chains[i].grown(execute(draft, problem, execution), len(problem.premises))
            failed |= {i} if draft.error else set()
    return tuple(chains)


async def _revisions(
    chains: Sequence[Chain], wanted: Sequence[int], problem: Problem, drafting: Drafting
) -> list[Draft]:
    """A revision for each of the wanted chains.

    A sample's index counts the revisions before it, so that a second try from the same program is another sample.
    """
    indices = [i + len(chains) * (len(chains[i].runs) - 1) for i in wanted]
    tries = (_revision(chains[i].run, index, problem, drafting) for i, index in zip(wanted, indices, strict=True))
    return await asyncio.gather(*tries)


async def _revision(run: Run, index: int, problem: Problem, drafting: Drafting) -> Draft:
    last = run.draft
    faults = tuple(str(d) for d in diagnose(run))
    prompt = Prompt(refinement_messages(last.exchanges[-1].messages, last.text, faults), problem.id)
    grammar = last.grammar if drafting.constrain else None
    call = Call(prompt, replace(drafting.decoding, grammar=grammar), 1, index)
    try:
        (made,) = await drafting.model.complete(call)
    except ModelFailed as err:
        return Draft("", (), last.grammar, f"no revision: {err}")
    return Draft(made.text, (made.exchange(prompt, "refinement"),), last.grammar)
