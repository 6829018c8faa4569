"""Goals from instructions and scenes, without a model."""

import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nesy.errors import BadDataFile, NesyError
from nesy.languages.pddl.check import checked_task
from nesy.languages.pddl.printer import problem_text
from nesy.languages.pddl.read import read_domain, read_problem
from nesy.models.base import Capabilities, LanguageModel, Sample
from nesy.translate.planning.domain_vocabulary import vocabulary_of
from nesy.translate.planning.goal import instances, read_goal
from nesy.translate.planning.model import write_goal, write_problem
from nesy.translate.planning.scene import read_scene, scene_of
from nesy.translate.planning.scene_problem import goal_formula, scene_problem
from nesy.translate.planning.view import in_view
from nesy.translate.planning.vocabulary import Schema, Vocabulary

FIXTURES = Path(__file__).parent / "fixtures" / "planning"


def action(name, parameters, needs, adds, deletes=()):
    def atoms(text):
        return tuple(tuple(atom.split()) for atom in text.split(", ") if atom)

    return Schema(name, tuple(parameters.split()), atoms(needs), atoms(needs), atoms(adds), atoms(deletes or ""), {})


ACTIONS = (
    action("pick-up", "?x", "graspable ?x, free", "holding ?x", "free"),
    action("place-on", "?x ?y", "holding ?x, containable ?y", "on ?x ?y, free", "holding ?x"),
    action("place-in", "?x ?y", "holding ?x, containable ?y, opened ?y", "in ?x ?y, free", "holding ?x"),
    action("open", "?x", "openable ?x, closed ?x", "opened ?x", "closed ?x"),
    action("close", "?x", "openable ?x, opened ?x", "closed ?x", "opened ?x"),
    action("switch-on", "?x", "toggleable ?x", "turned-on ?x"),
    action("wash", "?x", "holding ?x", "clean ?x"),
)
ARITY = {atom[0]: len(atom) - 1 for schema in ACTIONS for atom in (*schema.needs, *schema.adds)}
HOUSEHOLD = Vocabulary(ARITY, ACTIONS)
INSTRUCTIONS = yaml.safe_load((FIXTURES / "instructions.yaml").read_text())
SCENE = read_scene("objects: [cup, cup, table, fridge, lamp, plate, apple, coffee table, sink, drawer]")


@pytest.mark.parametrize(("instruction", "status", "atoms"), INSTRUCTIONS)
def test_instructions(instruction, status, atoms):
    reading = read_goal(instruction, SCENE, HOUSEHOLD)
    assert reading.status == status, reading
    assert atoms is None or [list(atom) for atom in reading.atoms] == atoms
    assert status != "unread" or reading.reason


def test_the_missing_thing_is_named():
    reading = read_goal("Put the banana on the table", SCENE, HOUSEHOLD)
    assert reading.missing == ("banana",)


def test_all_things_of_a_type_are_meant():
    every, taken = instances(read_goal("Put all cups on the table", SCENE, HOUSEHOLD), SCENE)
    assert every == (("on", "cup_1", "table"), ("on", "cup_2", "table")) and not taken
    one, taken = instances(read_goal("Put the cup on the table", SCENE, HOUSEHOLD), SCENE)
    assert one == (("on", "cup_1", "table"),) and taken == {"cup": "cup_1"}


def test_what_is_open_is_filled_by_what_the_domain_demands():
    cut = Vocabulary(
        {"carry": 1, "cut": 2, "cuttool": 1, "cuttable": 1},
        (
            action("pickup", "?x", "cuttool ?x", "carry ?x"),
            action("cut", "?z ?x", "carry ?x, cuttable ?z", "cut ?z ?x"),
        ),
    )
    reading = read_goal("I would like some carrot slices.", read_scene("objects: [fork, knife, carrot]"), cut)
    assert reading.atoms == (("cut", "carrot", "knife"),) and "knife" in reading.assumed[0]
    without = read_goal("Take the knife and chop the carrot.", read_scene("objects: [fork, carrot]"), cut)
    assert (without.status, without.atoms, without.missing) == ("missing", (("cut", "carrot", "unknown"),), ("knife",))


def test_what_is_behind_the_agent_is_not_seen():
    things = [
        {"type": kind, "position": {"x": x, "z": z}}
        for kind, x, z in (("cup", 0.1, 1), ("pan", 0, -1), ("plate", 0, 3), ("pot", 1, 0.95), ("bowl", 1, 0.9))
    ]
    scene = scene_of({"agent": {"position": {"x": 0, "z": 0}, "rotation": {"y": 0}}, "objects": things})
    assert in_view(scene).types == ("cup", "pot")


@pytest.mark.parametrize(("down", "seen"), [(0, ("cup",)), (30, ("cup", "plate")), (60, ("plate",))])
def test_what_is_above_or_below_the_camera_is_not_seen(down, seen):
    things = [
        {"type": kind, "position": {"x": 0, "y": y, "z": z}} for kind, y, z in (("cup", 1.5, 1.2), ("plate", 0.9, 0.5))
    ]
    agent = {"position": {"x": 0, "y": 0.9, "z": 0}, "rotation": {"y": 0}, "cameraHorizon": down}
    assert in_view(scene_of({"agent": agent, "objects": things})).types == seen


def test_several_usual_things_are_a_choice():
    cook = Vocabulary(
        {"carry": 1, "cook": 2},
        (action("pickup", "?x", "", "carry ?x"), action("cook", "?z ?x", "carry ?z", "cook ?z ?x")),
    )
    one = read_goal("Cook me the egg.", read_scene("objects: [egg, pan, plate]"), cook)
    assert (one.status, one.atoms) == ("goal", (("cook", "egg", "pan"),))
    both = read_goal("Cook me the egg.", read_scene("objects: [egg, pan, microwave]"), cook)
    assert (both.status, both.candidates) == ("ambiguous", ("pan", "microwave"))


