"""The text-to-qpl recipe: its data, and how plans are judged."""

from dataclasses import replace

from nesy.training.data import training_data
from nesy.training.qpl import TASK
from nesy.training.recipe import load_recipe
from nesy.training.synthetic.questions import question_set


def test_the_recipe_reads_what_the_set_writes(tmp_path):
    data = question_set(train=200, validation=20, test=20)
    data.write(tmp_path)
    recipe = load_recipe("text-to-qpl")
    found = training_data(replace(recipe, dataset="questions"), TASK, tmp_path)
    assert len(found.train) == 200 and len(found.held_out) == 20
    assert all(TASK.canonical(pair.program) == pair.program for pair in found.train)


def test_no_shape_is_in_two_parts():
    data = question_set(train=500, validation=50, test=50)
    train, validation, test = ({one.shape for one in part} for part in (data.train, data.validation, data.test))
    assert not train & validation and not train & test and not validation & test


def test_the_grammar_admits_every_plan():
    from lark import Lark

    parser = Lark(TASK.grammar("").lark)
    for one in question_set(train=200, validation=1, test=1).train:
        parser.parse(TASK.canonical(one.plan))
