"""The text-to-goal recipe: its data, and how goals are judged."""

from dataclasses import replace

from nesy.training.data import training_data
from nesy.training.pddl import TASK
from nesy.training.recipe import load_recipe
from nesy.training.synthetic.instructions import instruction_set


def test_the_recipe_reads_what_the_set_writes(tmp_path):
    data = instruction_set(train=200, validation=20, test=20)
    data.write(tmp_path)
    recipe = load_recipe("text-to-goal")
    found = training_data(replace(recipe, dataset="instructions"), TASK, tmp_path)
    assert len(found.train) == 200 and len(found.held_out) == 20
    assert all(TASK.canonical(pair.program) == pair.program for pair in found.train)


def test_no_goal_is_in_two_parts():
    data = instruction_set(train=500, validation=50, test=50)
    train, validation, test = ({one.goal for one in part} for part in (data.train, data.validation, data.test))
    assert not train & validation and not train & test and not validation & test


def test_the_grammar_admits_every_goal():
    from lark import Lark

    parser = Lark(TASK.grammar("").lark)
    for one in instruction_set(train=200, validation=1, test=1).train:
        parser.parse(TASK.canonical(one.goal))
