"""Questions about scenes: meaningful, balanced, and answered by modules as by a second reading of their programs."""

import random
from collections import Counter, defaultdict

import pytest

from nesy.bench.growth.completions import read_completions
from nesy.bench.growth.need import make_task
from nesy.bench.growth.scenes.answer import answer_questions
from nesy.bench.growth.scenes.generate import RELATIONS, draw_scene
from nesy.bench.growth.scenes.needs import scene_needs
from nesy.bench.growth.scenes.question import KINDS, MOST_STEPS, SCENE, Ref, commonest_share, generate_questions
from nesy.modules.sandbox import NoSafeSandbox, open_sandbox
from nesy.modules.scenes import is_scene
from nesy.modules.signature import parse_signature
from nesy.modules.verify.check import Contract, Demands, verify

NEEDS = {need.function: need for need in scene_needs()}
OPPOSITE = {"left of": "right of", "right of": "left of", "in front of": "behind", "behind": "in front of"}


@pytest.fixture(scope="module")
def questions():
    return generate_questions(500, seed=5)


def by_sets(program, scene):
    """A program's answer over sets of objects, apart from the reference functions."""
    objects = scene["objects"]
    meanings = {
        "every_object": lambda s: frozenset(objects),
        "with_value": lambda s, names, key, value: frozenset(n for n in names if objects[n][key] == value),
        "only_one": lambda names: next(iter(names)) if len(names) == 1 else pytest.fail("not exactly one"),
        "related": lambda s, name, relation: frozenset(n for n in objects if [n, name] in scene["relations"][relation]),
        "same_value": lambda s, name, key: (
            frozenset(n for n in objects if objects[n][key] == objects[name][key]) - {name}
        ),
        "value_of": lambda s, name, key: objects[name][key],
        "in_both": frozenset.intersection,
        "in_either": frozenset.union,
        "how_many": len,
        "is_any": bool,
        "is_more": lambda one, other: one - other > 0,
        "is_less": lambda one, other: other - one > 0,
        "is_equal": lambda one, other: one == other,
    }
    values = []
    for step in program:
        arguments = [values[a.step] if isinstance(a, Ref) else scene if a == SCENE else a for a in step.arguments]
        values.append(meanings[step.function](*arguments))
    return values


@pytest.mark.parametrize("seed", range(5))
def test_relations_are_opposite_and_total(seed):
    scene = draw_scene(random.Random(seed))
    assert is_scene(scene) and set(scene["relations"]) == set(RELATIONS)
    for relation, opposite in OPPOSITE.items():
        pairs = {tuple(pair) for pair in scene["relations"][relation]}
        turned = {(other, one) for one, other in map(tuple, scene["relations"][opposite])}
        assert pairs == turned and len(pairs) == len(scene["objects"]) * (len(scene["objects"]) - 1) / 2


def test_questions_repeat_by_seed_and_use_every_function(questions):
    assert generate_questions(25, seed=5) == questions[:25] != generate_questions(25, seed=6)
    assert {question.depth for question in questions} == {3, 4, 5, MOST_STEPS}
    assert {step.function for question in questions for step in question.program} == set(NEEDS)


def test_a_second_reading_of_the_programs_gives_the_answers(questions):
    for question in questions:
        answer = by_sets(question.program, question.scene)[-1]
        assert (answer, type(answer)) == (question.answer, type(question.answer)), question.text


def test_no_question_asks_in_vain(questions):
    for question in questions:
        values = by_sets(question.program, question.scene)
        for step, value in zip(question.program, values, strict=True):
            objects = [values[ref] for ref in step.refs if isinstance(values[ref], frozenset)]
            assert value not in objects, question.text
            assert frozenset() not in objects or step.function in ("how_many", "is_any"), question.text
        if question.kind == "query":
            asked = question.program[-1].arguments[-1]
            below = question.program[question.program[-1].refs[0]].refs[0]
            assert asked not in question.program[below].arguments, question.text


def test_no_answer_is_given_to_more_than_three_fifths_of_what_is_asked(questions):
    answers = defaultdict(Counter)
    for question in questions:
        answers[question.last][repr(question.answer)] += 1
    assert {kind for kind, *_ in answers} == set(KINDS) and len(answers) >= 10
    assert {last: told for last, told in answers.items() if max(told.values()) > 0.6 * told.total()} == {}
    assert commonest_share(questions) < 0.6


def test_the_references_answer_every_question_in_few_calls(questions):
    made = []

    def call(name, calls):
        made.append(name)
        signature = parse_signature(NEEDS[name].head)
        assert all(signature.takes(inputs) for inputs in calls)
        return [NEEDS[name].reference(*inputs) for inputs in calls]

    assert answer_questions(questions, call) == [question.answer for question in questions]
    assert len(made) < 150


def test_a_function_without_answers_leaves_its_questions_open(questions):
    def call(name, calls):
        return [None if name == "related" else NEEDS[name].reference(*inputs) for inputs in calls]

    for question, answer in zip(questions, answer_questions(questions, call), strict=True):
        open_ = any(step.function == "related" for step in question.program)
        assert answer == (None if open_ else question.answer)


def test_every_need_has_a_source_that_is_admitted():
    try:
        sandbox = open_sandbox("fast")
    except NoSafeSandbox as err:
        pytest.skip(f"no fast sandbox here: {err.message}")
    completions = read_completions()
    with sandbox:
        for name, need in NEEDS.items():
            task = make_task(need, random.Random(name))
            contract = Contract(parse_signature(need.head), task.cases, task.held_out, need.properties)
            result = verify(completions.solution(name), contract, sandbox, Demands(lower_bound=0.85))
            assert result.admitted, (name, result)
