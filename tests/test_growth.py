"""The growth benchmark: fair puzzles and questions, recorded replies, arms, and the modules that ship."""

import random
from collections import Counter
from xml.etree import ElementTree

import pytest

from nesy.bench.growth.arms import DEMANDS, Workbench, run_arm
from nesy.bench.growth.completions import FLAWED, RIGHT, read_completions
from nesy.bench.growth.need import make_task, stream
from nesy.bench.growth.plot import plot
from nesy.bench.growth.puzzles.answer import answer_puzzles
from nesy.bench.growth.puzzles.generate import allowed_choices, generate_puzzles
from nesy.bench.growth.puzzles.guess import guessed_share
from nesy.bench.growth.puzzles.needs import puzzle_needs
from nesy.bench.growth.puzzles.puzzle import read_puzzle
from nesy.bench.growth.report import GrowthReport
from nesy.bench.growth.run import every_need, run, solutions
from nesy.bench.growth.scenes.answer import answer_questions
from nesy.bench.growth.scenes.functions import FUNCTIONS
from nesy.bench.growth.scenes.question import KINDS, MOST_STEPS, generate_questions, values_of
from nesy.bench.growth.skills import practise
from nesy.errors import BadDataFile
from nesy.modules.library import Library
from nesy.modules.sandbox import open_sandbox
from nesy.modules.scenes import is_scene
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, verify
from nesy.resources import content_folder

NEEDS = every_need()
COMPLETIONS = read_completions()


@pytest.fixture(scope="module")
def sandbox():
    with open_sandbox("fast") as opened:
        yield opened


@pytest.fixture(scope="module")
def shipped():
    with Library(content_folder("module_library"), below=()) as library:
        yield library


# --- puzzles ------------------------------------------------------------------------------------


def test_puzzles_have_one_answer_and_are_the_same_for_a_seed():
    puzzles = generate_puzzles(60, seed=5)
    assert puzzles == generate_puzzles(60, seed=5) != generate_puzzles(60, seed=6)
    assert Counter(p.layout for p in puzzles) == {"centre": 20, "2x2": 20, "left-right": 20}
    for puzzle in puzzles:
        assert allowed_choices(puzzle) == [puzzle.answer]
        assert len(set(puzzle.choices)) == len(puzzle.choices) == 8
        assert read_puzzle(puzzle.to_json()) == puzzle


def test_choices_alone_do_not_give_the_answer_away():
    assert 0.09 < guessed_share(generate_puzzles(600, seed=11)) < 0.16  # one of eight, and three standard errors


def test_every_rule_governs_some_puzzle():
    rules = {rule for puzzle in generate_puzzles(200, seed=2) for _, rule in puzzle.rules}
    assert rules >= {"constant", "progression", "arithmetic", "distribute_three", "movement", "place_arithmetic"}


# --- scenes -------------------------------------------------------------------------------------


def test_questions_are_fair_and_the_same_for_a_seed():
    questions = generate_questions(300, seed=4)
    assert questions == generate_questions(300, seed=4)
    assert {q.kind for q in questions} == set(KINDS)
    assert {q.depth for q in questions} >= {3, 4, 5, MOST_STEPS} and max(q.depth for q in questions) == MOST_STEPS
    assert all(is_scene(q.scene) for q in questions)
    for kind in KINDS:
        answers = Counter(repr(q.answer) for q in questions if q.kind == kind)
        assert max(answers.values()) <= 0.61 * sum(answers.values())


def test_batched_answers_are_those_of_the_programs():
    questions = generate_questions(100, seed=8)
    answers = answer_questions(questions, lambda name, calls: [FUNCTIONS[name](*call) for call in calls])
    assert answers == [values_of(q.program, q.scene)[-1] for q in questions] == [q.answer for q in questions]


def test_a_question_whose_function_is_missing_is_not_answered():
    questions = generate_questions(10, seed=8)
    assert answer_questions(questions, lambda _, calls: [None] * len(calls)) == [None] * 10


# --- needs and replies --------------------------------------------------------------------------


def test_every_need_has_fair_tasks():
    for need in NEEDS:
        task = make_task(need, random.Random(need.name))
        signature = parse_signature(need.head)
        positive = [c for c in (*task.cases, *task.held_out) if not c.negative]
        assert len([c for c in task.cases if not c.negative]) >= 5, need.name
        assert all(signature.takes(c.inputs) and signature.returns.holds(c.expected) for c in positive), need.name


def test_every_function_has_a_right_reply_and_most_have_flawed_ones():
    kinds = {name: {reply.kind for reply in replies} for name, replies in COMPLETIONS.of.items()}
    assert set(kinds) == {need.function for need in NEEDS}
    assert all("right" in found for found in kinds.values())
    assert sum(bool(found & set(FLAWED)) for found in kinds.values()) > 0.9 * len(kinds)
    assert {reply.kind for reply in COMPLETIONS.any} == {"hostile", "truncated"}
    every = {reply.kind for replies in COMPLETIONS.of.values() for reply in replies}
    assert every == {*RIGHT, "wrong", "over-weak", "over-general"}


