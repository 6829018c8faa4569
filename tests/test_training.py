"""Training: data, recipes, metric, curriculum, and whole runs of a few steps through the command."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tiny_model import build

import nesy
from nesy.apps.train_command import train_command
from nesy.bench.dataset import load_dataset
from nesy.bench.selection import select
from nesy.errors import BadDataFile, CannotResume, FileMissing, InputTooLarge, UnknownName, Unsupported
from nesy.languages.fol.decoding import formula_grammar
from nesy.languages.fol.parse import parse_formula
from nesy.provers.base import Limits
from nesy.training.curriculum import order_of_examples
from nesy.training.data import training_data
from nesy.training.encoding import encode
from nesy.training.fresh import load_fresh_model, make
from nesy.training.judgement import Judgement
from nesy.training.origin import Origin
from nesy.training.pair import Pair
from nesy.training.recipe import load_recipe, recipe_names
from nesy.training.scoring import score
from nesy.training.structure import structure
from nesy.training.synthetic.lookup import Lookup
from nesy.training.synthetic.structures import structure_set
from nesy.training.synthetic.words import Words
from nesy.training.task import load_task
from nesy.training.train import TrainingRun, train
from nesy.verdict import Label

TASK = load_task("fol")
"""Small enough to run in a second."""
RECIPE = {
    "name": "small",
    "language": "fol",
    "dataset": "folio",
    "held_out": {"share": 0.3, "group": "story_id"},
    "optimisation": {"steps": 6, "batch": 4, "learning_rate": 1e-2, "warmup": 2},
    "evaluation": {"every": 3, "limit": 6, "seconds": 1.0},
    "lora": {"rank": 2, "alpha": 4, "dropout": 0.1},
}
TINY = {
    "model_type": "llama",
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "tokenizer": {"kind": "pieces", "size": 400},
}
SEQ2SEQ = {"model_type": "t5", "d_model": 32, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 4}


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch, tmp_path):
    monkeypatch.delenv("NESY_DATA", raising=False)
    monkeypatch.setenv("NESY_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def setup(tmp_path):
    """A recipe, a model's configuration and a data file, as a user has them."""
    data = structure_set(train=60, validation=2, test=2, slots=3, seed=3)
    records = [
        {
            "story_id": number // 3,
            "example_id": number,
            "premises": [s.text],
            "premises-FOL": [s.formula],
            "conclusion": s.text,
            "label": "Uncertain",
        }
        for number, s in enumerate(data.train)
    ]
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    (tmp_path / "small.yaml").write_text(yaml.safe_dump(RECIPE))
    (tmp_path / "tiny.yaml").write_text(yaml.safe_dump(TINY))
    (tmp_path / "t5.yaml").write_text(yaml.safe_dump(SEQ2SEQ))
    return tmp_path


def command(folder, *more, out="model", config="tiny.yaml", expect=0):
    arguments = [str(folder / "small.yaml"), "--data", str(folder / "train.jsonl"), "--out", str(folder / out)]
    arguments += ["--config", str(folder / config)] if config else []
    result = CliRunner().invoke(train_command, [*arguments, "--device", "cpu", *map(str, more)])
    if expect is None:
        return result
    assert result.exit_code == expect, (result.output, result.exception)
    return result.output


def weights(folder: Path):
    from safetensors.torch import load_file

    return load_file(folder / "model.safetensors")


def same(left, right) -> bool:
    return left.keys() == right.keys() and all(bool((left[k] == right[k]).all()) for k in left)


# -- whole runs ------------------------------------------------------------------------------------


def test_a_run_through_the_command(setup):
    output = command(setup)
    assert "execution accuracy" in output.splitlines()[0]
    assert [line.split()[0] for line in output.splitlines()[1:3]] == ["3", "6"]
    folder = setup / "model"
    found = json.loads((folder / "training.json").read_text())
    assert (found["step"], found["stopped"], [e["step"] for e in found["evaluations"]]) == (6, "steps", [3, 6])
    assert found["data"]["held_out"] == 6
    assert found["data"]["sources"][0]["count"] == 60
    judged = found["evaluations"][0]
    assert sum(judged[j.value.replace(" ", "_")] for j in Judgement) == 6
    assert str(setup) not in (folder / "training.json").read_text()
    assert not (folder / "checkpoints").exists()
    model = nesy.model(f"transformers:{folder}")
    try:
        ((sample,),) = model.generate(["Rex sees a dog."], grammar=formula_grammar(), temperature=0, max_tokens=60)
        parse_formula(sample.text)
    finally:
        model.close()


