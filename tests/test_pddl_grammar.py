"""The grammars of PDDL keep the discipline, and mean the same to lark, a decoder and the reader."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pytest
from agreement import Judges, Walks
from pddl_head_terminal import WORDS, terminals
from pddl_texts import Texts, mutant

from nesy.errors import NesyError, NotAProblem
from nesy.languages.decoding import Grammar
from nesy.languages.lint import lint_grammar
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import domain_grammar, facts_grammar, goal_grammar, plan_grammar, problem_grammar
from nesy.languages.pddl.goal_rules import MAX_LEVELS
from nesy.languages.pddl.printer import domain_text, formula_text, objects_text, plan_text, problem_text
from nesy.languages.pddl.read import read_domain, read_plan, read_problem
from nesy.languages.pddl.syntax import Formula
from nesy.languages.pddl.task import Task
from nesy.resources import content_text
from nesy.translate.planning.model import read_goal_formula

pytest.importorskip("llguidance", reason="llguidance is not installed")

from nesy.models.constrained.closer import close
from nesy.models.constrained.matcher import accepts

DOMAIN = """(define (domain kitchen)
  (:requirements :typing :negative-preconditions :conditional-effects :action-costs :derived-predicates)
  (:types cup plate - dish dish shelf - object)
  (:constants sink - shelf)
  (:predicates (on ?x - (either dish cup) ?y - shelf) (clean ?x - dish) (above ?x ?y) (hungry))
  (:functions (total-cost) - number (weight ?x - dish) - number)
  (:derived (above ?x ?y) (exists (?z) (and (above ?x ?z) (= ?z ?y))))
  (:action wash :parameters (?x - dish ?y - shelf)
    :precondition (or (not (clean ?x)) (on ?x sink))
    :effect (and (clean ?x) (when (hungry) (not (hungry)))
                 (forall (?z - cup) (not (on ?z ?y))) (increase (total-cost) (* 2 (weight ?x)))))
  (:action wait))"""
PROBLEM = """(define (problem tidy) (:domain kitchen)
  (:objects blue red - cup big - plate top - shelf)
  (:init (on red top) (hungry) (= (weight red) 1.5) (= (weight blue) 2) (= (weight big) 2) (= (total-cost) 0))
  (:goal (and (forall (?x - cup) (clean ?x)) (imply (hungry) (exists (?x - dish) (not (on ?x sink))))))
  (:metric minimize (total-cost)))"""
GRAMMARS = {"domain": domain_grammar, "problem": problem_grammar, "goal": goal_grammar, "plan": plan_grammar}
PIECES = (
    "(",
    ")",
    " ",
    "(and ",
    "(or ",
    "(not ",
    "(imply ",
    "(forall (",
    "(exists (",
    "?x",
    " - ",
    "cup",
    "red",
    "(on ",
)
DEEP = "(not " * (MAX_LEVELS + 1) + "(hungry)" + ")" * (MAX_LEVELS + 1)


def examples() -> Iterator[tuple[str, str, str]]:
    """The lines of the example files: the file, the text, and what is made of it."""
    for file in ("pddl_domain", "pddl_problem", "plan"):
        for line in content_text("grammars", f"{file}.examples").splitlines():
            if " ⇝ " in line and not line.startswith("#"):
                text, _, expected = line.partition(" ⇝ ")
                yield file, text, expected


@lru_cache(maxsize=1)
def task() -> Task:
    return checked_task(read_domain(DOMAIN), read_problem(PROBLEM))


def with_goal(text: str) -> Task:
    """The task with a goal of its own, read and checked."""
    problem = read_problem(f"(define (problem p) (:domain kitchen) (:goal {text}))")
    return checked_task(task().domain, replace(task().problem, goal=problem.goal, source=problem.source))


@pytest.mark.parametrize("name", GRAMMARS)
def test_the_grammar_keeps_the_discipline(name: str) -> None:
    assert lint_grammar(GRAMMARS[name]().lark) == ()


def test_the_specialised_grammar_parses_as_lalr() -> None:
    assert Judges(goal_grammar(task())).lark("(clean red)")


@pytest.mark.parametrize("file", ["pddl_domain.lark", "pddl_problem.lark"])
def test_atoms_begin_with_no_keyword(file: str) -> None:
    assert terminals() in content_text("grammars", file)
    for word in WORDS:
        assert not accepts(goal_grammar(), f"({word})")
        assert accepts(goal_grammar(), f"({word}s)") and accepts(goal_grammar(), f"({word[:-1]})")


@pytest.mark.parametrize(
    ("grammar", "text"),
    [
        (domain_grammar(), domain_text(task().domain)),
        (problem_grammar(), problem_text(task().problem)),
        (goal_grammar(), formula_text(task().problem.goal)),
        (goal_grammar(task()), formula_text(task().problem.goal)),
        (plan_grammar(), "(wash red top)\n(wait)\n"),
    ],
)
def test_what_the_printer_writes_is_derived(grammar: Grammar, text: str) -> None:
    assert Judges(grammar).verdicts(text) == (True, True)


@pytest.mark.parametrize("seed", range(40))
def test_printed_texts_and_their_mutants(seed: int) -> None:
    drawn, rng = Texts(random.Random(seed)).task(), random.Random(seed)
    texts = {"domain": domain_text(drawn.domain), "problem": problem_text(drawn.problem)}
    assert read_problem(texts["problem"]) == drawn.problem and read_domain(texts["domain"]) == drawn.domain
    for name, text in {**texts, "goal": formula_text(drawn.problem.goal)}.items():
        assert judges_of(name).verdicts(text) == (True, True), text
        changed = mutant(text, rng)
        lark, decoder = judges_of(name).verdicts(changed)
        assert lark == decoder, changed
        assert not lark or is_read(name, changed) or is_refused_by_meaning(name, changed), changed


@pytest.mark.parametrize("seed", range(4))
def test_facts_of_a_random_task_fit_it(seed: int) -> None:
    drawn = Texts(random.Random(seed)).task()
    grammar = facts_grammar(drawn)
    judges, walks = Judges(grammar), Walks(grammar, [*PIECES, *drawn.objects], most=40)
    opened = f"(define (problem p) (:domain {drawn.domain.name}) {objects_text(drawn.problem.objects)}"
    for text in walks.texts(4, seed):
        assert judges.verdicts(text) == (True, True), text
        checked_task(drawn.domain, read_problem(f"{opened} {text})"))
    assert walks.lost == 0


@lru_cache(maxsize=8)
def judges_of(name: str) -> Judges:
    return Judges(GRAMMARS[name]())


@pytest.mark.parametrize("name", ["domain", "goal", "plan"])
def test_lark_and_a_decoder_agree_and_the_reader_reads(name: str) -> None:
    grammar = GRAMMARS[name]()
    judges, rng = Judges(grammar), random.Random(1)
    derived = Walks(grammar, PIECES)
    for text in derived.texts(60):
        assert judges.verdicts(text) == (True, True), text
        assert is_read(name, text) or is_refused_by_meaning(name, text), text
        changed = mutant(text, rng)
        lark, decoder = judges.verdicts(changed)
        assert lark == decoder, changed
    assert derived.lost == 0


def test_a_problem_that_was_cut_off_behind_its_title_is_closed_and_read() -> None:
    whole = problem_text(task().problem)
    for cut in range(whole.index("(:domain") + len("(:domain "), len(whole), 23):
        end = close(problem_grammar(), whole[:cut])
        assert end is not None, whole[:cut]
        assert Judges(problem_grammar()).verdicts(whole[:cut] + end) == (True, True)
        assert is_read("problem", whole[:cut] + end)


def test_whatever_the_specialised_grammar_derives_passes_the_check() -> None:
    grammar = goal_grammar(task())
    judges, walks = Judges(grammar), Walks(grammar, PIECES)
    for text in walks.texts(80):
        assert formula_text(with_goal(text).problem.goal) == text
        assert judges.lark(text) and accepts(goal_grammar(), text), text
    assert walks.lost == 0


@pytest.mark.parametrize(
    "text",
    [
        "(clean top)",  # a shelf is no dish
        "(on red blue)",
        "(clean green)",
        "(dirty red)",
        "(clean red blue)",
        "(clean ?x)",
        "(forall (?x - shelf) (clean ?x))",
        "(forall (?x - spoon) (hungry))",
        "(exists (?x) (forall (?x) (above ?x ?x)))",
        "(weight red)",
        "(and)",
        "(clean  red)",
        DEEP,
    ],
)
def test_the_specialised_grammar_refuses(text: str) -> None:
    assert not accepts(goal_grammar(task()), text)


def test_a_task_may_have_thousands_of_objects() -> None:
    objects = " ".join(f"o{i}" for i in range(3000))
    problem = read_problem(f"(define (problem q) (:domain d) (:objects {objects}) (:goal (p o0 o1)))")
    grammar = goal_grammar(checked_task(read_domain("(define (domain d) (:predicates (p ?x ?y)))"), problem))
    assert accepts(grammar, "(p o1 o2999)") and not accepts(grammar, "(p o1 o3000)")


def test_a_task_without_atoms_has_no_grammar() -> None:
    domain = read_domain("(define (domain d) (:predicates (p ?x)))")
    empty = checked_task(domain, read_problem("(define (problem q) (:domain d) (:init) (:goal ()))"))
    with pytest.raises(NotAProblem, match="no goal can be written"):
        goal_grammar(empty)


@pytest.mark.parametrize(("file", "text", "expected"), list(examples()))
def test_every_example_is_read_or_refused_as_it_says(file: str, text: str, expected: str) -> None:
    if expected.startswith("!"):
        with pytest.raises(NesyError, match=re.escape(expected[1:])):
            example_read(file, text)
    else:
        assert " ".join(example_read(file, text).split()) == expected


def example_read(file: str, text: str) -> str:
    """What the reader makes of an example: a goal, an action of a domain, or a plan."""
    if file == "pddl_domain":
        names = "(define (domain d) (:functions (total-cost)) "
        printed = domain_text(read_domain(f"{names}{text})"))
        return printed[printed.index("(total-cost))") + len("(total-cost))") : -1]
    return formula_text(read_goal_formula(text)) if file == "pddl_problem" else plan_text(read_plan(text))


def is_read(name: str, text: str) -> bool:
    """Whether the reader reads a text."""
    try:
        read(name, text)
    except NesyError:
        return False
    return True


def is_refused_by_meaning(name: str, text: str) -> bool:
    """Whether a numeric name is missing from (:functions ...), which no grammar can see."""
    return name == "domain" and re.search(r"\((=|<|>|increase|decrease|assign|scale)", text) is not None


def read(name: str, text: str) -> str:
    """What the reader makes of a text, as the printer writes it."""
    match name:
        case "domain":
            return domain_text(read_domain(text))
        case "problem":
            return problem_text(read_problem(text))
        case "plan":
            return plan_text(read_plan(text))
        case _:
            return formula_text(goal_of(text))


def goal_of(text: str) -> Formula:
    goal = text if text.startswith("(:goal") else f"(:goal {text})"
    return read_problem(f"(define (problem p) (:domain d) {goal})").goal
