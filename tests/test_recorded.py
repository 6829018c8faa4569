"""Recordings of model outputs: their formats, their replay, their errors."""

import json

import pytest

from nesy.errors import BadAnswerFile, FileMissing, InputUnreadable, UnknownName
from nesy.languages.fol.read import read_theory
from nesy.models.base import Prompt
from nesy.models.recorded import Recorded, load_recording

LOGIC_LM = {
    "id": "demo_1",
    "context": "Rex is a dog. All dogs are kind.",
    "question": "Is the following true or false? Rex is kind.",
    "answer": "A",
    "raw_logic_programs": [
        "Predicates:\nDog($x, bool) ::: Is x a dog?\n\nFacts:\nDog(Rex, True) ::: Rex is a dog.\n\n"
        "Rules:\nDog($x, True) >>> Kind($x, True) ::: All dogs are kind.\n\nQuery:\nKind(Rex, True) ::: Rex is kind."
    ],
}
LINC = {
    "index": 7,
    "label": "True",
    "generations": [
        "TEXT:\tRex is a dog.\nFOL:\tDog(Rex)\nTEXT:\tAll dogs are kind.\nFOL:\tall x. (Dog(x) -> Kind(x))\n"
        "TEXT:\tRex is kind.\nFOL:\tKind(Rex)\n",
        "TEXT:\tRex is a dog.\nFOL:\tDog(Rex)\nTEXT:\tRex is kind.\nFOL:\tKind(Rex)\n",
    ],
}


def write(folder, *records):
    path = folder / "model-x.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def prompt(identifier):
    return Prompt(problem_id=identifier)


def test_both_recordings_and_our_own_format(tmp_path):
    model = load_recording(write(tmp_path, LOGIC_LM, LINC, {"id": "own", "samples": ["Dog(rex)\n|- Dog(rex)"]}))
    assert model.name == "model-x"
    assert model.problem_ids == ("demo_1", "7", "own")
    first, second = model.generate([prompt("7"), prompt("demo_1")])
    assert [s.text for s in first] == LINC["generations"]
    assert [s.text for s in second] == LOGIC_LM["raw_logic_programs"]


def test_the_recorded_programs_can_be_read(tmp_path):
    model = load_recording(write(tmp_path, LOGIC_LM, LINC), name="gpt")
    assert model.name == "gpt"
    for identifier, rules in (("demo_1", True), ("7", False)):
        theory = read_theory(model.generate([prompt(identifier)])[0][0].text)
        assert [str(s.formula) for s in theory.statements] == ["Dog(Rex)", "∀x (Dog(x) → Kind(x))", "Kind(Rex)"]
        assert theory.rules is rules and not theory.repairs


def test_fewer_samples_on_request(tmp_path):
    model = load_recording(write(tmp_path, LINC))
    assert [len(model.generate([prompt("7")], n=n)[0]) for n in (None, 1, 2)] == [2, 1, 2]
    with pytest.raises(UnknownName, match="2 outputs"):
        model.generate([prompt("7")], n=3)


def test_an_unknown_problem_is_an_error():
    with pytest.raises(UnknownName, match="nothing for problem"):
        Recorded("demo", {}).generate([prompt("7")])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[1, 2]",
        "3",
        "{}",
        '{"id": "a"}',
        '{"id": "a", "samples": "text"}',
        '{"id": "a", "samples": [1]}',
        '{"id": null, "samples": []}',
        '{"id": true, "samples": []}',
        '{"samples": ["x"]}',
        "[" * 100_000,
    ],
    ids=range(11),
)
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"id": "ok", "samples": []}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(BadAnswerFile, match="line 3"):
        load_recording(path)


def test_a_problem_recorded_twice(tmp_path):
    with pytest.raises(BadAnswerFile, match="twice"):
        load_recording(write(tmp_path, LINC, LINC))


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FileMissing):
        load_recording(tmp_path / "none.jsonl")
    with pytest.raises(FileMissing):
        load_recording(tmp_path)
    (tmp_path / "bytes.jsonl").write_bytes(b'{"id": "\xff\xfe"}')
    with pytest.raises(InputUnreadable):
        load_recording(tmp_path / "bytes.jsonl")