def test_the_same_seed_gives_the_same_weights_and_another_one_others(setup):
    command(setup, "--steps", 3, out="a")
    command(setup, "--steps", 3, out="b")
    command(setup, "--steps", 3, "--seed", 1, out="c")
    assert same(weights(setup / "a"), weights(setup / "b"))
    assert not same(weights(setup / "a"), weights(setup / "c"))


def test_an_interrupted_run_ends_as_if_it_had_not_been(setup, monkeypatch):
    from nesy.training import trainer

    command(setup, out="whole")

    class Interrupting(trainer.Stopping):
        def on_step_end(self, args, state, control, **rest):
            if state.global_step == 4:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(0.01)
            return super().on_step_end(args, state, control, **rest)

    with monkeypatch.context() as patched:
        patched.setattr(trainer, "Stopping", Interrupting)
        command(setup, out="parts", expect=130)
    assert not (setup / "parts" / "model.safetensors").exists()
    assert json.loads((setup / "parts" / "training.json").read_text())["stopped"] == "interrupted"
    command(setup, "--resume", out="parts")
    assert same(weights(setup / "whole"), weights(setup / "parts"))
    whole, parts = (json.loads((setup / name / "training.json").read_text()) for name in ("whole", "parts"))
    assert [e["loss"] for e in whole["evaluations"]] == [e["loss"] for e in parts["evaluations"]]
    assert whole["losses"] == parts["losses"]


def test_a_seq2seq_model_and_time_that_runs_out(setup):
    assert "stopped by time; --resume goes on" in command(setup, "--max-minutes", 1e-6, config="t5.yaml")
    first = json.loads((setup / "model" / "training.json").read_text())
    assert (first["step"], first["stopped"]) == (1, "time")
    assert (setup / "model" / "model.safetensors").exists()
    assert "stopped by steps" in command(setup, "--resume", config="t5.yaml")
    assert "stopped by steps" in command(setup, "--resume", config="t5.yaml")  # nothing is left to do
    model = nesy.model(f"transformers:{setup / 'model'}")
    try:
        assert model.generate(["Rex sees a dog."], max_tokens=5)[0][0].usage.completion_tokens > 0
    finally:
        model.close()


@pytest.mark.parametrize("seq2seq", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["causal", "seq2seq"])
def test_an_adapter_is_trained_merged_and_resumed(setup, seq2seq, monkeypatch):
    base = build(setup / "base", seq2seq=seq2seq, hidden=16, layers=1, vocabulary=400, length=128)
    model = ("--model", base, "--lora")
    command(setup, *model, out="whole", config="")
    before, after = weights(base), weights(setup / "whole")
    changed = [name for name in before if not bool((before[name] == after[name][: len(before[name])]).all())]
    assert changed
    assert not any("norm" in name for name in changed)
    assert (setup / "whole" / "adapter" / "adapter_model.safetensors").exists()
    assert "stopped by time" in command(setup, *model, "--max-minutes", 1e-6, out="parts", config="")
    command(setup, *model, "--resume", out="parts", config="")
    resumed = weights(setup / "parts")
    assert all(bool(((after[name] - resumed[name]).abs() < 0.01).all()) for name in after)


def test_patience_ends_a_run(setup):
    recipe = load_recipe(setup / "small.yaml")
    recipe = replace(recipe, evaluation=replace(recipe.evaluation, every=1, patience=2))
    origin = Origin(fresh=load_fresh_model(setup / "tiny.yaml"))
    told = []
    run = TrainingRun(recipe, origin, setup / "model", setup / "train.jsonl", device="cpu")
    trained = train(run, told.append)
    assert (trained.stopped, trained.step, trained.best_step) == ("patience", 3, 1)  # nothing is right so early
    assert [t["step"] for t in told] == [1, 2, 3]


REFUSED = [
    (("--resume", "--seed", "1"), "is another one: seed was 0 and is 1"),
    (("--resume", "--steps", "7"), "is another one: recipe was"),
    ((), "already holds a run"),
]


