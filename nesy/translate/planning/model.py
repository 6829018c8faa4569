"""Planning problems written by a language model, with faults sent back to it."""

from __future__ import annotations

from dataclasses import replace

from nesy.errors import ParseError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import goal_grammar, problem_grammar
from nesy.languages.pddl.printer import domain_text
from nesy.languages.pddl.read import read_problem
from nesy.languages.pddl.read_formula import FormulaReader
from nesy.languages.pddl.sexp import read_sexps
from nesy.languages.pddl.syntax import And, Domain, Formula
from nesy.languages.pddl.task import Task
from nesy.models.base import LanguageModel
from nesy.translate.planning.halves import in_halves
from nesy.translate.planning.scene import Scene
from nesy.translate.planning.scene_problem import scene_problem
from nesy.translate.planning.view import in_view
from nesy.translate.planning.writer import USUAL, PlanningTranslation, Sampling, Writer
from nesy.translate.prompt_files import load_prompts
from nesy.translate.prompt_template import Values
from nesy.translate.quoting import one_line, quoted_lines


def write_goal(
    instruction: str, scene: Scene, domain: Domain, model: LanguageModel, sampling: Sampling = USUAL
) -> PlanningTranslation:
    """Let a model write the goal of an instruction over a scene; objects and initial state come from the scene.

    Args:
        instruction: plain English.
        scene: the things that are there; if it says where the agent is, those in view count.
        domain: the domain.
        model: the model.
        sampling: how the model is asked.

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

    return Writer(model, goal_grammar(checked_task(domain, frame)), sampling).repaired(messages, read)


def write_problem(text: str, domain: Domain, model: LanguageModel, sampling: Sampling = USUAL) -> PlanningTranslation:
    """Let a model write a whole problem file for a text.

    Where a grammar can bind the model it writes the objects first, and then the rest over just these.

    Args:
        text: what is there and what is wanted, in plain English.
        domain: the domain.
        model: the model.
        sampling: how the model is asked.

    Raises:
        ModelFailed: if the model gives no samples.
    """
    values = {"text": quoted_lines(text), "domain": quoted_lines(domain_text(domain))}
    able = model.capabilities
    if sampling.constrain and "llguidance" in able.grammars and not able.replays:
        return in_halves(values, domain, model, sampling)
    messages = load_prompts("pddl/problem").messages("problem", values)

    def read(written: str) -> Task:
        return checked_task(domain, read_problem(written))

    return Writer(model, problem_grammar(), sampling).repaired(messages, read)


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
