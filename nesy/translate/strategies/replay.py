"""``replay``: takes recorded outputs by the problem's id, without a prompt."""

from __future__ import annotations

from dataclasses import dataclass

from nesy.models.base import Call, Prompt
from nesy.problem import Problem
from nesy.translate.strategies.base import Draft, Drafting


@dataclass(frozen=True, slots=True)
class Replay:
    """Executes what was recorded, whatever it was asked with."""

    @property
    def name(self) -> str:
        """``replay``."""
        return "replay"

    @property
    def prompts(self) -> str:
        """None."""
        return ""

    async def drafts(self, problem: Problem, drafting: Drafting) -> list[Draft]:
        """The recorded outputs.

        Raises:
            UnknownName: if the recording holds nothing for the problem, or too few outputs.
        """
        prompt = Prompt(problem_id=problem.id)
        n = drafting.model.samples_by_default(prompt) if drafting.n is None else drafting.n
        samples = await drafting.model.complete(Call(prompt, drafting.decoding, n))
        return [Draft(sample.text) for sample in samples]
