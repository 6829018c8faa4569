"""The grammars of problems, goals and plans: fit for a decoder, and of one mind with the reader."""

from __future__ import annotations

import pytest
from lark import Lark
from lark.exceptions import LarkError
from pddl_terminal import terminals

from nesy.languages.lint import lint_grammar
from nesy.languages.pddl.printer import formula_text, plan_text, problem_text
from nesy.languages.pddl.read import read_plan, read_problem
from nesy.resources import content_folder

PROBLEM = """(DEFINE (problem P1) (:domain d) (:requirements :strips :typing)
  (:objects a b - block andy orly - (either t) c) (:init (on a b) (ready) (= (total-cost) 0) (= (far a b) 2.5))
  (:goal {}) (:metric minimize (total-cost)))"""
GOALS = (
    "()",
    "(p)",
    "(andy a b)",
    "(an a)",
    "(notable a)",
    "(whenever)",
    "(and (p a) (or (q) (not (r a))))",
    "(forall (?x ?y - block ?z) (imply (on ?x ?y) (exists (?w) (= ?w ?z))))",
    "(>= (far a b) 3)",
    "(= (far a b) 2.5)",
)
WRONG = ("(and", "(not)", "(not (p) (q))", "(imply (p))", "(forall ?x (p ?x))", "p", "((p))", "(exists (x) (p x))")


def grammar(name: str) -> str:
    return content_folder("grammars").joinpath(f"{name}.lark").read_text(encoding="utf-8")


def parser(name: str, start: str = "start") -> Lark:
    return Lark(grammar(name), parser="lalr", start=start)


@pytest.mark.parametrize("name", ["pddl_problem", "plan"])
def test_a_parser_and_a_decoder_read_the_same(name: str) -> None:
    assert lint_grammar(grammar(name)) == ()


def test_the_names_are_those_that_the_script_writes() -> None:
    assert grammar("pddl_problem").endswith(terminals())


@pytest.mark.parametrize("goal", GOALS)
def test_what_is_printed_is_in_the_grammar(goal: str) -> None:
    problem = read_problem(PROBLEM.format(goal).replace("(either t)", "t"))
    parser("pddl_problem").parse(problem_text(problem))
    parser("pddl_problem", "goal").parse(formula_text(problem.goal))


@pytest.mark.parametrize("goal", WRONG)
def test_what_is_no_goal_is_not_in_the_grammar(goal: str) -> None:
    with pytest.raises(LarkError):
        parser("pddl_problem", "goal").parse(goal)


def test_printed_plans_are_in_the_grammar() -> None:
    text = plan_text(read_plan("0: (PICK-UP a) [1]\n(stack a b-2)\n(wait)"))
    assert len(parser("plan").parse(text).children) == 3
