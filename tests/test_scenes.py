"""Scenes: what is one, their graphs, and questions about them by programs of calls."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import nesy
from nesy.errors import SceneError
from nesy.modules.scenes import SCENE_SCHEMA, is_scene, read_scene, scene_json
from nesy.modules.signature import parse_signature
from nesy.modules.types import Type
from nesy.modules.verify.inputs import generate_inputs

TABLE = {
    "objects": {
        "a": {"shape": "cube", "colour": "red", "size": 2},
        "b": {"shape": "ball", "colour": "red", "size": 1},
        "c": {"shape": "cube", "colour": "blue", "size": 1},
        "d": {"shape": "cone"},
    },
    "relations": {"left": [["a", "b"], ["a", "c"], ["b", "c"]], "behind": [["c", "a"]]},
}
NO_SCENES = [
    ([], "with `objects`"),
    ({}, "with `objects`"),
    ({"objects": []}, "with `objects`"),
    ({"objects": {"a": 1}}, "the attributes of 'a'"),
    ({"objects": {"a": {"b": []}}}, "an attribute of 'a'"),
    ({"objects": {}, "relation": {}}, "'relation' is no part"),
    ({"objects": {}, "relations": []}, "`relations` is an object"),
    ({"objects": {}, "relations": {"left": {}}}, "'left' is no list of pairs"),
    ({"objects": {"a": {}}, "relations": {"left": [["a"]]}}, "no pair of names"),
    ({"objects": {"a": {}}, "relations": {"left": [["a", 1]]}}, "no pair of names"),
    ({"objects": {"a": {}}, "relations": {"left": [["a", "z"]]}}, "'z', which is no object"),
]


@pytest.mark.parametrize(("value", "message"), NO_SCENES)
def test_what_is_no_scene_is_refused_with_the_reason(value, message):
    assert not is_scene(value) and not Type("scene").holds(value)
    with pytest.raises(SceneError) as caught:
        read_scene(value)
    assert message in caught.value.message


def test_the_graph_has_objects_attributes_and_relations():
    graph = read_scene(TABLE)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.nodes["a"] == TABLE["objects"]["a"]
    assert set(graph.edges(keys=True)) == {(a, b, r) for r, pairs in TABLE["relations"].items() for a, b in pairs}
    assert scene_json(graph) == TABLE
    assert is_scene(TABLE) and Type("scene").holds(TABLE)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_generated_scenes_are_scenes_and_survive_the_graph(seed):
    schema = Draft202012Validator(SCENE_SCHEMA)
    for (scene,) in generate_inputs(parse_signature("f(s: scene) -> int"), 6, seed):
        assert is_scene(scene)
        assert schema.is_valid(scene)
        again = scene_json(read_scene(scene))
        assert again["objects"] == scene["objects"] and is_scene(json.loads(json.dumps(again)))


QUESTIONS = {
    "How many cubes are there?": ('o = objects(s)\nc = filter(s, o, "shape", "cube")\nn = count(c)\nreturn n', 2),
    "Is there a red ball left of the blue cube?": (
        'o = objects(s)\nb = filter(s, o, "colour", "blue")\nl = relate(s, b, "left")\n'
        'r = filter(s, l, "colour", "red")\nk = filter(s, r, "shape", "ball")\nn = count(k)\n'
        'x = compare(n, ">", 0)\nreturn x',
        True,
    ),
    "What is the shape of the small thing left of the blue thing?": (
        'o = objects(s)\nb = filter(s, o, "colour", "blue")\nl = relate(s, b, "left")\nk = filter(s, l, "size", 1)\n'
        'x = attribute(s, k, "shape")\nreturn x',
        "ball",
    ),
    "Are there more cubes than balls?": (
        'o = objects(s)\nc = filter(s, o, "shape", "cube")\nb = filter(s, o, "shape", "ball")\n'
        'n = count(c)\nm = count(b)\nx = compare(n, ">", m)\nreturn x',
        True,
    ),
    "Is the thing behind a red cube blue?": (
        'x = relate(s, ["a"], "behind")\ny = verify(s, x, "colour", "blue")\nreturn y',
        True,
    ),
    "Is b a cube or a ball?": ('x = choose(s, ["b"], "shape", ["cube", "ball"])\nreturn x', "ball"),
    "What is red or a cube?": (
        'o = objects(s)\nr = filter(s, o, "colour", "red")\nc = filter(s, o, "shape", "cube")\nu = unite(r, c)\n'
        "i = intersect(r, c)\nreturn [u, i]",
        [["a", "b", "c"], ["a"]],
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    with nesy.Library(tmp_path_factory.mktemp("library")) as opened:
        yield opened


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_about_a_scene(library, question):
    program, expected = QUESTIONS[question]
    solved = library.solve(question, program=program, inputs={"s": TABLE})
    assert (solved.status.value, solved.value) == ("solved", expected), str(solved)


FAILURES = {
    'x = relate(s, ["a"], "above")': "no relation 'above'\nexpected: behind, left",
    'x = filter(s, ["z"], "shape", "cube")': "'z' is no object of the scene",
    'x = filter(s, ["a"], "weight", 1)': "no object of the scene has an attribute 'weight'",
    'x = attribute(s, ["a", "b"], "shape")': "asked of one object, not of 2: a, b",
    'x = attribute(s, ["d"], "colour")': "d has no attribute 'colour'",
    'x = verify(s, [], "shape", "cube")': "no object to verify",
    'x = choose(s, ["a"], "shape", ["ball"])': "shape of a is 'cube', which is none of the options",
    'x = compare(1, "<", "a")': "have no order",
    'x = compare(1, "==", 1)': "'==' is no comparison",
}


@pytest.mark.parametrize(("line", "message"), FAILURES.items())
def test_calls_that_have_no_answer_say_why(library, line, message):
    solved = library.solve("", program=f"{line}\nreturn x", inputs={"s": TABLE})
    assert solved.status.value == "failed"
    assert message in solved.trace[0].error


def test_scene_functions_are_offered_where_there_is_a_scene(library):
    without = library.solve("", program="n = count([1])\nreturn n")
    assert without.status.value == "rejected" and "no function 'count'" in without.reason
    assert library.solve("", program="n = count([1])\nreturn n", handlers=["count"]).value == 1
