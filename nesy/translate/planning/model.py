"""Planning problems written by a language model, with faults sent back to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nesy.errors import NesyError, ParseError
from nesy.exchange import Exchange, Message
from nesy.languages.decoding import Grammar
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import goal_grammar, problem_grammar
from nesy.languages.pddl.printer import domain_text
from nesy.languages.pddl.read import read_problem
from nesy.languages.pddl.read_formula import FormulaReader
from nesy.languages.pddl.sexp import read_sexps
from nesy.languages.pddl.syntax import And, Domain, Formula
from nesy.languages.pddl.task import Task
from nesy.models.base import LanguageModel, Prompt
from nesy.translate.planning.scene import Scene
from nesy.translate.planning.scene_problem import scene_problem
from nesy.translate.planning.view import in_view
from nesy.translate.prompt_files import load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.quoting import one_line, quoted_lines, without_control
from nesy.translate.replies import reply_of


@dataclass(frozen=True, slots=True)
class Attempt:
    """One text of the model: what was said to it, what it wrote, and what is wrong with it, if anything."""

    exchange: Exchange
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PlanningTranslation:
    """What became of an instruction.

    Args:
        task: the task that the last attempt says, or None if that has a fault.
        attempts: all attempts, in order.
    """

    task: Task | None
    attempts: tuple[Attempt, ...]


def write_goal(
    instruction: str, scene: Scene, domain: Domain, model: LanguageModel, *, attempts: int = 3
) -> PlanningTranslation:
    """Let a model write the goal of an instruction over a scene; objects and initial state come from the scene.

    Args:
        instruction: plain English.
        scene: the things that are there; if it says where the agent is, those in view count.
        domain: the domain.
        model: the model.
        attempts: how often it may write, the first time included.

    Raises:
        ModelFailed: if the model gives no samples.
    """
    frame = scene_problem(in_view(scene), domain, And())
    objects = [{"name": o.name, "type": " ".join(o.types)} for o in frame.objects]
    values: Values = {
        "instruction": one_line(instruction),
        "domain": quoted_lines(domain_text(domain)),
        "objects": objects,
    }
    messages = load_prompts("pddl/goal").messages("goal", values)

    def read(text: str) -> Task:
        return checked_task(domain, replace(frame, goal=read_goal_formula(text), source=text))

    return _repaired(messages, read, model, attempts, goal_grammar(checked_task(domain, frame)))


def write_problem(text: str, domain: Domain, model: LanguageModel, *, attempts: int = 3) -> PlanningTranslation:
    """Let a model write a whole problem file for a text.

    Args:
        text: what is there and what is wanted, in plain English.
        domain: the domain.
        model: the model.
        attempts: how often it may write, the first time included.

    Raises:
        ModelFailed: if the model gives no samples.
    """
    values = {"text": quoted_lines(text), "domain": quoted_lines(domain_text(domain))}
    messages = load_prompts("pddl/problem").messages("problem", values)

    def read(written: str) -> Task:
        return checked_task(domain, read_problem(written))

    return _repaired(messages, read, model, attempts, problem_grammar())


def read_goal_formula(text: str) -> Formula:
    """The goal of a text: a formula, or a formula in ``(:goal ...)``.

    Raises:
        ParseError: if it is something else.

    >>> read_goal_formula("(:goal (on a b))").arguments
    ('a', 'b')
    """
    found = read_sexps(text)
    if len(found) != 1:
        what = f"{len(found)} expressions stand where one goal is needed"
        raise ParseError(what, source=text, hint="write one formula, such as (and (on a b) (clear a))")
    reader = FormulaReader(text)
    group = reader.group(found[0], "a goal")
    if len(group) == 2 and group[0] == ":goal":
        return reader.formula(group[1])
    return reader.formula(group)


def _repaired(
    messages: Sequence[Message], read: Callable[[str], Task], model: LanguageModel, attempts: int, grammar: Grammar
) -> PlanningTranslation:
    """Ask until a text has no fault; each fault is shown to the model with the text that has it."""
    made: list[Attempt] = []
    conversation = tuple(messages)
    for _ in range(max(1, attempts)):
        prompt = Prompt(conversation)
        sample = model.generate([prompt], n=1, grammar=grammar)[0][0]
        written = reply_of(sample.text)
        try:
            task = read(written)
        except NesyError as err:
            fault = str(err)
        else:
            return PlanningTranslation(task, (*made, Attempt(sample.exchange(prompt))))
        made.append(Attempt(sample.exchange(prompt), fault))
        asked = load_prompts("pddl/refine").messages("refinement", {"fault": quoted_lines(without_control(fault))})
        conversation = (*conversation, Message("assistant", without_control(written).strip() or "(nothing)"), *asked)
    return PlanningTranslation(None, tuple(made))
