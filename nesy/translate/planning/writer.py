"""A language model that writes PDDL, with faults sent back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nesy.errors import NesyError
from nesy.exchange import Exchange, Message
from nesy.languages.decoding import Grammar
from nesy.languages.pddl.task import Task
from nesy.models.base import LanguageModel, Prompt, Sample
from nesy.translate.prompt_files import load_prompts
from nesy.translate.quoting import quoted_lines, without_control
from nesy.translate.replies import reply_of


@dataclass(frozen=True, slots=True)
class Attempt:
    """One text of the model: what was said to it, what it wrote, and what is wrong with it, if anything."""

    exchange: Exchange
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        """The attempt as JSON data."""
        return {"exchange": self.exchange.to_json(), "fault": self.fault}


@dataclass(frozen=True, slots=True)
class PlanningTranslation:
    """What became of an instruction.

    Args:
        task: the task that the last attempt says, or None if that has a fault.
        attempts: all attempts, in order.
    """

    task: Task | None
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model is asked. None leaves a choice to the model's own settings.

    Args:
        attempts: how often it may write a text until that has no fault, the first time included.
        temperature: 0 for the most probable token each time.
        max_tokens: the longest text.
        seed: what samples are drawn from.
        constrain: bind it to the grammar.

    Raises:
        ValueError: if it may not write at all.
    """

    attempts: int = 3
    temperature: float | None = None
    max_tokens: int | None = None
    seed: int | None = None
    constrain: bool = True

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"attempts is 1 or more, not {self.attempts}")


USUAL: Final = Sampling()


@dataclass(frozen=True, slots=True)
class Writer:
    """A model bound to a grammar.

    Args:
        model: the model.
        grammar: what it may write, as far as it can be bound.
        sampling: how it is asked.
    """

    model: LanguageModel
    grammar: Grammar
    sampling: Sampling = USUAL

    def sample(self, messages: Sequence[Message]) -> Sample:
        """One sample."""
        asked = self.sampling
        ((sample,),) = self.model.generate(
            [Prompt(tuple(messages))],
            n=1,
            temperature=asked.temperature,
            max_tokens=asked.max_tokens,
            seed=asked.seed,
            grammar=self.grammar if asked.constrain else None,
        )
        return sample

    def repaired(
        self, messages: Sequence[Message], read: Callable[[str], Task], purpose: str = "program"
    ) -> PlanningTranslation:
        """Ask until a text has no fault; each fault is shown to the model with the text that has it."""
        made: list[Attempt] = []
        conversation = tuple(messages)
        for _ in range(self.sampling.attempts):
            sample = self.sample(conversation)
            exchange = sample.exchange(Prompt(conversation), "refinement" if made else purpose)
            written = reply_of(sample.text)
            try:
                task = read(written)
            except NesyError as err:
                fault = str(err)
            else:
                return PlanningTranslation(task, (*made, Attempt(exchange)))
            made.append(Attempt(exchange, fault))
            asked = load_prompts("pddl/refine").messages("refinement", {"fault": quoted_lines(without_control(fault))})
            said = Message("assistant", without_control(written).strip() or "(nothing)")
            conversation = (*conversation, said, *asked)
        return PlanningTranslation(None, tuple(made))
