"""``nesy view`` and ``nesy explain``."""

import json

import pytest
from click.testing import CliRunner
from renderings import rendering
from test_render import OTHERS, answer_of

from nesy.apps.cli import main
from nesy.bench.result import Result
from nesy.proofs.render.views import VIEWS
from nesy.verdict import Label, Status

ANSWER = answer_of(rendering("one step"))


def run(*arguments: object):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(ANSWER.to_json()), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", VIEWS)
def test_an_answer_is_shown_in_every_form(saved, form):
    done = run("view", saved, "--format", form)
    assert done.exit_code == 0, done.output
    assert "mammal" in done.stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("page.html", "<!doctype html>"),
        ("p.svg", "<svg"),
        ("p.mmd", "flowchart"),
        ("p.dot", "digraph"),
        ("p.tex", "\\paragraph"),
        ("p.json", "{"),
        ("p.txt", "Is Rex a mammal? TRUE."),
    ],
)
def test_the_ending_of_the_output_says_the_form(saved, tmp_path, name, start):
    assert run("view", saved, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def results(answers):
    for number, (answer, gold) in enumerate(answers):
        verdict = answer.verdict
        yield Result(str(number), gold, verdict.status, answer=answer.to_json())


def test_a_run_becomes_one_page(tmp_path):
    folder = tmp_path / "my run"
    folder.mkdir()
    lines = results([(ANSWER, Label.TRUE), (OTHERS["worlds"][0], Label.FALSE), (OTHERS["timeout"][0], Label.TRUE)])
    (folder / "results.jsonl").write_text("\n".join(json.dumps(r.to_json()) for r in lines), encoding="utf-8")
    page = tmp_path / "run.html"
    assert run("view", folder, "-o", page).exit_code == 0
    shown = page.read_text(encoding="utf-8")
    assert "3 problems · 1 TRUE · 1 UNCERTAIN · 1 no label · 1 right" in shown
    assert shown.count("<template") == 3


def test_answers_one_a_line_become_one_page(tmp_path):
    lines = tmp_path / "answers.jsonl"
    lines.write_text("\n".join(json.dumps(a.to_json()) for a in (ANSWER, OTHERS["worlds"][0])), encoding="utf-8")
    page = tmp_path / "page.html"
    assert run("view", lines, "-o", page).exit_code == 0
    assert page.read_text(encoding="utf-8").count("<template") == 2


def test_a_run_that_kept_no_answers_says_so(tmp_path):
    line = Result("1", Label.TRUE, Status.TIMEOUT).to_json()
    (tmp_path / "results.jsonl").write_text(json.dumps(line), encoding="utf-8")
    done = run("view", tmp_path, "-o", tmp_path / "run.html")
    assert done.exit_code == 0
    assert "--save-answers" in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not an answer"),
        ("nonsense", "not JSON"),
        (
            json.dumps({**ANSWER.to_json(), "evidence": {"kind": "proof", "premises": [], "goal": "A", "steps": []}}),
            "empty",
        ),
    ],
)
def test_what_is_no_answer_is_refused(tmp_path, content, message):
    path = tmp_path / "answer.json"
    path.write_text(content, encoding="utf-8")
    done = run("view", path)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_tampered_proof_is_refused(tmp_path):
    data = ANSWER.to_json()
    data["evidence"]["steps"][-1]["terms"] = [["ann"], []]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    done = run("view", path)
    assert done.exit_code == 2
    assert "does not follow" in done.stderr


def test_a_missing_file_is_refused(tmp_path):
    assert run("view", tmp_path / "none.json").exit_code == 2
    assert run("view", tmp_path / "none.jsonl").exit_code == 2


def test_a_run_has_no_drawing(tmp_path):
    (tmp_path / "a.jsonl").write_text("{}", encoding="utf-8")
    assert run("view", tmp_path / "a.jsonl", "--format", "svg").exit_code == 2


PATH = """\
(1) All dogs are mammals.
     ∀x (Dog(x) → Mammal(x))   used in a
(2) Rex is a dog.
     Dog(rex)   used in a
(conclusion) Is Rex a mammal?
     Mammal(rex)

a. Rex is a mammal, because all dogs are mammals (1) and Rex is a dog (2).
     Mammal(rex)   [inference for rex from (1); (2)]
Checked by the kernel, 1 step; it rests on (1) and (2).
"""


def test_explain_goes_from_sentence_to_formula_to_step():
    done = run("explain", "All dogs are mammals. Rex is a dog.", "Is Rex a mammal?")
    assert done.exit_code == 0, done.output
    assert PATH in done.stdout


def test_explain_reads_a_saved_answer(saved):
    done = run("explain", saved)
    assert done.exit_code == 0, done.output
    assert "Rex is a mammal, because" in done.stdout


def test_explain_says_what_was_not_read():
    done = run("explain", "Dogs, of the.", "Dogs bark?")
    assert done.exit_code == 3
    assert "not read: the sentence cannot be followed" in done.stdout


def test_explain_says_what_was_read_with_doubt():
    done = run("explain", "Most dogs bark.", "Does Rex bark?")
    assert done.exit_code == 0
    assert "taken whole: 'most' of a number of things" in done.stdout