def test_a_command_that_fits_two_predicates_is_ambiguous():
    domain = Vocabulary(
        {"in": 2, "inside": 2},
        (action("put", "?x ?y", "", "in ?x ?y"), action("drop", "?x ?y", "", "inside ?x ?y")),
    )
    reading = read_goal("Put the apple in the fridge.", SCENE, domain)
    assert (reading.status, reading.candidates) == ("ambiguous", ("(in apple fridge)", "(inside apple fridge)"))


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text):
    assert read_goal(text, SCENE, HOUSEHOLD).status in ("goal", "missing", "ambiguous", "unread")


WORDS = sorted({word for row in INSTRUCTIONS for word in row[0].split()})


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_words_are_read_or_refused(text):
    reading = read_goal(text, SCENE, HOUSEHOLD)
    for atom in reading.atoms if reading.status == "goal" else ():
        assert ARITY[atom[0]] == len(atom) - 1 and set(atom[1:]) <= {*SCENE.types, "hand"}


BAD_SCENES = [
    "",
    "[]",
    "objects: 3",
    "objects: [3]",
    "objects: ['']",
    "objects: [{name: a}]",
    "objects: [{type: a, position: {x: 1}}]",
    "objects: [{type: a, attributes: [1]}]",
    "objects: [a]\nrelations: [3]",
    "objects: [a]\nrelations: [[on, a, b]]",
    "agent: {position: {x: 0, z: 0}}\nobjects: [a]",
    "{",
    "!!python/object:os.system {}",
]


@pytest.mark.parametrize("text", BAD_SCENES)
def test_what_is_no_scene_is_refused(text):
    with pytest.raises(BadDataFile):
        read_scene(text)


@given(st.text(max_size=80))
def test_any_text_is_a_scene_or_an_error(text):
    try:
        read_scene(text)
    except NesyError as err:
        assert err.message


DOMAIN = read_domain(
    """(define (domain kitchen)
    (:predicates (graspable ?x) (closed ?x) (free ?x) (dirty ?x) (clean ?x) (in ?x ?y) (magic ?x))
    (:action wash :parameters (?x) :precondition (and (graspable ?x) (or (dirty ?x) (free ?x)))
     :effect (and (clean ?x) (when (magic ?x) (not (dirty ?x))))))"""
)


def test_the_initial_state_follows_from_affordances():
    scene = read_scene("objects: [{name: c, type: cup, attributes: [dirty]}, fridge]\nrelations: [[in, c, fridge]]")
    problem = scene_problem(scene, DOMAIN, goal_formula((("clean", "c"),)))
    assert {atom_text(atom) for atom in problem.initial} == {
        "(graspable c)",
        "(dirty c)",
        "(closed fridge)",
        "(in c fridge)",
        "(free robot)",
    }
    assert checked_task(DOMAIN, problem).problem == problem


def atom_text(atom):
    return f"({' '.join((atom.predicate, *atom.arguments))})"


def test_the_vocabulary_of_a_domain():
    (wash,) = vocabulary_of(DOMAIN).schemas
    assert wash.needs == (("graspable", "?x"),)
    assert set(wash.uses) == {("graspable", "?x"), ("dirty", "?x"), ("free", "?x"), ("magic", "?x")}
    assert (wash.adds, wash.deletes) == ((("clean", "?x"),), (("dirty", "?x"),))


def test_names_cannot_break_out_of_the_problem():
    scene = read_scene("objects: [{name: 'a) (:goal (x', type: cup}, {name: '9', type: cup}]")
    problem = scene_problem(scene, DOMAIN, goal_formula(()))
    assert read_problem(problem_text(problem)) == problem


SCRIPT_SCENE = read_scene("objects: [cup, fridge]")


@pytest.mark.parametrize(
    ("replies", "solved", "faults"),
    [
        (["(clean cup)"], True, 0),
        (["```pddl\n(:goal (and (clean cup)))\n```"], True, 0),
        (["(clean cupp)", "(clean cup)"], True, 1),
        (["clean the cup", "(clean cup", "(shiny cup)"], False, 3),
        (["(clean cup) (clean fridge)", "", "(clean cup fridge)"], False, 3),
    ],
)
def test_a_model_is_told_its_faults(replies, solved, faults):
    model = Scripted(replies)
    result = write_goal("Wash the cup.", SCRIPT_SCENE, DOMAIN, model)
    assert (result.task is not None) == solved
    assert sum(bool(attempt.fault) for attempt in result.attempts) == faults
    for attempt, following in itertools.pairwise(result.attempts):
        first_line = attempt.fault.splitlines()[0]
        assert any(first_line in message.content for message in following.exchange.messages)


def test_a_model_writes_a_problem():
    text = "(define (problem p) (:domain kitchen) (:objects c) (:init (graspable c)) (:goal (clean c)))"
    result = write_problem(
        "There is a cup. It shall be clean.", DOMAIN, Scripted([text.replace("(clean", "(cleen"), text])
    )
    assert result.task is not None and "cleen" in result.attempts[0].fault and not result.attempts[1].fault


class Scripted(LanguageModel):
    """Gives its replies one after the other."""

    name = "scripted"

    def __init__(self, replies):
        self.replies = iter(replies)

    @property
    def capabilities(self):
        return Capabilities()

    async def complete(self, call):
        return [Sample(next(self.replies)) for _ in range(call.n)]
