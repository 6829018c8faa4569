"""Whole problems written by a model: bound half by half, compared by what they mean, planned and validated."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import nesy
from nesy.apps.cli import main
from nesy.errors import NotAProblem
from nesy.languages.lint import lint_grammar
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.decoding import facts_grammar, objects_grammar
from nesy.languages.pddl.name_terminal import names_but
from nesy.languages.pddl.read import read_domain, read_problem
from nesy.models.base import Capabilities, LanguageModel, Sample
from nesy.translate.planning.model import write_problem
from nesy.translate.planning.vote import most_agreed
from nesy.translate.planning.writer import Sampling

KITCHEN = """(define (domain kitchen) (:types cup - dish shelf dish)
  (:constants sink - shelf) (:functions (total-cost) (weight ?x - dish))
  (:predicates (on ?x - dish ?y - shelf) (clean ?x - dish) (near ?x ?y) (lit))
  (:derived (near ?x ?y) (exists (?z - shelf) (and (on ?x ?z) (on ?y ?z))))
  (:action move :parameters (?x - dish ?y ?z - shelf) :precondition (on ?x ?y)
    :effect (and (not (on ?x ?y)) (on ?x ?z) (increase (total-cost) (weight ?x))))
  (:action wash :parameters (?x - dish) :precondition (on ?x sink)
    :effect (and (clean ?x) (increase (total-cost) 1))))"""
DOMAIN = read_domain(KITCHEN)
OBJECTS = "(:objects\n    mug jar - cup\n    top - shelf)"


def problem(rest, objects=OBJECTS):
    return f"(define (problem written) (:domain kitchen) {objects} {rest})"


def task(rest, objects=OBJECTS):
    return checked_task(DOMAIN, read_problem(problem(rest, objects)))


class Scripted(LanguageModel):
    """Gives its replies one after the other, and keeps the grammars that it was bound to."""

    name = "scripted"

    def __init__(self, replies, grammars=()):
        self.replies, self.grammars, self.bound = iter(replies), grammars, []

    @property
    def capabilities(self):
        return Capabilities(grammars=self.grammars)

    async def complete(self, call):
        self.bound.append(call.decoding.grammar)
        return [Sample(next(self.replies)) for _ in range(call.n)]


FACTS = "(:init\n    (on mug top)\n    (= (total-cost) 0)\n    (= (weight mug) 2))\n  (:goal (and (clean mug)))\n"


def test_a_model_that_can_be_bound_writes_the_objects_first():
    model = Scripted([OBJECTS, FACTS], ("llguidance",))
    found = write_problem("A mug is on top.", DOMAIN, model)
    assert found.task == task(FACTS) and [a.exchange.purpose for a in found.attempts] == ["objects", "facts"]
    assert [g.lark for g in model.bound] == [objects_grammar(DOMAIN).lark, facts_grammar(found.task).lark]


def test_a_name_that_is_written_twice_is_written_again():
    replies = ["(:objects mug - cup mug top - shelf)", "(:objects jar - cup top - shelf)", FACTS]
    found = write_problem("A mug.", DOMAIN, Scripted(replies, ("llguidance",)))
    assert list(found.task.objects) == ["sink", "mug", "jar", "top"]
    assert "mug - cup" in found.attempts[1].exchange.messages[-1].content


@pytest.mark.parametrize(
    ("replies", "fault"),
    [
        (["the mug"], "stands in parentheses"),
        (["(:objects sink - shelf)"], "sink is declared twice"),
        (["(:objects mug - mug)"], "mug has the undeclared type mug"),
        ([OBJECTS, "(:init) (:goal (clean pan))", "(:init (on mug)) (:goal (lit))", ""], "the problem has no goal"),
        ([f"(:objects a{i} - cup a{i} - cup)" for i in range(20)], "no end of the objects"),
    ],
)
def test_what_is_no_problem_is_a_fault(replies, fault):
    found = write_problem("A mug.", DOMAIN, Scripted(replies, ("llguidance",)))
    assert found.task is None and fault in found.attempts[-1].fault


def test_a_model_that_is_not_bound_writes_in_one_go():
    for grammars, sampling in [((), Sampling()), (("llguidance",), Sampling(constrain=False))]:
        found = write_problem("A mug.", DOMAIN, Scripted([problem(FACTS)], grammars), sampling)
        assert found.task == task(FACTS) and len(found.attempts) == 1


def test_the_grammar_of_objects_keeps_the_discipline():
    assert lint_grammar(objects_grammar(DOMAIN, task(FACTS).problem.objects).lark) == ()


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        ("(:objects\n    a b - cup\n    c - shelf)", True),
        ("(:objects)", True),
        ("(:objects\n    mug - cup)", False),
        ("(:objects\n    sink - cup)", False),
        ("(:objects\n    mugs mu - cup)", True),
        ("(:objects\n    a - pan)", False),
        ("(:objects\n    a)", False),
    ],
)
def test_objects_are_new_and_typed(text, derived):
    matcher = pytest.importorskip("nesy.models.constrained.matcher", reason="llguidance is not installed")
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    assert matcher.accepts(objects_grammar(DOMAIN, task(FACTS).problem.objects), text) is derived


@pytest.mark.parametrize(
    ("text", "derived"),
    [
        (FACTS.rstrip(), True),
        ("(:init)\n  (:goal (lit))", True),
        ("(:init\n    (lit))\n  (:goal (near mug top))\n  (:metric minimize (total-cost))", True),
        ("(:init\n    (near mug top))\n  (:goal (lit))", False),  # derived
        ("(:init\n    (on top mug))\n  (:goal (lit))", False),
        ("(:init\n    (on mug))\n  (:goal (lit))", False),
        ("(:init\n    (= (weight top) 1))\n  (:goal (lit))", False),
        ("(:init\n    (= (weight mug) 1)\n    (= (weight mug) 2))\n  (:goal (lit))", False),
        ("(:init)", False),
    ],
)
def test_facts_fit_the_domain_and_the_objects(text, derived):
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    from agreement import Judges

    assert Judges(facts_grammar(task(FACTS))).verdicts(text) == (derived, derived)


def test_nothing_can_be_said_of_no_objects():
    empty = checked_task(
        read_domain("(define (domain d) (:predicates (p ?x)))"), read_problem("(define (problem q) (:goal ()))")
    )
    with pytest.raises(NotAProblem, match="without objects"):
        facts_grammar(empty)


def test_taken_names_cannot_be_written():
    import re

    taken = ["a", "ab", "abc", "b-1", "block"]
    pattern = re.compile(names_but(taken).removeprefix("NAME: /").removesuffix("/"))
    free = ["c", "_", "ac", "abcd", "abd", "b", "b-", "b-11", "bloc", "blocks", "b_1"]
    assert not any(map(pattern.fullmatch, [*taken, "", "1", "-", "A"])) and all(map(pattern.fullmatch, free))


def test_samples_are_compared_up_to_names():
    other = "(:objects a b - cup top - shelf)"
    here, there = "(= (weight mug) 1) (= (weight jar) 2)", "(= (weight b) 1) (= (weight a) 2)"
    tasks = [
        task(f"(:init (on mug top) (on jar sink) {here}) (:goal (clean mug))"),
        task(f"(:init (on mug top) (on jar top) {here}) (:goal (clean mug))"),
        task(f"(:init (on a sink) (on b top) {there}) (:goal (and (clean b)))", other),
        task(f"(:init (on a top) (on b sink) {there}) (:goal (clean b))", other),
        task(f"(:init (on a sink) (on b top) {there}) (:goal (clean b))".replace("a) 2", "a) 1"), other),
    ]
    assert most_agreed(tasks) == (tasks[0], 2)
    assert most_agreed([task("(:goal (or (lit) (clean mug)))")] * 3)[1] == 3


def test_a_text_is_planned_without_a_scene(tmp_path):
    replies = [problem("(:init (on jar top)) (:goal (lit))"), problem(FACTS), problem(FACTS)]
    result = nesy.plan("A mug is on top. Wash it.", domain=DOMAIN, model=Scripted(replies), samples=3)
    assert result.status.value == "solved" and str(result.plan) == "(move mug top sink)\n(wash mug)"
    assert "2 of 3 samples say this task" in result.notes and len(result.attempts) == 3
    unread = nesy.plan("A mug.", domain=DOMAIN, model=Scripted(["no"] * 2), sampling=Sampling(attempts=2))
    assert unread.status.value == "unread" and "write (define (problem name)" in unread.reason
    for arguments in ({"domain": DOMAIN}, {"model": Scripted([])}):
        with pytest.raises(NotAProblem):
            nesy.plan("A mug.", **arguments)


def test_the_command_asks_the_model(tmp_path):
    recording = tmp_path / "said.jsonl"
    (tmp_path / "domain.pddl").write_text(KITCHEN)
    base = ["plan", str(tmp_path / "domain.pddl"), "--instruction", "A mug.", "--model", f"recorded:{recording}"]
    refused = CliRunner().invoke(main, [*base, "--strategy", "decompose"])
    assert refused.exit_code == 2 and "--strategy says nothing about planning" in refused.output


def test_attempts_are_kept_in_the_result():
    result = nesy.plan("A mug.", domain=DOMAIN, model=Scripted(["no", problem(FACTS)]))
    first, second = json.loads(json.dumps(result.to_json()))["attempts"]
    assert first["fault"] and first["exchange"]["text"] == "no" and not second["fault"]


@pytest.mark.slow
def test_a_random_model_writes_problems_that_are_read_and_resolve(tmp_path):
    pytest.importorskip("torch", reason="needs pip install 'nesy[hf]'")
    pytest.importorskip("llguidance", reason="llguidance is not installed")
    import tiny_model

    from nesy.models.local.model import LocalModel
    from nesy.models.wrappers.closing import Closing

    model = Closing(LocalModel(tiny_model.build(tmp_path / "model"), max_tokens=40))
    for seed in range(8):
        found = write_problem("There is a cup.", DOMAIN, model, Sampling(attempts=1, seed=100 * seed))
        assert found.task is not None, found.attempts[-1].fault
    model.close()