OVER = [
    (need, reply)
    for need, _ in solutions(NEEDS, COMPLETIONS)
    for reply in COMPLETIONS.of[need.function]
    if reply.kind in ("over-weak", "over-general")
]


@pytest.mark.parametrize(("need", "reply"), OVER, ids=[f"{n.function}-{r.kind}" for n, r in OVER])
def test_planted_weak_modules_are_refused(need, reply, sandbox):
    task = make_task(need, random.Random(3))
    contract = Contract(parse_signature(need.head), task.cases, task.held_out, need.properties)
    assert verify(reply.text, contract, sandbox, DEMANDS).failure


# --- arms ---------------------------------------------------------------------------------------


def test_a_library_grows_once_and_is_used_again(tmp_path):
    need = next(need for need in NEEDS if need.function == "run_length_decode")
    tasks = list(stream((need,), 4, seed=1))
    with Workbench(COMPLETIONS, tmp_path) as bench:
        arm = run_arm("library", tasks, 1, bench)
    assert [s.status for s in arm.served] == ["admitted", "reused", "reused", "reused"]
    assert [s.calls for s in arm.served[1:]] == [0, 0, 0] and arm.calls == arm.served[0].calls >= 1
    assert arm.accuracy == 1.0 and [s.modules for s in arm.served] == [1, 1, 1, 1]


@pytest.mark.slow
def test_without_a_library_every_task_is_written_anew(tmp_path):
    need = next(need for need in NEEDS if need.function == "running_total")
    with Workbench(COMPLETIONS, tmp_path) as bench:
        arm = run_arm("no library", list(stream((need,), 3, seed=1)), 1, bench)
    assert all(s.status == "admitted" and s.calls >= 1 and s.modules == 0 for s in arm.served)
    report = GrowthReport((arm,), (), 1.0)
    assert report.to_json()["arms"][0]["tasks"][0]["need"] == "running_total"


def test_practice_asks_for_what_problems_call_and_no_task_has_asked_for(tmp_path):
    needs = [need for need in NEEDS if need.function in ("is_more", "is_less", "how_many")]
    with Workbench(COMPLETIONS, tmp_path) as bench:
        run_arm("library", list(stream((needs[0],), 1, seed=1)), 1, bench)
        known = {module.name for module in bench.library.active()}
        done = practise(bench, ["is_more", "is_less", "is_less"], needs, seed=1)
        assert set(done.grown) == {"is_more", "is_less"} - known and done.calls >= len(done.grown)
        assert set(done.modules) >= {"is_more", "is_less"}
        again = practise(bench, ["is_more", "is_less"], needs, seed=2)
        assert (again.grown, again.calls) == ([], 0)


def test_replies_of_one_function_stand_in_one_file(monkeypatch):
    from nesy.bench.growth import completions

    told = {"growth/completions/any.yaml": "[]"}
    text = "same:\n- {kind: right, text: 'def same(): pass'}\n"
    monkeypatch.setattr(completions, "content_text", lambda folder, name: told.get(name, text))
    with pytest.raises(BadDataFile, match="another file"):
        read_completions()


@pytest.mark.slow
def test_the_whole_benchmark_on_a_few_tasks():
    report = run(limit=15, seeds=(1,))
    assert report.of("oracle")[0].accuracy == 1.0 and report.of("no library")[0].reuse == 0.0
    assert "admitted, yet wrong on fresh cases: 0 of" in str(report)
    page = ElementTree.fromstring(plot(report.arms))
    assert page.tag.endswith("svg") and len(page.findall(".//{http://www.w3.org/2000/svg}path")) > 16


# --- what ships ---------------------------------------------------------------------------------


def test_every_shipped_module_stands_its_own_checks(shipped):
    modules = shipped.active()
    assert {m.name for m in modules} == {need.function for need in NEEDS}
    for module in modules:
        assert shipped.verify(module.key).admitted, module.key


def test_shipped_modules_answer_puzzles_and_scenes(shipped):
    by_name = {module.name: module for module in shipped.active()}
    rules = [by_name[name] for name in sorted({need.function for need in puzzle_needs()})]
    puzzles = generate_puzzles(30, seed=77)

    def values(module, calls):
        return [getattr(outcome, "value", None) for outcome in shipped.run(module.key, calls)]

    assert len(rules) <= 8 and answer_puzzles(puzzles, rules, values) == [p.answer for p in puzzles]
    questions = generate_questions(40, seed=77)
    answers = answer_questions(questions, lambda name, calls: values(by_name[name], calls))
    assert answers == [q.answer for q in questions]


@pytest.mark.slow
def test_the_shipped_modules_are_those_that_the_recorded_solutions_grow(shipped, tmp_path):
    from nesy.bench.growth.ship import ship

    assert sorted(ship(tmp_path)) == list(shipped.store.keys())