def test_a_folder_takes_one_run(setup):
    command(setup, "--steps", 1)
    for more, message in REFUSED:
        steps = () if "--steps" in more else ("--steps", 1)
        result = command(setup, *more, *steps, expect=None)
        assert isinstance(result.exception, CannotResume)
        assert message in str(result.exception)
    (setup / "other").mkdir()
    (setup / "other" / "letter.txt").write_text("Dear")
    result = command(setup, out="other", expect=None)
    assert isinstance(result.exception, CannotResume)
    assert "holds no run" in str(result.exception)


def test_a_half_written_checkpoint_is_passed_over(setup):
    from nesy.training.record import last_checkpoint

    for step, state in ((3, '{"global_step": 3}'), (6, '{"glob'), (9, None)):
        folder = setup / "checkpoints" / f"checkpoint-{step}"
        folder.mkdir(parents=True)
        if state is not None:
            (folder / "trainer_state.json").write_text(state)
    assert last_checkpoint(setup).name == "checkpoint-3"


def test_what_is_missing_or_unfit_is_said(setup, monkeypatch):
    assert "give --model or --config, not both" in command(setup, "--model", setup, expect=2)
    assert "needs --model FOLDER" in command(setup, config="", expect=2)
    result = command(setup, "--model", setup, config="", expect=None)
    assert isinstance(result.exception, FileMissing)
    result = command(setup, "--lora", expect=None)
    assert isinstance(result.exception, Unsupported)
    monkeypatch.setattr("nesy.training.extras.PACKAGES", ("torch", "no_such_package"))
    result = command(setup, expect=None)
    assert "pip install 'nesy[train]'" in str(result.exception)


# -- recipes and data ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", recipe_names())
def test_recipes_that_ship_can_be_read(name):
    recipe = load_recipe(name)
    assert recipe.name == name
    assert recipe.dataset in ("folio", "instructions", "questions", "structures")
    if recipe.model:
        load_fresh_model(recipe.model)


FLAWED = [
    ({"steps": 5}, "unknown fields: steps"),
    ({"language": None}, "NoneType, not str"),
    ({"optimisation": {"steps": 0}}, "steps is 1 or more"),
    ({"optimisation": {"schedule": "wavy"}}, "no schedule 'wavy'"),
    ({"held_out": {"share": 1.5}}, "held_out.share"),
    ({"evaluation": 3}, "not a mapping"),
]


@pytest.mark.parametrize(("change", "message"), FLAWED)
def test_flawed_recipes_are_refused(tmp_path, change, message):
    (tmp_path / "r.yaml").write_text(yaml.safe_dump({**RECIPE, **change}))
    with pytest.raises(BadDataFile, match=message):
        load_recipe(tmp_path / "r.yaml")
    with pytest.raises(UnknownName, match="no recipe"):
        load_recipe("text-to-prose")
    with pytest.raises(UnknownName, match="no training task"):
        load_task("cobol")


