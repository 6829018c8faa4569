"""PDDL: texts are read, checked, printed; what is wrong is said where."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nesy.bench.planning.solving import problem_pairs
from nesy.errors import InputTooLarge, NesyError, ParseError, PlanningError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.language import program_from_json
from nesy.languages.pddl.printer import domain_text, formula_text, problem_text
from nesy.languages.pddl.read import read_domain, read_plan, read_problem
from nesy.languages.pddl.sexp import MAX_DEPTH, read_sexps

FIXTURES = Path(__file__).parent / "fixtures" / "planning"
DOMAIN = (FIXTURES / "kitchen-domain.pddl").read_text()
PROBLEM = (FIXTURES / "kitchen-problem.pddl").read_text()
DATA = os.environ.get("NESY_DATA")


def task(domain=DOMAIN, problem=PROBLEM):
    return checked_task(read_domain(domain), read_problem(problem))


def test_a_task_is_read_whole():
    read = task()
    assert [a.name for a in read.domain.actions] == ["take", "put", "unlock", "rinse", "fill"]
    assert read.members["vessel"] == ("mug", "dish") and read.members["place"] == ("sink", "shelf", "stove")
    assert read.is_a("stove", ("thing",)) and not read.is_a("stove", ("vessel",))
    assert read.uses_costs and read.diagnostics == ()
    assert read.features >= {":typing", ":conditional-effects", ":equality", ":negative-preconditions", ":action-costs"}
    assert formula_text(read.problem.goal) == "(and (full mug) (at mug sink) (clean dish))"


def test_printed_texts_read_back_to_the_same():
    read = task()
    again = checked_task(read_domain(domain_text(read.domain)), read_problem(problem_text(read.problem)))
    assert (again.domain, again.problem) == (read.domain, read.problem)
    assert program_from_json(read.to_json()) == read


LENIENT = {
    "(:requirements ...) lacks :conditional-effects": (DOMAIN.replace(":adl", ":strips"), PROBLEM),
    "is written for the domain": (DOMAIN, PROBLEM.replace("(:domain kitchen)", "(:domain cellar)")),
    "add it to (:constants": (
        DOMAIN.replace("(:constants sink - place)", ""),
        PROBLEM.replace("shelf - place", "shelf sink - place"),
    ),
}


@pytest.mark.parametrize("note", LENIENT)
def test_what_is_plain_all_the_same_is_noted(note):
    assert any(note in d for d in task(*LENIENT[note]).diagnostics)


def test_one_name_may_be_an_action_a_predicate_and_an_object():
    domain = "(define (domain d) (:predicates (go ?x)) (:action go :parameters (?x) :effect (go ?x)))"
    assert task(domain, "(define (problem p) (:domain d) (:objects go) (:init) (:goal (go go)))").objects["go"]


WRONG = [
    ("(full ?v - vessel)\n", "(full ?v - vesel)\n", "undeclared type vesel", "did you mean vessel?", "?v"),
    ("(clean dish)", "(clen dish)", "the predicate clen is not declared", "did you mean clean?", "(clen dish)"),
    ("(clean dish)", "(clean dsh)", "the object dsh is not declared", "did you mean dish?", "(clean dsh)"),
    ("(clean dish)", "(clean dish mug)", "clean takes 1 argument, not 2", "write (clean ?v)", "(clean dish mug)"),
    ("(clean dish)", "(clean shelf)", "shelf is a place, and clean takes a vessel", None, "(clean shelf)"),
    ("(full ?c) (increase", "(full ?x) (increase", "the variable ?x is not declared", None, "(full ?x)"),
    ("(distance sink ?p)", "(distanc sink ?p)", "the function distanc is not declared", "did you mean distance?", None),
    ("cup plate - vessel", "cup plate - vessel thing - cup", "is above itself", None, None),
    (":parameters (?c - cup)", ":parameters (c - cup)", "a variable begins with ?", "write ?c", "c"),
    ("(:objects mug", "(:objects mug mug", "declared twice", None, "mug"),
    ("(:action fill", "(:action rinse", "two actions are named rinse", None, None),
]


@pytest.mark.parametrize(("old", "new", "message", "hint", "place"), WRONG, ids=[w[2] for w in WRONG])
def test_what_does_not_fit_is_refused_with_its_place(old, new, message, hint, place):
    assert old in DOMAIN or old in PROBLEM
    with pytest.raises(PlanningError) as caught:
        task(DOMAIN.replace(old, new), PROBLEM.replace(old, new))
    error = caught.value
    assert message in error.message
    assert hint is None or hint in (error.hint or "")
    assert place is None or error.source[error.span.start : error.span.end] == place


UNREADABLE = {
    "": "this is no domain",
    "(define (domain d": "a parenthesis that is not closed",
    "(define (domain d)))": "a parenthesis that nothing opens",
    "(define (problem p))": "(domain name) is missing",
    "(define (domain d) (:colour red))": "no section of a domain",
    "(define (domain d) (:action))": "an action has a name",
    "(define (domain d) (:action a :effect))": "has nothing behind it",
    "(define (domain d) (:action a :cost 3))": "no part of an action",
    "(define (domain d) (:action a :effect (or (p) (q))))": "cannot be an effect",
    "(define (domain d) (:action a :effect (not (and (p)))))": "only an atom can be made false",
    "(define (domain d) (:action a :precondition (not (p) (q))))": "not takes one part, not 2",
    "(define (domain d) (:action a :precondition (forall ?x (p))))": "a list of variables stands in parentheses",
    "(define (domain d) (:types a -))": "a type is missing",
    "(define (domain d) (:functions (f) - object))": "only functions to numbers",
    "(define (domain d) (:action a :precondition (p (q))))": "a term is needed here",
}


@pytest.mark.parametrize("text", UNREADABLE, ids=list(UNREADABLE.values()))
def test_what_is_no_pddl_is_refused_with_its_place(text):
    with pytest.raises(ParseError) as caught:
        read_domain(text)
    assert UNREADABLE[text] in caught.value.message and caught.value.span is not None


def test_problems_and_plans_that_cannot_be_read():
    with pytest.raises(ParseError, match="has no goal"):
        read_problem("(define (problem p) (:domain d) (:init))")
    with pytest.raises(ParseError, match="a fact is a predicate"):
        read_problem("(define (problem p) (:domain d) (:init (and (p) (q))) (:goal (p)))")
    with pytest.raises(ParseError, match="is said to hold and not to hold"):
        read_problem("(define (problem p) (:domain d) (:init (p) (not (p))) (:goal (p)))")
    assert read_problem("(define (problem p) (:domain d) (:init (not (p))) (:goal (p)))").initial == ()
    with pytest.raises(ParseError, match="is no action"):
        read_plan("pick-up a")
    with pytest.raises(ParseError, match="a name with its arguments"):
        read_plan("(pick-up (a))")
    assert read_plan("; nothing\n") == ()


def test_features_that_are_read_and_not_kept_are_named():
    domain = "(define (domain d) (:predicates (p)) (:durative-action a) (:constraints (always (p))))"
    problem = "(define (problem x) (:domain d) (:init (at 5 (p))) (:goal (preference g (p))))"
    assert {":durative-actions", ":constraints", ":timed-initial-literals", ":preferences"} <= task(
        domain, problem
    ).features


def test_limits():
    with pytest.raises(InputTooLarge):
        read_sexps("(" * (MAX_DEPTH + 1))


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 10**9))
def test_mutated_tasks_are_read_or_refused_with_a_typed_error(seed):
    draw = random.Random(seed)
    texts = [DOMAIN, PROBLEM]
    for _ in range(draw.randint(1, 3)):
        which = draw.randrange(2)
        text, at = texts[which], draw.randrange(len(texts[which]))
        piece = draw.choice(
            ["", "(", ")", "?v", " - ", "not ", "mug", ":goal", "=", "0", ";", "\x00", "é", "(and)", "either"]
        )
        texts[which] = text[:at] + piece + text[at + draw.choice([0, 1, 8]) :]
    try:
        task(*texts)
    except NesyError as error:
        assert isinstance(error, ParseError | PlanningError | InputTooLarge)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="()?:;-= \nandefiprolmxt09.", max_size=120))
def test_any_text_is_read_or_refused_with_a_typed_error(text):
    for read in (read_domain, read_problem, read_plan):
        try:
            read(text)
        except NesyError as error:
            assert isinstance(error, ParseError | InputTooLarge)


@pytest.mark.skipif(not DATA or not (Path(DATA) / "pddl").is_dir(), reason="NESY_DATA has no folder pddl")
def test_competition_tasks_are_read_checked_and_printed():
    pairs = problem_pairs(Path(DATA) / "pddl" / "ipc")
    assert len(pairs) == 171
    for domain, problem in pairs:
        read = task(domain.read_text(), problem.read_text())
        again = checked_task(read_domain(domain_text(read.domain)), read_problem(problem_text(read.problem)))
        assert (again.domain, again.problem) == (read.domain, read.problem), problem