def test_held_out_examples_share_no_text_and_no_group_with_training(setup):
    lines = (setup / "train.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    records[0]["premises-FOL"] = ["Dog(rex"]  # repaired
    records[1]["premises-FOL"] = ["All of it"]
    records[2]["premises-FOL"] = ["Dog(rex)", "Cat(rex)"]
    records += [{**records[n], "story_id": 1000 + n} for n in range(20)]
    (setup / "train.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    found = training_data(load_recipe(setup / "small.yaml"), TASK, setup / "train.jsonl")
    assert found.train
    assert found.held_out
    assert not {p.text for p in found.train} & {p.text for p in found.held_out}
    assert not {p.group for p in found.train} & {p.group for p in found.held_out}
    assert len(set(found.train)) == len(found.train)
    left_out = dict(found.left_out)
    assert left_out["records without a sentence-formula pair"] >= 1
    assert all(TASK.canonical(p.program) == p.program for p in found.train)


# -- the metric ------------------------------------------------------------------------------------

JUDGED = [
    ("∀x (Dog(x) → Kind(x))", "∀y (¬Kind(y) → ¬Dog(y))", Judgement.RIGHT),
    ("∀x (Dog(x) → Kind(x))", "∀x (Kind(x) → Dog(x))", Judgement.WRONG),
    ("Dog(rex)", "Cat(rex)", Judgement.WRONG),
    ("Dog(rex)", "Dog(x)", Judgement.UNREADABLE),
    ("Dog(rex)", "Dog(rex", Judgement.UNREADABLE),
    ("Dog(rex)", "", Judgement.UNREADABLE),
    ("¬", "Dog(rex)", Judgement.NO_GOLD),
    ("∀x P(x + 1)", "∀x P(x + 2)", Judgement.UNDECIDED),
]


@pytest.mark.parametrize(("gold", "written", "expected"), JUDGED)
def test_judgements(gold, written, expected):
    assert TASK.judge(gold, written, Limits(2.0)) is expected


def test_only_what_is_right_counts():
    pairs = [Pair("", gold) for gold, _, _ in JUDGED]
    tally = score(pairs, [written for _, written, _ in JUDGED], TASK, 2.0).tally
    assert (tally.total, tally.accuracy) == (len(JUDGED), 1 / len(JUDGED))
    assert dict(tally.counts) == Counter(j.value for _, _, j in JUDGED)


# -- the order of examples and their tokens --------------------------------------------------------


@pytest.mark.parametrize("shortest_first", [0.0, 0.5])
def test_order_of_examples(shortest_first):
    draw = random.Random(0)
    lengths = [draw.randrange(5, 50) for _ in range(100)]
    settings = {"steps": 60, "batch": 5, "shortest_first": shortest_first}
    order = order_of_examples(lengths, seed=1, **settings)
    assert len(order) == 300
    assert order == order_of_examples(lengths, seed=1, **settings)
    assert order != order_of_examples(lengths, seed=2, **settings)
    if shortest_first:
        assert max(lengths[i] for i in order[:40]) <= sorted(lengths)[39]
        assert set(order[150:]) == set(range(100))
    else:
        assert all(Counter(order[:k])[i] <= 1 + k // 100 for k in range(0, 301, 40) for i in range(100))
        assert set(Counter(order).values()) == {3}


@pytest.mark.parametrize("config", [TINY, {**TINY, "tokenizer": {"size": 400}}, SEQ2SEQ], ids=["pieces", "bytes", "t5"])
def test_examples_are_encoded_as_a_local_model_is_prompted(tmp_path, config):
    (tmp_path / "c.yaml").write_text(yaml.safe_dump(config))
    text, program = "Every dog that Rex chases is kind.", "∀x (dog(x) ∧ chase(rex, x) → kind(x))"
    model, tokenizer = make(load_fresh_model(tmp_path / "c.yaml"), [text] * 3, [program] * 3)
    example = encode(tokenizer, Pair(text, program))
    assert example.target[-1] == tokenizer.eos_token_id
    written = tokenizer.decode(example.target[:-1])
    assert parse_formula(written) == parse_formula(program)
    features = example.features(seq2seq=bool(model.config.is_encoder_decoder))
    assert [label for label in features["labels"] if label >= 0] == [*example.target]


# -- synthetic structures --------------------------------------------------------------------------

SHAPES = [
    ("Dog(rex) ∧ ¬Cat(fae)", "¬P(a) ∧ Q(b)", True),
    ("Dog(rex) ∧ Cat(fae) ∧ Big(max)", "A(a) ∧ (B(b) ∧ C(a))", True),
    ("∀x (Dog(x) → ∃y Sees(x, y))", "∀u (P(u) → ∃x R(u, x))", True),
    ("∀x (Dog(x) → ∃y Sees(x, y))", "∀u (P(u) → ∃x R(x, u))", False),
    ("Dog(rex) → Cat(fae)", "Dog(rex) ∨ Cat(fae)", False),
    ("Dog(rex)", "Sees(rex, fae)", False),
    ("Dog(rex) ⊕ ¬Cat(fae)", "¬Cat(fae) ⊕ Dog(rex)", True),
    ("rex = fae", "rex = father(fae)", False),
]


@pytest.mark.parametrize(("left", "right", "alike"), SHAPES)
def test_structure(left, right, alike):
    assert (structure(parse_formula(left)) == structure(parse_formula(right))) is alike


def test_the_set_has_many_structures_and_its_parts_share_none():
    data = structure_set(train=1500, validation=40, test=60)
    assert len(data.structures) >= 500
    parts = [{structure(parse_formula(s.formula)) for s in part} for part in (data.train, data.validation, data.test)]
    assert [len(p) for p in parts[1:]] == [40, 60]
    assert not parts[0] & parts[1]
    assert not parts[0] & parts[2]
    assert not parts[1] & parts[2]
    words = Words.english().all
    used = {word for s in data.test for _, word in s.words}
    assert used <= words
    assert all(len({word for _, word in s.words}) == len(s.words) for s in data.test)
    lookup = Lookup(data.train)
    assert lookup.exact(data.train[7]) == data.train[7].formula == lookup.nearest(data.train[7])
    gold = [Pair(s.text, s.formula) for s in data.test[:20]]
    for answer in (lookup.exact, lookup.nearest):
        assert score(gold, [answer(s) for s in data.test[:20]], TASK, 1.0).tally.accuracy <= 0.1


def test_the_same_seed_gives_the_same_set():
    assert structure_set(train=50, validation=3, test=3) == structure_set(train=50, validation=3, test=3)


@pytest.mark.slow
def test_more_sentences_than_the_structures_have_is_an_error():
    with pytest.raises(InputTooLarge, match="structures were found"):
        structure_set(train=10, validation=100, test=100, slots=1)
    with pytest.raises(InputTooLarge, match="of 5000 training sentences were found, with up to 1 of a structure"):
        structure_set(train=5000, validation=1, test=1, slots=2, most=1)


def test_no_word_is_of_two_kinds():
    words = Words.english() + Words.made_up(20, 1, Words.english().all)
    counts = Counter(word for kind in words.lemmas.values() for word in kind)
    assert set(counts.values()) == {1}


def test_the_card_reads_what_the_set_writes(tmp_path):
    structure_set(train=30, validation=4, test=6).write(tmp_path / "structures")
    selection = select(load_dataset("structures"), data=tmp_path, formulas=True)
    assert len(selection.items) == 6
    assert {item.gold for item in selection.items} == {Label.UNCERTAIN}
    assert nesy.prove(nesy.fol(selection.items[0].program()), seconds=5).label is Label.UNCERTAIN


# -- slow ------------------------------------------------------------------------------------------

KILLED = """
import sys, torch
torch.set_num_threads(1)
from nesy.apps.train_command import train_command
train_command(sys.argv[1:])
"""


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_last_checkpoint(setup):
    recipe = {**RECIPE, "optimisation": {**RECIPE["optimisation"], "steps": 40}}
    recipe["evaluation"] = {**RECIPE["evaluation"], "patience": 99}
    (setup / "small.yaml").write_text(yaml.safe_dump(recipe))
    command(setup, out="whole")
    arguments = [setup / "small.yaml", "--data", setup / "train.jsonl", "--config", setup / "tiny.yaml"]
    arguments += ["--device", "cpu", "--out", setup / "parts"]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not (setup / "parts" / "checkpoints" / "checkpoint-6" / "trainer_state.json").exists():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    command(setup, "--resume", out="parts")
    assert same(weights(setup / "whole"), weights(setup / "parts"))


@pytest.mark.slow
def test_held_out_structures_are_learnt(tmp_path):
    """A smaller task than the benchmark's: at most four words, and 700 steps."""
    data = structure_set(train=7_000, validation=50, test=150, slots=4)
    data.write(tmp_path / "data")
    recipe = load_recipe("structures")
    recipe = replace(
        recipe,
        optimisation=replace(recipe.optimisation, steps=700),
        evaluation=replace(recipe.evaluation, every=350),
    )
    origin = Origin(fresh=load_fresh_model(recipe.model))
    trained = train(TrainingRun(recipe, origin, tmp_path / "model", tmp_path / "data", device="cpu"))
    model = nesy.model(f"transformers:{trained.folder}", batch=50)
    try:
        texts = [s.text for s in data.test]
        drawn = model.generate(texts, n=1, temperature=0, max_tokens=80, grammar=formula_grammar())
    finally:
        model.close()
    gold = [Pair(s.text, s.formula) for s in data.test]
    accuracy = score(gold, [samples[0].text for samples in drawn], TASK, 2.0).tally.accuracy
    lookup = Lookup(data.train)
    baseline = score(gold, [lookup.nearest(s) for s in data.test], TASK, 2.0).tally.accuracy
    assert baseline < 0.2
    assert accuracy >= baseline + 0.4, (accuracy, baseline)
